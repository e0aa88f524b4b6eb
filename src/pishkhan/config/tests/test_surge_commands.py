"""The waiting room from a terminal."""

import pytest

from pishkhan.config import cli
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.surge import api as surge


pytestmark = pytest.mark.django_db


def test_the_command_does_the_same_without_pages(capsys):
    cli.main(["surge", "--room", "on", "--a-minute", "30", "--door", "/s/", "--feature",
              "thumbnails=off", "--because", "صفحه‌ها پاسخ نمی‌دهند"])  # fmt: skip
    said = capsys.readouterr().out
    assert "open (on), 30 a minute: /s/" in said
    assert "thumbnails: left out" in said
    assert surge.look().is_open
    [line] = audit.lines(verb="surge.room_set")
    assert line.because == "صفحه‌ها پاسخ نمی‌دهند"
    with pytest.raises(SystemExit, match="/desk/"):
        cli.main(["surge", "--door", "/desk/"])
    with pytest.raises(SystemExit, match="nothing"):
        cli.main(["surge", "--feature", "nothing=off"])
