"""`pishkhan check routes` on the demonstration: exactly what it lacks, and nothing else."""

import argparse
from contextlib import nullcontext

import pytest

from pishkhan.config import demo, route_commands, setup_database
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.terms import Role


COMMISSION = (Role.SECRETARY, Role.CHAIR, Role.MEMBER)
# Nobody at Morvarid answers for degrees.
DEGREES = {
    f"{service}\tuniversity\tmorvarid\t{role.value}\tno_holder"
    for service in ("degree_confirmation", "degree_issuance")
    for role in (Role.EXPERT, Role.SIGNER)
}
EXPECTED = {
    *DEGREES,
    "international_commission\tuniversity\tmorvarid\tdeputy\tno_cartable",
    *(
        f"international_commission\tuniversity\t{university}\t{role.value}\tno_holder"
        for university in ("morvarid", "zagros")
        for role in COMMISSION
    ),
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


@pytest.mark.django_db
def test_a_service_that_there_is_not_is_said_to_be_none(capsys):
    assert run("--service", "nothere", "--service", "e_request") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "There is no service nothere. There are: cartable_request, " in said.err


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demonstration_lacks_exactly_what_is_said(capsys, monkeypatch):
    # The three hundred requests of the other service lack nobody and take half a minute.
    monkeypatch.setattr("pishkhan.services.e_request.demo.load", lambda _ground: None)
    # Universities that only send records have nobody at all.
    monkeypatch.setattr("pishkhan.config.demo.graduates.load", lambda: None)
    setup_database.seed()
    demo.load()
    assert run() == 1
    assert set(capsys.readouterr().out.splitlines()) == EXPECTED
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
    assert run() == 1  # the deputy does the secretary's tasks, but a commission has its own
    assert "deputy" not in capsys.readouterr().out
    for university in ("morvarid", "zagros"):
        place = organisations.organisation_by_code(university)
        for role in COMMISSION:
            post = tree_testing.a_post(place, role)
            organisations.appoint(post_id=post.id, account_id=holder.account_id, by=Actor.system())
    assert run() == 1
    assert set(capsys.readouterr().out.splitlines()) == DEGREES | {
        f"international_commission\tuniversity\t{university}\tcommission_member\ttoo_few"
        for university in ("morvarid", "zagros")
    }
    second = tree_testing.cast.an_account("morvarid.member2", "نام ساختگی دیگر")
    for university in ("morvarid", "zagros"):
        tree_testing.give(second, organisations.organisation_by_code(university), Role.MEMBER)
    for role in (Role.EXPERT, Role.SIGNER):
        tree_testing.give(second, morvarid, role)
    assert run() == 0
    assert capsys.readouterr().out == ""
