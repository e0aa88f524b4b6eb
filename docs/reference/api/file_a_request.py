"""Files a documented request with one file, through the typed client, and says both numbers.

python file_a_request.py ADDRESS KEY PICTURE
"""

import sys
import uuid
from pathlib import Path

from pishkhan_client import AuthenticatedClient
from pishkhan_client.api.files import send_file
from pishkhan_client.api.following import follow_case
from pishkhan_client.api.requests import start_request, submit_request
from pishkhan_client.models import (
    NewRequest,
    NewRequestAnswers,
    Problem,
    Receipt,
    Request,
    SendFileMultiPartBodyParams,
    Submission,
)
from pishkhan_client.types import File


ANSWERS = {
    "person.kind": "natural",
    "person.first_name": "مهسا",
    "person.last_name": "بهرامی‌نیا",
    "person.father_name": "کیوان",
    "person.national_id": "0001010107",
    "person.mobile": "09120000001",
    "request.topic": "correction",
    "request.subject": "اصلاح نام پدر در کارنامه",
    "request.exam": "national",
    "request.year": "1404",
}


def main(address: str, key: str, picture: Path) -> None:
    """File, send, submit, follow."""
    client = AuthenticatedClient(base_url=address, token=key, headers={"Accept-Language": "en"})
    with client:
        answers = NewRequestAnswers.from_dict(ANSWERS)
        draft = start_request.sync(
            client=client,
            body=NewRequest(service="e_request", answers=answers),
            idempotency_key=str(uuid.uuid4()),
        )
        if not isinstance(draft, Request):
            raise SystemExit(said(draft))
        with picture.open("rb") as content:
            paper = File(payload=content, file_name=picture.name, mime_type="image/jpeg")
            send_file.sync(
                draft.id,
                client=client,
                body=SendFileMultiPartBodyParams(kind="letter", file=paper),
                idempotency_key=str(uuid.uuid4()),
            )
        receipt = submit_request.sync(
            draft.id,
            client=client,
            body=Submission(declaration_read=True),
            idempotency_key=str(uuid.uuid4()),
        )
        if not isinstance(receipt, Receipt):
            raise SystemExit(said(receipt))
        print(receipt.letter_number, receipt.tracking_code)
        followed = follow_case.sync(receipt.case, client=client)
        print(getattr(followed, "says", said(followed)))


def said(problem: object) -> str:
    """Why not, in the language that was asked for."""
    if isinstance(problem, Problem):
        return f"{problem.title} {problem.detail} {problem.errors}"
    return "The answer is none that the description knows."


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
