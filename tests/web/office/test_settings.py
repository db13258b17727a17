"""What the office keeps: delivery prices, commission, categories, holidays, terms, people."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.catalog.models import Category
from portal.core import clock, db
from portal.orders.models import ChargeRule
from portal.shipping import rates
from portal.shipping.models import Holiday, Rate
from portal.shipping.rates import Goods, Parcel

TEHRAN = {"province_code": "IR-23", "city_code": "2301021576", "postcode": "1591634311"}
RULE = {
    "kind": "commission", "title_fa": "کارمزد سیردان", "title_en": "Sirdan commission",
    "percent": "۵٫۵", "vat_percent": "۱۰", "firm": "SRD", "family_code": "",
    "active_from": "1405/1/1",
}  # fmt: skip


def quoted(house):
    with db.reading() as session:
        firm = house.shop.sirdan.id
        parcel = Parcel(firm, (Goods(900, None, None, None, 1),), 6_950_000)
        return rates.quote(session, parcels=[parcel], at=clock.now(), **TEHRAN)[firm]


def test_a_new_price_of_the_consortium_changes_the_quotes(house, office):
    offer = next(o for o in quoted(house) if o.service_fa == "پست پیشتاز")
    with db.reading() as session:
        row = session.scalars(
            select(Rate).where(
                Rate.base == offer.price, Rate.carrier_code == "post", Rate.to_g >= 1000
            )
        ).first()
    page = office.post(
        f"/consortium/tariffs/rates/{row.public_id}",
        {
            "carrier_code": "post", "service_fa": row.service_fa, "service_en": row.service_en,
            "from_g": str(row.from_g / 1000), "to_g": str(row.to_g / 1000), "base": "99,000",
            "per_kg": "", "payer": "buyer", "lead_days": "2", "cutoff_hour": "14",
        },
    )  # fmt: skip
    assert page.status == 200
    with db.reading() as session:
        assert session.get_one(Rate, row.id).base == 990_000


def test_a_rule_for_one_firm_is_charged_on_its_next_sale(house, office):
    office.post("/consortium/charges", RULE)
    house.buy("oil-500")
    [number] = house.numbers(house.shop.sirdan)
    page = house.person("owner").get(f"/desk/srd/orders/{number}")
    assert "کارمزد سیردان" in page.text
    assert "۳۸٬۲۲۵" in page.text  # 5.5 % of 695,000 toman


def test_the_office_sees_which_rule_would_be_charged(office):
    office.post("/consortium/charges", RULE)
    page = office.get("/consortium/charges?try_firm=SRD&try_family=OIL_EVOO")
    assert page.text.count("به کار می‌رود") >= 2
    assert "قاعدهٔ بالاتر به کار می‌رود" in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"percent": "۱۲۰"}, "درصد عددی میان ۰ و ۱۰۰ است"),
        ({"percent": "1e1"}, "عدد درست"),
        ({"title_fa": ""}, "این خانه را پر کنید"),
        ({"active_from": "1405/13/1"}, "تاریخ را"),
        ({"firm": "NOPE"}, "یکی را از فهرست برگزینید"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(office, typed, said):
    page = office.post("/consortium/charges", RULE | typed)
    assert page.status == 422
    assert said in page.text
    assert 'value="Sirdan commission"' in page.html


def test_a_rule_ends_and_moves_and_is_never_deleted(office):
    office.post("/consortium/charges", RULE | {"active_from": "1405/9/1"})
    with db.reading() as session:
        rule = session.scalars(
            select(ChargeRule).where(ChargeRule.title_en == "Sirdan commission")
        ).one()
    office.post(f"/consortium/charges/{rule.public_id}/move", {"to": "down"})
    office.post(f"/consortium/charges/{rule.public_id}/end")
    with db.reading() as session:
        assert session.get_one(ChargeRule, rule.id).active_to == clock.today()
        assert session.get_one(ChargeRule, rule.id).position > rule.position


def test_a_new_category_stands_in_the_shop_and_a_hidden_one_does_not(house, office):
    made = {"code": "early", "parent": "oil", "title_fa": "برداشت زود", "title_en": "Early harvest",
            "position": "۵", "is_visible": "y"}  # fmt: skip
    assert office.post("/admin/categories", made).status == 200
    assert house.stranger().get("/c/early").status == 200
    office.post("/admin/categories/early", {k: v for k, v in made.items() if k != "is_visible"})
    with db.reading() as session:
        assert (
            not session.scalars(select(Category).where(Category.code == "early")).one().is_visible
        )


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"code": "evoo"}, "این کد گرفته شده است"), ({"code": "زود"}, "حروف کوچک لاتین"),
     ({"parent": "evoo"}, "یکی را از فهرست برگزینید")],
)  # fmt: skip
def test_a_category_that_cannot_be_is_refused(office, typed, said):
    made = {"code": "early", "parent": "oil", "title_fa": "زود", "title_en": "Early",
            "position": "5", "is_visible": "y"}  # fmt: skip
    page = office.post("/admin/categories", made | typed)
    assert page.status == 422
    assert said in page.text


def test_holidays_are_kept_by_the_office(office):
    day = {"day": "۱۴۵۰/۱/۱", "title_fa": "نوروز", "title_en": "Nowruz"}
    assert "نوروز" in office.post("/admin/holidays", day).text
    again = office.post("/admin/holidays", day)
    assert again.status == 422
    assert "پیش‌تر ثبت شده است" in again.text
    with db.reading() as session:
        row = session.scalars(select(Holiday).where(Holiday.day == date(2071, 3, 21))).one()
    office.post(f"/admin/holidays/{row.day.isoformat()}/remove")
    assert "نوروز ۱۴۵۰" not in office.get("/admin/holidays").text
    assert office.post("/admin/holidays/yesterday/remove").status == 404


def test_new_terms_hold_from_their_day(house, office):
    text = {"code": "sale", "effective_on": "1450/1/1", "title_fa": "شرایط تازه",
            "title_en": "New terms", "body_fa": "متن", "body_en": "text"}  # fmt: skip
    assert "شرایط تازه" in office.post("/admin/terms", text).text
    past = office.post("/admin/terms", text | {"effective_on": "1400/1/1"})
    assert past.status == 422
    assert "این روز گذشته است" in past.text
    twice = office.post("/admin/terms", text)
    assert "برای این روز نسخه‌ای هست" in twice.text


def test_a_closed_account_is_out_at_once_and_may_come_back(house, office):
    buyer = house.people["buyer"]
    browser = house.person("buyer")
    assert browser.get("/account").status == 200
    office.post(f"/admin/users/{buyer.public_id}/active", {"active": "no"})
    assert "/account/sign-in" in browser.ask("/account").headers["Location"]
    office.post(f"/admin/users/{buyer.public_id}/active", {"active": "yes"})
    with db.reading() as session:
        assert session.get_one(User, buyer.id).is_active


def test_nobody_closes_themselves_out(house, office):
    me = house.people["administrator"]
    page = office.post(f"/admin/users/{me.public_id}/active", {"active": "no"})
    assert "حساب خودتان را نمی‌توانید ببندید" in page.text
    assert office.get("/admin/users").status == 200


def test_the_office_invites_its_own_people(house, office):
    page = office.post("/consortium/team/invite", {"email": "new@example.com", "role": "officer"})
    assert page.status == 200
    link = house.letters("invite")[-1].facts["link"]
    stranger = house.stranger()
    stranger.post(link + "/join", {"name": "آرش", "password": "سه واژهٔ بلند و ساده"})
    assert stranger.get("/consortium/listings").status == 200
    assert stranger.get("/consortium/charges").status == 404
