"""The example of the documents is a program that works: generated client, real server, real request."""

import os
import re
import subprocess
import sys

import pytest
from tools.api_client import make_client

from pishkhan.config.paths import CHECKOUT
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering.models import Letter
from pishkhan.kernel.organisations.testing import a_tree, staff_of


EXAMPLE = CHECKOUT / "docs/reference/api/file_a_request.py"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_example_files_a_request_through_the_typed_client(live_server, tmp_path):
    make_client(tmp_path)
    tree = a_tree()
    staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    issued = clients.issue(
        organisation_id=tree.university.id,
        title="نمونهٔ مستندات",
        scopes=[KeyScope.SUBMIT, KeyScope.FOLLOW],
        by=Actor.system(),
    )
    picture = tmp_path / "letter.jpg"
    picture.write_bytes(a_jpeg(600, 800))
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, EXAMPLE, live_server.url, issued.secret, picture],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    numbers = re.search(r"^(\S+) ([0-9]{11})$", done.stdout, re.MULTILINE)
    assert numbers, done.stdout
    assert [one.tracking_code for one in Letter.objects.all()] == [numbers[2]]
