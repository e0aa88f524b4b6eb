"""Reading a YAML tree with types: what is wrong is collected, with its place, not raised."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _


T = TypeVar("T", bound=Terms)


class Node:
    """One mapping of the file, its place in it, and the list that faults go to."""

    def __init__(self, value: object, place: str, faults: list[str]) -> None:
        self.place, self.faults = place, faults
        if value is not None and not isinstance(value, Mapping):
            self.fault(_("باید نگاشت باشد"))
        self._value: Mapping[object, object] = value if isinstance(value, Mapping) else {}

    def fault(self, sentence: str) -> None:
        """Note what is wrong here."""
        self.faults.append(f"{self.place}: {sentence}")

    def only(self, *known: str) -> None:
        """Refuse keys that nobody reads: they are misspelt."""
        for key in self._value:
            if key not in known:
                self.fault(_("کلید ناشناخته: ") + str(key))

    def text(self, key: str, default: str = "") -> str:
        """A text; numbers are not texts."""
        value = self._value.get(key, default)
        if isinstance(value, str):
            return value.strip()
        self.fault(key + _(" باید متن باشد"))
        return default

    def number(self, key: str, default: int = 0) -> int:
        """A whole number of zero or more."""
        value = self._value.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.fault(key + _(" باید عدد صحیح باشد"))
        return default

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._value.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault(key + _(" باید true یا false باشد"))
        return default

    def term(self, key: str, terms: type[T], default: T) -> T:
        """One word of a closed list."""
        value = self._value.get(key, default.value)
        for term in terms:
            if term.value == value:
                return term
        self.fault(key + _(" ناشناخته است: ") + str(value))
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        value = self._value.get(key, ())
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list | tuple) and all(isinstance(item, str) for item in listed):
            return tuple(str(item) for item in listed)
        self.fault(key + _(" باید فهرست متن باشد"))
        return ()

    def written(self, key: str) -> str:
        """A text or a number, as it was written."""
        value = self._value.get(key, "")
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value).strip()
        self.fault(key + _(" باید متن یا عدد باشد"))
        return ""

    def is_mapping(self, key: str) -> bool:
        """Whether a mapping stands under `key`, and not a text or a list."""
        return isinstance(self._value.get(key), Mapping)

    def node(self, key: str) -> "Node":
        """The mapping under `key`, empty if there is none."""
        return Node(self._value.get(key), f"{self.place}.{key}", self.faults)

    def nodes(self, key: str) -> list["Node"]:
        """The mappings listed under `key`; one mapping stands for a list of one."""
        value = self._value.get(key)
        if value is None:
            return []
        listed = value if isinstance(value, list) else [value]
        return [
            Node(item, f"{self.place}.{key}[{place}]", self.faults)
            for place, item in enumerate(listed)
        ]

    def children(self, key: str) -> Iterator[tuple[str, "Node"]]:
        """The mappings of the mapping under `key`, by name."""
        for name in self.node(key).names():
            yield name, self.node(key).node(name)

    def pairs(self, key: str) -> dict[str, str]:
        """A mapping of texts to texts."""
        child = self.node(key)
        return {name: child.text(name) for name in child.names()}

    def names(self) -> list[str]:
        """The keys, in the order of the file."""
        return [str(key) for key in self._value]

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def missing(self, keys: Collection[str]) -> None:
        """Note the keys that must be there and are not."""
        for key in keys:
            if key not in self._value:
                self.fault(_("کلید لازم نیست: ") + key)
