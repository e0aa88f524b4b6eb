"""How many SMS a text costs (GSM 03.38 and 3GPP TS 23.040)."""

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_ESCAPED = frozenset("^{}\\[~]|€\f")
ONE_GSM7, JOINED_GSM7 = 160, 153
ONE_UCS2, JOINED_UCS2 = 70, 67


def parts(text: str) -> int:
    """Number of SMS that `text` needs: 70 characters for one Persian SMS, 67 each when joined."""
    if GSM7.union(GSM7_ESCAPED).issuperset(text):
        units = [2 if letter in GSM7_ESCAPED else 1 for letter in text]
        return _parts(units, ONE_GSM7, JOINED_GSM7)
    units = [2 if ord(letter) > 0xFFFF else 1 for letter in text]  # noqa: PLR2004 - end of the BMP
    return _parts(units, ONE_UCS2, JOINED_UCS2)


def _parts(units: list[int], one: int, joined: int) -> int:
    if sum(units) <= one:
        return 1
    count, room = 1, joined
    for unit in units:
        # A character of two units (an escape, a surrogate pair) is never cut in two.
        if unit > room:
            count, room = count + 1, joined
        room -= unit
    return count
