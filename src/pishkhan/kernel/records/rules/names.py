"""Names made comparable: one key for all ways of writing one name, and how alike two keys are."""

from functools import lru_cache

from pishkhan.foundation.text import fold


TITLES = frozenset({"سید", "سیده", "سادات", "حاج", "حاجیه", "اقای", "خانم", "دکتر", "مهندس"})
BLOCK = 3
PREFIX = 4
WEIGHT = 0.1


@lru_cache(maxsize=100_000)
def name_key(text: str) -> str:
    """Letters without spaces and titles: علی‌رضا, علی رضا and علیرضا are one."""
    words = fold(text).split(" ")
    kept = [word for word in words if word not in TITLES]
    return "".join(kept or words)


def block(key: str) -> str:
    """How the names begin that are compared with this one."""
    return key[:BLOCK]


def likeness(a: str, b: str) -> float:
    """Jaro–Winkler of two keys, 0 to 1; 0 where one of them is empty."""
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    return _winkler(a, b)


@lru_cache(maxsize=20_000)
def _winkler(a: str, b: str) -> float:
    jaro = _jaro(*sorted((a, b), key=lambda one: (len(one), one)))
    common = 0
    while common < min(PREFIX, len(a), len(b)) and a[common] == b[common]:
        common += 1
    return jaro + common * WEIGHT * (1 - jaro)


def _jaro(short: str, long: str) -> float:
    reach = max(0, len(long) // 2 - 1)
    taken = [False] * len(long)
    found = []
    for place, letter in enumerate(short):
        near = range(max(0, place - reach), min(len(long), place + reach + 1))
        there = next((n for n in near if not taken[n] and long[n] == letter), None)
        if there is not None:
            taken[there] = True
            found.append(letter)
    if not found:
        return 0.0
    others = [letter for letter, is_taken in zip(long, taken, strict=True) if is_taken]
    moved = sum(a != b for a, b in zip(found, others, strict=True)) / 2
    count = len(found)
    return (count / len(short) + count / len(long) + (count - moved) / count) / 3
