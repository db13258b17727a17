import threading
import unicodedata

import pytest
from argon2 import extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import guessing, passwords
from portal.core.errors import Invalid, TooMany
from tests.accounts.makers import GOOD


@pytest.mark.asvs("6.2.5")
@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        GOOD,
        "Harvest-Moon-Over-Tarom",
        "\U0001fad2 زرد، سبز، سیاه، سرخ",
    ],
)
def test_a_long_sentence_is_a_good_password(password):
    assert passwords.fault(password) is None


@pytest.mark.asvs("6.2.1", "6.2.4")
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("T7#kq9!mZ2$wX4", "password_too_short"),
        ("زیتون سبز خوب", "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("passwordpassword", "password_common"),
        ("Password1234567", "password_common"),
        ("!!letmein!!2026", "password_common"),
        ("olive olive olive", "password_common"),
        ("qwertyuiopasdfg", "password_common"),
        ("1q2w3e4r5t6y7u8i", "password_common"),
        ("123456789012345", "password_common"),
        ("۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵", "password_common"),
        ("ضصثقفغعهخحجچشسیب", "password_common"),
        ("زیتون‌زیتون‌زیتون", "password_common"),
        ("zzzzzzzzzzzzzzzz", "password_common"),
        ("abcabcabcabcabcabc", "password_common"),
    ],
)
def test_what_guessers_try_first_is_refused(password, code):
    assert passwords.fault(password) == code


@pytest.mark.asvs("6.2.11")
def test_own_names_and_the_sites_make_no_password():
    passwords.configure(testing=True, site=("چهل‌زیتون", "Forty Olives"))
    personal = ("سارا احمدی", "sara.ahmadi@mill.example")
    assert passwords.fault("sara.ahmadi@2026!", personal=personal) == "password_personal"
    assert passwords.fault("سارا احمدی ۱۳۶۵ قزوین", personal=personal) is None
    assert passwords.fault("FortyOlives-2026!!", personal=personal) == "password_personal"
    assert passwords.fault("چهل‌زیتونِ ۱۴۰۵ما", personal=personal) == "password_personal"


@pytest.mark.asvs("6.2.4")
def test_the_blocklist_holds_ten_thousand_words_and_more():
    assert len(guessing.common()) > 10_000
    assert {"password", "iloveyou", "qwerty", "123456", "salam", "زیتون"} <= guessing.common()


def test_a_refused_password_is_an_error_of_its_field():
    with pytest.raises(Invalid) as refused:
        passwords.accept("short")
    assert refused.value.errors == {"password": "password_too_short"}


@pytest.mark.asvs("6.2.8")
def test_a_password_opens_its_own_hash_only():
    stored = passwords.accept(GOOD)
    assert stored.startswith("$argon2id$")
    assert passwords.verify(stored, GOOD)
    assert not passwords.verify(stored, GOOD + " ")
    assert not passwords.verify(None, GOOD)
    assert not passwords.verify("not a hash", GOOD)


def test_the_way_letters_were_composed_does_not_matter():
    composed = "آب روان و زیتون پیر"
    typed = unicodedata.normalize("NFD", composed)
    assert typed != composed
    assert passwords.verify(passwords.accept(composed), typed)


@pytest.mark.asvs("6.2.5")
@given(st.text(min_size=1, max_size=128))
def test_any_text_can_be_hashed_and_verified(text):
    passwords.configure(testing=True)
    assert passwords.verify(passwords.hash_password(text), text)


@given(st.text(max_size=140))
def test_any_text_can_be_judged(text):
    passwords.fault(text, personal=(text,))


@pytest.mark.asvs("11.4.2")
def test_production_hashes_cost_what_the_security_notes_say():
    passwords.configure(testing=False)
    stored = passwords.hash_password(GOOD)
    cost = extract_parameters(stored)
    assert (cost.memory_cost, cost.time_cost, cost.parallelism) == (65536, 3, 1)
    assert (cost.hash_len, cost.salt_len) == (32, 16)
    assert not passwords.is_stale(stored)
    passwords.configure(testing=True)
    assert passwords.is_stale(stored)


@pytest.mark.asvs("15.2.2")
def test_only_two_hash_at_once_and_the_next_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    inside, leave = threading.Barrier(3), threading.Event()

    def hold():
        with passwords._turn():
            inside.wait(60)
            leave.wait(60)

    threads = [threading.Thread(target=hold) for _ in range(passwords.AT_ONCE)]
    for thread in threads:
        thread.start()
    inside.wait(60)
    with pytest.raises(TooMany):
        passwords.hash_password(GOOD)
    leave.set()
    for thread in threads:
        thread.join()
    assert passwords.hash_password(GOOD)


@pytest.mark.asvs("6.2.8", "6.2.9")
def test_a_password_of_any_allowed_length_is_compared_whole():
    for length in (15, 64, 72, 73, passwords.MAXIMUM):
        password = (" Harvest-Moon over Tarom, زرد و سبز; " * 8)[: length - 1] + "Z"
        assert passwords.fault(password) is None, length
        stored = passwords.accept(password)
        assert passwords.verify(stored, password)
        for other in (
            password[:-1], password + "Z", password[:-1] + "z", password.swapcase(),
            password.strip(), " " + password, password.replace(" ", ""),
        ):  # fmt: skip
            assert other == password or not passwords.verify(stored, other), (length, other)
