"""clamd's INSTREAM, spoken with a small daemon of the test's own."""

import io
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from pishkhan.integrations.antivirus import clamd
from pishkhan.integrations.antivirus.choice import Both, scanner
from pishkhan.integrations.antivirus.clamd import ClamdScanner
from pishkhan.integrations.antivirus.tests.samples import EICAR
from pishkhan.integrations.antivirus.yara import YaraScanner
from pishkhan.kernel.attachments.ports import ScannerUnavailable


@contextmanager
def a_daemon(answer, *, limit=10**9, path=None):
    """Speaks the protocol once; yields its address and what it received."""
    received = bytearray()
    if path:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen(1)
        address = str(path)
    else:
        server = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{server.getsockname()[1]}"

    def serve():
        line, _ = server.accept()
        with line, line.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(stream.read(4), "big"):
                received.extend(stream.read(size))
                if len(received) > limit:
                    break
            line.sendall(answer(bytes(received)) if callable(answer) else answer)

    thread = threading.Thread(target=serve)
    thread.start()
    yield address, received
    thread.join()
    server.close()


def finds_eicar(data: bytes) -> bytes:
    return b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0"


@pytest.mark.parametrize(("data", "found"), [(EICAR, "ClamAV.Eicar-Signature"), (b"fine", "")])
def test_the_whole_file_goes_over_and_the_answer_is_read(data, found):
    data = bytes(700_000) + data
    with a_daemon(finds_eicar) as (address, received):
        assert ClamdScanner(address).scan(io.BytesIO(data)) == found
    assert received == data


def test_it_is_reached_by_the_path_of_its_socket_too(tmp_path):
    with a_daemon(finds_eicar, path=tmp_path / "clamd") as (address, _):
        assert ClamdScanner(address).scan(io.BytesIO(EICAR)).endswith("Eicar-Signature")


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\xff\xfe\0", b"stream: OKAY\0"]
)
def test_any_other_answer_is_no_answer(answer):
    with a_daemon(answer) as (address, _), pytest.raises(ScannerUnavailable):
        ClamdScanner(address).scan(io.BytesIO(b"x"))


def test_a_daemon_that_hangs_up_over_its_limit_is_no_answer():
    with (
        a_daemon(b"INSTREAM size limit exceeded. ERROR\0", limit=10) as (address, _),
        pytest.raises(ScannerUnavailable),
    ):
        ClamdScanner(address).scan(io.BytesIO(bytes(20_000_000)))


def test_a_daemon_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(clamd, "SECONDS", 0.2)
    with (
        a_daemon(lambda _: time.sleep(0.5) or b"stream: OK\0") as (address, _),
        pytest.raises(ScannerUnavailable),
    ):
        ClamdScanner(address).scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock"])
def test_where_nobody_listens_nothing_is_called_clean(address):
    with pytest.raises(ScannerUnavailable):
        ClamdScanner(address).scan(io.BytesIO(b"x"))


def test_the_built_in_patterns_are_asked_first_and_clamd_after_them():
    assert isinstance(scanner(), YaraScanner)
    assert scanner("127.0.0.1:1").scan(io.BytesIO(EICAR)) == "Yara.EICAR"
    with pytest.raises(ScannerUnavailable):
        scanner("127.0.0.1:1").scan(io.BytesIO(b"clean for yara"))
    assert isinstance(scanner("/run/clamd"), Both)


def test_an_address_that_is_none_stops_the_start():
    with pytest.raises(ValueError, match="PISHKHAN_CLAMD"):
        scanner("clamd")
