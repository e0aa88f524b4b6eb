"""One-time codes, as the pages send and ask for them."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from pishkhan.foundation import clock, identifiers, secret
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import ProofNeeded, TooManyCodes, WaitBeforeResend
from pishkhan.kernel.persistence.api import allow
from pishkhan.surfaces.portal import sessions
from pishkhan.web import device
from pishkhan.web.human_check import api as human_check
from pishkhan.web.pages import address_of
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import hint, language, sentence, shown


PURPOSE = "portal"
# Signing in must stay open to whoever sees no picture and runs no script (see accessibility).
UNPROVED_TO_NUMBER, DAY = 3, timedelta(days=1)
UNPROVED_FROM_ADDRESS, HOUR = 20, timedelta(hours=1)


def require_human(request: HttpRequest, mobile: str) -> bool:
    """Let the first codes to a number, and from an address, go unproved; then ask for a human.

    So no script empties the day's codes of a number. True if a human was proved as one must where
    machines are suspected. Raises the refusals of the human check.
    """
    if not human_check.is_needed(actor_of(request)):
        return False
    proofs = (human_check.PROOF, human_check.IMAGE_CODE)
    is_answered = any(request.POST.get(name) for name in proofs)
    if is_answered or not _goes_unproved(request, mobile):
        human_check.verify(request)
        return human_check.is_hard(request)
    return False


def send(request: HttpRequest, mobile: str, *, again: bool = False, is_human: bool = False) -> str:
    """Send a code; the sentence of the refusal, or the empty string.

    A code that is still on its way is no refusal, unless another was asked for (`again`).
    `is_human`: the human check was passed already; else it is read here, where it is asked for.
    """
    mobile = identifiers.mobile(mobile)
    try:
        if sessions.is_suspect(request) and not is_human:
            human_check.verify(request)
            is_human = True
        sent = identity.send_code(
            mobile,
            PURPOSE,
            address_of(request),
            language=language(),
            device=device.of(request),
            is_human=is_human,
        )
    except human_check.HumanCheckFailed as error:
        return said(error)
    except ProofNeeded as error:
        sessions.suspect(request, is_suspect=True)
        return said(error)
    except WaitBeforeResend as error:
        if sessions.sent_code(request, mobile) is None:
            until = clock.now() + timedelta(seconds=int(str(error.data["seconds"])))
            sessions.remember_code(request, mobile, until, until)
        return said(error) if again else ""
    except TooManyCodes as error:
        when = gettext("از %(moment)s دوباره می‌توانید کد بخواهید.")
        return f"{sentence(error)} {when % {'moment': shown(error.data['retry_at'])}}"
    sessions.suspect(request, is_suspect=False)
    sessions.remember_code(request, mobile, sent.resend_at, sent.expires_at)
    return ""


def check(request: HttpRequest, mobile: str) -> None:
    """Use up the posted code; raises the refusals of identity.check_code."""
    typed = request.POST.get("code", "")
    identity.check_code(mobile, PURPOSE, typed, address_of(request))
    sessions.prove_mobile(request)


def said(error: DomainError) -> str:
    """A refusal with what to do about it."""
    return " ".join(filter(None, (sentence(error), hint(error))))


def _goes_unproved(request: HttpRequest, mobile: str) -> bool:
    to_number = allow(_mark("number", mobile), limit=UNPROVED_TO_NUMBER, per=DAY)
    from_address = allow(
        _mark("address", address_of(request)), limit=UNPROVED_FROM_ADDRESS, per=HOUR
    )
    return to_number and from_address


def _mark(what: str, text: str) -> str:
    return f"portal.{what}:{secret.digest(f'portal.{what}', text, settings.SECRET_KEY)}"
