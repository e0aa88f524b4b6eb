"""One deadline for a whole call, over real sockets."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from http.client import HTTPException
from urllib.parse import urlsplit

import pytest

from pishkhan.foundation.http_call import (
    Deadline,
    TooLargeError,
    asked,
    connected,
    port_of,
    whole,
)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
CONTEXT = ssl.create_default_context()


@contextmanager
def saying(*pieces, pause=0.0):
    """A server that says these bytes, a moment between them, and what it was told."""
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk():
            line, _ = listener.accept()
            with line:
                heard.append(line.recv(100_000))
                for piece in pieces:
                    time.sleep(pause)
                    try:
                        line.sendall(piece)
                    except OSError:
                        return

        thread = threading.Thread(target=talk)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/a?b=c", heard
        thread.join()


def call(url, body=b"hello", seconds=5.0, largest=100):
    deadline, parts = Deadline.within(seconds), urlsplit(url)
    with connected(parts, deadline, context=CONTEXT) as line:
        response = asked(line, parts, body, {"X-A": "1"}, deadline)
        return response.status, whole(response, largest)


def test_a_call_says_what_it_must_and_reads_the_answer():
    with saying(HEAD + b"thank") as (url, heard):
        assert call(url) == (200, b"thank")
    [said] = heard
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nX-A: 1" in head
    assert b"\r\nConnection: close" in head
    assert body == b"hello"


def test_without_a_body_it_is_a_get():
    with saying(HEAD + b"thank") as (url, heard):
        call(url, body=None)
    assert heard[0].startswith(b"GET /a?b=c ")


def test_drops_share_one_deadline():
    drops = [HEAD[place : place + 1] for place in range(len(HEAD))]
    began = time.monotonic()
    with saying(*drops, pause=0.1) as (url, _), pytest.raises(TimeoutError):
        call(url, seconds=0.5)
    assert time.monotonic() - began < len(drops) * 0.1 + 2
    with pytest.raises(TimeoutError):
        Deadline.within(0).left()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (HEAD + b"tha", ConnectionError),
        (HEAD.replace(b"5", b"500") + b"x" * 500, TooLargeError),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 101, TooLargeError),
        (b"", ConnectionError),
        (b"nonsense\r\n\r\n", HTTPException),
    ],
)
def test_what_is_not_whole_is_no_answer(said, error):
    with saying(said) as (url, _), pytest.raises(error):
        call(url)


def test_who_is_not_there_was_told_nothing():
    with pytest.raises(ConnectionRefusedError):
        connected(urlsplit("http://127.0.0.1:1/"), Deadline.within(1), context=CONTEXT)


def test_tls_is_spoken_before_a_word_is_said():
    with saying(b"no TLS at all") as (url, heard), pytest.raises(ssl.SSLError):
        call(url.replace("http:", "https:"))
    assert b"hello" not in heard[0]


def test_ports_are_those_of_the_scheme():
    assert port_of(urlsplit("https://a.example/")) == 443
    assert port_of(urlsplit("http://a.example:8020/")) == 8020
    with pytest.raises(ValueError, match=r"Port|port"):
        port_of(urlsplit("http://a.example:99999/"))
