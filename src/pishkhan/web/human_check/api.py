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


__all__ = [
    "Challenge",
    "HumanCheckExpired",
    "HumanCheckFailed",
    "HumanCheckReplayed",
    "ImageCodeWrong",
    "challenge",
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


def challenge(request: HttpRequest) -> Challenge:  # noqa: ARG001 - difficulty may follow the address
    """A new proof of work for this browser."""
    return proof_of_work.challenge()


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
        token = request.POST.get(IMAGE_TOKEN, "")
        is_right = image_code.is_right(token, typed)
        _use_up(token)
        if not is_right:
            raise ImageCodeWrong
    else:
        _use_up(proof_of_work.check(request.POST.get(PROOF, "")))


def _use_up(mark: str) -> None:
    digest = hashlib.sha256(mark.encode()).hexdigest()
    if not allow(f"human-check:{digest}", limit=1, per=USED_FOR):
        raise HumanCheckReplayed
