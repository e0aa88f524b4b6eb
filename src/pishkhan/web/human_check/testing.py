"""Passing the human check in tests, as a browser does."""

import base64
import html
import json
import re

import altcha

from pishkhan.web.human_check import image_code


def solve(page: str | bytes) -> dict[str, str]:
    """The fields to add to a form of this page: its proof of work, really solved."""
    text = page.decode() if isinstance(page, bytes) else page
    found = re.search(r'data-challenge="([^"]+)"', text)
    if found is None:
        message = "There is no human check on this page."
        raise AssertionError(message)
    asked = json.loads(html.unescape(found[1]))
    solution = altcha.solve_challenge(
        asked["challenge"], asked["salt"], asked["algorithm"], asked["maxnumber"]
    )
    if solution is None:
        message = "This challenge has no solution."
        raise AssertionError(message)
    answer = json.dumps({**asked, "number": solution.number})
    return {"human_check": base64.b64encode(answer.encode()).decode()}


def read_image(page: str | bytes) -> dict[str, str]:
    """The fields of the image code of this page, as a person would read and type it."""
    text = page.decode() if isinstance(page, bytes) else page
    found = re.search(r'name="human_image_token" value="([^"]+)"', text)
    if found is None:
        message = "There is no image code on this page."
        raise AssertionError(message)
    token = html.unescape(found[1])
    return {"human_image_token": token, "human_image": image_code.answer(token)}
