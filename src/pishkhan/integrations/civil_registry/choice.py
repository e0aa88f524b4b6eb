"""Who answers about mobile numbers, by its name in the settings."""

from dataclasses import dataclass, field

from pishkhan.integrations.civil_registry.inquiry import OwnershipInquiry
from pishkhan.integrations.civil_registry.simulator import NoOwnership, SimulatedOwnership
from pishkhan.kernel.identity.ports import MobileOwnership


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnershipSettings:
    """What an installation says about the check."""

    provider: str
    is_development: bool = False
    address: str = ""
    business_id: str = ""
    business_token: str = field(default="", repr=False)


def mobile_ownership(settings: OwnershipSettings) -> MobileOwnership:
    """The adapter named by `settings.provider`: inquiry, simulator (development only) or none.

    Raises ValueError for any other name, and where what the inquiry needs is missing. A match
    moves a person's number, so a simulator in production would open everybody's cases.
    """
    if settings.provider == "none":
        return NoOwnership()
    if settings.provider == "simulator" and settings.is_development:
        return SimulatedOwnership()
    if settings.provider == "inquiry":
        return _inquiry(settings)
    message = (
        "PISHKHAN_MOBILE_OWNERSHIP must be inquiry or none (simulator in development only), "
        f"not {settings.provider!r}."
    )
    raise ValueError(message)


def _inquiry(settings: OwnershipSettings) -> OwnershipInquiry:
    if not (settings.address and settings.business_id and settings.business_token):
        message = "The mobile-ownership inquiry needs its address, business id and token."
        raise ValueError(message)
    return OwnershipInquiry(
        address=settings.address,
        business_id=settings.business_id,
        business_token=settings.business_token,
    )
