"""Sending and entering one-time codes, on the real database."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.foundation.identifiers import BadMobile
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity import api as identity, errors, tasks, testing
from pishkhan.kernel.identity.models import OneTimeCode
from pishkhan.kernel.identity.rules import codes as rules


MOBILE, PURPOSE, ADDRESS = "09120000001", "sign_in", "192.0.2.7"


@pytest.fixture(autouse=True)
def carried():
    with testing.codes_remembered() as carried:
        yield carried


def send(mobile=MOBILE, address=ADDRESS):
    return identity.send_code(mobile, PURPOSE, address)


def check(code, mobile=MOBILE):
    identity.check_code(mobile, PURPOSE, code, ADDRESS)


def wrong(code):
    return "000000" if code != "000000" else "111111"


@pytest.mark.django_db
class TestOneCode:
    def test_it_is_carried_once_and_accepted_once(self, carried, frozen_now):
        answer = send("+98 912 000 0001")
        (message,) = carried
        assert (message.mobile, message.purpose, message.language) == (MOBILE, PURPOSE, "fa")
        assert len(message.code) == answer.digits == 6
        assert answer.expires_at == frozen_now + timedelta(minutes=2)
        assert answer.resend_at == frozen_now + timedelta(seconds=60)
        check(message.code)
        with pytest.raises(errors.CodeUsed):
            check(message.code)

    def test_persian_digits_and_spaces_are_understood(self, carried):
        send()
        latin = carried[0].code
        check(" ".join(chr(0x06F0 + int(digit)) for digit in latin))

    def test_it_ends_after_two_minutes(self, carried, frozen_now):
        send()
        with clock.frozen(frozen_now + timedelta(minutes=2)), pytest.raises(errors.CodeExpired):
            check(carried[0].code)

    def test_none_sent_reads_like_one_that_expired(self):
        with pytest.raises(errors.CodeExpired):
            check("123456")

    def test_it_counts_for_its_purpose_and_number_only(self, carried):
        send()
        with pytest.raises(errors.CodeExpired):
            identity.check_code(MOBILE, "recovery", carried[0].code, ADDRESS)
        with pytest.raises(errors.CodeExpired):
            check(carried[0].code, mobile="09120000002")

    def test_five_wrong_tries_close_it_even_to_the_right_one(self, carried):
        send()
        for left in (4, 3, 2, 1):
            with pytest.raises(errors.CodeWrong) as refusal:
                check(wrong(carried[0].code))
            assert refusal.value.data == {"left": left}
        for entered in (wrong(carried[0].code), carried[0].code):
            with pytest.raises(errors.TooManyTries):
                check(entered)

    def test_the_code_of_the_earlier_message_is_told_apart(self, carried, frozen_now):
        send()
        with clock.frozen(frozen_now + timedelta(seconds=61)):
            send()
            assert carried[0].code != carried[1].code, "one in a million: run again"
            with pytest.raises(errors.CodeReplaced):
                check(carried[0].code)
            check(carried[1].code)

    def test_nothing_of_it_is_kept_in_clear_or_logged(self, carried, caplog):
        caplog.set_level(logging.DEBUG)
        send()
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM identity_onetimecode t")
            row = cursor.fetchone()[0]
        kept = row + caplog.text + str(lines())
        assert MOBILE not in kept
        assert carried[0].code not in row

    def test_every_step_leaves_a_line_in_the_trail(self, carried):
        send()
        check(carried[0].code)
        assert [line.verb for line in lines()] == ["identity.code_accepted", "identity.code_sent"]

    def test_a_number_that_is_none_is_refused(self, carried):
        with pytest.raises(BadMobile):
            send("123")
        assert carried == []


@pytest.mark.django_db
class TestCaps:
    def test_the_next_waits_for_the_timer_which_doubles(self, frozen_now):
        send()
        with (
            clock.frozen(frozen_now + timedelta(seconds=59, milliseconds=1)),
            pytest.raises(errors.WaitBeforeResend) as refusal,
        ):
            send()
        assert refusal.value.data == {"seconds": 1}
        with clock.frozen(frozen_now + timedelta(seconds=60)):
            answer = send()
            assert answer.resend_at == frozen_now + timedelta(seconds=180)

    @pytest.mark.usefixtures("frozen_now")
    def test_a_used_code_frees_the_next_at_once(self, carried):
        send()
        check(carried[0].code)
        send()
        assert len(carried) == 2

    def test_ten_a_day_for_a_number(self, carried, frozen_now):
        for _ in range(rules.CODES_PER_NUMBER):
            send()
            check(carried[-1].code)
        with pytest.raises(errors.TooManyCodes) as refusal:
            send()
        assert refusal.value.data == {"retry_at": frozen_now + timedelta(days=1)}
        with clock.frozen(frozen_now + timedelta(days=1)):
            send()

    def test_an_address_and_its_neighbours_have_their_own_caps(self, monkeypatch):
        monkeypatch.setattr(rules, "CODES_PER_ADDRESS", 2)
        monkeypatch.setattr(rules, "CODES_PER_PREFIX", 3)
        send("09120000001")
        send("09120000002")
        with pytest.raises(errors.TooManyCodes):
            send("09120000003")
        with pytest.raises(errors.TooManyCodes):
            send("09120000003", address="192.0.2.99")
        send("09120000003", address="198.51.100.1")

    def test_wrong_tries_over_many_codes_lock_the_number_for_a_day(self, carried, frozen_now):
        at = frozen_now
        for _ in range(rules.WRONG_PER_NUMBER // rules.TRIES_PER_CODE):
            with clock.frozen(at):
                send()
                for _ in range(rules.TRIES_PER_CODE):
                    with pytest.raises((errors.CodeWrong, errors.TooManyTries)):
                        check(wrong(carried[-1].code))
            at += timedelta(hours=1)
        with clock.frozen(at):
            send()
            with pytest.raises(errors.NumberLocked):
                check(carried[-1].code)

    def test_an_address_that_tries_without_end_is_stopped(self, carried, monkeypatch):
        monkeypatch.setattr(rules, "CODES_PER_ADDRESS", 1)
        send()
        with pytest.raises(errors.CodeWrong):
            check(wrong(carried[0].code))
        with pytest.raises(errors.NumberLocked):
            check(carried[0].code)

    def test_codes_of_days_past_are_swept(self, frozen_now):
        send()
        with clock.frozen(frozen_now + timedelta(days=3)):
            assert str(OneTimeCode.objects.get()).startswith(PURPOSE)
            tasks.sweep_codes()
            assert identity.sweep_codes() == OneTimeCode.objects.count() == 0


@pytest.mark.django_db(transaction=True)
class TestTwoTabs:
    def test_one_wins_and_the_other_is_told_that_it_is_used(self, carried):
        send()
        answers = self.at_once(lambda: check(carried[0].code))
        assert sorted(answers) == ["CodeUsed", "right"]

    def test_two_requests_at_once_send_one_code(self, carried):
        answers = self.at_once(send)
        assert sorted(answers) == ["WaitBeforeResend", "right"]
        assert OneTimeCode.objects.count() == len(carried) == 1

    def test_a_check_inside_a_transaction_is_a_mistake(self):
        with pytest.raises(RuntimeError), transaction.atomic():
            check("123456")

    @staticmethod
    def at_once(work):
        barrier, answers = threading.Barrier(2), []

        def run():
            barrier.wait()
            try:
                work()
                answers.append("right")
            except errors.DomainError as refusal:
                answers.append(type(refusal).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers
