"""A name as everybody may see it: enough for who knows it, nothing for who does not."""

HIDDEN = "•••"


def masked_name(given: str, family: str) -> str:
    """The first letter of each word: «م••• ر•••»; the length is not told either."""
    return " ".join(f"{word[0]}{HIDDEN}" for word in f"{given} {family}".split())
