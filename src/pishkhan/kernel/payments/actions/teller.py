"""The teller: the only one who talks to banks (ADR 23).

It writes that it is about to ask (state, lease, when to try again), asks in a thread and outside
any transaction, and writes what follows from the answer in one transaction. A teller that dies
leaves the attempt under its lease; then it is asked again, which banks bear: their verbs are
idempotent. An answer that comes after its lease is not written.

What came back at the same moment is written in one transaction, as long as nothing stumbles.

What a bank verifies for an attempt that is alone is settled in the same breath, and one transaction
writes both, up to the service. A teller that dies between the two leaves it as one that died at the
first: verified again ("already verified"), then settled.

A bank that hangs keeps at most half of the threads, and is left alone while it gives no answers;
whoever waits for its page meanwhile is sent to another bank at once.
"""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from pishkhan.foundation import clock, spans
from pishkhan.foundation.circuit import Circuit, Health
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments import links, ports
from pishkhan.kernel.payments.actions.concluding import (
    conclude,
    conclude_by_clock,
    opened,
    passed_by,
    refused,
    unclear,
)
from pishkhan.kernel.payments.actions.giving_back import Givers
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.ports import (
    Answer,
    GatewayUnavailable,
    Order,
    Page,
    Refused,
    Standing,
    Till,
)
from pishkhan.kernel.payments.queries.following import known_of, ours_of
from pishkhan.kernel.payments.rules import following
from pishkhan.kernel.payments.rules.following import Known, Question, Verdict
from pishkhan.kernel.payments.spec import text_in
from pishkhan.kernel.persistence.api import columns_of, new_id


# Longer than a question takes, whatever the bank does.
LEASE = timedelta(seconds=60)
THREADS = 16
PROBES = 1
AWAY = (OperationalError, InterfaceError)
LOOK_AGAIN_SECONDS = 0.1
log = structlog.get_logger(__name__)
# Whether nothing but the bank's no keeps the money from paying its invoice: this is the only attempt
# that was ever at a bank, so nothing else may be paid, and none of the payer's while it is under way.
IS_ALONE = """
    a.left_at IS NULL AND EXISTS (
        SELECT FROM payments_invoice AS i
        WHERE i.id = a.invoice_id AND i.state = 'open'
          AND (i.payable_until IS NULL OR a.returned_at <= i.payable_until))
    AND NOT EXISTS (
        SELECT FROM payments_attempt AS o
        WHERE o.invoice_id = a.invoice_id AND o.id <> a.id AND o.token <> '')
    AND NOT EXISTS (SELECT FROM payments_payment AS p WHERE p.invoice_id = a.invoice_id)
    AND NOT EXISTS (
        SELECT FROM payments_payment AS p
        WHERE p.gateway = a.gateway AND p.reference = a.reference)"""
# MATERIALIZED: what is joined may be run again for each row, and would lock more than the limit.
CLAIM = f"""
    WITH due AS MATERIALIZED (
        SELECT id AS due_id FROM payments_attempt
        WHERE gateway = %(gateway)s AND next_at <= %(now)s AND (state = 'created' OR %(any)s)
        ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    UPDATE payments_attempt AS a
    SET next_at = %(until)s, lease = %(lease)s, tries = tries + 1,
        state = CASE WHEN state = 'returned' AND hint = 'ok' THEN 'verifying' ELSE state END
    FROM due WHERE a.id = due_id RETURNING {columns_of(Attempt)}, {IS_ALONE}"""  # noqa: S608 - constants
Said = Page | Refused | Answer | GatewayUnavailable


@dataclass(frozen=True, kw_only=True, slots=True)
class _Errand:
    """One question to a bank, with all that asking and writing it down need."""

    attempt: Attempt
    known: Known
    question: Question
    till: Till
    order: Order


