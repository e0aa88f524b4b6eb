"""`pishkhan check routes` on the demonstration: exactly what it lacks, and nothing else."""

import argparse
from contextlib import nullcontext

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from ruamel.yaml import YAML

from pishkhan.config import demo, route_commands, setup_database
from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.models import Holding, Organisation
from pishkhan.kernel.organisations.terms import Role


EXPECTED = {
    "international_commission\tuniversity\tmorvarid\tdeputy\tno_cartable",
    "international_commission\tuniversity\tmorvarid\tcommission_secretary\tno_holder",
}


def run(*words):
    """The command as the terminal calls it; its exit code."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()

    def add(name, command, told):
        one = commands.add_parser(name, help=told)
        one.set_defaults(command=command)
        return one

    route_commands.add_to(add, nullcontext)
    chosen = parser.parse_args(["check", "routes", *words])
    try:
        chosen.command(chosen)
    except SystemExit as ended:
        return ended.code
    return 0


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
def test_the_demonstration_lacks_exactly_what_is_said(capsys):
    assert run() == 1
    printed = capsys.readouterr().out.splitlines()
    assert set(printed) == EXPECTED
    assert sorted(printed) == sorted(counted_by_hand())
    assert run("--service", "e_request", "--service", "cartable_request") == 0

    morvarid = organisations.organisation_by_code("morvarid")
    holder = organisations.actor_for_account(
        tree_testing.cast.an_account("morvarid.deputy", "نام ساختگی").id
    )
    post = tree_testing.a_post(morvarid, Role.DEPUTY)
    organisations.appoint(post_id=post.id, account_id=holder.account_id, by=Actor.system())
    cases.create_cartable(
        organisation_id=morvarid.id,
        role="deputy",
        service="international_commission",
        by=Actor.system(),
    )
    capsys.readouterr()
    assert run() == 0
    assert capsys.readouterr().out == ""
    assert counted_by_hand() == []


@pytest.mark.slow
@pytest.mark.usefixtures("demonstration")
def test_whoever_leaves_and_whichever_cartable_stops_the_list_follows(capsys):
    def leave(holding):
        organisations.end_holding(holding_id=holding.id, by=Actor.system())

    def stop(cartable):
        cases.suspend_cartable(cartable.id, because="آزمون", by=Actor.system())

    events = [(leave, one) for one in Holding.objects.all()]
    events += [(stop, one) for one in Cartable.objects.filter(status="live")]
    lengths = set()
    for event, of in events:
        with transaction.atomic():
            event(of)
            run()
            printed = capsys.readouterr().out.splitlines()
            assert sorted(printed) == sorted(counted_by_hand()), f"{event.__name__} {of}"
            lengths.add(len(printed))
            transaction.set_rollback(True)
    assert max(lengths) > len(EXPECTED), "nobody was missed"


def counted_by_hand():
    """The same from the files of the processes and the rows alone, cell by cell."""
    found = []
    for service in catalogue.services():
        text = (catalogue.folder(service.code) / service.process).read_text()
        process = YAML(typ="safe", pure=True).load(text)
        found += [
            f"{service.code}\t{slot}\t{office.code}\t{role}\t{lack}"
            for slot in process["orgs"]
            for office in candidates(service.code, process, slot)
            for role, fallback in asked_in(process, slot)
            if (lack := lack_of(process, office, role))
            and (not fallback or lack_of(process, office, fallback))
        ]
    return found


def candidates(service, process, slot):
    """Every open organisation that a case could bring into this slot."""
    if kind := process.get("kinds", {}).get(slot):
        return Organisation.objects.filter(kind=kind, is_active=True)
    if slot != catalogue.service(service).office_slot:
        return ()
    return Organisation.objects.filter(id__in=catalogue.offices(service).values(), is_active=True)


def asked_in(process, slot):
    """Each role that a step in this slot is given to, with the role that may serve instead."""
    steps = [state.get("assign") or [] for state in process["states"].values()]
    entries = [one for step in steps for one in (step if isinstance(step, list) else [step])]
    return {(one["role"], one.get("fallback", "")) for one in entries if one.get("org") == slot}


def lack_of(process, office, role):
    """What is missing for the role there, "" if somebody serves."""
    service, now = process["service"], clock.now()
    cartable = Cartable.objects.filter(service=service, organisation_id=office.id, role=role)
    has_one = role in process.get("requested", ()) or cartable.exists()
    if has_one and not cartable.filter(status="live").exists():
        return "no_cartable"
    held = Holding.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now),
        Q(service="") | Q(service=service),
        post__organisation_id=office.id,
        post__role=role,
        post__service__in=("", service),
        valid_from__lte=now,
        account__is_active=True,
    )
    return "" if held.exists() else "no_holder"
