"""Who sees what: roles by the table, and nothing of another firm."""

import pytest

from portal.firms.models import OrganisationKind, Role
from portal.firms.policy import Permission, allows

PAGES = {
    "/": Permission.ORDERS_VIEW,
    "/orders": Permission.ORDERS_VIEW,
    "/products": Permission.CATALOGUE_EDIT,
    "/products/new": Permission.CATALOGUE_EDIT,
    "/stock": Permission.STOCK_EDIT,
    "/money": Permission.MONEY_VIEW,
    "/reports": Permission.REPORTS_VIEW,
    "/shipping": Permission.PROFILE_EDIT,
    "/profile": Permission.PROFILE_EDIT,
    "/team": Permission.TEAM_EDIT,
}
CLERKS = {
    "owner": Role.OWNER,
    "sales": Role.SALES,
    "warehouse": Role.WAREHOUSE,
    "finance": Role.FINANCE,
    "viewer": Role.VIEWER,
}


@pytest.mark.parametrize("clerk", CLERKS)
def test_a_role_opens_what_the_table_allows_and_its_menu_says_no_more(house, clerk):
    browser = house.person(clerk)
    menu = browser.get("/desk/srd/").html
    for path, permission in PAGES.items():
        may = allows(OrganisationKind.FIRM, CLERKS[clerk], permission)
        assert browser.get(f"/desk/srd{path}").status == (200 if may else 404), path
        if path not in {"/", "/products/new"}:
            assert (f'href="/desk/srd{path}"' in menu) == may, path


def test_who_may_only_look_has_no_buttons_and_no_way_round_them(house):
    house.buy("oil-500")
    [number] = house.numbers(house.shop.sirdan)
    viewer = house.person("viewer")
    page = viewer.get(f"/desk/srd/orders/{number}")

    assert page.status == 200
    assert "/accept" not in page.html
    assert viewer.post(f"/desk/srd/orders/{number}/accept").status == 404


@pytest.mark.parametrize("name", ["neighbour", "buyer", "administrator"])
def test_a_foreign_desk_is_not_there(house, name):
    browser = house.person(name)
    for path in PAGES:
        assert browser.get(f"/desk/srd{path}").status == 404, path


def test_nobody_is_sent_to_sign_in_and_comes_back(house):
    answer = house.stranger().ask("/desk/srd/orders?tab=all")
    assert answer.status_code == 303
    assert "/account/sign-in?next=/desk/srd/orders?tab%3Dall" in answer.headers["Location"]


def test_records_of_another_firm_are_not_found_at_ones_own_desk(house):
    house.buy("oil-500")
    [number] = house.numbers(house.shop.sirdan)
    neighbour, shop = house.person("neighbour"), house.shop
    oil, offer = shop.oil.public_id, shop.offers["oil-500"]
    for path in (f"/orders/{number}", f"/orders/{number}/slip.pdf", f"/products/{oil}",
                 f"/products/{oil}/preview", "/invoices/x.pdf"):  # fmt: skip
        assert neighbour.get(f"/desk/khn{path}").status == 404, path
    for path in (
        f"/orders/{number}/accept", f"/orders/{number}/pack", f"/orders/{number}/delivered",
        f"/orders/{number}/invoice", f"/products/{oil}", f"/products/{oil}/submit",
        f"/products/{oil}/hide", f"/products/{oil}/pictures/save",
        f"/products/{oil}/prices/{offer.public_id}", f"/stock/pause/{offer.sku}",
    ):  # fmt: skip
        assert neighbour.post(f"/desk/khn{path}").status == 404, path


def test_a_suspended_firm_still_sends_what_it_sold(house, office):
    house.buy("oil-500")
    [number] = house.numbers(house.shop.sirdan)
    office.post(
        f"/consortium/firms/{house.shop.sirdan.public_id}/suspend", {"reason": "پروانه تمام شد"}
    )
    owner = house.person("owner")

    assert "متوقف کرده است" in owner.get("/desk/srd/").text
    assert owner.post(f"/desk/srd/orders/{number}/accept").status == 200
    assert owner.get("/desk/srd/products").status == 404
    assert "روغن زیتون فرابکر برداشت نخست" not in house.stranger().get("/shop").text
