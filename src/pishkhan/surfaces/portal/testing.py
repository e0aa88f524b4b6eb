"""An applicant's browser for tests: it walks the pages by plain forms, as without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.test import Client

from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.identity.testing import Carried
from pishkhan.web.human_check.testing import read_image


if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


@dataclass(slots=True)
class ApplicantBrowser:
    """A browser and the codes that arrive on the phone beside it; `token` is the draft's."""

    client: Client
    phone: list[Carried]
    token: str = ""

    def start(self, service: str) -> "Response":
        """Begin a draft from the service's card; the answer is its first page."""
        response = self.client.post(f"/s/{service}/start/", follow=True)
        self.token = response.redirect_chain[-1][0].split("/")[2]
        return response

    def address(self, page: str) -> str:
        """Where a page of the draft is."""
        return f"/d/{self.token}/{page}/"

    def look(self, page: str) -> "Response":
        """A page of the draft, wherever it leads."""
        return self.client.get(self.address(page), follow=True)

    def fill(self, page: str, answers: Mapping[str, str], **more: str) -> "Response":
        """Post the answers of a page (given by key), reading the image code if there is one."""
        own = {
            key.partition(".")[2]: text
            for key, text in answers.items()
            if key.startswith(f"{page}.")
        }
        shown = self.look(page)
        human = read_image(shown.content) if b"human_image_token" in shown.content else {}
        return self.client.post(self.address(page), {**human, **own, **more}, follow=True)

    def enter_code(self, page: str = "mobile", code: str = "") -> "Response":
        """Type the code of the last message (or another)."""
        typed = {"code": code or self.phone[-1].code}
        return self.client.post(self.address(page), typed, follow=True)

    def upload(
        self, kind: str, content: bytes, name: str = "نامه.jpg", page: str = "documents"
    ) -> "Response":
        """Send a file by the plain form."""
        stream = BytesIO(content)
        stream.name = name
        sent = {"kind": kind, "file": stream}
        return self.client.post(f"{self.address(page)}upload/", sent, follow=True)

    def submit(self, page: str = "review") -> "Response":
        """Press the last button."""
        return self.client.post(self.address(page), follow=True)

    def draft(self) -> Draft:
        """The draft as it is kept."""
        return forms.draft(self.token)
