"""Reading the room; and what each process remembers of it for a second."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection

from pishkhan.foundation import clock
from pishkhan.kernel.surge.models import ONLY, FeatureSwitch, Pulse, WaitingRoom
from pishkhan.kernel.surge.spec import Surge
from pishkhan.kernel.surge.terms import Feature, Mode


PULSE_LASTS = timedelta(seconds=5)


class _Seen:
    """The last look of this process."""

    surge = Surge()
    at = -1e9


def now() -> Surge:
    """Surge as this process saw it last, at most SURGE_LOOK_SECONDS ago; the last look if the
    database does not answer. No query in between."""
    if time.monotonic() - _Seen.at > settings.SURGE_LOOK_SECONDS:
        _Seen.at = time.monotonic()  # first: one thread looks, and a lost database is asked rarely
        try:
            remember(look())
        except Error:
            return _Seen.surge
    return _Seen.surge


def remember(surge: Surge) -> Surge:
    """Keep a look that was made elsewhere in this process."""
    _Seen.surge, _Seen.at = surge, time.monotonic()
    return surge


def look() -> Surge:
    """Surge as the database has it; three queries."""
    room = WaitingRoom.objects.filter(id=ONLY).first()
    kept = dict(FeatureSwitch.objects.values_list("feature", "mode"))
    known = {feature.value for feature in Feature}
    modes = {Feature(name): Mode(mode) for name, mode in kept.items() if name in known}
    is_automatic = settings.SURGE_AUTOMATIC
    if room is None:
        return Surge(is_automatic=is_automatic, modes=modes)
    return Surge(
        mode=Mode(room.mode),
        is_automatic=is_automatic,
        level=room.level,
        rate=room.rate,
        doors=tuple(room.doors),
        opening=room.opening,
        serving=room.serving,
        issued=issued(),
        busy=room.busy,
        modes=modes,
    )


def issued() -> int:
    """The last number that was given out (or is held by a process to be given out)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM surge_ticket")
        return int(cursor.fetchone()[0])


def busy() -> float:
    """The mean share of the last second in which the living processes had work in hand."""
    since = clock.now() - PULSE_LASTS
    shares = list(Pulse.objects.filter(at__gte=since).values_list("busy", flat=True))
    return sum(shares) / len(shares) if shares else 0.0
