"""Links in messages come from the configured address alone, whatever the request says (B66)."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.messaging.models import Message

TRICKS = [
    {"Host": "evil.example"},
    {"Host": "localhost@evil.example"},
    {"Host": "localhost:80@evil.example"},
    {"Host": "evil.example:80"},
    {"Host": "localhost.evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example, localhost"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Host": "evil.example"},
    {"X-Original-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"X-Original-URL": "/admin/users"},
    {"X-Rewrite-URL": "/admin/users"},
    {"X-Forwarded-Prefix": "/evil"},
    {"X-Forwarded-Proto": "gopher"},
    {"X-Forwarded-For": "evil.example"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Origin": "http://evil.example"},
]


def asked_for_a_reset(site, **headers):
    user = site.world.principals["buyer_b"].user
    return site.post(site.browser(), "/account/forgotten", {"email": user.email}, **headers)


def letters():
    with db.reading() as session:
        found = session.scalars(select(Message).where(Message.kind == "reset_password"))
        return [str(message.facts) for message in found]


@pytest.mark.parametrize("trick", TRICKS, ids=str)
def test_no_foreign_address_gets_into_a_letter(site, trick):
    before = len(letters())
    response = asked_for_a_reset(site, **trick)

    assert response.status_code < 500
    assert all("evil" not in letter for letter in letters()[before:])


@pytest.mark.parametrize("trick", TRICKS, ids=str)
def test_no_foreign_address_gets_into_a_page(site, trick):
    response = site.browser().get("/", headers=trick)

    assert response.status_code in {200, 400}
    assert "evil" not in response.get_data(as_text=True)
    assert "evil" not in str(response.headers)


@pytest.mark.parametrize(
    "host", ["evil.example", "shop.example.ir.evil.example", "127.0.0.1", "localhost"]
)
def test_production_answers_its_own_hosts_alone(secure_site, host):
    response = secure_site.browser().get("/", base_url=f"https://{host}")

    assert response.status_code == 400


HEADERS = [
    f"{prefix}{name}"
    for prefix in ("", "X-", "X-Auth-", "X-Remote-", "X-Forwarded-", "X-Original-", "X-Real-", "HTTP-")
    for name in (
        "User", "User-Id", "Userid", "Username", "Role", "Roles", "Admin", "Is-Admin", "Email",
        "Account", "Firm", "Organisation", "Authorization", "Token", "Group", "Groups", "IP", "Client-IP",
    )
]  # fmt: skip


@pytest.mark.asvs("4.1.3")
def test_no_header_says_who_one_is(site):
    """Hundreds of names that careless sites believed (B68)."""
    admin = site.world.principals["office_administrator"].user
    client = site.browser()
    for value in ("1", admin.public_id, admin.email, "admin", "127.0.0.1"):
        headers = dict.fromkeys(HEADERS, value)
        assert client.get("/admin/users", headers=headers).status_code == 303
        assert client.get("/desk/alf/", headers=headers).status_code == 303


@pytest.mark.parametrize("name", ["_method", "method", "X-HTTP-Method-Override"])
def test_the_method_is_the_method(site, name):
    response = site.post(
        site.browser("buyer_a"), "/account/addresses", {name: "DELETE"}, **{name: "DELETE"}
    )

    assert response.status_code == 422
