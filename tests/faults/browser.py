"""A browser without JavaScript in the hands of a patient person, over real HTTP."""

import base64
import hashlib
import html
import http.client
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from pishkhan.web.human_check.testing import read_image


CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
BROKEN = (OSError, http.client.HTTPException)
TIMEOUT_SECONDS = 20
PAUSE_SECONDS = 0.4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BOUNDARY = "a-boundary-of-this-test"


class GaveUpError(AssertionError):
    """Nobody would have tried for longer."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    path: str

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode(errors="replace")


@dataclass(kw_only=True)
class Browser:
    """One person's browser; `seen` counts what went wrong, by status or kind of error."""

    port: int
    address: str
    patience: float = 90.0
    cookies: dict[str, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def once(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """One request on a line of its own; raises one of BROKEN if the line is cut."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        try:
            line.request(
                method,
                path,
                body,
                {"Cookie": cookie, "X-Forwarded-For": self.address, **(headers or {})},
            )
            response = line.getresponse()
            answer = Answer(
                status=response.status, headers=response.headers, body=response.read(), path=path
            )
        finally:
            line.close()
        for one in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def tried(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer | None:
        """The same; None if the line was cut or the site was out of order, after a pause."""
        try:
            answer = self.once(method, path, body, headers)
        except BROKEN as error:
            self.seen[type(error).__name__] += 1
            time.sleep(PAUSE_SECONDS)
            return None
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:
            self.seen[str(answer.status)] += 1
            time.sleep(PAUSE_SECONDS)
            return None
        return answer

    def page(self, path: str) -> Answer:
        """Reload until there is a page, and go where it sends us."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            answer = self.tried("GET", path)
            if answer is None:
                continue
            if answer.status in {301, 302, 303}:
                path = urlsplit(answer.headers["Location"]).path or path
                continue
            return answer
        raise GaveUpError(f"{path}: no page in {self.patience} s; {dict(self.seen)}")

    def post(self, page: Answer, path: str, fields: dict[str, str]) -> Answer | None:
        """Send a form of `page`; None if that failed, which says nothing of what was done."""
        return self.tried("POST", path, self.form(page, fields), FORM | self.here)

    @property
    def here(self) -> dict[str, str]:
        """What a browser adds to every form: where it was sent from."""
        return {"Origin": f"http://127.0.0.1:{self.port}"}

    def form(self, page: Answer, fields: dict[str, str]) -> bytes:
        """The body of a form of `page`; pages that are the same for everybody carry no token."""
        token = {"csrfmiddlewaretoken": token_of(page)} if CSRF.search(page.text) else {}
        return urlencode(token | fields).encode()

    def post_file(
        self, page: Answer, path: str, kind: str, name: str, content: bytes
    ) -> Answer | None:
        """Send a file by a plain form of `page`."""
        parts = [
            _part("csrfmiddlewaretoken", token_of(page).encode()),
            _part("kind", kind.encode()),
            _part(
                "file", content, f'; filename="{name}"\r\nContent-Type: application/octet-stream'
            ),
        ]
        body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        return self.tried(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        )

    def upload(self, page: Answer, draft: str, kind: str, name: str, content: bytes) -> bool:
        """Send a file in pieces by tus, going on where it was cut; whether it was taken.

        Fails if the server ever says that it has something else than what was sent.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        told = {"draft": draft, "kind": kind, "filename": name, "sha256": sha256}
        headers = tus(page)
        begun = self.tried(
            "POST",
            "/uploads/",
            b"",
            headers | {"Upload-Length": str(len(content)), "Upload-Metadata": metadata(told)},
        )
        if begun is None or begun.status != http.client.CREATED:
            return False
        place, until = begun.headers["Location"], time.monotonic() + self.patience
        offset: int | None = 0
        while time.monotonic() < until:
            if offset is None:
                offset = self._offset(place, headers)
                continue
            if offset == len(content):
                return True
            piece = content[offset : offset + max(1, len(content) // 3)]
            sent = self.tried(
                "PATCH",
                place,
                piece,
                headers
                | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"},
            )
            if sent is None or sent.status == http.client.CONFLICT:
                offset = None
            elif sent.status == http.client.NO_CONTENT:
                offset = int(sent.headers["Upload-Offset"])
            else:
                raise AssertionError(f"{sent.status} {sent.text[:300]}")
        raise GaveUpError(f"{place}: not sent in {self.patience} s; {dict(self.seen)}")

    def _offset(self, place: str, headers: dict[str, str]) -> int | None:
        told = self.tried("HEAD", place, b"", headers)
        if told is None:
            return None
        assert told.status == http.client.OK, told.status
        return int(told.headers["Upload-Offset"])


def token_of(page: Answer) -> str:
    """What a form of the page carries against forgery."""
    found = CSRF.search(page.text)
    assert found, f"{page.path} has no form: {page.text[:500]}"
    return found[1]


def humanly(page: Answer) -> dict[str, str]:
    """What a person types who reads the picture, if there is one."""
    text = html.unescape(page.text)
    return read_image(page.text) if "human_image_token" in text else {}


class Together:
    """Many persons at once, a thread each; the first failure is raised at the end."""

    def __init__(self, hands: int) -> None:
        self.failures: list[BaseException] = []
        self._hands = hands
        self._lock = threading.Lock()

    def walk(self, people: list) -> list[threading.Thread]:
        """Start; `people` are things with a `walk`."""
        waiting = iter(people)

        def serve() -> None:
            while True:
                with self._lock:
                    one = next(waiting, None)
                if one is None:
                    return
                try:
                    one.walk()
                except BaseException as error:  # noqa: BLE001 - told at the end, whatever it is
                    self.failures.append(error)

        threads = [threading.Thread(target=serve, daemon=True) for _ in range(self._hands)]
        for thread in threads:
            thread.start()
        return threads


def _part(name: str, content: bytes, more: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def tus(page: Answer) -> dict[str, str]:
    """What every request of an upload carries."""
    return {"Tus-Resumable": "1.0.0", "X-CSRFToken": token_of(page)}


def metadata(told: dict[str, str]) -> str:
    """Upload-Metadata."""
    return ",".join(
        f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items()
    )
