"""Ask for a human, and check the answer; each challenge is accepted once."""

import hashlib
from datetime import timedelta

from django.http import HttpRequest

from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.persistence.api import allow
from pishkhan.web.human_check import image_code, proof_of_work
from pishkhan.web.human_check.errors import (
    HumanCheckExpired,
    HumanCheckFailed,
    HumanCheckReplayed,
    ImageCodeWrong,
)
from pishkhan.web.human_check.proof_of_work import Challenge
from pishkhan.web.pages import address_of


__all__ = [
    "HARDER",
    "Challenge",
    "HumanCheckExpired",
    "HumanCheckFailed",
    "HumanCheckReplayed",
    "ImageCodeWrong",
    "challenge",
    "is_hard",
    "is_needed",
    "refusal",
    "seen",
    "verify",
]

PROOF = "human_check"
IMAGE_TOKEN = "human_image_token"  # noqa: S105 - the name of an input, not a secret
IMAGE_CODE = "human_image"
REFUSED = "human_check_refused"
REFUSALS = (HumanCheckFailed, ImageCodeWrong, HumanCheckExpired, HumanCheckReplayed)
USED_FOR = timedelta(minutes=30)
HARDER = "suspect"
PICTURES_OF_A_SUSPECT = 20


def challenge(request: HttpRequest | None) -> Challenge:
    """A new proof of work for this browser; harder where a machine is suspected."""
    return proof_of_work.challenge(is_hard=request is not None and is_hard(request))


def is_hard(request: HttpRequest) -> bool:
    """Whether this browser has more to prove than others, as `request.session[HARDER]` says."""
    return HARDER in getattr(request, "session", {})


def is_needed(actor: Actor) -> bool:
    """Whether this actor is asked: who signed in by one-time code or as staff is not."""
    return actor.kind is ActorKind.ANONYMOUS


def verify(request: HttpRequest) -> None:
    """Accept the posted proof of work or image code, once.

    Raises HumanCheckFailed (ImageCodeWrong, HumanCheckExpired, HumanCheckReplayed are its kinds).
    A wrong image code uses its picture up as well: digits cannot be tried one after another. The
    refusal is kept for the page that is shown next, which says it at the field.
    """
    try:
        _verify(request)
    except HumanCheckFailed as error:
        request.session[REFUSED] = error.code
        raise


def refusal(request: HttpRequest) -> HumanCheckFailed | None:
    """Why the last check of this browser was refused, until `seen` is told."""
    code = request.session.get(REFUSED)
    return next((kind() for kind in REFUSALS if kind.code == code), None)


def seen(request: HttpRequest) -> None:
    """The refusal has been shown."""
    if REFUSED in request.session:
        del request.session[REFUSED]


def _verify(request: HttpRequest) -> None:
    typed = request.POST.get(IMAGE_CODE, "").strip()
    if typed:
        if is_hard(request) and not _has_pictures_left(request):
            raise HumanCheckFailed
        token = request.POST.get(IMAGE_TOKEN, "")
        is_right = image_code.is_right(token, typed)
        _use_up(token)
        if not is_right:
            raise ImageCodeWrong
    else:
        _use_up(proof_of_work.check(request.POST.get(PROOF, ""), is_hard=is_hard(request)))


def _has_pictures_left(request: HttpRequest) -> bool:
    """Programs read pictures too: where they are suspected, an address has only so many."""
    mark = hashlib.sha256(address_of(request).encode()).hexdigest()
    return allow(f"human-image:{mark}", limit=PICTURES_OF_A_SUSPECT, per=timedelta(hours=1))


def _use_up(mark: str) -> None:
    digest = hashlib.sha256(mark.encode()).hexdigest()
    if not allow(f"human-check:{digest}", limit=1, per=USED_FOR):
        raise HumanCheckReplayed
