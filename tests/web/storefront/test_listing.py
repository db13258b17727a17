"""Shelves, filters, search."""

from urllib.parse import unquote

from portal.catalog import cards
from portal.core import db
from tests import make


def test_a_shelf_shows_its_goods_with_both_prices(browser):
    page = browser.get("/c/evoo")

    assert "روغن زیتون فرابکر برداشت نخست" in page.text
    assert "۶۹۵٬۰۰۰ تومان" in page.text
    assert "هر لیتر" in page.text
    assert "زیتون سبز شور" not in page.text


def test_a_wrong_slug_is_sent_to_the_right_one_for_good(browser):
    answer = browser.ask("/c/evoo/old-name?sort=cheapest")

    assert answer.status_code == 301
    assert unquote(answer.location) == "/c/evoo/روغن-فرابکر?sort=cheapest"


def test_an_unknown_shelf_is_not_found(browser):
    assert browser.get("/c/caviar").status == 404


def test_ticks_narrow_the_list_and_can_be_taken_away_one_by_one(browser):
    page = browser.get("/shop?firm=SRD&kind=oil")

    assert "زیتون پروردهٔ گردو و انار" not in page.text
    assert "/shop?firm=SRD" in page.links("/shop?firm=SRD")
    assert "/shop?kind=oil" in page.links("/shop?kind=oil")


def test_values_without_goods_stay_and_cannot_be_ticked(browser):
    page = browser.get("/shop?kind=parvardeh")

    assert 'value="SRD" disabled' in page.html


def test_prices_are_understood_in_persian_digits(browser):
    page = browser.get("/shop?max=۳۰۰٬۰۰۰")

    assert "۲۳۸٬۰۰۰" in page.text
    assert "۶۹۵٬۰۰۰" not in page.text


def test_a_price_that_is_no_number_is_told_and_leaves_the_rest(browser):
    page = browser.get("/shop?min=cheap&kind=oil")

    assert "قیمتی که نوشتید خوانده نشد" in page.text
    assert "برداشت نخست" in page.text


def test_nothing_found_says_which_filter_to_drop(browser):
    page = browser.get("/shop?firm=KHN&kind=oil")

    assert page.status == 200
    assert "بدون «" in page.text


def test_the_empty_shelf_leads_to_all_goods(browser):
    page = browser.get("/c/leaf")

    assert "چیزی پیدا نشد" in page.text
    assert "/shop" in page.links("/shop")


def test_a_search_without_hits_shows_no_filters_but_the_shelves(browser):
    page = browser.get("/shop?q=ساعت مچی")

    assert "چیزی پیدا نشد" in page.text
    assert 'id="facets"' not in page.html
    assert "فیلتر" not in page.text
    assert '<p class="muted">۰' not in page.html
    assert "/shop" in page.links("/shop")
    assert 'aria-labelledby="kinds"' in page.html


def test_filters_without_hits_show_only_those_in_use(browser):
    page = browser.get("/shop?firm=KHN&kind=oil")

    assert 'id="facet-firm"' in page.html
    assert 'id="facet-category"' in page.html
    assert 'id="facet-price"' not in page.html
    assert 'id="facet-size"' not in page.html
    assert "disabled" not in page.html.split('id="facet-firm"')[1].split("</details>")[0]


def test_a_price_without_hits_can_be_corrected(browser):
    page = browser.get("/shop?max=1")

    assert 'id="facet-price"' in page.html
    assert 'id="facet-firm"' not in page.html


def test_typing_variants_find_the_same(browser):
    for typed in ("روغن زيتون", "روغن‌زیتون", "روغنزیتون", "EXTRA virgin"):
        assert "برداشت نخست" in browser.get(f"/shop?q={typed}").text


def test_a_search_that_was_mended_says_so(browser):
    page = browser.get("/shop?q=زتون")

    assert "این‌ها نتیجه‌های" in page.text


def test_a_lot_code_goes_to_the_lot(browser):
    answer = browser.ask("/shop?q=srd-۱۴۰۵-0217")

    assert answer.status_code == 303
    assert answer.location == "/b/SRD-1405-0217"


def test_canonical_is_without_sort_and_two_filters_are_not_indexed(browser):
    one = browser.get("/shop?sort=cheapest&kind=oil")
    two = browser.get("/shop?kind=oil&firm=SRD")

    assert '<link rel="canonical" href="http://localhost/shop?kind=oil">' in one.html
    assert "noindex" not in one.html
    assert '<meta name="robots" content="noindex,follow">' in two.html


def test_many_goods_are_paged_with_real_addresses(app, browser, shop):
    with db.transaction() as session:
        made = [
            make.product(
                session,
                owner_id=shop.sirdan.id,
                family_id=shop.oil.family_id,
                category_id=shop.oil.category_id,
            )
            for _ in range(30)
        ]
        for product in made:
            variant = make.variant(session, product_id=product.id)
            make.offer(session, variant_id=variant.id, firm_id=shop.sirdan.id)
        cards.refresh(session, [product.id for product in made])
    browser.get("/c/evoo")

    page = browser.get("/c/evoo?page=2&sort=cheapest")

    assert 'aria-current="page">۲</a>' in page.html
    assert 'rel="prev"' in page.html
    assert browser.get("/c/evoo?page=999").status == 200


def test_htmx_gets_the_results_and_the_counts_only(browser):
    page = browser.get("/shop?kind=oil", **{"HX-Request": "true"})
    whole = browser.get(
        "/shop?kind=oil", **{"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assert page.html.lstrip().startswith('<div class="results"')
    assert 'id="facet-boxes" hx-swap-oob="true"' in page.html
    assert whole.html.startswith("<!doctype html>")


def test_nonsense_in_the_address_is_no_error(browser):
    for query in (
        "page=-1",
        "page=abc",
        "page=99999999999",
        "sort=x",
        "size=huge",
        "harvest=x",
        "min=-5",
        "q=%27%22%3C%28",
    ):
        assert browser.get(f"/shop?{query}").status == 200
