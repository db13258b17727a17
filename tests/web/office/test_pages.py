"""Every page of the office opens in both languages; each role sees what the table allows."""

import pytest
from sqlalchemy import select

from portal.catalog.models import ProductChange
from portal.core import db, seals
from portal.firms.models import OrganisationKind, Role
from portal.firms.policy import Permission, allows
from portal.worker import sealing
from tests.web.desk.listings import Desk
from tests.web.desk.reading import foreign_words

PAGES = {
    "/consortium/": Permission.REPORTS_VIEW,
    "/consortium/applications": Permission.FIRMS_APPROVE,
    "/consortium/firms": Permission.FIRMS_APPROVE,
    "/consortium/listings": Permission.LISTINGS_REVIEW,
    "/consortium/orders": Permission.ORDERS_VIEW,
    "/consortium/orders?tab=late": Permission.ORDERS_VIEW,
    "/consortium/refunds": Permission.REFUNDS_DECIDE,
    "/consortium/refunds?state=done": Permission.REFUNDS_DECIDE,
    "/consortium/refunds?state=cases": Permission.REFUNDS_DECIDE,
    "/consortium/tariffs": Permission.TARIFFS_EDIT,
    "/consortium/charges": Permission.CHARGES_EDIT,
    "/consortium/charges?try_firm=SRD&try_family=OIL_EVOO": Permission.CHARGES_EDIT,
    "/consortium/team": Permission.TEAM_EDIT,
    "/admin/holidays": Permission.TARIFFS_EDIT,
    "/admin/categories": Permission.CATEGORIES_EDIT,
    "/admin/categories/evoo": Permission.CATEGORIES_EDIT,
    "/admin/terms": Permission.TERMS_EDIT,
    "/admin/users": Permission.USERS_EDIT,
    "/admin/audit": Permission.AUDIT_READ,
    "/admin/audit/seals": Permission.AUDIT_READ,
    "/admin/outbox": Permission.OUTBOX_READ,
    "/admin/jobs": Permission.JOBS_RETRY,
}
LANGUAGES = {"fa": "", "en": "/en"}
STAFF = {
    "administrator": Role.ADMINISTRATOR,
    "officer": Role.OFFICER,
    "treasurer": Role.FINANCE,
    "auditor": Role.AUDITOR,
}
KEPT = {"/admin/terms", "/admin/outbox"}  # texts as they are kept, in the language of their readers


def change_of(house):
    Desk(house.person("owner"), "srd").complete()
    with db.reading() as session:
        return session.scalars(select(ProductChange.public_id)).one()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_office_is_read_in_one_language(house, office, language):
    house.buy("oil-500", "parvardeh-400")
    order = office.get("/consortium/orders").links("/consortium/orders/")[0]
    pages = [*PAGES, order, f"/consortium/listings/{change_of(house)}"]
    for path in pages:
        page = office.get(f"{LANGUAGES[language]}{path}")

        assert page.status == 200, path
        assert page.html.count("<h1") == 1, path
        if path.partition("?")[0] not in KEPT:
            assert foreign_words(page.html, language) == [], path


@pytest.mark.parametrize("name", STAFF)
def test_a_role_opens_what_the_table_allows(house, name):
    browser = house.person(name)
    for path, permission in PAGES.items():
        may = allows(OrganisationKind.CONSORTIUM, STAFF[name], permission)
        assert browser.get(path).status == (200 if may else 404), path


def test_the_office_is_not_there_for_firms_and_buyers(house):
    for name in ("owner", "buyer"):
        for path in PAGES:
            assert house.person(name).get(path).status == 404, path


def test_the_first_page_says_who_waits_and_asks_at_most_six_things(house, office):
    change_of(house)
    house.buy("oil-500")
    db.statements.set([])
    page = office.get("/consortium/")

    assert len(db.statements.get() or []) <= 6
    assert "۱ کالا در انتظار بررسی" in page.text


def test_an_order_is_found_by_its_number_a_part_a_name_and_a_mobile(house, office):
    house.buy("oil-500", "parvardeh-400")
    [number] = house.numbers(house.shop.sirdan)
    for typed in (number, "سارا", "۰۹۱۲۳۴۵۶۷۸۹"):
        page = office.get(f"/consortium/orders?q={typed}")
        assert "سارا محمدی" in page.text, typed
    assert "سفارشی با این جست‌وجو نیست" in office.get("/consortium/orders?q=هیچ‌کس").text


def test_the_audit_log_names_who_did_what(house, office):
    owner = house.people["owner"]
    house.person("owner").post(
        f"/desk/srd/stock/count/{house.shop.offers['oil-500'].sku}", {"counted": "7"}
    )
    page = office.get("/admin/audit")

    assert f"شخص {owner.public_id} موجودی را شمرد اندازهٔ در فروش" in page.text
    assert f"Person {owner.public_id} Counted the stock" in office.get("/en/admin/audit").text
    chosen = office.get("/admin/audit?action=desk.count_stock")
    assert 'value="desk.count_stock" selected' in chosen.html
    assert "موجودی را شمرد" in chosen.text


def test_a_log_without_such_an_act_says_so_and_shows_the_way_back(house, office):
    page = office.get("/admin/audit?action=consortium.suspend_firm")

    assert "رویدادی با این ویژگی‌ها ثبت نشده است" in page.text
    assert page.links("/admin/audit")


def test_the_seal_of_the_day_is_shown_as_the_audit_takes_it(house, office):
    assert "Nothing is sealed yet" in office.get("/en/admin/audit/seals").text
    house.buy("oil-500")
    sealing.run()
    with db.reading() as session:
        head = seals.newest(session).head
    assert head in office.get("/admin/audit/seals").text
    assert head in office.get("/en/admin/audit/seals").text
    assert "/admin/audit/seals" in office.get("/admin/audit").links("/admin/audit")
