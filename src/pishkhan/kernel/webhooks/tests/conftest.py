"""Webhooks with keys of their own and a sender in memory."""

from dataclasses import dataclass, field

import pytest

from pishkhan.kernel.webhooks import ports
from pishkhan.kernel.webhooks.actions.announcing import forget
from pishkhan.kernel.webhooks.rules.sealing import Keys
from pishkhan.kernel.webhooks.testing import MemorySender


@dataclass
class Outside:
    """What this test wired."""

    sender: MemorySender = field(default_factory=MemorySender)
    keys: Keys = field(default_factory=lambda: Keys(keys={"k1": b"1" * 32}, current="k1"))
    told: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)


@pytest.fixture
def outside():
    before = ports._wired
    made = Outside()
    ports._wired = ports._Wired()
    ports.wire(
        sender=made.sender,
        keys=lambda: made.keys,
        reference_of=lambda case_id: made.numbers.get(case_id, ""),
        tell_switched_off=made.told.append,
        is_development=False,
    )
    forget()
    yield made
    ports._wired = before
    forget()
