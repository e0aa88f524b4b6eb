"""One-time codes, as the pages send and ask for them."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext

from pishkhan.foundation import clock, identifiers
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import ProofNeeded, TooManyCodes, WaitBeforeResend
from pishkhan.surfaces.portal import sessions
from pishkhan.web import device
from pishkhan.web.human_check import api as human_check
from pishkhan.web.pages import address_of
from pishkhan.web.sentences import hint, language, sentence, shown


PURPOSE = "portal"


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
