"""Which gateways take cards here, by their names and weights in the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pishkhan.integrations.payment_gateway import mellat, saman, zarinpal, zarinpal_refunds
from pishkhan.integrations.payment_gateway.mellat import Mellat
from pishkhan.integrations.payment_gateway.saman import Saman
from pishkhan.integrations.payment_gateway.zarinpal import Zarinpal
from pishkhan.integrations.payment_gateway.zarinpal_refunds import Refunds
from pishkhan.kernel.payments.ports import Gateway, Till


NONE = "none"
# What the simulated bank knows us by; it takes no other password.
SIMULATED = "simulator"
SIMULATED_TERMINAL = "1000"


@dataclass(frozen=True, kw_only=True, slots=True)
class GatewaySettings:
    """What an installation says about card payments; `gateways` like `mellat:3,saman:1`.

    A weight of nought gives it no new attempts; those under way are followed. In development a
    gateway without an account of ours is the simulated bank's.
    """

    gateways: str
    is_development: bool = False
    simulator_address: str = ""
    mellat_terminal: str = ""
    mellat_user: str = ""
    mellat_password: str = field(default="", repr=False)
    mellat_address: str = ""
    saman_terminal: str = ""
    saman_address: str = ""
    zarinpal_merchant: str = field(default="", repr=False)
    zarinpal_address: str = ""
    zarinpal_terminal: str = ""
    zarinpal_token: str = field(default="", repr=False)
    zarinpal_refunds_address: str = ""


def tills(settings: GatewaySettings) -> tuple[Till, ...]:
    """The gateways named, each with its share; none for `none`.

    Raises ValueError, naming the setting, for what is missing, misspelt or in clear.
    """
    if settings.gateways.strip() == NONE:
        return ()
    found = []
    for word in settings.gateways.split(","):
        name, weight = _share(word)
        if name not in MAKERS:
            raise ValueError(
                f"PISHKHAN_GATEWAYS must name mellat, saman or zarinpal, not {name!r}."
            )
        found.append(Till(name=name, gateway=MAKERS[name](settings), weight=weight))
    if len({till.name for till in found}) < len(found):
        raise ValueError("PISHKHAN_GATEWAYS names a gateway twice.")
    return tuple(found)


def _share(word: str) -> tuple[str, int]:
    name, _colon, weight = word.strip().partition(":")
    if weight and not (weight.isascii() and weight.isdecimal()):
        raise ValueError(f"PISHKHAN_GATEWAYS: a weight must be a whole number, not {weight!r}.")
    return name, int(weight or 1)


def _mellat(settings: GatewaySettings) -> Mellat:
    if settings.is_development and not settings.mellat_terminal:
        address = _simulated(settings, "mellat")
        return Mellat(
            terminal=SIMULATED_TERMINAL, user=SIMULATED, password=SIMULATED, address=address
        )
    _need(
        "mellat",
        PISHKHAN_MELLAT_TERMINAL=settings.mellat_terminal,
        PISHKHAN_MELLAT_USER=settings.mellat_user,
        PISHKHAN_MELLAT_PASSWORD=settings.mellat_password,
    )
    _need_number("PISHKHAN_MELLAT_TERMINAL", settings.mellat_terminal)
    return Mellat(
        terminal=settings.mellat_terminal,
        user=settings.mellat_user,
        password=settings.mellat_password,
        address=_address(
            settings, "PISHKHAN_MELLAT_ADDRESS", settings.mellat_address, mellat.ADDRESS
        ),
    )


def _saman(settings: GatewaySettings) -> Saman:
    if settings.is_development and not settings.saman_terminal:
        return Saman(terminal=SIMULATED_TERMINAL, address=_simulated(settings, "saman"))
    _need("saman", PISHKHAN_SAMAN_TERMINAL=settings.saman_terminal)
    _need_number("PISHKHAN_SAMAN_TERMINAL", settings.saman_terminal)
    address = _address(settings, "PISHKHAN_SAMAN_ADDRESS", settings.saman_address, saman.ADDRESS)
    return Saman(terminal=settings.saman_terminal, address=address)


def _zarinpal(settings: GatewaySettings) -> Zarinpal:
    if settings.is_development and not settings.zarinpal_merchant:
        address = _simulated(settings, "zarinpal")
        back = Refunds(token=SIMULATED, terminal=SIMULATED_TERMINAL, address=address)
        return Zarinpal(merchant=SIMULATED, address=address, money_back=back)
    _need("zarinpal", PISHKHAN_ZARINPAL_MERCHANT=settings.zarinpal_merchant)
    return Zarinpal(
        merchant=settings.zarinpal_merchant,
        address=_address(
            settings, "PISHKHAN_ZARINPAL_ADDRESS", settings.zarinpal_address, zarinpal.ADDRESS
        ),
        money_back=_money_back(settings),
    )


def _money_back(settings: GatewaySettings) -> Refunds | None:
    if not settings.zarinpal_token:
        return None
    _need_number("PISHKHAN_ZARINPAL_TERMINAL", settings.zarinpal_terminal)
    given, published = settings.zarinpal_refunds_address, zarinpal_refunds.ADDRESS
    return Refunds(
        token=settings.zarinpal_token,
        terminal=settings.zarinpal_terminal,
        address=_address(settings, "PISHKHAN_ZARINPAL_REFUNDS_ADDRESS", given, published),
    )


MAKERS: Mapping[str, Callable[[GatewaySettings], Gateway]] = {
    "mellat": _mellat,
    "saman": _saman,
    "zarinpal": _zarinpal,
}


def _simulated(settings: GatewaySettings, name: str) -> str:
    return f"{settings.simulator_address.rstrip('/')}/{name}"


def _need(name: str, **given: str) -> None:
    missing = sorted(setting for setting, value in given.items() if not value)
    if missing:
        raise ValueError(f"{', '.join(missing)} needed where PISHKHAN_GATEWAYS names {name}.")


def _need_number(setting: str, value: str) -> None:
    if not (value.isascii() and value.isdecimal()):
        raise ValueError(f"{setting} must be the number that the bank gave us.")


def _address(settings: GatewaySettings, setting: str, given: str, published: str) -> str:
    address = given.rstrip("/") or published
    schemes = {"https", "http"} if settings.is_development else {"https"}
    if urlsplit(address).scheme not in schemes or not urlsplit(address).hostname:
        raise ValueError(f"{setting} must begin with https:// and name a host.")
    return address
