"""Files of introductions: checked as a whole, shown, then carried out row by row."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language, gettext

from pishkhan.foundation import clock, digits
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import fold, gettext_noop as _
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.persistence.api import defer
from pishkhan.services.cartable_request import queries
from pishkhan.services.cartable_request.actions import requesting
from pishkhan.services.cartable_request.errors import AlreadyIntroduced, BadFile, UnderReview
from pishkhan.services.cartable_request.models import Batch
from pishkhan.services.cartable_request.questions import HOLDER
from pishkhan.services.cartable_request.rules import REVIEW, is_shared, safe_cell
from pishkhan.services.cartable_request.terms import CODE, BatchState
from pishkhan.web.sentences import hint, sentence, shown


PLACES = (_("سازمان"), _("فرایند"), _("نقش"))
ASKED = tuple(one for one in HOLDER.questions if one.code != "instead")
COLUMNS = (*PLACES, *(one.label for one in ASKED))
MOST_ROWS, MOST_BYTES, AT_ONCE = 5_000, 5_000_000, 200
KEPT = timedelta(days=30)
ACCEPTED = _("پذیرفته شد")
ANSWER = _("نتیجه")
NO_PLACE = _("سازمانی با این کد نیست، یا در حوزهٔ شما نیست. یکی از این کدها را بنویسید: %(codes)s")
NO_SERVICE = _("فرایندی با این نام یا کد نیست. یکی از این کدها را بنویسید: %(codes)s")
NO_ROLE = _("این فرایند چنین نقشی ندارد. یکی از این نقش‌ها را بنویسید: %(roles)s")
WRONG_WIDTH = _(
    "این ردیف %(given)s خانه دارد؛ باید %(wanted)s باشد. خانه‌های افزوده را پاک کنید و جای خانه‌های"
    " خالی را نگه دارید."
)
TWICE = _("همین شخص برای همین کارتابل در ردیف %(row)s هم آمده است. یکی از دو ردیف را پاک کنید.")
SECOND = _(
    "این نقش یک دارنده دارد و در ردیف %(row)s کس دیگری برای همین کارتابل آمده است. پس از پایان بررسی او معرفی کنید."
)
MOST_NAMED = 12
TOO_LARGE = _("از ۵ مگابایت بزرگ‌تر است؛ آن را چند فایل کنید.")
NOT_UTF8 = _("کدگذاری آن UTF-8 نیست؛ آن را با «CSV UTF-8» دوباره ذخیره کنید.")
NO_TEXT = _("این فایل متن نیست؛ جدول را با قالب CSV ذخیره کنید، نه با قالب برنامه.")
TORN = _("جدول در سطر %(line)s شکسته است؛ گیومهٔ بازمانده یا سطر بریده را درست کنید.")
OTHER_HEADING = _("سرستون %(number)s آن «%(given)s» است؛ باید «%(wanted)s» باشد.")
NO_ROWS = _("هیچ ردیفی ندارد؛ زیر سرستون‌ها برای هر نفر یک ردیف بنویسید.")
TOO_MANY = _("بیش از ۵٬۰۰۰ ردیف دارد؛ آن را چند فایل کنید.")

Row = list[str]
Errors = dict[str, str]


def read_rows(content: bytes) -> list[Row]:
    """The rows of a CSV file as typed, its heading left out. Raises BadFile."""
    if len(content) > MOST_BYTES:
        raise BadFile(fault=gettext(TOO_LARGE))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(fault=gettext(NOT_UTF8)) from error
    if "\x00" in text:
        raise BadFile(fault=gettext(NO_TEXT))
    separator = (
        ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [row for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        line = shown(reader.line_num)
        raise BadFile(fault=gettext(TORN) % {"line": line}) from error
    _check_heading(rows[0] if rows else [])
    body = [
        [
            cell.removeprefix("'") if cell[:2] in {f"'{c}" for c in "=+-@"} else cell
            for cell in row[: len(COLUMNS)] + row[len(COLUMNS) + 1 :]
        ]
        for row in rows[1:]
    ]
    if not body:
        raise BadFile(fault=gettext(NO_ROWS))
    if len(body) > MOST_ROWS:
        raise BadFile(fault=gettext(TOO_MANY))
    return body


def _check_heading(cells: Row) -> None:
    """The heading of the sample in whichever language it was taken. Raises BadFile."""
    given = [fold(cell) for cell in cells[: len(COLUMNS)]]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            if given == [fold(one) for one in heading()]:
                return
    cells = [*cells, *[""] * len(COLUMNS)]
    number, wanted = next(
        (number, one) for number, one in enumerate(heading()) if fold(one) != fold(cells[number])
    )
    said = {"number": shown(number + 1), "given": cells[number][:40], "wanted": wanted}
    raise BadFile(fault=gettext(OTHER_HEADING) % said)


def heading() -> list[str]:
    """The names of the columns in the language of the page."""
    return [gettext(one) for one in COLUMNS]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What waits at a place before the file: why it takes nobody now, and who is examined there."""

    refusal: DomainError | None
    people: frozenset[str]


