"""What is asked of the trail: filters as typed, and what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as trail
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.numbering import api as numbering
from pishkhan.surfaces.manage import finding
from pishkhan.surfaces.manage.errors import ClosedAccount, NothingOfThatNumber, SeveralLetters
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request


PAGE_OF_A_FILE = 2000


@dataclass(slots=True, kw_only=True)
class Asked:
    """The filters of a look into the trail, as typed, and what they mean."""

    verb: str
    target: str
    target_id: int | None
    account: str
    about: str
    since: str
    until: str
    only_looks: bool
    account_id: int | None = None
    begin: datetime | None = None
    end: datetime | None = None
    errors: dict[str, list[DomainError]] = field(default_factory=dict)

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked for."""
        typed = (self.verb, self.target, self.account, self.about, self.since, self.until)
        return any(typed) or self.only_looks

    def lines(self, *, older_than: int | None, limit: int) -> list[trail.Line]:
        """Those that fit; none where a filter was refused."""
        if self.errors:
            return []
        return trail.lines(
            target=self.target or None,
            target_id=self.target_id,
            account_id=self.account_id,
            verb=self.verb or None,
            only_looks=self.only_looks,
            since=self.begin,
            until=self.end,
            older_than=older_than,
            limit=limit,
        )

    def pages(self) -> Iterator[list[trail.Line]]:
        """All that fit, newest first, a page in memory at a time."""
        older_than: int | None = None
        while found := self.lines(older_than=older_than, limit=PAGE_OF_A_FILE):
            yield found
            older_than = found[-1].id


def asked_of(request: Request) -> Asked:
    """Read the filters; what names nothing is a refusal, not an empty filter.

    Whoever asks about a person's number has looked that person up, and it is written down.
    """
    said = request.GET
    asked = Asked(
        verb=said.get("verb", ""),
        target=said.get("target", ""),
        target_id=number(said.get("target_id", "")),
        account=said.get("account", "").strip(),
        about=said.get("about", "").strip()[:60],
        since=said.get("since", "").strip(),
        until=said.get("until", "").strip(),
        only_looks="looks" in said,
    )
    for name, read in (
        ("account", _account),
        ("about", _about),
        ("since", _since),
        ("until", _until),
    ):
        try:
            if getattr(asked, name):
                read(asked)
        except DomainError as error:
            asked.errors[name] = [error]
    if asked.about and asked.target == "person" and asked.target_id:
        trail.saw(trail.Seen.PERSON, asked.target_id, by=request.actor)
    return asked


def number(text: str) -> int | None:
    """An identifier as typed; None if it is none."""
    return row_id(to_latin(text).strip())


def _account(asked: Asked) -> None:
    known = identity.account_by_username(to_latin(asked.account))
    if known:
        asked.account_id = known.id
        return
    try:
        asked.account_id = finding.account_meant(asked.account).id
    except ClosedAccount:
        asked.account_id = next(one.id for one in identity.accounts(asked.account))


def _about(asked: Asked) -> None:
    """The person with this number, or the case with this letter number."""
    for kind in IdentifierKind:
        try:
            person = identity.person_by_identifier(kind, to_latin(asked.about))
        except DomainError:
            continue
        if person:
            asked.target, asked.target_id = "person", person.id
            return
    found = {letter.case_id for letter in numbering.find(asked.about)}
    if not found:
        raise NothingOfThatNumber
    if len(found) > 1:
        raise SeveralLetters
    asked.target, asked.target_id = "case", found.pop()


def _since(asked: Asked) -> None:
    asked.begin = clock.start_of(jalali.parse(asked.since))


def _until(asked: Asked) -> None:
    asked.end = clock.start_of(jalali.parse(asked.until) + timedelta(days=1))
