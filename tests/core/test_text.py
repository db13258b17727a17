import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import (
    NAMELESS,
    PERSIAN_ORDER,
    SLUG_LENGTH,
    compact_key,
    fold,
    latin_digits,
    search_key,
    slugify,
    sort_key,
)
from tests.vectors import load

VECTORS = load("persian_text")
PERSIAN = st.text(
    alphabet=PERSIAN_ORDER + "يىكةؤأإئءۀ\u200c\u200e\u0640\u064b ۱٢3ab.,-ﺯ\n", max_size=40
)
ANY = st.one_of(PERSIAN, st.text(max_size=40))


@pytest.mark.parametrize("case", VECTORS["store"], ids=lambda case: case["out"])
def test_what_was_typed_is_stored_as_persian(case):
    assert fold(case["in"]) == case["out"]


@pytest.mark.parametrize("group", VECTORS["search_equal_groups"], ids=lambda group: group["key"])
def test_typing_variants_search_alike(group):
    assert {search_key(item) for item in group["items"]} == {group["key"]}


@pytest.mark.parametrize("group", VECTORS["compact_equal_groups"], ids=lambda group: group["key"])
def test_spacing_variants_are_one_when_compact(group):
    assert {compact_key(item) for item in group["items"]} == {group["key"]}


@pytest.mark.parametrize("pair", VECTORS["search_not_equal"])
def test_different_words_stay_different(pair):
    assert search_key(pair[0]) != search_key(pair[1])


def test_names_sort_as_persian_readers_expect():
    shuffled = list(VECTORS["sort"]["input"])
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == VECTORS["sort"]["expected_fa"]


def test_the_alphabet_is_in_its_own_order():
    assert VECTORS["letters_in_order"] == PERSIAN_ORDER
    assert sorted(PERSIAN_ORDER, key=sort_key) == list(PERSIAN_ORDER)


def test_short_words_come_before_longer_ones_and_figures_before_letters():
    names = ["زیتون سبز", "زیتونی", "زیتون", "Zard", "12", "آرد"]
    assert sorted(names, key=sort_key) == ["12", "Zard", "آرد", "زیتون", "زیتون سبز", "زیتونی"]


def test_search_forgives_punctuation_and_accents():
    assert search_key("  Oliveñca — «زیتون»، ۱۲٬۵۰۰/K-270 ") == "olivenca زیتون 12500 k 270"


def test_line_breaks_survive_storing():
    assert fold("سطر  یک \r\n\r\n\r\n\r\n سطر دو\t") == "سطر یک\n\nسطر دو"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("روغن زیتون فرابكر ۵۰۰", "روغن-زیتون-فرابکر-500"),
        ("بی‌هسته", "بی-هسته"),
        ("آبگینه", "آبگینه"),
        ("Extra Virgin — 500 ml!", "extra-virgin-500-ml"),
        ("ma’s_Best", "ma-s-best"),
        ("!!!", NAMELESS),
        ("", NAMELESS),
    ],
)
def test_slugs_are_words_in_their_own_script(text, slug):
    assert slugify(text) == slug


def test_a_long_slug_ends_at_a_word():
    slug = slugify("زیتون " * 40)
    assert len(slug) <= SLUG_LENGTH
    assert slug.endswith("زیتون")


@given(ANY)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_keys_are_their_own_keys(text):
    assert search_key(search_key(text)) == search_key(text)
    assert compact_key(compact_key(text)) == compact_key(text)
    assert slugify(slugify(text)) == slugify(text)


@given(ANY)
def test_keys_do_not_see_how_a_text_was_stored(text):
    assert search_key(fold(text)) == search_key(text)
    assert sort_key(fold(text)) == sort_key(text)


@given(ANY)
def test_a_sort_key_is_ascii(text):
    assert sort_key(text).isascii()


@given(st.integers(min_value=0))
def test_digits_of_every_script_are_the_same_number(number):
    persian = str(number).translate({ord(str(d)): "۰۱۲۳۴۵۶۷۸۹"[d] for d in range(10)})
    arabic = str(number).translate({ord(str(d)): "٠١٢٣٤٥٦٧٨٩"[d] for d in range(10)})
    assert latin_digits(persian) == latin_digits(arabic) == str(number)
