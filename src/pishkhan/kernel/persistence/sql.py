"""The SQL functions of folding and order, made from the one table in `foundation.text`."""

from pishkhan.foundation.text import ALPHABET, FOLDED, KEPT, REMOVED


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def fa_norm() -> str:
    """CREATE FUNCTION fa_norm: the twin of `foundation.text.fold`."""
    source = "".join(FOLDED) + "".join(REMOVED)
    target = "".join(FOLDED.values())
    return f"""
    CREATE OR REPLACE FUNCTION fa_norm(t text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
      SELECT btrim(lower(regexp_replace(
        translate(normalize(t, NFC), {_literal(source)}, {_literal(target)}),
        {_literal(f"[^{KEPT}]+")}, ' ', 'g') COLLATE pg_c_utf8))
    $f$
    """


def fa_sort() -> str:
    """CREATE FUNCTION fa_sort: bytes in the order of the Persian alphabet (آ before ا)."""
    kept = {letter: plain for letter, plain in FOLDED.items() if letter != "آ"}
    source = "".join(kept) + "".join(REMOVED)
    order = "".join(chr(0x100 + place) for place in range(len(ALPHABET)))
    return f"""
    CREATE OR REPLACE FUNCTION fa_sort(t text) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
      SELECT convert_to(translate(
        lower(translate(normalize(t, NFC), {_literal(source)}, {_literal("".join(kept.values()))})),
        {_literal(ALPHABET)}, {_literal(order)}), 'UTF8')
    $f$
    """
