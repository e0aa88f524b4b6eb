"""What set-up makes lies in the checkout, wherever the installation keeps its data."""

import os
import subprocess
import sys

from django.conf import settings

from pishkhan.config.paths import CHECKOUT


PRINTED = """
import django
django.setup()
from django.conf import settings
from pishkhan.kernel.documents import rendering
folder = rendering._font_folder()
print(settings.STATIC_ROOT, folder, settings.FILES_FOLDER)
"""


def test_data_kept_elsewhere_still_finds_the_fonts_and_the_static_files(tmp_path):
    said = subprocess.run(  # noqa: S603 - this Python, fixed words
        [sys.executable, "-c", PRINTED],
        env=os.environ
        | {
            "PISHKHAN_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    static, fonts, files = said.stdout.split()
    assert static == str(CHECKOUT / "var" / "static")
    assert fonts == str(CHECKOUT / "var" / "vendor" / "fonts" / "ttf")
    assert files == str(tmp_path / "files")
    assert str(settings.STATIC_ROOT) == static