class Checker:
    """Says what is wrong with each row; what many rows ask of the database is asked once."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._offices: dict[str, OrganisationView | None] = {}
        self._services = {
            fold(key): one.code for one in catalogue.services() for key in (one.code, one.title)
        }
        self._roles = {code: _roles(code) for code in set(self._services.values())}
        self._people: dict[tuple[object, ...], int] = {}
        self._first: dict[queries.Key, int] = {}
        self._known: dict[queries.Key, Standing] = {}
        self._codes: str | None = None

    def place(self, row: Row, errors: Errors) -> queries.Key | None:
        """The place a row is about: organisation, role, service."""
        office = self._office(row[0].strip())
        service = self._services.get(fold(row[1]))
        role = self._roles.get(service or "", {}).get(fold(row[2]))
        if office is None:
            errors[COLUMNS[0]] = gettext(NO_PLACE) % {"codes": self._known_offices()}
        if service is None:
            errors[COLUMNS[1]] = gettext(NO_SERVICE) % {"codes": listed(sorted(self._roles))}
        elif role is None:
            known = sorted(set(self._roles[service].values()))
            errors[COLUMNS[2]] = gettext(NO_ROLE) % {"roles": listed(known)}
        return (office.id, role, service) if office and role and service else None

    def errors(self, number: int, row: Row) -> Errors:
        """What is wrong with row `number` (1 is the first under the heading), by column."""
        if len(row) != len(COLUMNS):
            given = {"given": shown(len(row)), "wanted": shown(len(COLUMNS))}
            return {ANSWER: gettext(WRONG_WIDTH) % given}
        errors: Errors = {}
        place = self.place(row, errors)
        labels = {one.code: one.label for one in ASKED}
        for code, faults in requesting.checked(typed_of(row))[1].items():
            errors[labels[code]] = " ".join(map(_mended, faults))
        if place is not None and not errors:
            errors |= self._refused(number, place, row[3])
        return errors

    def _refused(self, number: int, place: queries.Key, national_id: str) -> Errors:
        """What carrying out would refuse of a row that is right in itself."""
        person = digits.to_latin(fold(national_id))
        twice = self._people.setdefault((*place, person), number)
        if twice != number:
            return {ANSWER: gettext(TWICE) % {"row": shown(twice)}}
        if place not in self._known:
            self._known[place] = self._standing(place)
        refusal = self._known[place].refusal
        if refusal is None and person in self._known[place].people:
            refusal = AlreadyIntroduced()
        if refusal is not None:
            return {ANSWER: _mended(refusal)}
        first = self._first.setdefault(place, number)
        if first != number and not is_shared(place[1]):
            return {ANSWER: gettext(SECOND) % {"row": shown(first)}}
        return {}

    def _standing(self, place: queries.Key) -> "Standing":
        known = queries.requests_at(*place)
        awaited = [one for one in known if one.state != REVIEW]
        refusal: DomainError | None = None
        if known and not awaited and not is_shared(place[1]):
            refusal = UnderReview()
        elif awaited:
            offers = cases.offers(awaited[0].id, self._by)
            if all(one.action.name != requesting.INTRODUCE for one in offers):
                refusal = NotAllowed(act=Act.REQUEST_CARTABLE.label)
        elif not queries.may_introduce(self._by, place[0]):
            refusal = NotAllowed(act=Act.REQUEST_CARTABLE.label)
        return Standing(refusal=refusal, people=queries.people_in(known))

    def _known_offices(self) -> str:
        if self._codes is None:
            self._codes = listed(queries.codes_of(self._by, most=MOST_NAMED))
        return self._codes

    def _office(self, code: str) -> OrganisationView | None:
        if code not in self._offices:
            found = organisations.organisation_by_code(code)
            allowed = found and found.is_active and queries.may_ask(self._by, found.id)
            self._offices[code] = found if allowed else None
        return self._offices[code]


def _roles(service: str) -> dict[str, str]:
    if not cases.versions(service):
        return {}
    process = cases.process_now(service)
    named = process.roles_named()
    return {fold(key): role for role in named for key in (role, process.role_title(role))}


def typed_of(row: Sequence[str]) -> dict[str, str]:
    """The answers of a row by question code."""
    cells = row[len(PLACES) :]
    return {one.code: cell.strip() for one, cell in zip(ASKED, cells, strict=False)}


@transaction.atomic
def check(content: bytes, *, file_name: str, by: Actor) -> Batch:
    """Read and check a file; nothing is asked for yet. Raises BadFile."""
    rows = read_rows(content)
    checker = Checker(by)
    errors = [checker.errors(number, row) for number, row in enumerate(rows, start=1)]
    return Batch.objects.create(
        account_id=by.account_id or 0,
        file_name=file_name[:200],
        sent_at=clock.now(),
        rows=rows,
        errors=errors,
        answers=[""] * len(rows),
    )


@transaction.atomic
def begin(batch_id: int, *, by: Actor) -> Batch:
    """Let the rows without errors be carried out; twice is once.

    The job is written however few they are: whoever carries them out at once may be killed.
    """
    batch = Batch.objects.select_for_update(of=("self",)).get(
        id=batch_id, account_id=by.account_id or 0
    )
    if batch.state != BatchState.CHECKED.value:
        return batch
    batch.state = BatchState.RUNNING.value
    batch.save(update_fields=["state"])
    record(
        f"{CODE}.batch_begun",
        target="batch",
        target_id=batch.id,
        by=by,
        after={"rows": len(batch.rows)},
    )
    defer(
        "cartables.batch",
        key=f"cartables.batch:{batch.id}",
        batch_id=batch.id,
        language=get_language() or "fa",
    )
    return batch


def carry_out(batch_id: int, *, at_once: int = 50) -> None:
    """Do the rows that are left, some at a time: each row whole or not at all, and none twice."""
    while _some(batch_id, at_once):
        continue


@transaction.atomic
def _some(batch_id: int, at_once: int) -> bool:
    batch = Batch.objects.select_for_update(of=("self",)).filter(id=batch_id).first()
    if batch is None or batch.state != BatchState.RUNNING.value:
        return False
    by = organisations.actor_for_account(batch.account_id)
    checker = Checker(by)
    upto = min(batch.done + at_once, len(batch.rows))
    for number in range(batch.done, upto):
        batch.answers[number] = (
            "" if batch.errors[number] else _introduced(checker, batch.rows[number], by)
        )
    batch.done = upto
    if batch.done == len(batch.rows):
        batch.state = BatchState.DONE.value
    batch.save(update_fields=["answers", "done", "state"])
    return batch.state == BatchState.RUNNING.value


def _introduced(checker: Checker, row: Row, by: Actor) -> str:
    """What became of a row, in words."""
    errors: Errors = {}
    place = checker.place(row, errors)
    if place is None:
        return " ".join(errors.values())
    organisation_id, role, service = place
    try:
        with transaction.atomic():
            case_id = requesting.request(
                organisation_id=organisation_id, role=role, service=service, by=by
            )
            requesting.introduce(
                case_id=case_id, typed=typed_of(row), letter=None, needs_letter=False, by=by
            )
    except FormIncomplete as error:
        labels = {one.code: one.label for one in ASKED}
        return said(
            {
                labels.get(code, ANSWER): " ".join(map(_mended, each))
                for page in error.errors.values()
                for code, each in page.items()
            }
        )
    except DomainError as error:
        return _mended(error)
    return ACCEPTED


def _mended(error: DomainError) -> str:
    """What is wrong and what to do about it."""
    return " ".join(filter(None, (sentence(error), hint(error))))


def listed(words: Sequence[str]) -> str:
    """The first of some words."""
    return "، ".join(words[:MOST_NAMED]) + (" …" if len(words) > MOST_NAMED else "")


def table(batch: Batch) -> Iterator[str]:
    """The file with an answer to each row, as CSV that no spreadsheet runs."""
    # The page's language, not the stream's.
    return _table(batch, [*heading(), gettext(ANSWER)], accepted=gettext(ACCEPTED))


def _table(batch: Batch, columns: Sequence[str], *, accepted: str) -> Iterator[str]:
    yield "\ufeff" + _line(columns)
    for row, errors, answer in zip(batch.rows, batch.errors, batch.answers, strict=True):
        cells = [*row, *[""] * (len(COLUMNS) - len(row))][: len(COLUMNS)]
        said_of = accepted if answer == ACCEPTED else answer
        yield _line([*cells, said_of or said(errors)])


def said(errors: Mapping[str, str]) -> str:
    """The errors of a row in one cell."""
    return " | ".join(
        text if column == ANSWER else f"{gettext(column)}: {text}"
        for column, text in errors.items()
    )


def sample() -> str:
    """A file to begin with: the heading and one row."""
    row = ["u1", "international_commission", "deputy", "0001010107", "پریسا", "نیک‌اندیش", "40217",
           "معاون دانشجویی", "09120000031", "", "12/345", "1405/08/01", "1405/08/01", "1410/08/01"]  # fmt: skip
    return "\ufeff" + _line(heading()) + _line(row)


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def sweep() -> int:
    """Forget files older than 30 days; how many."""
    old = Batch.objects.filter(sent_at__lt=clock.now() - KEPT)
    return old.delete()[0]
