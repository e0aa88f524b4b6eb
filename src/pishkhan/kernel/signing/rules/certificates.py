"""X.509 certificates for seals of documents, signed by whatever can sign: a file or a device."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import algos, core, keys, pem, x509

from pishkhan.kernel.signing.rules.encodings import as_der, is_signed, joined


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Whom a certificate is of: their name and public key (SubjectPublicKeyInfo)."""

    name: str
    public: bytes


def certificate(
    holder: Holder,
    *,
    issuer: Holder,
    serial: int,
    period: tuple[datetime, datetime],
    sign: Callable[[bytes], bytes],
) -> bytes:
    """A certificate in DER. Who certifies himself is an authority; others seal documents.

    `sign` answers `r‖s` of P-256 by the issuer's key. `serial` must never come twice.
    """
    is_authority = holder == issuer
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    since, until = period
    told = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": serial,
            "signature": algorithm,
            "issuer": _name(issuer.name),
            "validity": {"not_before": _moment(since), "not_after": _moment(until)},
            "subject": _name(holder.name),
            "subject_public_key_info": keys.PublicKeyInfo.load(holder.public),
            "extensions": _extensions(holder, issuer, is_authority=is_authority),
        }
    )
    whole = x509.Certificate(
        {
            "tbs_certificate": told,
            "signature_algorithm": algorithm,
            "signature_value": as_der(sign(told.dump())),
        }
    )
    return bytes(whole.dump())


def to_pem(certificates: list[bytes]) -> str:
    """Certificates one after another, as files of them are written."""
    return "".join(pem.armor("CERTIFICATE", one).decode() for one in certificates)


def from_pem(text: str) -> list[bytes]:
    """The certificates of such a text in their order; raises ValueError."""
    found = [der for kind, _, der in pem.unarmor(text.encode(), multiple=True)]
    for der in found:
        _ = x509.Certificate.load(der).native
    return found


def is_chain_of(public: bytes, certificates: list[bytes]) -> bool:
    """Whether the first certificate is the key's, and each is signed by the one after it.

    The last must have signed itself. Of other keys than P-256 we cannot tell, so they are refused.
    """
    if not certificates:
        return False
    chain = [x509.Certificate.load(one) for one in certificates]
    if chain[0].public_key.dump() != public:
        return False
    return all(
        _has_signed(issuer, one) for one, issuer in zip(chain, [*chain[1:], chain[-1]], strict=True)
    )


def _has_signed(issuer: x509.Certificate, one: x509.Certificate) -> bool:
    try:
        return one.issuer == issuer.subject and is_signed(
            issuer.public_key.dump(),
            one["tbs_certificate"].dump(),
            joined(one["signature_value"].native),
        )
    except ValueError:
        return False


def _name(text: str) -> x509.Name:
    return x509.Name.build({"country_name": "IR", "common_name": text[:64]})


def _moment(at: datetime) -> x509.Time:
    whole = at.astimezone(UTC).replace(microsecond=0)
    before_2050 = whole.year < 2050  # noqa: PLR2004 - RFC 5280 § 4.1.2.5
    return x509.Time("utc_time" if before_2050 else "general_time", whole)


def _extensions(holder: Holder, issuer: Holder, *, is_authority: bool) -> list[dict[str, object]]:
    usage = (
        {"key_cert_sign", "crl_sign"} if is_authority else {"digital_signature", "non_repudiation"}
    )
    return [
        _extension("basic_constraints", {"ca": is_authority}, critical=True),
        _extension("key_usage", usage, critical=True),
        _extension("key_identifier", keys.PublicKeyInfo.load(holder.public).sha1),
        _extension(
            "authority_key_identifier",
            {"key_identifier": keys.PublicKeyInfo.load(issuer.public).sha1},
        ),
    ]


def _extension(name: str, value: object, *, critical: bool = False) -> dict[str, object]:
    return {
        "extn_id": name,
        "critical": critical,
        "extn_value": core.ParsableOctetString(_value(name, value)),
    }


def _value(name: str, value: object) -> bytes:
    kind = x509.Extension._oid_specs[name]
    return bytes(kind(value).dump())
