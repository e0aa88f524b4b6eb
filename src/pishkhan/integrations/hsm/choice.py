"""The device that signing keys lie in, by the settings of this installation."""

from dataclasses import dataclass, field

from pishkhan.kernel.signing.ports import Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceSettings:
    """The module of the device's maker, the token in it, and what opens it."""

    module: str = ""
    token: str = ""
    pin: str = field(default="", repr=False)


def signing_device(settings: DeviceSettings) -> Vault | None:
    """The device, None where none is named: keys lie in files. Raises ValueError for half of one."""
    if not settings.module:
        return None
    if not settings.token or not settings.pin:
        raise ValueError("PISHKHAN_PKCS11 needs PISHKHAN_PKCS11_TOKEN and PISHKHAN_PKCS11_PIN.")
    from pishkhan.integrations.hsm.device import DeviceVault  # noqa: PLC0415 - only where there is one

    return DeviceVault(module=settings.module, token=settings.token, pin=settings.pin)
