"""A guide as a file of a release: `key: value` lines between two of `---`, then the text."""

import hashlib
from dataclasses import dataclass
from datetime import date


FENCE = "---"
KEYS = {"title", "editor", "date", "review_by"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a file says; `written_on` is shown as its date, `editor` is a role or a unit."""

    title: str
    editor: str
    written_on: date
    review_by: date
    body: str

    @property
    def digest(self) -> str:
        """By which the same text is known again at the next start."""
        said = "\0".join((self.title, self.editor, f"{self.review_by}", self.body))
        return hashlib.sha256(said.encode()).hexdigest()


def parse(text: str) -> Sheet:
    """Read a file; raises ValueError that says what is wrong."""
    opening, head, body = [*text.split(f"{FENCE}\n", 2), "", "", ""][:3]
    if opening or not body:
        raise ValueError("a guide begins with its head between two lines of ---")
    pairs = (line.partition(":") for line in head.splitlines() if line.strip())
    said = {key.strip(): value.strip() for key, _, value in pairs}
    if said.keys() != KEYS:
        raise ValueError(f"the head of a guide has exactly {', '.join(sorted(KEYS))}")
    return Sheet(
        title=said["title"],
        editor=said["editor"],
        written_on=date.fromisoformat(said["date"]),
        review_by=date.fromisoformat(said["review_by"]),
        body=body.strip(),
    )
