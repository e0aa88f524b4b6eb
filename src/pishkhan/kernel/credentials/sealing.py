"""A seal on a PDF: PAdES, certifying that nothing was added after it (DocMDP), by a key of signing.

Whether a PDF is genuine is never `valid` alone: that word says only that the signature fits what
it covers. Intact, covering the whole, nothing added, and a chain of ours: `is_genuine`.
"""

import io
from collections.abc import Sequence
from typing import Literal

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from typing_extensions import override

from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import Purpose


FIELD = "Seal"
LONGEST_SIGNATURE = 72  # octets of a DER signature of P-256


class _KeySigner(signers.Signer):
    """Signs with a key wherever it lies."""

    def __init__(self, key: KeyView, chain: Sequence[x509.Certificate]) -> None:
        above = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # of the library
        above.register_multiple(chain[1:])
        super().__init__(
            signing_cert=chain[0],
            cert_registry=above,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            embed_roots=True,
        )
        self._key = key

    @override
    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if dry_run:
            return bytes(LONGEST_SIGNATURE)
        return signing.as_der(signing.sign_by(self._key, data).value)


def sealed(pdf: bytes, *, owner: str, reason: str) -> bytes:
    """The PDF with the owner's seal, in which nothing may be changed any more."""
    key = signing.needed_key(owner, Purpose.SEAL)
    chain = list(load_certs_from_pemder_data(key.chain.encode()))
    described = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    made = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), described, signer=_KeySigner(key, chain)
    )
    octets: bytes = made.getvalue()
    return octets


Verdict = Literal["genuine", "altered", "not_ours", "unsigned"]


def verdict(pdf: bytes) -> Verdict:
    """What is to be thought of a PDF that somebody shows as a confirmation of ours; never raises."""
    seals = signing.keys(signing.NATIONAL, Purpose.SEAL)
    ours = {one.public for one in seals if one.compromised_at is None}
    roots = [x509.Certificate.load(one) for one in signing.authorities()]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return "unsigned"
        found = validate_pdf_signature(signatures[0], context)
        key = bytes(found.signing_cert.public_key.dump())
    except Exception:  # noqa: BLE001 - edge: whatever a forged file makes of a parser
        return "altered"
    is_whole = (
        found.intact
        and found.docmdp_ok
        and found.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and len(signatures) == 1
    )
    if not is_whole:
        return "altered"
    return "genuine" if found.valid and found.trusted and key in ours else "not_ours"
