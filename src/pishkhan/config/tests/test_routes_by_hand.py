"""`pishkhan check routes` beside the same counted by hand, whatever happens to the demonstration."""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from ruamel.yaml import YAML

from pishkhan.config import demo, setup_database
from pishkhan.config.tests.test_route_commands import run
from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.models import Holding, Organisation


@pytest.fixture
def demonstration(db, monkeypatch):  # noqa: ARG001 - opens the database
    # The three hundred requests of the other service lack nobody and take half a minute.
    monkeypatch.setattr("pishkhan.services.e_request.demo.load", lambda _ground: None)
    setup_database.seed()
    demo.load()


@pytest.mark.slow
@pytest.mark.usefixtures("demonstration")
def test_everybody_of_the_demonstration_is_told_at_its_start():
    everybody = get_user_model().objects.values_list("username", flat=True)
    told = [line.split()[0] for line in demo.sign_ins() if line.startswith("  ")]
    assert set(everybody) <= set(told)


@pytest.mark.slow
@pytest.mark.usefixtures("demonstration")
def test_the_list_is_what_is_counted_by_hand_whoever_leaves_and_whichever_cartable_stops(capsys):
    def nothing(_demonstration):
        """As it was loaded."""

    def leave(holding):
        organisations.end_holding(holding_id=holding.id, by=Actor.system())

    def stop(cartable):
        cases.suspend_cartable(cartable.id, because="آزمون", by=Actor.system())

    events = [(nothing, "demonstration")]
    events += [(leave, one) for one in Holding.objects.all()]
    events += [(stop, one) for one in Cartable.objects.filter(status="live")]
    lengths = []
    for event, of in events:
        with transaction.atomic():
            event(of)
            code = run()
            printed = capsys.readouterr().out.splitlines()
            assert sorted(printed) == counted_by_hand(), f"{event.__name__} {of}"
            assert code == (1 if printed else 0)
            lengths.append(len(printed))
            transaction.set_rollback(True)
    assert max(lengths) > lengths[0] > 0, "nobody was missed"


def counted_by_hand():
    """The same from the files of the processes and the rows alone, cell by cell."""
    found = set()
    for service in catalogue.services():
        text = (catalogue.folder(service.code) / service.process).read_text()
        process = YAML(typ="safe", pure=True).load(text)
        found |= {
            f"{service.code}\t{slot}\t{office.code}\t{role}\t{lack}"
            for slot in process["orgs"]
            for office in candidates(service.code, process, slot)
            for role, fallback in asked_in(process, slot)
            if (lack := lack_of(process, office, role))
            and (not fallback or lack_of(process, office, fallback))
        }
    return sorted(found)


def candidates(service, process, slot):
    """Every open organisation that a case could bring into this slot."""
    if kind := process.get("kinds", {}).get(slot):
        return Organisation.objects.filter(kind=kind, is_active=True)
    if slot != catalogue.service(service).office_slot:
        return ()
    return Organisation.objects.filter(id__in=catalogue.offices(service).values(), is_active=True)


def asked_in(process, slot):
    """Each role that a step in this slot is given to or needs, with the role that may serve instead."""
    found = set()
    for state in process["states"].values():
        given = state.get("assign") or []
        entries = given if isinstance(given, list) else [given]
        for one in (*entries, *state.get("needs", ())):
            if one.get("org") == slot:
                found.add((one["role"], one.get("fallback", "")))
    return found


def lack_of(process, office, role):
    """What is missing for the role there, "" if somebody serves."""
    service, now = process["service"], clock.now()
    cartable = Cartable.objects.filter(service=service, organisation_id=office.id, role=role)
    for status in ("suspended", "closed"):
        if cartable.filter(status=status).exists():
            return f"cartable_{status}"
    if role in process.get("requested", ()) and not cartable.exists():
        return "no_cartable"
    held = Holding.objects.filter(
        Q(service="") | Q(service=service),
        post__organisation_id=office.id,
        post__role=role,
        post__service__in=("", service),
        valid_from__lte=now,
    )
    there = held.filter(Q(valid_to=None) | Q(valid_to__gt=now), account__is_active=True)
    if there.exists():
        people = there.filter(on_behalf_of=None).values("account_id").distinct().count()
        return "too_few" if people < least(process, role) else ""
    return "holder_gone" if held.exists() else "no_holder"  # no term ran out meanwhile


def least(process, role):
    """How many must hold a role."""
    needs = [one for state in process["states"].values() for one in state.get("needs", ())]
    return max((one.get("least", 1) for one in needs if one["role"] == role), default=1)
