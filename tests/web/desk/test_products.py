"""A firm writes a listing, changes one on sale, and is told plainly what is wrong."""

import pytest
from sqlalchemy import select

from portal.catalog import review
from portal.catalog.models import Offer, OfferPrice, Product, ProductChange, ProductState
from portal.core import db
from tests.web.desk.listings import PACK, TEXTS, Desk
from tests.web.house import picture


@pytest.fixture
def desk(owner):
    return Desk(owner, "srd")


@pytest.fixture
def oil(house):
    """The public id of a product on sale."""
    return house.shop.oil.public_id


def product(name):
    with db.reading() as session:
        return session.scalars(select(Product).where(Product.public_id == name)).one()


def change_of(name):
    with db.reading() as session:
        query = select(ProductChange).join(Product).where(Product.public_id == name)
        row = session.scalars(query.order_by(ProductChange.id.desc())).first()
        return row, {item.path: item.now["value"] for item in row.items} if row else {}


def test_a_draft_is_begun_with_a_name_and_says_what_is_missing(desk):
    name = desk.begin()
    page = desk.page(name)

    assert product(name).state is ProductState.DRAFT
    for lack in ("تصویرها", "اندازه‌ها و قیمت‌ها", "اسیدیته"):
        assert lack in page.text
    assert "پیش‌نویس" in desk.browser.get("/desk/srd/products?state=draft").text


def test_submitting_an_incomplete_draft_lists_what_is_missing(desk):
    name = desk.begin()
    page = desk.submit(name)
    assert page.status == 422
    assert "هنوز چیزی کم است" in page.text
    assert product(name).state is ProductState.DRAFT


def test_a_complete_listing_goes_to_the_office_and_can_be_taken_back(desk):
    name = desk.complete()
    assert product(name).state is ProductState.IN_REVIEW
    assert "دفتر در حال بررسی است" in desk.page(name).text

    page = desk.browser.post(f"{desk.root}/{name}/withdraw")
    assert "پس گرفته شد" in page.text
    assert product(name).state is ProductState.DRAFT


def test_what_was_typed_is_kept_in_any_digits(desk):
    name = desk.begin()
    desk.save(name, **TEXTS)
    row = product(name)
    assert (row.harvest_year, row.attributes["acidity"]) == (1405, "0.34")
    assert row.summary_fa == TEXTS["summary_fa"]


def test_what_is_kept_is_shown_in_the_figures_of_the_page(desk):
    name = desk.begin()
    desk.save(name, **TEXTS)
    shown = desk.typed(name)

    assert shown["harvest_year"] == "۱۴۰۵"
    assert shown["attributes.acidity"] == "۰٫۳۴"
    assert shown["licence_number"] == "50/12345"


def test_a_fact_that_cannot_be_is_said_beside_its_field_and_nothing_is_lost(desk):
    name = desk.begin()
    page = desk.save(name, **TEXTS | {"attributes.acidity": "۹۹", "summary_fa": "متن تازه"})
    assert page.status == 422
    assert "این عدد زیاد است" in page.text
    assert "متن تازه" in page.html
    assert 'value="۹۹"' in page.html
    assert product(name).summary_fa == ""


def test_a_pack_comes_with_its_code_price_and_stock(desk, house):
    name = desk.begin()
    page = desk.add_pack(name)
    assert page.status == 200
    assert "۷۲۰٬۰۰۰" in page.text
    assert "هر لیتر ۱٬۴۴۰٬۰۰۰" in page.text
    with db.reading() as session:
        offer = session.scalars(select(Offer).where(Offer.sku == "KP-500")).one()
    assert offer.on_hand == 12


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"new-gross_g": "100"}, "وزن بسته از محتوایش کمتر است"),
        ({"new-net_value": "1.5"}, "بدون اعشار"),
        ({"new-sku": "کد"}, "حروف لاتین"),
        ({"new-sku": ""}, "این خانه را پر کنید"),
        ({"new-price": "1e3"}, "تومان"),
        ({"new-gtin": "123"}, "شمارهٔ بارکد درست نیست"),
    ],
)
def test_a_pack_that_cannot_be_is_refused_whole(desk, facts, said):
    name = desk.begin()
    page = desk.add_pack(name, **facts)
    assert page.status == 422
    assert said in page.text
    assert 'value="۷۲۰٬۰۰۰"' in page.html or "new-price" in facts
    with db.reading() as session:
        assert session.scalars(select(Offer).where(Offer.sku == "KP-500")).first() is None


