"""The fees of the release: what may stand in a service's file, and that each is scheduled once."""

import pytest

from pishkhan.kernel.catalogue import api as catalogue, registry
from pishkhan.kernel.catalogue.errors import BadFees
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.payments import api as payments


HEAD = "code,round,amount,valid_from,title_fa,title_en,title_ar\n"
LINE = "e_request.copy,,20000,2021-03-21T00:00:00+03:30,رونوشت,Copy,نسخة\n"


@pytest.fixture
def file(db, tmp_path, monkeypatch):  # noqa: ARG001 - opens the database
    """The file of a service that has none of its own, and is the only one."""
    folder = tmp_path / "e_request"
    folder.mkdir()
    one = {"e_request": catalogue.service("e_request")}
    monkeypatch.setattr(registry.registry(), "definitions", one)
    monkeypatch.setitem(registry.registry().folders, "e_request", folder)
    return folder / "fees.csv"


def scheduled():
    return catalogue.schedule_fees(Actor.system())


def test_a_line_is_scheduled_once_with_its_titles(file):
    file.write_text(HEAD + LINE, encoding="utf-8")
    assert scheduled() == 1
    assert scheduled() == 0
    fee = payments.fee("e_request.copy")
    assert (int(fee.amount), fee.service) == (20_000, "e_request")
    assert [fee.title_in(one) for one in ("fa", "en", "ar")] == ["رونوشت", "Copy", "نسخة"]


def test_exemptions_come_with_their_line(file):
    rules = (
        '[{""when"": {""quota"": [""shahed""]}, ""percent"": 50, ""because"": {""fa"": ""شاهد""}}]'
    )
    line = LINE.replace("\n", f',"{rules}"\n')
    file.write_text(HEAD.replace("\n", ",exemptions\n") + line, encoding="utf-8")
    assert scheduled() == 1
    [one] = payments.fee("e_request.copy").exemptions
    assert (one.percent, dict(one.when)) == (50, {"quota": ("shahed",)})


@pytest.mark.parametrize("said", ["half", "7", "[7]", '"[{""percent"": 50}]"'])
def test_what_is_no_exemption_is_refused(file, said):
    line = LINE.replace("\n", f",{said}\n")
    file.write_text(HEAD.replace("\n", ",exemptions\n") + line, encoding="utf-8")
    with pytest.raises(BadFees):
        scheduled()


def test_what_the_finance_desk_ended_does_not_come_back(file):
    file.write_text(HEAD + LINE, encoding="utf-8")
    scheduled()
    payments.end_fee(payments.fee("e_request.copy").id, by=None)
    assert scheduled() == 0


@pytest.mark.parametrize(
    "text",
    [
        "code,amount\ne_request.copy,1\n",
        HEAD + LINE.replace("e_request.copy", "another.copy"),
        HEAD + LINE.replace("20000", "20.5"),
        HEAD + LINE.replace("20000", "-1"),
        HEAD + LINE.replace("2021-03-21T00:00:00+03:30", "yesterday"),
        HEAD + LINE.replace("+03:30", ""),
        HEAD + LINE.replace("رونوشت", ""),
    ],
    ids=[
        "columns",
        "of another service",
        "half a rial",
        "below nought",
        "no moment",
        "no offset",
        "no title",
    ],
)
def test_a_wrong_file_is_refused_whole(file, text):
    before = len(payments.fees())
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFees):
        scheduled()
    assert len(payments.fees()) == before
