"""Every kind of message, in both languages: whole sentences, nothing foreign, short enough."""

import re

import pytest
import time_machine

from config import Settings
from portal.i18n.languages import LANGUAGES
from portal.messaging.kinds import KINDS
from portal.messaging.models import Channel, Message
from portal.messaging.sending import Words
from portal.worker import rendering
from tests.messaging.facts import LEAST, LINK, MOST

SITE = "https://shop.zeytoun.example"
UCS2, UCS2_JOINED, GSM, GSM_JOINED = 70, 67, 160, 153
NOT_WORDS = re.compile(r"https?://\S+|^@\S+ #\d+$|\u2068[^\u2069]*\u2069", re.MULTILINE)
PERSIAN = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-z]")
CASES = [
    pytest.param(kind, facts, id=f"{kind}-{name}")
    for kind in KINDS
    for name, facts in (("least", LEAST[kind]), ("most", LEAST[kind] | MOST.get(kind, {})))
]


@pytest.fixture(autouse=True)
def _site():
    rendering.configure(Settings(public_url=SITE))
    yield
    rendering.configure(Settings())


def message(kind: str, language: str, channel: Channel, facts: dict) -> Message:
    return Message(kind=kind, language=language, channel=channel, facts=facts)


def letter(kind: str, language: str, facts: dict) -> Words:
    return rendering.render(message(kind, language, Channel.EMAIL, facts))


def sms(kind: str, language: str, facts: dict) -> str:
    return rendering.render(message(kind, language, Channel.SMS, facts)).body


def segments(text: str) -> int:
    whole, joined = (GSM, GSM_JOINED) if text.isascii() else (UCS2, UCS2_JOINED)
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= whole else -(-units // joined)


def test_there_are_facts_for_every_kind_and_they_are_enough():
    assert LEAST.keys() == KINDS.keys()
    assert all(KINDS[kind].lacks(facts) == [] for kind, facts in LEAST.items())


def test_every_kind_has_a_template_in_every_language_and_there_are_no_others():
    found = {(path.parent.name, path.stem) for path in rendering.FOLDER.glob("*/*.txt")}
    assert found == {(kind, language) for kind in KINDS for language in LANGUAGES}


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_persian_has_no_foreign_word_and_english_no_persian_one(kind, facts):
    words = letter(kind, "fa", facts)
    for text in (words.subject, words.body, sms(kind, "fa", facts)):
        assert not LATIN.search(NOT_WORDS.sub("", text)), text
        assert "!" not in text
        assert not re.search("[يك٠-٩]", text)
    words = letter(kind, "en", facts)
    for text in (words.subject, words.body, sms(kind, "en", facts)):
        assert not PERSIAN.search(NOT_WORDS.sub("", text)), text


@pytest.mark.parametrize(("kind", "facts"), CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_clean_and_complete(kind, facts, language):
    words = letter(kind, language, facts)
    assert words.subject.strip()
    assert "\n" not in words.subject
    for text in (words.subject, words.body, words.html, sms(kind, language, facts)):
        assert text.count("\u2068") == text.count("\u2069")
        assert not re.search(r"\{\{|\{%|None|undefined|\n\n\n| $|[ \u200c][،؛.:؟]", text), text
    assert words.body.endswith(f"{SITE}{LANGUAGES[language].prefix}/\n")


@pytest.mark.parametrize(("kind", "facts"), CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_sms_costs_at_most_three_segments(kind, facts, language):
    text = sms(kind, language, facts)
    assert segments(text) <= 3, (segments(text), text)


def test_links_are_whole_and_in_the_readers_language():
    for language, address in (("fa", f"{SITE}{LINK}"), ("en", f"{SITE}/en{LINK}")):
        words = letter("order_paid_buyer", language, LEAST["order_paid_buyer"])
        assert f"\n{address}\n" in words.body
        assert f'<a href="{address}"' in words.html


@time_machine.travel("2026-11-25", tick=False)
def test_money_days_and_digits_are_the_readers():
    facts = LEAST["refund_opened"]
    assert "۱٬۳۹۰٬۰۰۰ تومان" in letter("refund_opened", "fa", facts).subject
    assert "تا یکشنبه ۱۵ آذر می‌رسد" in letter("refund_opened", "fa", facts).body
    assert "1,390,000 toman is coming back" in letter("refund_opened", "en", facts).subject
    assert "arrives by Sun 6 Dec." in letter("refund_opened", "en", facts).body


def test_a_letter_says_its_direction_and_lets_no_markup_in():
    facts = LEAST["invite"] | {"organisation_fa": "<b>روغن</b>"}
    html = letter("invite", "fa", facts).html
    assert '<html lang="fa" dir="rtl">' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_code_is_readable_by_the_telephone_that_gets_it():
    assert sms("sign_in_code", "fa", {"code": "402917"}).endswith("@shop.zeytoun.example #402917")


def test_a_pack_is_measured_in_the_figures_of_the_language():
    facts = LEAST["order_paid_firm"] | MOST["order_paid_firm"]
    assert "۴۰۰ گرم" in letter("order_paid_firm", "fa", facts).body
