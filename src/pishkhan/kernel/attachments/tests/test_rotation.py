"""Keys are changed while files arrive; a key that was taken away too early is said aloud."""

import io
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.db import connection

from pishkhan.kernel.attachments import api, testing
from pishkhan.kernel.attachments.models import Attachment, Upload
from pishkhan.kernel.identity.spec import Actor


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("folder", "scanner"),
]
ME = Actor.citizen(7, "مهسا بهرامی‌نیا")
LETTER = api.AttachmentRule(kind="letter", title="نامه", max_files=100)
OLD_KEY = "old:b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZC0"
NEW_KEY = "new:bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0"
LINES, FILES = 4, 5


def test_keys_change_under_running_uploads_and_every_file_opens_with_the_new_one(settings):
    settings.FILES_KEYS = [OLD_KEY]
    drafts = range(100, 100 + LINES)
    begun = {draft_id: an_upload(draft_id) for draft_id in drafts}
    settings.FILES_KEYS = [NEW_KEY, OLD_KEY]
    start = threading.Barrier(LINES + 1)
    with ThreadPoolExecutor(LINES) as pool:
        lines = [pool.submit(sends, draft_id, *begun[draft_id], start) for draft_id in drafts]
        start.wait()
        while not all(line.done() for line in lines):
            api.rotate_keys(by=Actor.system())
        for one in lines:
            one.result()
    api.rotate_keys(by=Actor.system())
    settings.FILES_KEYS = [NEW_KEY]
    assert Attachment.objects.count() == LINES * (FILES + 1)
    for draft_id in drafts:
        for file in api.of_draft(draft_id):
            opened = api.open_draft_file(file.id, draft_id=draft_id, actor=ME)
            assert b"".join(opened).startswith(b"%PDF")
            opened.close()


def sends(draft_id, token, data, start):
    start.wait()
    try:
        for at in range(0, len(data), 200):
            api.append(token, offset=at, data=data[at : at + 200])
        assert api.finish(token, by=ME).attachment_id
        for number in range(FILES):
            stream = io.BytesIO(testing.a_pdf(mark=f"{draft_id} {number}"))
            api.receive(
                draft_id=draft_id, kind="letter", name="x", stream=stream, rule=LETTER, by=ME
            )
    finally:
        connection.close()


def an_upload(draft_id):
    data = testing.a_pdf(mark=f"in pieces {draft_id}")
    upload = api.begin_upload(
        holder="d", draft_id=draft_id, name="x", length=len(data), rule=LETTER, by=ME
    )
    return upload.token, data


def test_the_command_refuses_aloud_and_names_the_key_that_is_missing(settings, tmp_path):
    settings.FILES_KEYS = [OLD_KEY]
    an_upload(1)
    before = list(Upload.objects.values_list("wrapped_by", "wrapped_key"))
    refused = rotate(NEW_KEY, tmp_path)
    assert refused.returncode != 0
    assert "KeyMissing('old')" in refused.stderr
    assert list(Upload.objects.values_list("wrapped_by", "wrapped_key")) == before
    done = rotate(f"{NEW_KEY},{OLD_KEY}", tmp_path)
    assert done.returncode == 0, done.stderr
    assert Upload.objects.get().wrapped_by == "new"


def rotate(keys, signing_folder):
    made = connection.settings_dict
    assert made["NAME"].startswith("test_")
    database = (
        f"postgresql://{made['USER']}:{made['PASSWORD']}@/{made['NAME']}"
        f"?host={made['HOST']}&port={made['PORT']}"
    )
    return subprocess.run(
        [sys.executable, "-m", "pishkhan.config.cli", "rotate-keys"],
        env={
            **os.environ,
            "DATABASE_URL": database,
            "PISHKHAN_FILES_KEYS": keys,
            "PISHKHAN_SIGNING_FOLDER": str(signing_folder),
            "DJANGO_SETTINGS_MODULE": os.environ.get(
                "DJANGO_SETTINGS_MODULE", django_settings.SETTINGS_MODULE
            ),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
