"""Taking the trail out, so that it can be kept cold and checked without this installation."""

import hashlib
from collections.abc import Iterator

from django.db import transaction

from pishkhan.kernel.audit import ports, sources
from pishkhan.kernel.audit.queries.blocks import blocks, head, head_at
from pishkhan.kernel.audit.queries.verifying import NoSuchBlock
from pishkhan.kernel.audit.rules import exported
from pishkhan.kernel.audit.rules.chain import Block


def export(*, after: int = 0, upto: int | None = None) -> Iterator[str]:
    """The sealed trail after block `after`, up to block `upto` or all, as lines of a signed NDJSON file.

    What is not sealed yet is not in it. It holds what the trail holds, personal data too.
    Raises NoSuchBlock, NoAuditKey.
    """
    start, end = head_at(after), head() if upto is None else head_at(upto)
    if start is None or end is None or end.seq < start.seq:
        raise NoSuchBlock(f"{after}–{upto}")
    hashed = hashlib.sha256()
    lines = 0
    for text in _body(exported.text_of_start(start, ports.signer().public()), after, end.seq):
        hashed.update(text.encode())
        lines += text.startswith('{"line"')
        yield text
    message = exported.end_message(end, hashed.hexdigest())
    key, signature = ports.signer().sign(message)
    yield exported.text_of_end(end, lines, hashed.hexdigest(), key, signature)


def _body(start: str, after: int, upto: int) -> Iterator[str]:
    yield start
    for block in blocks(after, upto):
        yield exported.text_of_block(block)
        yield from _lines(block)


@transaction.atomic
def _lines(block: Block) -> list[str]:
    source = sources.known(block.source)
    if source is None:
        return []
    found = sources.records(
        source, "id = ANY(%s::bigint[]) ORDER BY id", [sources.array(block.ids)]
    )
    return [exported.text_of_line(record) for record in found]
