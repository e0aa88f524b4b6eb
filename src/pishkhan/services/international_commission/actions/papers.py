"""Papers that end on a day: taken from requests, renewed by their owner, watched every day."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language

from pishkhan.foundation import clock, digits, jalali
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachmentRule
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases.spec import Step
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoReceipt
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.services.international_commission import queries, rules, wording
from pishkhan.services.international_commission.errors import BadPaper, NoCaseForThePaper
from pishkhan.services.international_commission.models import Paper
from pishkhan.services.international_commission.questions import ATTACHMENTS
from pishkhan.services.international_commission.terms import CODE, PaperKind


if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


PAGES = {
    PaperKind.PASSPORT: "person.passport",
    PaperKind.RESIDENCE: "papers.residence",
    PaperKind.VISA: "papers.visa",
    PaperKind.INSURANCE: "papers.insurance",
}


def keep(step: Step) -> None:
    """Take the papers of a request, as it was sent or sent again, with the days they end.

    A paper that its owner has since renewed stays replaced, however often the case comes back.
    """
    language = _language_of(step.case_id)
    for kind, key in PAGES.items():
        number, end = step.facts.get(key), step.facts.get(f"{key}_expires")
        if not isinstance(number, str) or not isinstance(end, str) or not number or not end:
            continue
        masked, expires_on = rules.masked(number), date.fromisoformat(end)
        was_replaced = Paper.objects.filter(
            person_id=step.applicant.person_id, kind=kind.value, masked=masked,
            expires_on=expires_on, replaced_at__isnull=False,
        ).exists()  # fmt: skip
        if was_replaced:
            continue
        issued = step.facts.get(f"{key}_issued")
        _put(
            Paper(
                person_id=step.applicant.person_id,
                kind=kind.value,
                masked=masked,
                country=str(step.facts.get(f"{key}_country") or "IR"),
                issued_on=date.fromisoformat(issued) if isinstance(issued, str) else None,
                expires_on=expires_on,
                language=language,
                organisation_id=step.organisations["university"],
                matter_id=step.case_id,
                known_at=step.at,
            )
        )


def _language_of(case_id: int) -> str:
    try:
        return catalogue.language_of(case_id)
    except NoReceipt:  # it is being registered now, in the language of this request
        return get_language() or "fa"


def renew(  # noqa: PLR0913 - what stands on a paper
    *,
    paper_id: int,
    number: str,
    country: str,
    issued_on: date,
    expires_on: date,
    scan: "UploadedFile[bytes]",
    name: str,
    by: Actor,
) -> None:
    """Put a new paper in the place of one's own, with its scan; the old one stays in the history.

    Raises NoCaseForThePaper, BadPaper, and what `attachments.receive` raises.
    """
    held = Paper.objects.filter(id=paper_id, person_id=by.person_id or 0, replaced_at=None)
    seen = held.first()
    if seen is None:
        raise NoCaseForThePaper
    if expires_on <= clock.today() or expires_on <= issued_on:
        raise BadPaper
    rule = next(one for one in ATTACHMENTS if one.kind == seen.kind)
    with (
        # Before the transaction: a refusal rolls it back, and the scanner may take long.
        attachments.checked(scan, case_id=seen.matter_id, rule=rule, by=by) as sound,
        transaction.atomic(),
    ):
        old = held.select_for_update(of=("self",)).filter(matter_id=seen.matter_id).first()
        if old is None:
            raise NoCaseForThePaper
        _take(old, rule, sound, name, by)
        _put(
            Paper(
                person_id=old.person_id,
                kind=old.kind,
                masked=rules.masked(number),
                country=country,
                issued_on=issued_on,
                expires_on=expires_on,
                language=get_language() or old.language,
                organisation_id=old.organisation_id,
                matter_id=old.matter_id,
                known_at=clock.now(),
            )
        )
        audit.record(f"{CODE}.paper_renewed", target="person", target_id=old.person_id, by=by,
                     after={"kind": old.kind})  # fmt: skip


def watch() -> int:
    """Tell everybody whose paper has come nearer to its end than a distance of it; how many."""
    distances = queries.distances()
    furthest = max((days for several in distances.values() for days in several), default=0)
    ends = Paper.objects.filter(
        replaced_at=None, expires_on__lte=clock.today() + timedelta(days=furthest)
    )
    ids = list(ends.order_by("id").values_list("id", flat=True))
    return sum(_tell(paper_id, distances) for paper_id in ids)


@transaction.atomic
def _tell(paper_id: int, distances: dict[str, list[int]]) -> bool:
    row = Paper.objects.select_for_update(of=("self",), skip_locked=True).filter(
        id=paper_id, replaced_at=None
    ).first()  # fmt: skip
    if row is None:
        return False
    today = clock.today()
    due = rules.notice_due(row.expires_on, today, distances.get(row.kind, ()))
    person = identity.person(row.person_id)
    if due is None or person is None or (row.told_days is not None and row.told_days <= due):
        return False
    left = max(0, rules.days_left(row.expires_on, today))
    notifications.send(
        f"{CODE}.paper_expiring",
        to=Recipient(person_id=person.id, mobile=person.mobile, language=row.language),
        data={
            "paper": wording.said(PaperKind(row.kind).label, row.language),
            "number": row.masked,
            "day": jalali.format_date(row.expires_on, row.language),
            "days": digits.for_language(str(left), row.language),
            "address": wording.address("documents/"),
        },
        key=f"{CODE}:paper:{row.id}:{due}",
    )
    row.told_days = due
    row.save(update_fields=["told_days"])
    return True


def _put(new: Paper) -> None:
    """Let `new` hold from now on, unless it says what is known."""
    held = Paper.objects.select_for_update(of=("self",)).filter(
        person_id=new.person_id, kind=new.kind, replaced_at=None
    ).first()  # fmt: skip
    if held is not None and (held.masked, held.expires_on) == (new.masked, new.expires_on):
        held.matter_id, held.organisation_id = new.matter_id, new.organisation_id
        held.save(update_fields=["matter_id", "organisation_id"])
        return
    if held is not None:
        held.replaced_at = new.known_at
        held.save(update_fields=["replaced_at"])
    new.save(force_insert=True)


def _take(
    old: Paper, rule: AttachmentRule, scan: attachments.Checked, name: str, by: Actor
) -> None:
    had = [one for one in attachments.of_case(old.matter_id) if one.kind == old.kind]
    if had:
        attachments.replace(
            had[-1].id, case_id=old.matter_id, name=name, stream=scan, rule=rule, by=by
        )
    else:
        attachments.receive(
            case_id=old.matter_id, kind=old.kind, name=name, stream=scan, rule=rule, by=by
        )
