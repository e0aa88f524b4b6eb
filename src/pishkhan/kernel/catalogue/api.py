"""Verbs of the catalogue: which services there are, registering and correcting requests.

A caller may count on: a draft becomes one case with one letter number however often and however
much at once it is submitted; the receipt is the same at every later look.
"""

from pishkhan.kernel.catalogue.actions.correction import open_defects, resubmit, start_correction
from pishkhan.kernel.catalogue.actions.registration import submit
from pishkhan.kernel.catalogue.actions.running import publish_all, set_office, switch
from pishkhan.kernel.catalogue.checks import faults_of
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
    "ask_for_lacking",
    "candidates",
    "due_of_applicant",
    "faults_of",
    "fills_a_place",
    "folder",
    "is_on",
    "issue_letter",
    "lacking",
    "language_of",
    "language_of_letter",
    "letters_of",
    "offices",
    "open_defects",
    "public_service",
    "publish_all",
    "receipt",
    "receipts",
    "resubmit",
    "routes",
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
