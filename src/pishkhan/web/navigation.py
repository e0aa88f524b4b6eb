"""Where one can go from every page. Addresses, not names: surfaces lie above this layer."""

from dataclasses import dataclass

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.web.sentences import translated


@dataclass(frozen=True, slots=True)
class Place:
    """A title and its address."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place as the masthead draws it."""

    title: str
    address: str
    is_here: bool


HOME = "/"
PUBLIC = (
    Place(_("خدمات"), HOME),
    Place(_("پیگیری درخواست"), "/track/"),
    Place(_("درخواست‌های من"), "/my/"),
)
ABOUT = (
    Place(_("راهنما"), "/about/help/"),
    Place(_("دسترس‌پذیری"), "/about/accessibility/"),
    Place(_("حریم خصوصی"), "/about/privacy/"),
)
STAFF = (
    Place(_("کارتابل"), "/desk/"),
    Place(_("مدیریت"), "/manage/"),
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
