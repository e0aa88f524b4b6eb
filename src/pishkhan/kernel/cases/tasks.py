"""Jobs of cases: timers every minute, waiting cases when a post is filled and every hour."""

from pishkhan.kernel.cases.actions import suspension, timing
from pishkhan.kernel.persistence.api import job


BATCH = 100


@job("cases.fire_timers", cron="* * * * *")
def fire_timers() -> None:
    """Fire all that is due, in batches; several workers may run it at once."""
    while timing.fire_due_timers(BATCH) == BATCH:
        pass


@job("cases.resume")
def resume(role: str, organisation_id: int, service: str = "") -> None:
    """Somebody was appointed: tasks that waited for the post go on."""
    suspension.resume(role, organisation_id, service)


@job("cases.strand", cron="7 * * * *")
def strand() -> None:
    """Terms that ran out: suspend what nobody can do; and try again what was suspended."""
    suspension.strand()
    suspension.resume_all()
