"""Kavenegar's own ways: its codes, its numbers, its localid, and templates for codes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from portal.messaging.gateways import Misconfigured, ShortText, Undeliverable, Unreachable
from portal.messaging.gateways.kavenegar import Account, Kavenegar, local_id
from tests.operators import kavenegar

TEXT = ShortText("order_paid:a:sms", "+989121234567", "چهل‌زیتون: سفارش شما رسید")
CODE = ShortText("sign_in:a:sms", "+989121234567", "کد شما 402917", code="402917")
OURS = [400, 401, 403, 404, 405, 406, 407, 412, *range(414, 421), 424, 426, 427, 428, 429, 430]
SILENCE = ["errors", "cuts", "garbage"]


@pytest.fixture
def operator():
    with kavenegar.serving() as running:
        yield running


@pytest.fixture
def account(operator):
    return Account(kavenegar.KEY, base=operator.address)


@pytest.fixture
def carrier(account):
    return Kavenegar(account)


def test_a_text_goes_as_it_is_to_the_number_as_they_write_it(carrier, operator):
    carrier.send(TEXT)
    (sms,) = operator.sent
    assert (sms.receptor, sms.message) == ("09121234567", TEXT.text)
    assert sms.localid == str(local_id(TEXT.key))


def test_a_number_abroad_goes_with_the_code_of_its_country(carrier, operator):
    carrier.send(replace(TEXT, recipient="+4915112345678"))
    assert operator.sent[0].receptor == "004915112345678"


def test_the_line_of_the_settings_is_named(account, operator):
    Kavenegar(replace(account, sender=kavenegar.LINE)).send(TEXT)
    assert operator.sent[0].sender == kavenegar.LINE
    with pytest.raises(Misconfigured, match="412"):
        Kavenegar(replace(account, sender="1000")).send(replace(TEXT, key="b"))


def test_one_entry_may_come_as_an_object(carrier, operator):
    operator.as_object = True
    carrier.send(TEXT)
    assert len(operator.sent) == 1


def test_local_ids_are_numbers_of_theirs_and_differ():
    made = {local_id(f"order_paid:{n}:sms") for n in range(1_000)}
    assert len(made) == 1_000
    assert all(0 < one < 2**63 for one in made)


def test_the_same_text_again_is_sent_once(carrier, operator):
    for _ in range(3):
        carrier.send(TEXT)
    with ThreadPoolExecutor(4) as several:
        list(several.map(carrier.send, [TEXT] * 8))
    assert len(operator.sent) == 1


def test_a_request_that_a_proxy_doubles_is_sent_once(carrier, operator):
    operator.habits.twice["sms/send"] = 1
    carrier.send(TEXT)
    assert len(operator.sent) == 1


@pytest.mark.parametrize("code", [411, 413, 422, 431])
def test_a_word_about_the_message_is_for_good(carrier, operator, code):
    operator.habits.codes["sms/send"] = code
    with pytest.raises(Undeliverable, match=f"kavenegar {code}"):
        carrier.send(TEXT)


@pytest.mark.parametrize("code", [*OURS, 432, 604, 607])
def test_a_word_about_us_lets_the_message_wait(carrier, operator, code):
    operator.habits.codes["sms/send"] = code
    with pytest.raises(Misconfigured, match=f"kavenegar {code}"):
        carrier.send(TEXT)


@pytest.mark.parametrize("code", [402, 409, 451, 499, 501, 503])
def test_a_fault_of_theirs_and_an_unknown_word_are_tried_again(carrier, operator, code):
    operator.habits.codes["sms/send"] = code
    with pytest.raises(Unreachable) as silence:
        carrier.send(TEXT)
    assert not isinstance(silence.value, Misconfigured)


@pytest.mark.parametrize("habit", SILENCE)
def test_an_answer_that_does_not_come_says_nothing(carrier, operator, habit):
    getattr(operator.habits, habit)["sms/send"] = 1
    with pytest.raises(Unreachable):
        carrier.send(TEXT)
    carrier.send(TEXT)
    assert len(operator.sent) == 1


def test_a_server_that_is_slow_is_not_waited_for_and_did_not_refuse(account, operator):
    operator.habits.delay = 0.5
    with pytest.raises(Unreachable, match="ReadTimeout"):
        Kavenegar(account, patience=0.1).send(TEXT)
    operator.habits.delay = 0
    Kavenegar(account).send(TEXT)
    assert len(operator.sent) == 1


def test_a_server_that_is_away_is_unreachable(account, operator):
    with pytest.raises(Unreachable, match="ConnectError"):
        Kavenegar(replace(account, base="http://127.0.0.1:9")).send(TEXT)


def test_two_hundred_without_a_message_is_no_promise(carrier, operator):
    operator.lies = True
    with pytest.raises(Unreachable, match="took nothing"):
        carrier.send(TEXT)
    operator.lies = False
    carrier.send(TEXT)


@pytest.mark.parametrize("status", [6, 11, 13, 14])
def test_what_became_of_an_earlier_try_is_believed(carrier, operator, status):
    operator.habits.cuts["sms/send"] = 1
    with pytest.raises(Unreachable):
        carrier.send(TEXT)
    operator.sent[0].status = status
    with pytest.raises(Undeliverable, match=f"status {status}"):
        carrier.send(TEXT)


def test_a_number_that_cannot_be_is_refused_and_no_credit_is_not(carrier, operator):
    with pytest.raises(Undeliverable, match="411"):
        carrier.send(replace(TEXT, recipient="+98912"))
    operator.credit = 0
    with pytest.raises(Misconfigured, match="418"):
        carrier.send(TEXT)
    operator.credit = 10
    carrier.send(TEXT)


def test_a_wrong_key_lets_messages_wait_and_may_hold_any_letter(account, operator):
    with pytest.raises(Misconfigured, match="403") as refusal:
        Kavenegar(replace(account, key="b?c=1 \n#%")).send(TEXT)
    assert "c=1" not in str(refusal.value)
    assert account.key not in repr(account)


def test_a_code_goes_by_the_template_and_other_texts_do_not(account, operator):
    carrier = Kavenegar(replace(account, template="sign-in"))
    carrier.send(CODE)
    carrier.send(TEXT)
    assert [sms.message for sms in operator.sent] == ["کد ورود به چهل‌زیتون: 402917", TEXT.text]


def test_without_a_template_a_code_is_a_text_like_others(carrier, operator):
    carrier.send(CODE)
    assert operator.sent[0].message == CODE.text


def test_a_template_that_the_panel_does_not_know_lets_the_code_wait(account):
    with pytest.raises(Misconfigured, match="424"):
        Kavenegar(replace(account, template="old")).send(CODE)


def test_a_lost_answer_about_a_code_brings_the_same_code_again(account, operator):
    """Lookup knows no localid: the same code twice is better than none."""
    operator.habits.cuts["verify/lookup"] = 1
    carrier = Kavenegar(replace(account, template="sign-in"))
    with pytest.raises(Unreachable):
        carrier.send(CODE)
    carrier.send(CODE)
    assert len({sms.message for sms in operator.sent}) == 1
