"""The sealer as a real process, killed at any moment while lines are written: the chain stays whole."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from pishkhan.kernel.audit import api as audit, ports
from pishkhan.kernel.audit.keys import FileHeads, FileSigner
from pishkhan.kernel.audit.models import AuditBlock, AuditLine


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KILLS = 6
SEALER = """
import sys, django
django.setup()
from pathlib import Path
from pishkhan.kernel.audit import api as audit, ports
from pishkhan.kernel.audit.keys import FileHeads, FileSigner

folder = Path(sys.argv[1])
ports.wire(signer=FileSigner(folder, create=True), heads=FileHeads(folder, "faults"))
print("began", flush=True)
while True:
    audit.seal()
"""


def start(folder):
    made = connection.settings_dict
    url = f"postgresql://{made['USER']}:{made['PASSWORD']}@/{made['NAME']}?host={made['HOST']}&port={made['PORT']}"
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", SEALER, str(folder)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
            "DATABASE_URL": url,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "began\n"
    return process


def test_a_killed_sealer_leaves_a_whole_chain_and_the_next_goes_on(tmp_path):
    for _ in range(KILLS):
        with start(tmp_path) as process:
            until = time.monotonic() + random.uniform(0.05, 0.5)  # noqa: S311 - no secret
            while time.monotonic() < until:
                audit.record("tests.done", target="x", target_id=1, by=None)
            os.kill(process.pid, signal.SIGKILL)
        with ports.wired(signer=FileSigner(tmp_path), heads=FileHeads(tmp_path, "faults")):
            assert audit.verify().faults == ()
    with ports.wired(signer=FileSigner(tmp_path), heads=FileHeads(tmp_path, "faults")):
        while audit.seal():
            pass
        found = audit.verify()
    assert (found.faults, found.waiting) == ((), ())
    assert found.lines == AuditLine.objects.count()
    assert AuditBlock.objects.count() > KILLS
