"""Jobs of cases: waiting cases when a post is filled, new names, and every hour. Timers have their own loop."""

from datetime import date, timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import (
    asking,
    bulk_runs,
    handling,
    indexing,
    presence,
    recounting,
    renaming,
    suspension,
    version_move,
)
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import defer, job


A_MINUTE = timedelta(minutes=1)


@job("cases.resume")
def resume(role: str, organisation_id: int, service: str = "") -> None:
    """Somebody was appointed, or a cartable opened: tasks that waited go on, asks are looked at."""
    suspension.resume(role, organisation_id, service)
    asking.look_again(organisation_id=organisation_id, role=role, service=service)


@job("cases.suspended")
def suspended(case_id: int) -> None:
    """A case waits for nobody: the applicant is told, and who is missing is asked for."""
    for one in suspension.tell_of_suspension(case_id):
        asking.ask(
            organisation_id=one.organisation_id,
            role=one.role,
            service=one.service,
            by=Actor.system(),
        )


@job("cases.rename")
def rename(organisation_id: int) -> None:
    """An organisation has another name: cartables and open tasks take it."""
    renaming.rename(organisation_id)


@job("cases.recount")
def recount(
    first: str, last: str = "", organisation_id: int | None = None, *, again: bool = True
) -> None:
    """The calendar has changed from `first` to `last` (ISO days; "" is without end).

    `again`: and once more in a minute, for steps that were under way with the calendar of before.
    """
    recounting.recount(
        date.fromisoformat(first), date.fromisoformat(last) if last else None, organisation_id
    )
    if again:
        defer(
            "cases.recount",
            at=clock.now() + A_MINUTE,
            first=first,
            last=last,
            organisation_id=organisation_id,
            again=False,
        )


@job("cases.move_version")
def move_version(move_id: int) -> None:
    """Go on taking running cases to another version, or back."""
    version_move.continue_version_move(move_id)


@job("cases.absent")
def absent(account_id: int, role: str, organisation_id: int, service: str = "") -> None:
    """Somebody stands in from now on: what the absent one had claimed is everybody's again."""
    handling.release_absent(
        account_id=account_id, organisation_id=organisation_id, role=role, service=service
    )


@job("cases.bulk")
def bulk(run_id: int) -> None:
    """Go on with one button on many cases, or with taking it back."""
    bulk_runs.continue_run(run_id)


@job("cases.index", cron="* * * * *")
def index() -> None:
    """What was written in the last minute can be found."""
    indexing.index_cases()


@job("cases.strand", cron="7 * * * *")
def strand() -> None:
    """Terms that ran out: suspend what nobody can do; and try again what was suspended."""
    suspension.strand()
    suspension.resume_all()
    presence.forget_presence()
