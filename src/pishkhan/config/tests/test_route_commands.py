"""`pishkhan check routes` on the demonstration: exactly what it lacks, and nothing else."""

import argparse
from contextlib import nullcontext

import pytest

from pishkhan.config import demo, route_commands, setup_database
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
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


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demonstration_lacks_exactly_what_is_said(capsys, monkeypatch):
    # The three hundred requests of the other service lack nobody and take half a minute.
    monkeypatch.setattr("pishkhan.services.e_request.demo.load", lambda _ground: None)
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
    assert run() == 0
    assert capsys.readouterr().out == ""
