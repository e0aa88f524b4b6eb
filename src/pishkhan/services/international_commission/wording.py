"""What papers and messages of the commission say, in the language of whoever reads them."""

from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from django.utils.translation import gettext, override

from pishkhan.foundation import clock, digits, jalali
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Step
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.organisations import api as organisations
from pishkhan.services.international_commission import messages, queries, rules
from pishkhan.services.international_commission.models import AgendaItem
from pishkhan.services.international_commission.terms import Ballot, Level, Verdict
from pishkhan.web import places


ADDRESS = "/x/international-commission/"
HEARD = _("%(commission)s %(organisation)s درخواست شما را در جلسهٔ %(day)s بررسی کرد.")
VERDICT = _("رأی: %(verdict)s")
REASONS = _("دلیل و شرط‌ها: %(because)s")
COUNT = _("آرا: %(count)s.")
OBJECT = _(
    "تا %(days)s روز پس از اعلام رأی می‌توانید اعتراض کنید؛ کمیسیون مرکزی با اعضای دیگر رسیدگی می‌کند."
)
FINAL = _("این رأی نهایی است.")


def said(text: str, language: str) -> str:
    """A sentence of ours in that language."""
    with override(language):
        return gettext(text) if text else ""


def level(value: str, language: str) -> str:
    """The name of an instance."""
    return said(Level(value).label, language)


def address(path: str = "") -> str:
    """A page of the commission as messages name it."""
    return urljoin(catalogue.tracking_address(), ADDRESS + path)


def session_page(case_id: int) -> str:
    """Where the commission deals with a case: its session, else the page with all of them."""
    session = queries.session_for(case_id)
    return f"{ADDRESS}sessions/{session.id}/" if session else ADDRESS


def order_address(case_id: int) -> str:
    """Where the applicant reads the decision, in their own language."""
    return address(f"orders/{case_id}.pdf")


def missing(step: Step, language: str) -> dict[str, str]:
    """Whom the case waits for: the role, why, whom we asked for it, and on which day.

    Where nobody was asked yet the job that tells asks in the same moment.
    """
    process = cases.process_of(cases.case(step.case_id).definition_id)
    roles = [one.role for one in process.states[step.state].assign if one.role]
    words, found = process.role_words(language), cases.wanted(step.case_id)
    lacks = {one.role: one.lack.value for one in found if one.lack}

    def titled(some: Iterable[str]) -> str:
        titles = (process.role_title(one) for one in some)
        return listed((words.get(one) or said(one, language) for one in titles), language)

    by_lack: dict[str, list[str]] = {}
    for role in roles:
        by_lack.setdefault(lacks.get(role, ""), []).append(role)
    asked = dict.fromkeys(
        (one.ask.told_name if one.ask else "") or one.organisation_name for one in found
    )
    since = min((one.ask.asked_at for one in found if one.ask), default=step.at)
    with override(language):
        told = places.spoken_all(asked)
    return {
        "missing": titled(roles),
        "why": " ".join(
            _why(lack, language).format(missing=titled(some)) for lack, some in by_lack.items()
        ),
        "asked": listed((told[one] for one in asked), language),
        "day": jalali.format_date(clock.in_tehran(since).date(), language),
    }


def _why(lack: str, language: str) -> str:
    texts = messages.WHY.get(lack, messages.WHY[""])
    return texts.get(language, texts["fa"])


def count(item: AgendaItem, language: str) -> str:
    """How many seats said what when it was closed, those that nobody said left out."""
    tally = rules.tally(queries.counted(item))
    parts = [
        f"{said(ballot.label, language)} {digits.for_language(str(number), language)}"
        for ballot, number in tally.items()
        if number and ballot in Ballot
    ]
    return listed(parts, language)


def listed(parts: Iterable[str], language: str) -> str:
    """Several in a row, with the comma of that language."""
    return (", " if language == "en" else "، ").join(parts)


def isolated(text: str) -> str:
    """Words that keep their own direction inside a sentence of another language."""
    return f"\u2068{text}\u2069" if text else ""


def order(item: AgendaItem, language: str) -> Sequence[str]:
    """The paragraphs of a decision; the reasons stay in the language they were written in."""
    session = item.session
    names = organisations.organisation_names([session.organisation_id], language)
    end = FINAL if session.level == Level.CENTRAL.value else OBJECT
    with override(language):
        return (
            gettext(HEARD)
            % {
                "commission": gettext(Level(session.level).label),
                "organisation": isolated(names.get(session.organisation_id, "")),
                "day": jalali.format_moment(session.at, language),
            },
            gettext(VERDICT) % {"verdict": gettext(Verdict(item.verdict).label)},
            gettext(REASONS) % {"because": isolated(item.because)},
            gettext(COUNT) % {"count": count(item, language)},
            gettext(end) % {"days": digits.for_language("20", language)},
        )


def order_text(step: Step, language: str) -> str:
    """The text of the letter by which the latest decision is announced."""
    item = queries.last_item_of(step.case_id)
    return "\n\n".join(order(item, language)) if item else ""
