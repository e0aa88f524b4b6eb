"""Applicants who come through whatever breaks: they reload and send again, as people do."""

import io
import re
import secrets
import time
from dataclasses import dataclass, field
from importlib import import_module

import pikepdf
from django.conf import settings
from PIL import Image

from pishkhan.foundation import secret
from pishkhan.kernel.attachments import testing as files
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Names, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, Ownership, PersonKind
from pishkhan.services.e_request.service import SERVICE
from pishkhan.web.drafts import DRAFTS_KEY
from pishkhan.web.people import PERSON
from tests.e2e.applicant import a_national_id, latin
from tests.faults.browser import Answer, Browser, GaveUpError, humanly
from tests.faults.stand import Stand


CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
NUMBERS = re.compile(r'<dd class="big">(.*?)</dd>', re.DOTALL)
PATIENCE = 150.0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A file of an applicant."""

    kind: str
    name: str
    content: bytes
    in_pieces: bool


@dataclass(kw_only=True)
class Applicant:
    """One person; after `walk` the two numbers of the receipt are known."""

    stand: Stand
    number: int
    papers: list[Paper]
    browser: Browser
    token: str = ""
    letter_number: str = ""
    tracking_code: str = ""
    attached: set[str] = field(default_factory=set)

    @property
    def mobile(self) -> str:
        """Where the messages go."""
        return f"0913{self.number:07}"

    @property
    def answers(self) -> dict[str, str]:
        """By key."""
        own = {"person.mobile": self.mobile, "person.national_id": a_national_id(self.number)}
        return dict(SERVICE.sample) | own | {"request.subject": f"درخواست {self.number}"}

    def walk(self) -> None:
        """To the receipt, from wherever the site says that we are."""
        until = time.monotonic() + PATIENCE
        while not self.token:
            self._begin()
        while time.monotonic() < until:
            page = self.browser.page(f"/d/{self.token}/")
            where = page.path.strip("/").rpartition("/")[2]
            if where == "review" and len(self.attached) < len(self.papers):
                page = self.browser.page(f"/d/{self.token}/documents/")
                where = "documents"
            if where == "receipt":
                self._read(page)
                return
            {
                "person": self._describe,
                "mobile": self._confirm,
                "request": self._ask,
                "documents": self._attach,
                "review": self._send,
            }[where](page)
        seen = dict(self.browser.seen)
        raise GaveUpError(f"{self.number}: stuck at {where} for {PATIENCE} s; {seen}; {page.text}")

    def _begin(self) -> None:
        page = self.browser.page("/s/e_request/")
        begun = self.browser.post(page, "/s/e_request/start/", {})
        if begun is not None:
            assert begun.status == 302, (begun.status, begun.text[:500])
            self.token = begun.headers["Location"].split("/")[2]

    def _typed(self, page: str) -> dict[str, str]:
        return {
            key.partition(".")[2]: text
            for key, text in self.answers.items()
            if key.startswith(f"{page}.")
        }

    def _describe(self, page: Answer) -> None:
        self.browser.post(page, page.path, self._typed("person") | humanly(page))
        # A code that is on its way is asked for on its own page, whatever became of this answer.

    def _confirm(self, page: Answer) -> None:
        until = time.monotonic() + 15
        while time.monotonic() < until:
            codes = [
                found[0]
                for one in self.stand.phones(self.mobile)
                if (found := CODE.findall(one["text"]))
            ]
            if codes:
                # Two operators have each their own order: what is refused is not the latest.
                for code in dict.fromkeys(reversed(codes)):
                    sent = self.browser.post(page, page.path, {"code": code})
                    if sent is None or "mobile" not in sent.headers.get("Location", "mobile"):
                        return
            time.sleep(0.3)
        self.browser.post(page, f"{page.path}resend/", humanly(page))

    def _ask(self, page: Answer) -> None:
        self.browser.post(page, page.path, self._typed("request"))

    def _attach(self, page: Answer) -> None:
        self.attached = {paper.name for paper in self.papers if paper.name in page.text}
        paper = next((one for one in self.papers if one.name not in self.attached), None)
        if paper is None:
            self.browser.post(page, page.path, {})
        elif paper.in_pieces:
            self.browser.upload(page, self.token, paper.kind, paper.name, paper.content)
        else:
            path = f"{page.path}upload/"
            self.browser.post_file(page, path, paper.kind, paper.name, paper.content)

    def _send(self, page: Answer) -> None:
        self.browser.post(page, page.path, {})

    def _read(self, page: Answer) -> None:
        found = [latin(re.sub(r"<[^>]+>", "", one)) for one in NUMBERS.findall(page.text)]
        assert len(found) >= 2, page.text
        self.letter_number, self.tracking_code = found[0], re.sub(r"\D", "", found[1])


def an_applicant(stand: Stand, number: int) -> Applicant:
    """With papers of their own: each third sends pictures, each second something in pieces."""
    letter = _picture(number) if number % 3 == 0 else _pdf(number)
    suffix = "jpg" if number % 3 == 0 else "pdf"
    papers = [
        Paper(
            kind="letter",
            name=f"letter-{number}.{suffix}",
            content=letter,
            in_pieces=number % 2 == 0,
        )
    ]
    if number % 4 == 1:
        papers.append(
            Paper(
                kind="other",
                name=f"other-{number}.pdf",
                content=_pdf(-number),
                in_pieces=True,
            )
        )
    address = f"10.{number // 200 % 250}.{number % 200}.7"
    return Applicant(
        stand=stand,
        number=number,
        papers=papers,
        browser=Browser(port=stand.port, address=address),
    )


def signed_in(applicant: Applicant) -> Applicant:
    """The same after the one-time code: a person who is known, with a draft that is filled in.

    Call it inside `stand.within()`.
    """
    answers = applicant.answers
    person = identity.person_for(
        kind=PersonKind.NATURAL,
        identifiers=[
            TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=answers["person.national_id"])
        ],
        names=Names(first=answers["person.first_name"], last=answers["person.last_name"]),
        father_name=answers["person.father_name"],
        mobile=applicant.mobile,
        ownership=Ownership.UNKNOWN,
    )
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    key = session[DRAFTS_KEY] = secret.token()
    session[PERSON] = str(person.id)
    session.create()
    draft = forms.start("e_request", session_key=key, person_id=person.id, answers=answers)
    applicant.token, applicant.browser.cookies = draft.token, {"sessionid": session.session_key}
    return applicant


def _pdf(number: int) -> bytes:
    """About forty kilobytes that nothing makes smaller."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Contents = pdf.make_stream(b"% " + secrets.token_hex(40_000).encode())
        pdf.docinfo["/Title"] = f"paper {number}"
        return files.saved(pdf)


def _picture(number: int) -> bytes:
    target = io.BytesIO()
    colour = (number * 37 % 256, number * 91 % 256, number % 256)
    image = Image.new("RGB", (700, 500), colour)
    image.putpixel((number % 700, number // 700 % 500), (255, 255, 255))
    image.save(target, "JPEG", quality=85)
    return target.getvalue()
