"""What the steps of issuing do beside moving the case."""

from pishkhan.kernel.cases.spec import Effect, Guard
from pishkhan.services.degree_issuance.actions import carrying_out


EFFECTS: dict[str, Effect] = {"carry_out": carrying_out.carry_out}
GUARDS: dict[str, Guard] = {"may_be_done": carrying_out.require_possible}
