"""`python -m simulators.sms_operator --port 8010`: runs until SIGTERM or Ctrl-C."""

import argparse
import signal
import sys
from functools import partial
from pathlib import Path
from types import FrameType

from simulators.sms_operator.operator import Operator
from simulators.sms_operator.server import serve


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave the serving loop."""
    sys.exit(0)


def main() -> None:
    """Serve three operators."""
    parser = argparse.ArgumentParser(description="شبیه‌ساز اپراتور پیامک")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--slow-seconds", type=float, default=3.0)
    parser.add_argument("--journal", type=Path, help="a folder; what was taken outlives a kill")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if options.journal:
        options.journal.mkdir(parents=True, exist_ok=True)
    made = {
        name: Operator(
            slow_seconds=options.slow_seconds,
            journal=options.journal / f"{name}.jsonl" if options.journal else None,
        )
        for name in ("simulator", "kavenegar", "smsir")
    }
    place = partial(serve, host=options.host, port=options.port)
    with place(made["simulator"], kavenegar=made["kavenegar"], smsir=made["smsir"]) as server:
        print(f"SMS operator on http://{options.host}:{server.server_port}/", flush=True)  # noqa: T201 - the command's only output
        server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main()
