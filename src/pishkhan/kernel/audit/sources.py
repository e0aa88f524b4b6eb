"""Which tables are sealed: the trail itself, and what components declare (events of cases)."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import connection

from pishkhan.foundation import secret
from pishkhan.kernel.audit.rules.chain import UNMARKED, digest
from pishkhan.kernel.audit.rules.mark import mark
from pishkhan.kernel.audit.spec import Source


BEFORE_MARKS = Source(
    code="audit.line.1",
    table="audit_auditline",
    columns=(
        "id",
        "at",
        "verb",
        "target",
        "target_id",
        "actor_kind",
        "account_id",
        "person_id",
        "because",
        "before",
        "after",
    ),
)
TRAIL = Source(
    code="audit.line.2",
    table=BEFORE_MARKS.table,
    columns=(*BEFORE_MARKS.columns, "mark"),
)
_sources: dict[str, Source] = {one.code: one for one in (BEFORE_MARKS, TRAIL)}
_append_only: set[str] = set()


def chain(source: Source) -> None:
    """Seal an append-only table too. Called from `apps.ready`.

    A table that gains a column is declared again under a new code, after the old one, which stays:
    sealed lines are read for ever with the columns of their block's code.
    """
    _sources[source.code] = source


def append_only(*tables: str) -> None:
    """Tables that nobody may change though no block seals them. Called from `apps.ready`."""
    _append_only.update(tables)


def known(code: str) -> Source | None:
    """The source of a block, if it is declared."""
    plain = code.removesuffix(UNMARKED)
    source = _sources.get(plain)
    return source.unmarked if source and code != plain else source


def in_use() -> list[Source]:
    """What new blocks are made of: the last declared source of each table."""
    return list({source.table: source for source in _sources.values()}.values())


def append_only_tables() -> list[str]:
    """What nobody may change: the sealed tables, the seals, and what components declared."""
    sealed = [source.table for source in in_use()]
    return [*sealed, "audit_auditblock", *sorted(_append_only - set(sealed))]


def codes_of(table: str) -> list[str]:
    """Every code under which lines of a table were sealed."""
    of_table = [source for source in _sources.values() if source.table == table]
    return [code for one in of_table for code in (one.code, one.unmarked.code)]


def array(ids: Iterable[int]) -> str:
    """Many ids as one value; a list of Python is written far more slowly by the client."""
    return "{" + ",".join(map(str, ids)) + "}"


def records(
    source: Source, where: str, values: list[int | str]
) -> Iterable[Mapping[str, str | None]]:
    """Lines as texts by column; `where` is SQL of ours that begins after WHERE. One statement."""
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(name)}::text" for name in source.columns)
    with connection.cursor() as cursor:
        # What `::text` makes of a moment must not depend on the session.
        cursor.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'")
        cursor.execute(f"SELECT {columns} FROM {quote(source.table)} WHERE {where}", values)  # noqa: S608 - names of ours
        while rows := cursor.fetchmany(2000):
            for row in rows:
                yield dict(zip(source.columns, row, strict=True))


def digests(source: Source, where: str, values: list[int | str]) -> dict[int, bytes]:
    """Line → digest, in the order of the statement."""
    return {int(record["id"] or 0): digest(record) for record in records(source, where, values)}


def is_marked(source: Source, record: Mapping[str, str | None]) -> bool:
    """Whether the line is as the application wrote it; true where the table has no marks."""
    if not source.is_marked:
        return True
    found = record["mark"] or ""
    return any(secret.equal(found, mark(record, key)) for key in keys())


def keys() -> list[str]:
    """Keys of marks: the one in use, and those before it while they are still in the settings."""
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
