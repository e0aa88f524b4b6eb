"""The command pishkhan: what cannot be done is one sentence."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody:x@127.0.0.1:1/none", "The database does not answer"),
        ("foo", "must begin with postgresql://"),
    ],
)
def test_a_database_that_is_not_there_is_one_sentence(address, said):
    done = subprocess.run(
        [sys.executable, "-m", "pishkhan.config.cli", "setup-database"],
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
