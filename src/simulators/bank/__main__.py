"""`python -m simulators.bank --port 8020`: runs until SIGTERM or Ctrl-C."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from simulators.bank.bank import Bank
from simulators.bank.server import serve


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave the serving loop."""
    sys.exit(0)


def main() -> None:
    """Serve three gateways."""
    parser = argparse.ArgumentParser(description="شبیه‌ساز بانک")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8020)
    parser.add_argument("--journal", type=Path, help="a file; what the bank did outlives a kill")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with serve(Bank(journal=options.journal), host=options.host, port=options.port) as server:
        print(f"Bank on http://{options.host}:{server.server_port}/", flush=True)  # noqa: T201 - the command's only output
        server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main()
