"""A worker that only carries the outbox, to a carrier that writes down what it was given.

`python -m pishkhan.config.bench.carrying RECORD LEASE` works until nothing is due, and prints how
many messages it took in how many seconds. It may be killed at any moment: the record stays.
"""

import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

import django

from pishkhan.kernel.notifications import ports
from pishkhan.kernel.notifications.ports import DeliveryReport, SmsOut, SmsResult
from pishkhan.kernel.notifications.terms import Channel, Outcome


def main() -> None:
    """Carry everything that is due."""
    record, lease = sys.argv[1], timedelta(seconds=float(sys.argv[2]))
    django.setup()
    from pishkhan.config.background import BATCH  # noqa: PLC0415 - models exist only after setup
    from pishkhan.kernel.notifications import api  # noqa: PLC0415 - the same

    carrier = ports.Carrier(name="bench", provider=Recorder(record))
    ports.connect(Channel.SMS, carrier)
    ports.connect(Channel.EMAIL)
    began, taken = time.perf_counter(), 0
    while some := api.dispatch(BATCH, lease=lease):
        taken += some
    sys.stdout.write(f"{taken} {time.perf_counter() - began}")


class Recorder:
    """Takes every message and writes its key down before it answers, as a provider would."""

    def __init__(self, record: str) -> None:
        self._file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """All accepted; one write for the whole batch."""
        os.write(self._file, "".join(f"{message.key}\n" for message in batch).encode())
        return [
            SmsResult(key=message.key, outcome=Outcome.ACCEPTED, provider_id=str(message.key))
            for message in batch
        ]

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:  # noqa: ARG002 - of the port
        """Nothing is known of any."""
        return []


if __name__ == "__main__":
    main()
