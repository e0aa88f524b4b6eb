"""`python -m simulators.webhook_receiver --port 8020 --secret whsec_…`: says what comes."""

import argparse
import base64

from simulators.webhook_receiver.receiver import Fault, Receiver
from simulators.webhook_receiver.server import serve


def main() -> None:
    """Receive until Ctrl-C."""
    parser = argparse.ArgumentParser(description="شبیه‌ساز گیرندهٔ رویداد")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8020)
    parser.add_argument("--secret", default="")
    parser.add_argument("--fault", choices=[one.value for one in Fault], default="none")
    options = parser.parse_args()
    receiver = Receiver(
        secret=base64.b64decode(options.secret.removeprefix("whsec_")), fault=Fault(options.fault)
    )
    with serve(receiver, host=options.host, port=options.port) as server:
        print(f"Webhooks on http://{options.host}:{server.server_port}/", flush=True)  # noqa: T201 - the command's only output
        server.serve_forever(poll_interval=0.2)


if __name__ == "__main__":
    main()
