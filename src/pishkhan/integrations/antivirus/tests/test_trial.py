"""The trial of the scanners tells a good one from a silent one and from one that finds nothing."""

from dataclasses import dataclass

from pishkhan.integrations.antivirus.choice import Both, scanner
from pishkhan.integrations.antivirus.trial import trial
from pishkhan.integrations.antivirus.yara import YaraScanner


@dataclass(frozen=True)
class Says:
    what: str

    def scan(self, _file, /):
        return self.what


def test_the_built_in_scanner_is_right_of_all():
    assert [one.is_right for one in trial(scanner())] == [True, True, True]


def test_each_is_tried_by_itself_and_a_silent_one_is_wrong():
    tried = list(trial(scanner("127.0.0.1:1")))
    assert [one.scanner for one in tried] == ["YaraScanner"] * 3 + ["ClamdScanner"] * 3
    assert [one.is_right for one in tried] == [True] * 3 + [False] * 3
    assert "clamd" in tried[-1].said


def test_one_that_finds_nothing_or_everything_is_wrong():
    blind, afraid = list(trial(Says(""))), list(trial(Both((YaraScanner(), Says("Virus")))))
    assert [one.is_right for one in blind] == [True, False, False]
    assert [one.is_right for one in afraid[3:]] == [False, True, True]
