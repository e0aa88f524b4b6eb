"""The simulator as a server in this process, with its three operators."""

import threading

import pytest

from simulators.sms_operator.operator import Operator
from simulators.sms_operator.server import serve


@pytest.fixture
def operators():
    names = ("simulator", "kavenegar", "smsir")
    made = {name: Operator(slow_seconds=1) for name in names}
    with serve(
        made["simulator"], kavenegar=made["kavenegar"], smsir=made["smsir"], port=0
    ) as server:
        made["address"] = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()
