"""Who has an account is nobody's business: the same answer, whoever is asked about (B65)."""

import re

import pytest

from tests.matrix import marks

PASSWORD = "nine baskets of ripe olives"
CHANGING = re.compile(r'value="[^"]*"|nonce-\S+|\?v=\w+|lang="\w\w"')
FLOWS = {
    "sign in": ("/account/sign-in", lambda mail, mobile: {"identifier": mail, "password": PASSWORD}),
    "sign in by mobile": (
        "/account/sign-in", lambda mail, mobile: {"identifier": mobile, "password": PASSWORD},
    ),
    "forgotten": ("/account/forgotten", lambda mail, mobile: {"email": mail}),
    "register": (
        "/account/register", lambda mail, mobile: {"name": "نو", "email": mail, "password": PASSWORD},
    ),
    "code": ("/account/mobile", lambda mail, mobile: {"mobile": mobile}),
    "code tried": ("/account/mobile/code", lambda mail, mobile: {"mobile": mobile, "code": "000000"}),
    "find an order": ("/orders/find", lambda mail, mobile: {"number": "0" * 16, "mobile": mobile}),
}  # fmt: skip


def answer(site, path, form):
    response = site.post(site.browser(), path, form)
    page = CHANGING.sub("", response.get_data(as_text=True))
    for typed in form.values():
        page = page.replace(typed, "")
    headers = {
        k: v
        for k, v in response.headers
        if k not in {"X-Request-ID", "Content-Length", "Set-Cookie"}
    }
    return (
        response.status_code,
        page,
        headers,
        sorted(cookie.partition("=")[0] for cookie in response.headers.getlist("Set-Cookie")),
    )


@pytest.mark.parametrize(("path", "form"), FLOWS.values(), ids=FLOWS.keys())
def test_known_and_unknown_people_get_the_same_answer(site, path, form):
    user = site.world.principals["buyer_b"].user
    known = answer(site, path, form(user.email, user.mobile.replace("+98", "0")))
    site.matrix.ground.restore()
    unknown = answer(site, path, form(marks.mail("nobody"), "09" + str(marks.figure(9))))

    assert known == unknown


def test_an_order_is_found_by_its_own_mobile_alone_and_the_page_tells_nothing(site):
    order = site.world.sales["guest", "paid"].order
    right = answer(site, "/orders/find", {"number": order.public_id, "mobile": order.mobile})
    sent = "messages" in site.changed()
    site.matrix.ground.restore()
    wrong = answer(site, "/orders/find", {"number": order.public_id, "mobile": "09121110000"})

    assert right == wrong
    assert sent
    assert "messages" not in site.changed()


def test_guessing_names_finds_nothing(site):
    """Neighbours of a known name, and names of the right shape, are nobody's (B56)."""
    client = site.browser("buyer_a")
    order = site.world.sales["buyer_b", "paid"].order
    near = [order.link[:-1] + letter for letter in "abcXYZ019_-" if letter != order.link[-1]]
    for link in (*near, order.public_id, order.link.upper(), str(order.id), "1", "None", "null"):
        assert client.get(f"/o/{link}").status_code == 404
    assert len(order.link) >= 43  # 256 random bits
    assert len(order.public_id) >= 16  # 80 bits in base 32


def test_no_integer_key_leaves_the_database(site):
    """The pages of a buyer, a firm and the office name nothing by its row number."""
    numbered = re.compile(
        r'(?:href|action|value|data-\w+|id|for)="[^"]*(?:[?&/=](?:id|\w+_id)=\d+|/\d{1,5}(?:/|"))'
    )
    for name, path in (
        ("buyer_a", "/account"), ("buyer_a", "/account/orders"), ("buyer_a", "/cart"),
        ("a_owner", "/desk/alf/"), ("a_owner", "/desk/alf/orders?tab=all"), ("a_owner", "/desk/alf/products"),
        ("a_owner", "/desk/alf/team"), ("office_administrator", "/consortium/firms"),
        ("office_administrator", "/admin/users"), ("office_administrator", "/consortium/refunds"),
    ):  # fmt: skip
        page = site.browser(name).get(path).get_data(as_text=True)
        assert numbered.findall(page) == [], path
