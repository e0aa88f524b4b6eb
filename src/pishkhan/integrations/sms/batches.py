"""Many calls for one batch: some at a time, within a time, and an end when nobody answers."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsOut, SmsResult
from pishkhan.kernel.notifications.terms import Outcome


Given = TypeVar("Given")
Got = TypeVar("Got")
AT_ONCE = 8
# Less than the lease of a batch: afterwards another worker would send what we still hold.
MOST_SECONDS = 40.0


def each(
    call: Callable[[Given], Got | ProviderUnavailable], items: Sequence[Given]
) -> list[Got | ProviderUnavailable]:
    """`call` for every item, eight at a time; what it raises of the provider's is its answer.

    After `MOST_SECONDS`, or once eight calls failed and none succeeded, the rest is not tried.
    """
    until, failed, worked = time.monotonic() + MOST_SECONDS, [0], [0]

    def one(item: Given) -> Got | ProviderUnavailable:
        if time.monotonic() > until or (failed[0] >= AT_ONCE and not worked[0]):
            return ProviderUnavailable("not tried", maybe_sent=False)
        try:
            answer = call(item)
        except ProviderUnavailable as error:
            answer = error
        counted = failed if isinstance(answer, ProviderUnavailable) else worked
        counted[0] += 1
        return answer

    with ThreadPoolExecutor(AT_ONCE) as calls:
        return list(calls.map(one, items))


def settled(
    batch: Sequence[SmsOut], answers: Sequence[SmsResult | ProviderUnavailable]
) -> list[SmsResult]:
    """A result for each; raises ProviderUnavailable if none was taken and none is in doubt."""
    unavailable = [answer for answer in answers if isinstance(answer, ProviderUnavailable)]
    if batch and len(unavailable) == len(batch):
        in_doubt = {error.maybe_sent for error in unavailable}
        if len(in_doubt) == 1:
            raise unavailable[0]
    return [
        SmsResult(
            key=message.key,
            outcome=Outcome.LATER,
            reason=str(answer),
            maybe_sent=answer.maybe_sent,
        )
        if isinstance(answer, ProviderUnavailable)
        else answer
        for message, answer in zip(batch, answers, strict=True)
    ]