def test_a_code_that_is_taken_is_said_at_the_code(desk, house):
    name = desk.begin()
    taken = house.shop.offers["oil-500"].sku
    page = desk.add_pack(name, **{"new-sku": taken})
    assert page.status == 422
    assert "این کد را دارد" in page.text


def price_of(sku):
    with db.reading() as session:
        mine = select(OfferPrice.minor).join(Offer).where(Offer.sku == sku)
        return session.scalars(mine.order_by(OfferPrice.id.desc())).first()


def test_a_new_price_holds_in_the_shop_at_once(desk, house, oil):
    offer = house.shop.offers["oil-500"]
    address = f"{desk.root}/{oil}/prices/{offer.public_id}"
    page = desk.browser.post(address, {f"price-{offer.public_id}-price": "۷۱۰٬۰۰۰"})
    assert "قیمت ثبت شد" in page.text
    assert "۷۱۰٬۰۰۰" in house.stranger().get("/shop").text


def test_a_zero_too_many_is_asked_about_first(desk, house, oil):
    offer = house.shop.offers["oil-500"]
    key = f"price-{offer.public_id}"
    address = f"{desk.root}/{oil}/prices/{offer.public_id}"
    page = desk.browser.post(address, {f"{key}-price": "۶٬۹۵۰٬۰۰۰"})
    assert page.status == 422
    assert "۶۹۵٬۰۰۰ تومان" in page.text
    assert "بله، همین قیمت درست است" in page.text
    assert price_of(offer.sku) == 6_950_000

    desk.browser.post(address, {f"{key}-price": "۶٬۹۵۰٬۰۰۰", f"{key}-confirmed": "y"})
    assert price_of(offer.sku) == 69_500_000


def test_a_price_may_begin_on_a_coming_day_and_for_many_units(desk, house, oil):
    offer = house.shop.offers["oil-500"]
    key = f"price-{offer.public_id}"
    page = desk.browser.post(
        f"{desk.root}/{oil}/prices/{offer.public_id}",
        {f"{key}-price": "650,000", f"{key}-minimum": "6", f"{key}-valid_from": "1450/1/1"},
    )
    assert page.status == 200
    assert "از ۶ عدد" in page.text
    past = desk.browser.post(
        f"{desk.root}/{oil}/prices/{offer.public_id}",
        {f"{key}-price": "650,000", f"{key}-valid_from": "1400/1/1"},
    )
    assert past.status == 422
    assert "این روز گذشته است" in past.text


def test_a_change_of_a_product_on_sale_waits_while_the_shop_shows_the_old(desk, house, oil):
    page = desk.save(oil, title_fa="روغن زیتون فرابکر، برداشت سبز")
    assert "در انتظار دفتر" in page.text
    assert "روغن زیتون فرابکر برداشت نخست" in house.stranger().get("/shop").text
    _row, wanted = change_of(oil)
    assert wanted == {"title_fa": "روغن زیتون فرابکر، برداشت سبز"}

    # The form shows the wish, so saving again does not lose it.
    assert desk.typed(oil)["title_fa"] == "روغن زیتون فرابکر، برداشت سبز"
    desk.save(oil, storage_fa="دور از نور")
    assert set(change_of(oil)[1]) == {"title_fa", "storage_fa"}


