"""Every test looks anew at what pages point to."""

import pytest

from pishkhan.kernel.guides import api as guides


@pytest.fixture(autouse=True)
def fresh_look(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    guides.forget()
    yield
    guides.forget()
