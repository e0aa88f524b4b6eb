"""Just enough of SMTP (RFC 5321) on sockets, with STARTTLS, and the faults that real servers have."""

import email
import socketserver
import ssl
import threading
from email import policy
from email.message import EmailMessage
from enum import StrEnum

from typing_extensions import override


class Fault(StrEnum):
    """How the server misbehaves."""

    NONE = "none"
    GREYLISTING = "greylisting"  # 451 to every recipient it sees for the first time
    NOBODY_HERE = "nobody_here"  # 550 to every recipient
    BUSY = "busy"  # 421 before anything else
    HANGING = "hanging"  # takes the connection and says nothing
    LOST_REPLY = "lost_reply"  # takes the message and hangs up
    SPAM = "spam"  # 554 to every message


class Post:
    """What the server keeps; shared by its connections."""

    def __init__(self) -> None:
        self.fault = Fault.NONE
        self.taken: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.was_encrypted: list[bool] = []
        self.released = threading.Event()
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def boxes(self, to: str) -> list[EmailMessage]:
        """What the mailbox shows: a Message-ID once, as every mailbox does."""
        with self._lock:
            mail = {one["Message-ID"]: one for one in self.taken if to in str(one["To"])}
        return list(mail.values())

    def recipient(self, address: str) -> str:
        """The answer to RCPT."""
        with self._lock:
            is_new = address not in self._seen
            self._seen.add(address)
        if self.fault is Fault.NOBODY_HERE:
            return "550 5.1.1 no such user"
        if self.fault is Fault.GREYLISTING and is_new:
            return "451 4.7.1 greylisted, come again"
        return self.refused.get(address, "250 2.1.5 good")

    def take(self, raw: bytes, *, is_encrypted: bool) -> None:
        """Keep a message."""
        with self._lock:
            self.taken.append(email.message_from_bytes(raw, policy=policy.default))
            self.was_encrypted.append(is_encrypted)


class Connection(socketserver.StreamRequestHandler):
    """One conversation."""

    server: "Server"

    @override
    def setup(self) -> None:
        super().setup()
        self._wrapped: ssl.SSLSocket | None = None

    @override
    def handle(self) -> None:
        post = self.server.post
        if post.fault is Fault.HANGING:
            post.released.wait(30)
            return
        if post.fault is Fault.BUSY:
            self._say("421 4.3.2 not now")
            return
        self._say("220 here")
        while line := self.rfile.readline():
            if not self._answer(line.decode(errors="replace").strip()):
                return

    def _answer(self, line: str) -> bool:
        """Answer one command; false ends the conversation."""
        verb, post = line[:4].upper(), self.server.post
        match verb:
            case "EHLO":
                offer = self.server.context and self._wrapped is None
                self._say("250-here\r\n250 STARTTLS" if offer else "250 here")
            case "STAR":
                self._say("220 go on")
                self._encrypt()
            case "RCPT":
                self._say(post.recipient(line.partition("<")[2].partition(">")[0]))
            case "DATA":
                self._say("354 go on")
                return self._take()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 fine")
        return True

    def _encrypt(self) -> None:
        if self.server.context is None:
            return
        self._wrapped = self.server.context.wrap_socket(self.request, server_side=True)
        self.wfile = self._wrapped.makefile("wb")
        self.rfile = self._wrapped.makefile("rb")

    @override
    def finish(self) -> None:
        super().finish()
        if self._wrapped is not None:
            self._wrapped.close()

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        post = self.server.post
        if post.fault is Fault.SPAM:
            self._say("554 5.7.1 looks like spam")
            return True
        post.take(b"".join(lines), is_encrypted=self._wrapped is not None)
        if post.fault is Fault.LOST_REPLY:
            return False
        self._say("250 2.0.0 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()


class Server(socketserver.ThreadingTCPServer):
    """Listens on `port` (0 takes a free one); with `context` it offers STARTTLS."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, context: ssl.SSLContext | None = None
    ) -> None:
        super().__init__((host, port), Connection)
        self.post, self.context = Post(), context

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the other side's affair."""
