"""`python -m simulators.university --to ADDRESS --key-file FILE`: a page that sends batches.

With `--send` it sends one batch in that manner, prints what became of it, and ends.
"""

import argparse
import json
import secrets
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from simulators.university.client import Manner, System
from simulators.university.office import AT_ONCE, Content, Office
from simulators.university.server import serve


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave the serving loop."""
    sys.exit(0)


def main() -> None:
    """Send batches of one university."""
    parser = argparse.ArgumentParser(description="شبیه‌ساز سامانهٔ آموزش یک دانشگاه")
    parser.add_argument("--to", default="http://127.0.0.1:8000", help="address of Pishkhan")
    parser.add_argument("--code", default="sepidar", help="the university")
    parser.add_argument("--key-file", type=Path, required=True, help="the key of its program")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8040)
    parser.add_argument("--send", choices=[one.value for one in Manner])
    parser.add_argument("--content", choices=[one.value for one in Content], default="usual")
    parser.add_argument("--count", type=int, default=AT_ONCE)
    options = parser.parse_args()
    secret = options.key_file.read_text(encoding="ascii").strip()
    system = System(code=options.code, address=options.to, secret=secret)
    office = Office(system, run=secrets.token_hex(4))
    if options.send:
        outcome = office.send(Content(options.content), Manner(options.send), count=options.count)
        print(json.dumps(asdict(outcome), ensure_ascii=False, indent=1))  # noqa: T201 - the command's output
        sys.exit(bool(outcome.refused))
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with serve(office, host=options.host, port=options.port) as server:
        print(f"University on http://{options.host}:{server.server_port}/", flush=True)  # noqa: T201 - as above
        server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main()
