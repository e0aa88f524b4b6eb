"""Invented applicants with complete drafts and signed-in sessions, written set by set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from pishkhan.config.bench.ground import wire
from pishkhan.foundation import clock, secret
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.identifiers import national_id
from pishkhan.foundation.text import fold
from pishkhan.kernel.attachments.models import Attachment
from pishkhan.kernel.forms import api as forms, checking
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.identity.models import Identifier, Person
from pishkhan.services.e_request import questions
from pishkhan.web import drafts
from pishkhan.web.people import PERSON


SERVICE = questions.__name__.split(".")[2]
CSRF = "c" * 32
LASTS = timedelta(hours=3)
AT_ONCE = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """A draft that lacks only the last press, and the session of the person whose it is."""

    token: str
    person_id: int
    session: str

    def last_press(self, number: int) -> str:
        """The request that turns the draft into a letter."""
        return wire(
            "POST",
            f"/d/{self.token}/review/",
            number=number,
            cookies=f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            body=f"csrfmiddlewaretoken={CSRF}",
        )


def applicants(count: int) -> list[Ready]:
    """That many persons, each with a session and a draft with its letter attached."""
    ready: list[Ready] = []
    # One draft by the real way keeps the version of the form, as the first visitor's does.
    forms.start(SERVICE, session_key=secret.token())
    while len(ready) < count:
        ready += _some(len(ready), min(AT_ONCE, count - len(ready)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ready


def sessions(contents: Sequence[Mapping[str, str | Mapping[str, str]]]) -> list[str]:
    """The keys of sessions with these contents, written at once."""
    store, until = SessionStore(), clock.now() + LASTS
    rows = [
        Session(session_key=secret.token(16).lower().replace("-", "x").replace("_", "y"),
                session_data=store.encode(dict(one)), expire_date=until)
        for one in contents
    ]  # fmt: skip
    Session.objects.bulk_create(rows, batch_size=AT_ONCE)
    return [row.session_key for row in rows]


def _some(first: int, count: int) -> list[Ready]:
    at = clock.now()
    persons = [_person(number, at) for number in range(first, first + count)]
    Person.objects.bulk_create(persons)
    Identifier.objects.bulk_create(
        Identifier(person=person, kind="national_id", value=_number(first + place))
        for place, person in enumerate(persons)
    )
    kept = [_draft(person, first + place, at) for place, person in enumerate(persons)]
    Draft.objects.bulk_create(kept)
    Attachment.objects.bulk_create(_letter(draft, at) for draft in kept)
    keys = sessions(
        [{PERSON: str(person.id), drafts.DRAFTS_KEY: secret.token()} for person in persons]
    )
    return [
        Ready(token=draft.token, person_id=person.id, session=key)
        for draft, person, key in zip(kept, persons, keys, strict=True)
    ]


def _person(number: int, at: datetime) -> Person:
    first, last = questions.SAMPLE["person.first_name"], questions.SAMPLE["person.last_name"]
    return Person(
        kind="natural",
        first_name=first,
        last_name=last,
        father_name=questions.SAMPLE["person.father_name"],
        name_key=fold(f"{first} {last}"),
        mobile=_mobile(number),
        created_at=at,
    )


def _draft(person: Person, number: int, at: datetime) -> Draft:
    answers = questions.SAMPLE | {
        "person.national_id": _number(number),
        "person.mobile": _mobile(number),
    }
    pages = forms.pages(SERVICE)
    return Draft(
        token=secret.token(),
        secret_digest="",
        service=SERVICE,
        form_version=forms.version(SERVICE),
        answers=answers,
        confirmed=checking.identity(pages, answers),
        person_id=person.id,
        started_at=at,
        touched_at=at,
        expires_at=at + LASTS,
    )


def _letter(draft: Draft, at: datetime) -> Attachment:
    return Attachment(
        draft_id=draft.pk,
        kind="letter",
        name="نامه.jpg",
        content_type="image/jpeg",
        size=180_000,
        sha256=secret.digest("bench", str(draft.pk), SERVICE),
        pages=1,
        stored_as=f"bench/{draft.pk}",
        received_at=at,
    )


def _mobile(number: int) -> str:
    return f"0900{number:07d}"


def _number(number: int) -> str:
    """A national id of the range that nobody has: 000, six digits, the check digit."""
    for check in range(10):
        try:
            return national_id(f"000{number + 1000:06d}{check}")
        except DomainError:
            continue
    raise AssertionError(number)
