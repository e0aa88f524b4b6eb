"""An office to try the desk in: requests of the sample, and buttons pressed by HTTP."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.test import Client

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import Tree


if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse


SHEET = ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline")


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Who works where, and who asks."""

    tree: Tree
    staff: Mapping[Role, Actor]
    applicant: Actor

    def a_request(self, remarks: Mapping[str, str] | None = None, **answers: str) -> int:
        """Register the sample of the documented request; the case."""
        definition = catalogue.service("e_request")
        draft = forms.start(definition.code, session_key="a browser")
        for page in definition.pages:
            forms.save(draft, page, {**definition.sample, **answers})
        forms.bind(draft, self.applicant.person_id or 0)
        attachments.receive(
            draft_id=draft.pk,
            kind="letter",
            name="نامه.jpg",
            stream=io.BytesIO(a_jpeg(600, 800)),
            rule=definition.attachments[0],
            by=self.applicant,
        )
        return catalogue.submit(draft.token, by=self.applicant, remarks=remarks or {}).case_id

    def referred(self) -> int:
        """A request that the secretariat referred."""
        case_id = self.a_request()
        self.press(case_id, Role.SECRETARIAT, "refer", params=dict.fromkeys(SHEET, True))
        return case_id

    def proposed(self) -> int:
        """A request whose answer waits to be signed."""
        case_id = self.referred()
        text = {"text": "با درخواست شما موافقت شد.\n\nنتیجه اعلام می‌شود."}
        self.press(case_id, Role.EXPERT, "propose", params=text, comment="پیشنهاد می‌شود")
        return case_id

    def press(self, case_id: int, role: Role, action: str, **more: object) -> None:
        """Press a button as the holder of a post."""
        by = self.staff[role]
        [offer] = [o for o in cases.offers(case_id, by) if o.action.name == action]
        cases.act(task_id=offer.task_id, action=action, by=by, **more)  # type: ignore[arg-type]  # as given


def posted(
    browser: Client, case_id: int, action: str, **typed: str
) -> "_MonkeyPatchedWSGIResponse":
    """Send the form of a button as it stands on the page of the case; names as in the form.

    The task and the version are what an officer would have on screen now.
    """
    task = cases.tasks(case_id)[-1]
    body = {f"{action}-{name}": text for name, text in typed.items()}
    body["seen_version"] = str(cases.case(case_id).version)
    return browser.post(f"/desk/task/{task.id}/{action}/", body)
