"""The sealed PDF: what others say of it, what is inside, and what becomes of one that is altered."""

import base64
import io
import json
import re
import subprocess
from hashlib import sha256

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from pishkhan.foundation import authenticity_code, canonical_json
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.credentials import api
from pishkhan.kernel.credentials.errors import NotYours
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.testing import the_stranger
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.terms import Purpose
from pishkhan.kernel.signing.testing import a_vault
from pishkhan.kernel.transparency import api as log_api


pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(code, holder):
    return api.confirmation(code.document_id, by=holder)


@pytest.fixture
def plain():
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


def attached(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name: one.get_file().read_bytes() for name, one in opened.attachments.items()}


def pdfsig(pdf, folder):
    """What poppler says; of authorities it knows none of ours."""
    file = folder / "a.pdf"
    file.write_bytes(pdf)
    asked = ["pdfsig", "-no-ocsp", str(file)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own words


def test_poppler_finds_the_signature_valid_and_over_the_whole_document(pdf, tmp_path):
    said = pdfsig(pdf, tmp_path)
    assert "Signature is Valid." in said
    assert "Certificate issuer isn't Trusted." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_ours_finds_it_genuine(pdf):
    assert api.verdict(pdf) == "genuine"


def test_it_is_for_the_archive_with_its_files(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert len(opened.Root.AF) == 3
        assert {str(one.AFRelationship) for one in opened.Root.AF} == {"/Data"}
        assert opened.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_what_is_inside_proves_it_without_us(pdf, code):
    files = attached(pdf)
    assert api.check(files["credential.jwt"].decode()).is_good
    proof = files["document.tlog-proof"].decode()
    assert log_api.is_proved(proof)
    told = json.loads(files["record.json"])
    commitment = sha256(
        bytes.fromhex(told["salt"]) + canonical_json.encode(told["record"])
    ).hexdigest()
    entries = [json.loads(line) for line in map(_opened, proof.split()) if line]
    assert commitment in {one["cm"] for one in entries}
    assert code.code in str(told["record"])


def _opened(word):
    """An entry, where the word of a proof is one."""
    try:
        found = base64.b64decode(word, validate=True)
        return found.decode() if found.startswith(b"{") else ""
    except ValueError:
        return ""


def test_the_code_stands_on_it_in_both_kinds_of_digits_and_the_host_is_printed(pdf, code):
    text = text_of(pdf)
    grouped = authenticity_code.grouped(code.code)
    assert grouped in text
    assert grouped.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in text
    assert "localhost:8000/v/" in text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_made_in_the_other_languages(code, holder, language):
    pdf = api.confirmation(code.document_id, language=language, by=holder)
    assert api.verdict(pdf) == "genuine"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == language
        assert len(opened.pages) == 1


def test_it_is_given_to_the_holder_alone_and_the_trail_knows(pdf, code):
    assert pdf
    verbs = [one.verb for one in lines(target="document_code", target_id=code.id)]
    assert "credentials.confirmed" in verbs
    with pytest.raises(NotYours):
        api.confirmation(code.document_id, by=identity.actor_for_person(the_stranger().id))


def test_a_changed_byte_is_found_by_all(pdf, tmp_path):
    place = pdf.index(b"stream") + 20
    altered = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert api.verdict(altered) == "altered"
    assert "Signature is Valid." not in pdfsig(altered, tmp_path)


def test_what_is_added_after_the_seal_is_found(pdf):
    """The shadow edit: the signature itself still fits what it covers."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = generic.pdf_string("en")
    writer.update_root()
    altered = io.BytesIO()
    writer.write(altered)
    assert api.verdict(altered.getvalue()) == "altered"
    assert api.verdict(pdf + b"\n%%EOF\n") == "altered"


@pytest.mark.usefixtures("vault")
def test_a_seal_of_somebody_else_is_not_ours(plain):
    assert api.verdict(api.sealed(plain, owner=signing.NATIONAL, reason="x")) == "genuine"
    with a_vault(makes_missing=False) as theirs:
        # The same names, other keys, as in a copy of the whole platform.
        key = signing.key_in_use(signing.NATIONAL, Purpose.SEAL)
        theirs.make(key.key_id, key.algorithm)
        assert api.verdict(api.sealed(plain, owner=signing.NATIONAL, reason="x")) == "not_ours"


@pytest.mark.usefixtures("vault")
def test_a_pdf_that_nobody_sealed_is_not_called_anything_else(plain):
    assert api.verdict(plain) == "unsigned"


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7\n", b"not a pdf" * 100])
def test_what_is_no_pdf_is_judged_too(octets, vault):  # noqa: ARG001 - it must be there
    assert api.verdict(octets) == "altered"


@pytest.mark.parametrize("purpose", [Purpose.AUTHORITY, Purpose.SEAL])
def test_after_its_key_or_the_authority_is_compromised_a_seal_is_not_ours(pdf, purpose):
    key = signing.key_in_use(signing.NATIONAL, purpose)
    signing.retire(key.key_id, because="دزدیده شد", is_compromised=True, by=None)
    assert api.verdict(pdf) == "not_ours"


def test_a_seal_of_an_institution_is_no_confirmation_of_the_platform(plain, vault, university):  # noqa: ARG001 - keys in memory
    owner = signing.institution(university.id)
    assert api.verdict(api.sealed(plain, owner=owner, reason="x")) == "not_ours"


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 10**6), other=st.integers(1, 255), cut=st.booleans())
def test_no_byte_can_be_changed_or_cut_away_unseen(kept, place, other, cut):
    """Beside the signature's own octets, where padding is not covered by anything."""
    place %= len(kept)
    altered = (
        kept[:place] if cut else kept[:place] + bytes([kept[place] ^ other]) + kept[place + 1 :]
    )
    start, length, after, _ = ranges(kept)
    is_padding = not cut and start + length <= place < after
    assert is_padding or api.verdict(altered) != "genuine"


def ranges(pdf):
    """What the signature covers, as the file itself says."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)
    return [int(one) for one in found.groups()]


@pytest.fixture
def kept(pdf):
    assert api.verdict(pdf) == "genuine"
    return pdf