@dataclass(kw_only=True)
class Teller:
    """Follows attempts until it is thrown away; `step` is called by one thread, again and again."""

    lease: timedelta = LEASE
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="teller")
    )
    _under_way: dict["Future[Said]", _Errand] = field(default_factory=dict)
    _circuits: dict[str, Circuit] = field(default_factory=dict)
    _givers: Givers = field(default_factory=Givers)

    def step(self) -> int:
        """Write down what came back, ask what is due; 0 if there is nothing to do until later.

        Call it outside a transaction. It raises nothing of the banks'.
        """
        noted = self._note()
        begun = self.begin()
        if self._under_way and not (noted or begun):
            wait(self._under_way, timeout=LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
        return noted + begun + len(self._under_way) + self._givers.step()

    def begin(self) -> int:
        """Ask what is due, as far as there are threads; how many attempts were taken up."""
        taken = 0
        for till in ports.tills():
            errands, count = self._take(till, self._free(till))
            taken += count
            for errand in errands:
                self._under_way[self._pool.submit(_ask, errand)] = errand
        return taken

    def work(self) -> int:
        """Do all that is due now in this thread, and what follows at once; how many it took up."""
        taken = self._givers.work()
        while True:
            done = 0
            for till in ports.tills():
                errands, count = self._take(till, 1)
                done += count
                self._write([(errand, _ask(errand)) for errand in errands])
            if not done:
                return taken
            taken += done

    def close(self) -> None:
        """Wait for what is under way and write it down."""
        wait(self._under_way)
        self._note()
        self._pool.shutdown()
        self._givers.close()

    def _free(self, till: Till) -> int:
        of_it = sum(errand.till.name == till.name for errand in self._under_way.values())
        share = THREADS if len(ports.tills()) == 1 else THREADS // 2
        return min(THREADS - len(self._under_way), share - of_it)

    def _take(self, till: Till, limit: int) -> tuple[list[_Errand], int]:
        """Take up attempts at one gateway: those of which to ask, and how many there were."""
        health = self._circuit(till).health(clock.now())
        if health is Health.AWAY:
            return [], _pass_by(till, self.lease)
        if limit < 1:
            return [], 0
        rows = _claim(till, PROBES if health is Health.PROBED else limit, self.lease)
        errands = [_errand(till, row, is_alone=is_alone) for row, is_alone in rows]
        return [errand for errand in errands if errand], len(rows)

    def _note(self) -> int:
        done = [one for one in self._under_way if one.done()]
        self._write([(self._under_way.pop(one), one.result()) for one in done])
        return len(done)

    def _write(self, heard: Sequence[tuple[_Errand, Said]]) -> None:
        """What came back at the same moment is one transaction: it waits for the disk once.

        Where one of them stumbles, nothing of them is written, and then each by itself.
        """
        for errand, said in heard:
            if isinstance(said, GatewayUnavailable):
                self._circuit(errand.till).failed(clock.now())
            else:
                self._circuit(errand.till).worked()
        # In one order for all tellers, so that none waits for another that waits for it.
        heard = sorted(heard, key=lambda one: one[0].attempt.invoice_id)
        try:
            with transaction.atomic():
                for errand, said in heard:
                    _write(errand, said)
        # The edge. Two payments of one name at the same moment are one way to it: asked again, the
        # second sees the first.
        except Exception as error:
            if isinstance(error, AWAY) and not connection.is_usable():
                raise
            log.exception("teller_stumbled", attempts=[one.attempt.id for one, _ in heard])
            for one in heard if len(heard) > 1 else ():
                self._write([one])

    def _circuit(self, till: Till) -> Circuit:
        return self._circuits.setdefault(till.name, Circuit())


def _pass_by(till: Till, lease: timedelta) -> int:
    """While a gateway is left alone, whoever waits for its page is sent to another; how many."""
    waiting = _claim(till, THREADS, lease, without_page=True)
    for row, _ in waiting:
        passed_by(row)
    return len(waiting)


def _claim(
    till: Till, limit: int, lease: timedelta, *, without_page: bool = False
) -> Sequence[tuple[Attempt, bool]]:
    """Attempts taken up, each with whether it is alone; `without_page`: only those that have none."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "until": now + lease,
                "lease": new_id(),
                "gateway": till.name,
                "now": now,
                "limit": limit,
                "any": not without_page,
            },
        )
        names = [field.attname for field in Attempt._meta.concrete_fields]
        found = cursor.fetchall()
    return [(Attempt.from_db(connection.alias, names, row[:-1]), row[-1]) for row in found]


def _errand(till: Till, row: Attempt, *, is_alone: bool) -> _Errand | None:
    """What to ask of this attempt; None where it is done with without asking."""
    known = known_of(row, till.gateway, is_alone=is_alone)
    step = following.next_step(known, clock.now())
    if isinstance(step, Verdict):
        conclude_by_clock(row, step)
        return None
    order = Order(
        number=row.order_number,
        amount=Rials(row.amount),
        callback=links.callback(row.gateway),
        at=row.created_at,
        description=_description(row) if step is Question.REQUEST else "",
        token=row.token,
        reference=row.reference,
    )
    return _Errand(attempt=row, known=known, question=step, till=till, order=order)


def _description(row: Attempt) -> str:
    """What the payer reads at the bank."""
    return text_in(Invoice.objects.values_list("title", flat=True).get(id=row.invoice_id), "fa")


def _ask(errand: _Errand) -> Said:
    """Runs in a thread that never touches the database; what is to be settled is settled too."""
    said = _asked(errand)
    if errand.question is not Question.VERIFY or not isinstance(said, Answer):
        return said
    if not following.is_to_settle(errand.known, said, ours_of(errand.attempt), clock.now()):
        return said
    then = _asked(replace(errand, question=Question.SETTLE))
    is_settled = isinstance(then, Answer) and then.standing is Standing.SETTLED
    # Else it is verified, and asked again as such.
    return replace(said, standing=Standing.SETTLED) if is_settled else said


def _asked(errand: _Errand) -> Said:
    told: dict[str, spans.Attribute] = {
        "gateway": errand.till.name,
        "question": errand.question.name,
    }
    try:
        with spans.span("teller", spans.Kind.CLIENT, told):
            return _answer(errand)
    except GatewayUnavailable as error:
        log.warning("gateway_unavailable", **told, attempt=errand.attempt.id, why=str(error))
        return error
    # The edge: whatever an adapter stumbles over, nobody knows what the bank did.
    except Exception as error:
        log.exception("gateway_not_understood", **told, attempt=errand.attempt.id)
        return GatewayUnavailable(type(error).__name__)


def _answer(errand: _Errand) -> Page | Refused | Answer:
    gateway, order = errand.till.gateway, errand.order
    match errand.question:
        case Question.REQUEST:
            return gateway.request(order)
        case Question.VERIFY:
            return gateway.verify(order)
        case Question.SETTLE:
            return gateway.settle(order)
        case Question.REVERSE:
            return gateway.reverse(order)
        case Question.LOOK:
            return gateway.inquire(order)


def _write(errand: _Errand, said: Said) -> None:
    if isinstance(said, Page):
        opened(errand.attempt, said)
    elif isinstance(said, Refused):
        refused(errand.attempt, said)
    elif isinstance(said, Answer):
        conclude(errand.attempt, errand.known, said, errand.question)
    else:
        unclear(errand.attempt, errand.known, errand.question)
