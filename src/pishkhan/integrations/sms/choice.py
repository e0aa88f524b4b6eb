"""Which operators carry our SMS, by their names and weights in the settings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pishkhan.integrations.sms import kavenegar, patterns, smsir
from pishkhan.integrations.sms.kavenegar import KavenegarSms
from pishkhan.integrations.sms.patterns import Patterns
from pishkhan.integrations.sms.simulator import SimulatorSms
from pishkhan.integrations.sms.smsir import SmsIr
from pishkhan.kernel.notifications.ports import Carrier, SmsProvider
from pishkhan.kernel.notifications.testing import MemoryProvider


MEMORY = MemoryProvider()


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What an operator gave us: a key and the number that messages come from."""

    key: str = field(default="", repr=False)
    line: str = ""
    address: str = ""
    rials_per_unit: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsSettings:
    """What an installation says about SMS; `providers` like `kavenegar:3,smsir:1`."""

    providers: str
    is_development: bool = False
    simulator_address: str = ""
    kavenegar: Account = Account()
    smsir: Account = Account()
    patterns: str = ""
    # What may be said by SMS: event/language → its values. Checked where it is given.
    said: Mapping[str, Collection[str]] = field(default_factory=dict)


def sms_carriers(settings: SmsSettings) -> tuple[Carrier, ...]:
    """The adapters named in `settings.providers`, each with its share.

    In development also simulator, simulator-other (the second operator of the simulator, with
    sms.ir's protocol) and memory. Raises ValueError for anything else: a simulator in production
    would show everybody's codes.
    """
    known = patterns.read(settings.patterns)
    if not settings.is_development:
        for name in {word.partition(":")[0].strip() for word in settings.providers.split(",")}:
            patterns.check(name, known.get(name, {}), settings.said)
    shares = [_share(word) for word in settings.providers.split(",")]
    return tuple(
        Carrier(name=name, weight=weight, provider=_provider(name, settings, known.get(name, {})))
        for name, weight in shares
    )


def _share(word: str) -> tuple[str, int]:
    name, _colon, weight = word.strip().partition(":")
    if weight and not (weight.isdecimal() and int(weight)):
        message = f"PISHKHAN_SMS: a weight must be a whole number above zero, not {weight!r}."
        raise ValueError(message)
    return name, int(weight or 1)


def _provider(name: str, settings: SmsSettings, known: Patterns) -> SmsProvider:
    if name == "kavenegar":
        account = settings.kavenegar
        _check(account, "PISHKHAN_SMS_KAVENEGAR_KEY", "PISHKHAN_SMS_KAVENEGAR_ADDRESS", settings)
        return KavenegarSms(
            key=account.key,
            sender=account.line,
            address=account.address.rstrip("/") or kavenegar.ADDRESS,
            patterns=known,
        )
    if name == "smsir":
        account = settings.smsir
        _check(account, "PISHKHAN_SMS_SMSIR_KEY", "PISHKHAN_SMS_SMSIR_ADDRESS", settings)
        if not account.line.isdecimal():
            message = "PISHKHAN_SMS_SMSIR_LINE is needed where PISHKHAN_SMS names smsir."
            raise ValueError(message)
        return SmsIr(
            key=account.key,
            line=account.line,
            rials_per_unit=account.rials_per_unit,
            address=account.address.rstrip("/") or smsir.ADDRESS,
            patterns=known,
        )
    if settings.is_development:
        simulator = settings.simulator_address.rstrip("/")
        if name == "simulator":
            return SimulatorSms(address=simulator)
        if name == "simulator-other":
            return SmsIr(
                key="simulator", line="3000", rials_per_unit=1200, address=f"{simulator}/smsir/v1"
            )
        if name == "memory":
            return MEMORY
    message = (
        "PISHKHAN_SMS must name kavenegar or smsir (simulator, simulator-other in development "
        f"only), not {name!r}."
    )
    raise ValueError(message)


def _check(account: Account, key: str, address: str, settings: SmsSettings) -> None:
    if not account.key:
        message = f"{key} is needed where PISHKHAN_SMS names this operator."
        raise ValueError(message)
    if account.address and not (settings.is_development or account.address.startswith("https://")):
        message = f"{address} must begin with https://; messages would go in clear."
        raise ValueError(message)
