"""What services handed over at start: the process file and the functions its names bind to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pishkhan.kernel.cases.errors import UnknownProcess
from pishkhan.kernel.cases.spec import Decision, Effect, Guard


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """One service, as far as its cases are concerned."""

    service: str
    process_path: Path
    effects: Mapping[str, Effect] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)


_registered: dict[str, Registration] = {}


def register(
    service: str,
    process_path: Path,
    *,
    effects: Mapping[str, Effect] | None = None,
    guards: Mapping[str, Guard] | None = None,
    decisions: Mapping[str, Decision] | None = None,
) -> None:
    """Make the process of `service` known, called once at start; nothing is read or written yet."""
    _registered[service] = Registration(
        service=service,
        process_path=Path(process_path),
        effects=effects or {},
        guards=guards or {},
        decisions=decisions or {},
    )


def registration(service: str) -> Registration:
    """What was registered for `service`; raises UnknownProcess."""
    if service not in _registered:
        raise UnknownProcess(service=service)
    return _registered[service]


def registered() -> tuple[str, ...]:
    """The services that have a process."""
    return tuple(_registered)
