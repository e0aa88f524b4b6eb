"""A form of one page: what was typed, what is wrong with it, what is done when it is right."""

from collections.abc import Callable, Mapping

from django.db import transaction

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Facts, Page
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.web import form_pages
from pishkhan.web.fields import Field, messages
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


NOWHERE: Mapping[str, str] = {}


class Sheet:
    """A form page in the hands of a view; `values` fill it before anything was typed.

    `places` says beside which questions a refusal is said, by its code, as words in one text: the
    first that is asked; the others stand above the form.
    """

    def __init__(
        self,
        request: Request,
        page: Page,
        values: Mapping[str, str] | None = None,
        *,
        submit: str = "",
        is_danger: bool = False,
        places: Mapping[str, str] = NOWHERE,
    ) -> None:
        self.places = places
        self.page, self.submit, self.is_danger = page, translated(submit), is_danger
        self.is_sent = request.method == "POST"
        typed = form_pages.read(page, request.POST) if self.is_sent else values or {}
        self.state = forms.read_page(page, typed)
        self.refusals = dict(self.state.errors) if self.is_sent else {}
        self.others: list[DomainError] = []

    def does(self, act: Callable[[Facts], object]) -> bool:
        """Whether the form was sent and right and `act` did it; else it is to be shown again.

        What `act` refuses is said at its question, with all that was typed; NotAllowed goes on.
        """
        if not self.is_sent or self.refusals:
            return False
        try:
            with transaction.atomic():
                act(Facts(self.state.read))
        except NotAllowed:
            raise
        except DomainError as error:
            self._refuse(error)
        return not (self.refusals or self.others)

    def _refuse(self, error: DomainError) -> None:
        places = self.places.get(error.code, "").split()
        place = next((one for one in places if one in self.state.asked), None)
        if place:
            self.refusals.setdefault(place, []).append(error)
        else:
            self.others.append(error)

    @property
    def title(self) -> str:
        """The heading."""
        return translated(self.page.title)

    @property
    def intro(self) -> str:
        """What is to be known before the form is filled in."""
        return translated(self.page.intro)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields as drawn."""
        return form_pages.drawn_fields(self.page, self.state, errors=self.refusals)

    @property
    def form_errors(self) -> tuple[str, ...]:
        """What belongs to no single field."""
        return messages(self.others)
