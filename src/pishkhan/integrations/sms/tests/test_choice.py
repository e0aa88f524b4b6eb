"""Settings choose the operators."""

from dataclasses import replace

import pytest

from pishkhan.integrations.sms import choice, kavenegar, smsir
from pishkhan.integrations.sms.choice import Account, SmsSettings, sms_carriers
from pishkhan.integrations.sms.patterns import pattern_of
from pishkhan.kernel.notifications.ports import SmsOut


BOTH = SmsSettings(
    providers="kavenegar:3, smsir",
    kavenegar=Account(key="k", line="1000"),
    smsir=Account(key="s", line="3000"),
)


def test_two_operators_share_by_their_weights():
    one, other = sms_carriers(BOTH)
    assert (one.name, one.weight, one.provider.sender) == ("kavenegar", 3, "1000")
    assert (other.name, other.weight, other.provider.line) == ("smsir", 1, "3000")
    assert one.provider.address == kavenegar.ADDRESS
    assert other.provider.address == smsir.ADDRESS


def test_in_development_the_simulator_plays_two_operators():
    settings = SmsSettings(
        providers="simulator,simulator-other,memory",
        is_development=True,
        simulator_address="http://a/",
    )
    one, other, memory = (carrier.provider for carrier in sms_carriers(settings))
    assert (one.address, other.address) == ("http://a", "http://a/smsir/v1")
    assert memory is choice.MEMORY


def test_each_operator_gets_the_patterns_registered_with_it(tmp_path):
    file = tmp_path / "patterns.json"
    file.write_text('{"smsir": {"a/fa": {"template": "7", "parameters": {"CODE": "code"}}}}')
    one, other = sms_carriers(replace(BOTH, patterns=str(file)))
    assert one.provider.patterns == {}
    assert other.provider.patterns["a/fa"].template == "7"


@pytest.mark.parametrize("content", ["", "[]", '{"smsir": {"a/fa": {}}}', '{"smsir": 1}'])
def test_patterns_that_cannot_be_read_stop_the_start(tmp_path, content):
    file = tmp_path / "patterns.json"
    file.write_text(content)
    with pytest.raises(ValueError, match="PISHKHAN_SMS_PATTERNS"):
        sms_carriers(replace(BOTH, patterns=str(file)))


@pytest.mark.parametrize(
    "settings",
    [
        SmsSettings(providers=""),
        SmsSettings(providers="pigeon"),
        SmsSettings(providers="simulator"),
        SmsSettings(providers="simulator-other"),
        SmsSettings(providers="memory"),
        SmsSettings(providers="kavenegar"),
        SmsSettings(providers="smsir", smsir=Account(key="s")),
        replace(BOTH, providers="kavenegar:0"),
        replace(BOTH, providers="kavenegar:many"),
        replace(BOTH, kavenegar=Account(key="k", address="http://in-clear.example")),
        replace(BOTH, patterns="/nowhere.json"),
    ],
)
def test_a_wrong_setting_fails_at_start(settings):
    with pytest.raises(ValueError, match="PISHKHAN_SMS"):
        sms_carriers(settings)


SAID = {"a/fa": {"code"}, "b/fa": {"n"}}


def with_patterns(tmp_path, content):
    file = tmp_path / "patterns.json"
    file.write_text(content)
    return replace(BOTH, providers="kavenegar", patterns=str(file), said=SAID)


CODE = '"a/fa": {"template": "code", "parameters": {"token": "code"}}'


@pytest.mark.parametrize("rest", ['"b/fa": "plain"', '"*": "plain"'])
def test_what_has_no_pattern_is_said_to_go_as_plain_text(tmp_path, rest):
    [carrier] = sms_carriers(with_patterns(tmp_path, f'{{"kavenegar": {{{CODE}, {rest}}}}}'))
    known = carrier.provider.patterns
    assert pattern_of(known, SmsOut(key=1, to="", text="", event="a")).template == "code"
    assert pattern_of(known, SmsOut(key=1, to="", text="", event="b")) is None


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{}", "a/fa, b/fa"),
        (f'{{"kavenegar": {{{CODE}}}}}', "b/fa"),
        (f'{{"smsir": {{{CODE}, "*": "plain"}}}}', "kavenegar has neither"),
        ('{"kavenegar": {"*": "plain", "a/fa": {"template": "x", "parameters": {"t": "no"}}}}', "no value"),
    ],
)  # fmt: skip
def test_a_message_about_which_nothing_was_said_stops_the_start(tmp_path, content, named):
    with pytest.raises(ValueError, match=named):
        sms_carriers(with_patterns(tmp_path, content))


def test_without_a_file_production_does_not_start_and_development_does():
    with pytest.raises(ValueError, match="PISHKHAN_SMS_PATTERNS"):
        sms_carriers(replace(BOTH, said=SAID))
    assert sms_carriers(SmsSettings(providers="memory", is_development=True, said=SAID))
