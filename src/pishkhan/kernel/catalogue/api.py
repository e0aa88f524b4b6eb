"""Verbs of the catalogue: which services there are, registering and correcting requests.

A caller may count on: a draft becomes one case with one letter number however often and however
much at once it is submitted; the receipt is the same at every later look.
"""

from pishkhan.kernel.catalogue.actions.correction import open_defects, resubmit, start_correction
from pishkhan.kernel.catalogue.actions.pricing import schedule_fees
from pishkhan.kernel.catalogue.actions.registration import submit
from pishkhan.kernel.catalogue.actions.running import publish_all, set_office, switch
from pishkhan.kernel.catalogue.checks import faults_of
from pishkhan.kernel.catalogue.effects.fees import (
    ask_fee,
    fee_due,
    go_on,
    nothing_under_way,
    remind_fee,
)
from pishkhan.kernel.catalogue.effects.letters import issue_letter
from pishkhan.kernel.catalogue.effects.set_aside import tell_set_aside
from pishkhan.kernel.catalogue.effects.telling import tell
from pishkhan.kernel.catalogue.places import (
    Lacking,
    Route,
    ask_for_lacking,
    candidates,
    fills_a_place,
    lacking,
    routes,
)
from pishkhan.kernel.catalogue.queries import (
    applicant_name,
    cost_of,
    due_of_applicant,
    is_on,
    language_of,
    language_of_letter,
    letters_of,
    offices,
    receipt,
    receipts,
    services_on,
    similar,
)
from pishkhan.kernel.catalogue.registry import (
    folder,
    public_service,
    service,
    services,
    tracking_address,
)


__all__ = [
    "Lacking",
    "Route",
    "applicant_name",
    "ask_fee",
    "ask_for_lacking",
    "candidates",
    "cost_of",
    "due_of_applicant",
    "faults_of",
    "fee_due",
    "fills_a_place",
    "folder",
    "go_on",
    "is_on",
    "issue_letter",
    "lacking",
    "language_of",
    "language_of_letter",
    "letters_of",
    "nothing_under_way",
    "offices",
    "open_defects",
    "public_service",
    "publish_all",
    "receipt",
    "receipts",
    "remind_fee",
    "resubmit",
    "routes",
    "schedule_fees",
    "service",
    "services",
    "services_on",
    "set_office",
    "similar",
    "start_correction",
    "submit",
    "switch",
    "tell",
    "tell_set_aside",
    "tracking_address",
]