def test_reasons_of_the_office_stand_beside_their_fields(desk, oil):
    desk.save(oil, title_fa="بهترین روغن جهان")
    row, _wanted = change_of(oil)
    with db.transaction() as session:
        review.send_back(
            session,
            public_id=row.public_id,
            reasons={"title_fa": review.Reason("untrue", "چه برگه‌ای؟")},
            by="office:test",
        )
    page = desk.page(oil)
    assert "درست نیست یا برگه‌ای آن را نشان نمی‌دهد؛ چه برگه‌ای؟" in page.text
    assert "فرستادن دوباره به دفتر" in page.text
    assert "برای اصلاح برگشته" in desk.browser.get("/desk/srd/").text
    listed = desk.browser.get("/desk/srd/products?state=sent_back").text
    assert "روغن زیتون فرابکر برداشت نخست" in listed
    assert "زیتون سبز شور" not in listed


def test_two_people_editing_at_once_see_both_values(desk, house):
    name = desk.begin()
    stale = desk.typed(name)
    desk.save(name, summary_fa="نوشتهٔ نفر اول")

    page = desk.browser.post(f"{desk.root}/{name}", stale | {"summary_fa": "نوشتهٔ نفر دوم"})
    assert page.status == 409
    assert "نوشتهٔ نفر اول" in page.text
    assert "نوشتهٔ نفر دوم" in page.html
    assert product(name).summary_fa == "نوشتهٔ نفر اول"

    desk.browser.post(f"{desk.root}/{name}", page_fields(page) | {"summary_fa": "نوشتهٔ هر دو"})
    assert product(name).summary_fa == "نوشتهٔ هر دو"


def page_fields(page):
    return {
        "version": page.hidden()["version"],
        **{k: TEXTS[k] for k in ("title_fa", "title_en", "category")},
    }


def test_pictures_are_taken_in_ordered_described_and_taken_down(desk):
    name = desk.begin()
    desk.add_picture(name, **{"picture-alt_fa": "بطری از روبه‌رو"})
    page = desk.add_picture(name, picture(kind="PNG"))
    assert page.text.count("در انتظار دفتر") == 2
    first, second = image_ids(name)

    desk.browser.post(
        f"{desk.root}/{name}/pictures/save",
        {f"place-{first}": "۲", f"place-{second}": "۱", f"fa-{second}": "برچسب پشت"},
    )
    assert image_ids(name) == [second, first]
    desk.browser.post(f"{desk.root}/{name}/pictures/{first}/remove")
    assert image_ids(name) == [second]


def image_ids(name):
    with db.reading() as session:
        images = session.scalars(select(Product).where(Product.public_id == name)).one().images
        return [image.public_id for image in images if image.state.value != "removed"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "این پرونده تصویر نیست"),
        (b"x" * (8 * 1024 * 1024 + 1), "از ۸ مگابایت بزرگ‌تر است"),
        (b"", "اول پروندهٔ تصویر را انتخاب کنید"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(desk, content, said):
    page = desk.add_picture(desk.begin(), content)
    assert page.status == 422
    assert said in page.text


def test_hiding_and_showing_changes_the_shop(desk, house, oil):
    title = "روغن زیتون فرابکر برداشت نخست"
    desk.browser.post(f"{desk.root}/{oil}/hide")
    assert title not in house.stranger().get("/shop").text
    desk.browser.post(f"{desk.root}/{oil}/show")
    assert title in house.stranger().get("/shop").text


def test_a_retired_product_is_shown_closed(desk, oil):
    page = desk.browser.post(f"{desk.root}/{oil}/retire")
    assert "برای همیشه از فروشگاه برداشته شد" in page.text
    assert '<fieldset class="stack g5" disabled' in page.html


def test_the_preview_shows_what_shoppers_will_see(desk):
    name = desk.complete()
    page = desk.browser.get(f"{desk.root}/{name}/preview")
    assert page.status == 200
    assert TEXTS["title_fa"] in page.text
    assert TEXTS["summary_fa"] in page.text


def test_pack_facts_are_kept_by_name():
    assert {name.removeprefix("new-") for name in PACK} >= {"net_value", "gross_g", "sku", "price"}
