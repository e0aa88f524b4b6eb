"""Which operator carries our SMS, by its name in the settings."""

from dataclasses import dataclass, field

from pishkhan.integrations.sms.kavenegar import KavenegarSms
from pishkhan.integrations.sms.simulator import SimulatorSms
from pishkhan.kernel.notifications.ports import SmsProvider
from pishkhan.kernel.notifications.testing import MemoryProvider


MEMORY = MemoryProvider()


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsSettings:
    """What an installation says about SMS."""

    provider: str
    is_development: bool = False
    simulator_address: str = ""
    key: str = field(default="", repr=False)
    sender: str = ""


def sms_provider(settings: SmsSettings) -> SmsProvider:
    """The adapter named by `settings.provider`: kavenegar, or simulator and memory in development.

    Raises ValueError for any other: a simulator in production would show everybody's codes.
    """
    if settings.provider == "kavenegar":
        if not settings.key:
            message = "PISHKHAN_SMS_API_KEY is needed where PISHKHAN_SMS is kavenegar."
            raise ValueError(message)
        return KavenegarSms(key=settings.key, sender=settings.sender)
    if settings.provider == "simulator" and settings.is_development:
        return SimulatorSms(address=settings.simulator_address.rstrip("/"))
    if settings.provider == "memory" and settings.is_development:
        return MEMORY
    message = (
        "PISHKHAN_SMS must be kavenegar (simulator in development only), "
        f"not {settings.provider!r}."
    )
    raise ValueError(message)
