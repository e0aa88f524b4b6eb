"""The witnesses that the settings name."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from pishkhan.integrations.witness.client import HttpWitness
from pishkhan.kernel.transparency.ports import Policy, Witness
from pishkhan.kernel.transparency.spec import COSIGNATURE, NotANote, read_key


def log_policy(named: Iterable[str], *, quorum: int, is_development: bool) -> Policy:
    """So many of these, each written `vkey address`; raises ValueError for what is none.

    With fewer witnesses than the quorum nothing is ever called valid: that is said here, unless
    there is none at all, where the log simply waits for its witnesses.
    """
    witnesses = tuple(_witness(one, is_development=is_development) for one in named)
    if witnesses and quorum > len(witnesses):
        message = f"PISHKHAN_LOG_QUORUM asks for {quorum} of {len(witnesses)} witnesses."
        raise ValueError(message)
    return Policy(witnesses=witnesses, quorum=quorum)


def _witness(text: str, *, is_development: bool) -> Witness:
    written, _, address = text.partition(" ")
    try:
        key, parts = read_key(written), urlsplit(address.strip())
    except (NotANote, ValueError) as error:
        message = f"PISHKHAN_LOG_WITNESSES: {written[:40]!r} is no key of a witness."
        raise ValueError(message) from error
    if key.kind != COSIGNATURE:
        message = f"PISHKHAN_LOG_WITNESSES: the key of {key.name} is none for cosignatures."
        raise ValueError(message)
    schemes = {"https", "http"} if is_development else {"https"}
    if parts.scheme not in schemes or not parts.hostname:
        message = f"PISHKHAN_LOG_WITNESSES: {key.name} needs an address that begins with https://."
        raise ValueError(message)
    return Witness(key, HttpWitness(address=address.strip()))
