"""Words find what they mean, however they are typed, on both databases."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from portal.catalog import (
    cards,
    ddl,
    facets,
    listing_sql,
    search_terms,
    text_index,
    text_search,
    walking,
)
from portal.catalog.card_tables import CardFace
from portal.catalog.listing import Query, Sort
from portal.catalog.models import Offer
from portal.catalog.selection import Selection
from portal.core import clock
from tests import make
from tests.catalog import goods

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "persian_text.json").read_text(encoding="utf-8")
)
GROUPS = VECTORS["search_equal_groups"] + VECTORS["compact_equal_groups"]


def test_every_way_of_writing_finds_every_other(session):
    family_id = plain(session)
    for group in GROUPS:
        for item in group["items"]:
            title = f"کالای {item} نمونه"
            goods.product(session, title_fa=title, title_en="Thing", family_id=family_id)
    for group in GROUPS:
        for item in group["items"]:
            found = {card.title for card in goods.found(session, text=item, size=100).page.items}
            assert {f"کالای {each} نمونه" for each in group["items"]} <= found, item


def test_different_words_stay_different(session):
    family_id = plain(session)
    for pair in VECTORS["search_not_equal"]:
        for word in pair:
            goods.product(session, title_fa=word, title_en=word, family_id=family_id)
        longer = max(pair, key=len)  # the shorter may be the beginning of it
        assert goods.titles(session, text=longer) == [longer]


@pytest.fixture
def shelf(session):
    """One of each of a few goods."""
    goods.family(session)
    for title_fa, title_en in (
        ("روغن زیتون فرابکر", "EVOO first"),
        ("روغن زیتون بکر ممتاز", "EVOO second"),
        ("روغن بکر پخت‌وپز", "Cooking oil, virgin"),
        ("زیتون سبز بی‌هسته", "Green olives, pitted"),
        ("زیتون پروردهٔ گردو و انار", "Parvardeh with walnut"),
        ("خمیر زیتون سیاه", "Black tapenade"),
    ):
        goods.product(session, title_fa=title_fa, title_en=title_en, family_id=plain(session))
    return session


def plain(session):
    """A family whose name says nothing."""
    return make.family(session, title_fa="خانواده", title_en="Kind").id


MEANT = [
    ("فرابکر", {"EVOO first", "EVOO second"}),
    ("extra virgin", {"EVOO first", "EVOO second"}),
    ("Extra-Virgin oil", set()),
    ("روغن extra virgin", {"EVOO first", "EVOO second"}),
    ("بکر", {"Cooking oil, virgin"}),
    ("virgin", {"Cooking oil, virgin"}),
    ("زیتون هسته‌گرفته", {"Green olives, pitted"}),
    ("بدون هسته", {"Green olives, pitted"}),
    ("بیهسته", {"Green olives, pitted"}),
    ("stoneless", {"Green olives, pitted"}),
    ("تاپناد", {"Black tapenade"}),
    ("زیتون پرورده", {"Parvardeh with walnut"}),
    ("zeytoon parvardeh", {"Parvardeh with walnut"}),
    ("زیتون‌های سبز", {"Green olives, pitted"}),
    ("زیتونها سبز", {"Green olives, pitted"}),
    ("green olive", {"Green olives, pitted"}),
    ("زیتون با گردو", {"Parvardeh with walnut"}),
    ("سبز زیتون", {"Green olives, pitted"}),
    ("پختوپز", {"Cooking oil, virgin"}),
]


def test_synonyms_plurals_and_small_words(shelf):
    for typed, expected in MEANT:
        found = goods.found(shelf, text=typed, language="en")
        assert {card.title for card in found.page.items} == expected, typed
        assert found.corrected is None or not expected, typed


def test_the_last_word_may_be_unfinished(shelf):
    for typed in ("گر", "گرد", "گردو", "waln", "WALNUT"):
        assert "Parvardeh with walnut" in goods.titles(shelf, text=typed), typed


MISTYPED = [
    ("پروردهه", "پرورده"),
    ("پروردخ", "پرورده"),
    ("تاپنداد", None),
    ("ذیتون سیاه", "زیتون سیاه"),
    ("زیطون سیاه", "زیتون سیاه"),
    ("زتیون سیاه", "زیتون سیاه"),
    ("tapenaed", "tapenade"),
    ("walnutt", "walnut"),
    ("parvardhe", "parvardeh"),
    ("زیتونسیاهخمیر", "زیتون سیاه خمیر"),
]


def test_what_was_mistyped_is_mended(shelf):
    for typed, mended in MISTYPED:
        found = goods.found(shelf, text=typed)
        assert found.corrected == mended, typed
        assert bool(found.page.total) == (mended is not None), typed


NONSENSE = ("qwxyz", "؟؟!", "12345", "a" * 3000, "'\"*:()&|<->\\", "{title}")


def test_nonsense_finds_nothing_and_breaks_nothing(shelf):
    for typed in NONSENSE:
        found = goods.found(shelf, text=typed)
        assert (found.page.total, found.suggestion) == (0, None), typed


def test_blank_text_is_no_text(shelf):
    assert goods.found(shelf, text=" \u200c ").page.total == 6


def test_titles_come_first(session):
    before = clock.now() - timedelta(days=1)
    goods.product(session, title_en="Gift box", summary_en="With walnut")
    goods.product(session, title_en="Walnut paste", on_hand=0, published_at=before)
    assert goods.titles(session, text="walnut") == ["Walnut paste", "Gift box"]
    newest = goods.titles(session, text="walnut", sort=Sort.NEWEST)
    assert newest == ["Gift box", "Walnut paste"]


def test_a_search_suggests_what_can_be_had_first(session):
    made = goods.product(session, title_en="Walnut paste", on_hand=1)
    offer = session.scalars(select(Offer).where(Offer.firm_id == made.owner_id)).one()
    earlier = clock.now() - timedelta(days=9)
    goods.product(session, title_en="Walnut oil", published_at=earlier)
    assert goods.titles(session, text="walnut") == ["Walnut paste", "Walnut oil"]

    offer.reserved = 1
    session.flush()
    cards.stock_crossed(session, [offer.id])
    assert goods.titles(session, text="walnut") == ["Walnut oil", "Walnut paste"]


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_index_of_words_alone_learns_the_order_of_suggestion(session):
    for day, title in enumerate(("Walnut paste", "Walnut oil")):
        published_at = clock.now() - timedelta(days=day)
        goods.product(session, title_en=title, published_at=published_at)
    ddl.drop_rank(session.connection())
    ddl.add_rank(session.connection())

    assert goods.titles(session, text="walnut") == ["Walnut paste", "Walnut oil"]


def test_makers_packs_and_harvests_are_found(session):
    firm = make.organisation(session, name_fa="زیتون‌کاران چوزه", name_en="Chuzeh growers")
    goods.product(session, firm, title_en="Mine", net_value=3000, harvest_year=1405)
    goods.product(session, title_en="Other", net_value=250, harvest_year=1404)
    for typed in ("زیتونکاران", "زیتون کاران چوزه", "chuzeh", "۳ لیتر", "3 litre", "برداشت ۱۴۰۵"):
        expected = ["Mine"] if "برداشت" not in typed else []
        assert goods.titles(session, text=typed) == expected, typed
    assert goods.titles(session, text="۱۴۰۵") == ["Mine"]
    assert goods.titles(session, text="250 ml") == ["Other"]


def test_cultivars_are_found_by_either_name(session):
    family = goods.family(session)
    goods.product(session, title_en="Mine", family_id=family.id, cultivar="mari")
    goods.product(session, title_en="Other", family_id=family.id, cultivar="zard")
    for typed in ("ماری", "Mari"):
        assert goods.titles(session, text=typed) == ["Mine"]


def test_words_ticks_and_shelves_go_together(session):
    oil = goods.shelf(session, "oil")
    goods.product(session, title_en="Zard oil", category_id=oil.id, has_seal=True)
    goods.product(session, title_en="Zard oil, plain", category_id=oil.id)
    goods.product(session, title_en="Zard soap")

    assert len(goods.titles(session, text="zard")) == 3
    assert len(goods.titles(session, text="zard", category="oil")) == 2
    found = goods.found(session, text="zard", category="oil", has_seal=True, language="en")
    assert [card.title for card in found.page.items] == ["Zard oil"]
    assert found.page.total == 1
    assert goods.counts(found, "seal") == {"1": 1}


def test_ticks_that_leave_nothing_of_the_words_can_be_dropped(session):
    goods.product(session, title_en="Zard oil")
    found = goods.found(session, text="zard", has_seal=True)
    assert (found.suggestion.facet, found.suggestion.count) == ("seal", 1)
    assert found.corrected is None


def test_pages_of_a_search(session):
    for _ in range(5):
        goods.product(session, title_en="Zard oil")
    page = goods.found(session, text="zard", size=2, page=7).page
    assert (page.number, len(page.items), page.total) == (3, 1, 5)


def test_a_changed_title_is_found_by_its_new_words_alone(session):
    product = goods.product(session, title_en="Morning oil")
    product.title_en = "Evening oil"
    goods.refresh(session, product)
    assert goods.titles(session, text="evening") == ["Evening oil"]
    assert goods.found(session, text="morning").page.total == 0


def test_the_text_is_written_only_when_it_changed(session):
    product = goods.product(session)
    before = session.get(CardFace, product.id).words_digest
    same = goods.statements(lambda: goods.refresh(session, product))
    product.title_en = "Another"
    changed = goods.statements(lambda: goods.refresh(session, product))
    session.expire_all()
    assert session.get(CardFace, product.id).words_digest != before
    assert changed > same


@pytest.fixture
def many(session):
    """Twelve cards with one word, and one without."""
    for price in range(1, 13):
        goods.product(session, title_en="Olive", title_fa="زیتون", price=price * 1_000_000)
    goods.product(session, title_en="Soap", title_fa="صابون", family_id=plain(session))
    facets.forget()
    return session


def test_a_word_of_very_many_cards_is_searched_on_the_way(many):
    snapshot = facets.current(many)
    for typed in ("زیتون", "olive", "oli", "zeytoon", "زیتون olive"):
        expression = search_terms.expression_of(search_terms.words_in(typed))
        words, hits = text_search._broad(many, snapshot, expression)
        query = Query(text=typed, sort=Sort.CHEAPEST, page=2, size=5)
        for held in (12, listing_sql.DENSE + 1):
            looked_up = walking.Words(words, held)
            found = walking.walk(many, Selection(snapshot, query, hits), looked_up)
            assert found.page.total == 12
            assert [card.price // 1_000_000 for card in found.page.items] == [6, 7, 8, 9, 10]
            assert goods.counts(found, "size")["small"] == 12


def test_counts_of_a_search_are_made_once_for_the_same_cards(many):
    asked = Query(text="olive", size=5)
    first = goods.search(many, asked)
    second = goods.search(many, replace(asked, page=3))
    assert second.facets is first.facets
    assert len(second.page.items) == 2

    goods.product(many, title_en="Olive", price=40_000_000)
    facets.forget()
    third = goods.search(many, asked)
    assert third.page.total == 13
    assert third.prices.highest == 40_000_000


def test_the_hits_of_very_many_cards_are_remembered_for_counting(many):
    snapshot = facets.current(many)
    expression = search_terms.expression_of(("olive",))
    text_search._find_broad(many, snapshot, Query(text="olive"), expression)
    assert goods.statements(lambda: goods.search(many, Query(text="olive"))) <= 3
    assert goods.search(many, Query(text="olive")).page.total == 12


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_typing_is_mended_where_the_extension_may_not_be_made(session):
    goods.product(session, title_fa="زیتون پرورده")
    session.execute(text("DROP EXTENSION pg_trgm CASCADE"))
    assert goods.found(session, text="پروردهه").corrected == "پرورده"


def test_an_expression_is_the_same_for_both_databases():
    expression = search_terms.expression_of(search_terms.words_in("روغن زیتون تازه"))
    assert expression.fts5.startswith('(("روغن" OR "ⵣروغن") AND')
    assert expression.tsquery.startswith("(('روغن' | 'ⵣروغن') &")
    assert len(expression.clauses) == 3


def test_rebuilding_teaches_the_words_anew(session):
    product = goods.product(session, title_en="Morning oil")
    text_index.clear(session)
    assert goods.found(session, text="morning").page.total == 0
    cards.rebuild(session)
    assert goods.titles(session, text="mornign") == [product.title_en]
