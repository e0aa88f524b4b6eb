"""The proof of work of altcha: find the number whose hash with the salt is the challenge."""

import base64
import json
from datetime import timedelta
from typing import TypedDict

import altcha
from altcha.altcha import SHA256, PayloadType
from django.conf import settings

from pishkhan.foundation import clock, secret
from pishkhan.web.human_check.errors import HumanCheckExpired, HumanCheckFailed


LASTS = timedelta(minutes=20)
# About 0.1 s on a desktop, 0.5 s on a cheap phone; half of it on average.
DIFFICULTY = 50_000
SETTING = "HUMAN_CHECK_DIFFICULTY"
# Where machines were noticed: four seconds of a cheap phone, once, and of each of their thousands.
HARDER = 8
LEVEL = "level"


class Challenge(TypedDict):
    """What the browser is given; the names are altcha's."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


def challenge(*, is_hard: bool = False) -> Challenge:
    """A new challenge; costs the server two hashes and keeps nothing.

    How hard it is stands in the salt, which is signed with it.
    """
    times = HARDER if is_hard else 1
    made = altcha.create_challenge(
        altcha.ChallengeOptions(
            max_number=getattr(settings, SETTING, DIFFICULTY) * times,
            params={LEVEL: str(times)},
            hmac_key=_key(),
            expires=clock.now() + LASTS,
        )
    )
    return Challenge(
        algorithm=made.algorithm,
        challenge=made.challenge,
        maxnumber=made.max_number,
        salt=made.salt,
        signature=made.signature,
    )


def check(payload: str, *, is_hard: bool = False) -> str:
    """Check a solution and return the challenge it solves, under which it is used up.

    With `is_hard` an easy challenge is not enough. Raises HumanCheckFailed, HumanCheckExpired.
    """
    solution = _read(payload)
    # The library looks at the clock of the wall; ours is the one that tests can stop.
    solved, _why = altcha.verify_solution(solution, _key(), check_expires=False)
    if not solved:
        raise HumanCheckFailed
    params = altcha.extract_params(solution)
    if int(params["expires"][0]) < clock.now().timestamp():
        raise HumanCheckExpired
    if is_hard and int(params.get(LEVEL, ["0"])[0]) < HARDER:
        raise HumanCheckFailed
    return solution["challenge"]


def _read(payload: str) -> PayloadType:
    try:
        sent: object = json.loads(base64.b64decode(payload, validate=True))
    except (ValueError, RecursionError) as error:
        raise HumanCheckFailed from error
    match sent:
        case {
            "challenge": str(challenge),
            "salt": str(salt),
            "signature": str(signature),
            "number": int(number),
        }:
            return {
                "algorithm": SHA256,
                "challenge": challenge,
                "salt": salt,
                "signature": signature,
                "number": number,
            }
    raise HumanCheckFailed


def _key() -> str:
    return secret.digest("human check: proof of work", "", settings.SECRET_KEY)
