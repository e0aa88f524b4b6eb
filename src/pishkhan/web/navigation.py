"""Where one can go from every page. Addresses, not names: surfaces lie above this layer."""

from collections.abc import Callable
from dataclasses import dataclass

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.web.sentences import translated


@dataclass(frozen=True, slots=True)
class Place:
    """A title and its address; for staff, the acts of which one opens it, or who has a part in it.

    `is_of` asks no query of most, and one of few: the masthead of every page does.
    """

    title: str
    address: str
    acts: tuple[Act, ...] = ()
    is_of: Callable[[Actor], bool] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A place as the masthead draws it."""

    title: str
    address: str
    is_here: bool


HOME = "/"
READING = (Act.VIEW_CASE, Act.ACT_ON_TASK)
MANAGING = (
    Act.MANAGE_ORGANISATIONS,
    Act.MANAGE_CALENDAR,
    Act.MANAGE_TEXTS,
    Act.MANAGE_SERVICES,
    Act.VIEW_AUDIT,
)
PUBLIC = (
    Place(_("خدمات"), HOME),
    Place(_("پیگیری درخواست"), "/track/"),
    Place(_("استعلام کد صحت"), "/v/"),
    Place(_("درخواست‌های من"), "/my/"),
)
ABOUT = (
    Place(_("راهنما"), "/about/help/"),
    Place(_("راهنماهای خدمت‌ها"), "/guides/"),
    Place(_("دفتر عمومی صدور"), "/log/"),
    Place(_("دسترس‌پذیری"), "/about/accessibility/"),
    Place(_("حریم خصوصی"), "/about/privacy/"),
)
STAFF = (
    Place(_("کارتابل"), "/desk/", READING),
    Place(_("مدیریت"), "/manage/", MANAGING),
    Place(_("امور مالی"), "/finance/", (Act.VIEW_FINANCE,)),
)


_ADDED: list[Place] = []


def add(place: Place) -> None:
    """A page of staff that a service brings; called at start, twice is once."""
    if place not in _ADDED:
        _ADDED.append(place)


def open_to(actor: Actor) -> tuple[Place, ...]:
    """The places of staff where the actor has something to do; what `is_of` asks."""
    return tuple(
        place
        for place in (*STAFF, *_ADDED)
        if any(organisations.may_somewhere(actor, act) for act in place.acts)
        or (place.is_of is not None and place.is_of(actor))
    )


def links(places: tuple[Place, ...], path: str) -> list[Link]:
    """The places with the present one marked; home is present only on its own page."""
    return [
        Link(
            translated(place.title),
            place.address,
            path == HOME if place.address == HOME else path.startswith(place.address),
        )
        for place in places
    ]
