"""`python -m simulators.log_witness --state FOLDER --logs FILE`: until SIGTERM or Ctrl-C."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from simulators.log_witness.server import serve
from simulators.log_witness.witness import Witness


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave the serving loop."""
    sys.exit(0)


def main() -> None:
    """Witness logs."""
    parser = argparse.ArgumentParser(description="گواه دفتر عمومی")
    parser.add_argument("--name", default="witness.localhost/1")
    parser.add_argument("--state", type=Path, required=True, help="folder of the key and memory")
    parser.add_argument("--logs", type=Path, default=Path("logs"), help="file of keys of logs")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8030)
    parser.add_argument("--show-key", action="store_true", help="print our public key and end")
    options = parser.parse_args()
    witness = Witness(options.name, options.state, options.logs)
    if options.show_key:
        print(witness.key)  # noqa: T201 - the command's only output
        return
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with serve(witness, host=options.host, port=options.port) as server:
        print(f"Witness {witness.key} on http://{options.host}:{server.server_port}/", flush=True)  # noqa: T201 - as above
        server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main()
