"""The log as it stands: which one is in use, what was signed last, what witnesses have seen."""

from django.db import connection

from pishkhan.kernel.transparency import ports
from pishkhan.kernel.transparency.models import Checkpoint, Cosignature, LogEpoch
from pishkhan.kernel.transparency.rules import notes
from pishkhan.kernel.transparency.rules.notes import Note, VerifierKey
from pishkhan.kernel.transparency.rules.tiles import Read


# The greatest size that so many of these witnesses cosigned; read from the index, backwards.
WITNESSED = """
    SELECT size FROM transparency_cosignature WHERE epoch = %s AND witness = ANY(%s)
    GROUP BY size HAVING count(*) >= %s ORDER BY size DESC LIMIT 1
"""


def current_epoch() -> LogEpoch | None:
    """The log in use."""
    return LogEpoch.objects.order_by("-number").first()


def next_epoch(number: int) -> LogEpoch | None:
    """The log that followed this one."""
    return LogEpoch.objects.filter(number=number + 1).first()


def last_checkpoint(epoch: int) -> Checkpoint | None:
    """What was signed last of a log."""
    return Checkpoint.objects.filter(epoch=epoch).order_by("-size").first()


def witnessed_size(epoch: int) -> int:
    """How many entries of a log a quorum of the configured witnesses has seen."""
    policy = ports.wiring().policy
    with connection.cursor() as cursor:
        cursor.execute(WITNESSED, [epoch, policy.names, policy.quorum])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def cosigned(epoch: int, size: int) -> Note:
    """The checkpoint of a size with the cosignatures it has."""
    note = notes.read_note(Checkpoint.objects.get(epoch=epoch, size=size).note)
    rows = Cosignature.objects.filter(epoch=epoch, size=size).order_by("witness")
    lines = "".join(f"{row.line}\n" for row in rows)
    return Note(note.text, note.signatures + (notes.read_signatures(lines) if lines else ()))


def keys_of(origin: str) -> list[VerifierKey]:
    """The keys that may have signed for a log of this name."""
    public = ports.wiring().signer.public()
    return [
        VerifierKey(origin, notes.ED25519, bytes.fromhex(one))
        for _name, one in sorted(public.items())
    ]


def log_keys() -> list[str]:
    """The keys of all logs, written as witnesses and monitors are given them."""
    origins = LogEpoch.objects.order_by("number").values_list("origin", flat=True)
    return [str(key) for origin in origins for key in keys_of(origin)]


def reader(epoch: int) -> Read:
    """Reads the files of a log."""
    store = ports.wiring().store
    return lambda path: store.read(f"{epoch}/{path}")


def file_of(path: str) -> bytes | None:
    """A file as everybody may read it: `keys`, `1/checkpoint`, `1/tile/0/000`."""
    return ports.wiring().store.read(path)
