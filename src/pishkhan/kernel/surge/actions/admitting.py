"""Numbers given out in blocks, and the one time that each lets in."""

from datetime import timedelta

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.surge.models import Admission, Pulse
from pishkhan.kernel.surge.rules import tickets


AGAIN_SECONDS = 120  # the answer may have been lost on the way: the same browser gets it again


def lease(count: int) -> list[int]:
    """The next `count` ticket numbers, for one process to give out; nobody else gets them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('surge_ticket') FROM generate_series(1, %s)", [count])
        return [int(number) for (number,) in cursor.fetchall()]


def admit(*, opening: int, number: int, browser: str) -> bool:
    """Use the ticket up; false if it let another browser in, or this one more than minutes ago.

    `browser` is a digest that two browsers rarely share; nothing personal.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO surge_admission AS a (ticket, browser, at) VALUES (%s, %s, %s)
            ON CONFLICT (ticket) DO UPDATE SET browser = a.browser
            RETURNING browser, at
            """,
            [f"{opening}.{number}", browser, now],
        )
        holder, at = cursor.fetchone()
    return bool(holder == browser and now - at <= timedelta(seconds=AGAIN_SECONDS))


def forget_admissions() -> int:
    """Delete admissions whose tickets are long over, and pulses of processes; how many of those."""
    over = clock.now() - timedelta(seconds=2 * tickets.TICKET_SECONDS)
    Pulse.objects.filter(at__lt=over).delete()
    return Admission.objects.filter(at__lt=over).delete()[0]
