"""`pishkhan surge`: the waiting room and the switches from a terminal, when pages do not answer."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager


Add = Callable[[str, Callable[[argparse.Namespace], None], str], argparse.ArgumentParser]
DatabaseUp = Callable[[], AbstractContextManager[None]]
MODES = ["automatic", "on", "off"]


def add_to(add: Add, database_up: DatabaseUp) -> None:
    """Add the command to the parser of `pishkhan`."""

    def run(chosen: argparse.Namespace) -> None:
        import django  # noqa: PLC0415 - slow to import

        with database_up():
            django.setup()
            _surge(chosen)

    surge = add("surge", run, "show or set the waiting room, and what is left out under load")
    surge.add_argument("--room", choices=MODES, help="open (on), close (off), or leave to the load")
    surge.add_argument("--a-minute", type=int, metavar="N", help="how many come in a minute")
    surge.add_argument("--door", action="append", metavar="PREFIX", help="what newcomers wait for")
    surge.add_argument(
        "--feature", action="append", default=[], metavar="NAME=MODE", help="a switch of a feature"
    )
    surge.add_argument("--because", default="", help="why, for the trail")


def _surge(chosen: argparse.Namespace) -> None:
    from pishkhan.foundation.errors import DomainError  # noqa: PLC0415 - after Django's setup
    from pishkhan.kernel.identity.spec import Actor  # noqa: PLC0415 - as above
    from pishkhan.kernel.surge import api as surge  # noqa: PLC0415 - as above
    from pishkhan.kernel.surge.api import Feature, Mode  # noqa: PLC0415 - as above

    by = Actor.system()
    try:
        for switch in chosen.feature:
            name, _, mode = switch.partition("=")
            surge.set_feature(Feature(name), mode=Mode(mode), because=chosen.because, by=by)
        if chosen.room or chosen.a_minute or chosen.door:
            surge.set_room(
                mode=Mode(chosen.room) if chosen.room else surge.look().mode,
                a_minute=chosen.a_minute,
                doors=chosen.door,
                because=chosen.because,
                by=by,
            )
    except (DomainError, ValueError) as error:
        sys.exit(str(error))
    now = surge.look()
    state = "open" if now.is_open else "closed"
    lines = [
        f"room      {state} ({now.mode}), {round(now.rate * 60)} a minute: {', '.join(now.doors)}",
        f"waiting   {now.waiting}",
        f"load      {now.busy:.0%}, level {now.level}"
        + ("" if now.is_automatic else " (nothing is done by itself here)"),
        *(f"feature   {one}: {'there' if now.has(one) else 'left out'}" for one in Feature),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
