"""A new id at sign-in, dead ones afterwards, and rights that end at once (B57, B77a)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from portal.accounts import people, sessions
from portal.accounts.models import LoginSession
from portal.core import clock, db
from portal.firms import membership, standing
from portal.firms.models import Membership, Role
from tests.matrix.people import PASSWORD
from tests.security.test_cookies import cookies_of, sign_in

NEW = "twelve jars of green olives"


def sid_of(client):
    return client.get_cookie("sid").value


def is_in(site, token, path="/account"):
    client = site.app.test_client()
    client.set_cookie("sid", token)
    return client.get(path).status_code == 200


@pytest.mark.asvs("7.2.1")
def test_a_planted_id_is_not_taken_over(site):
    client = site.browser()
    client.set_cookie("sid", "planted-by-somebody-else")
    sign_in(site, client)

    assert sid_of(client) != "planted-by-somebody-else"
    assert not is_in(site, "planted-by-somebody-else")


@pytest.mark.asvs("7.2.2", "7.2.4")
def test_signing_in_again_gives_a_new_id_and_ends_the_old(site):
    client = site.browser("buyer_a")
    old = sid_of(client)
    sign_in(site, client)

    assert sid_of(client) != old
    assert not is_in(site, old)
    assert is_in(site, sid_of(client))


@pytest.mark.asvs("7.4.1", "7.2.1")
def test_after_signing_out_the_id_is_dead_in_every_copy(site):
    client = site.browser("buyer_a")
    copy = sid_of(client)
    response = site.post(client, "/account/sign-out")

    assert response.status_code == 303
    assert "sid" not in cookies_of(response)
    assert not is_in(site, copy)


@pytest.mark.asvs("7.4.3")
def test_a_changed_password_signs_out_all_other_browsers(site):
    here, there = site.browser("buyer_a"), site.browser()
    sign_in(site, there)
    form = {"present": PASSWORD, "password": NEW}
    assert site.post(there, "/account/password", form).status_code == 303

    assert not is_in(site, sid_of(here))
    assert is_in(site, sid_of(there))


@pytest.mark.asvs("7.4.3")
def test_a_reset_password_signs_out_every_browser(site):
    token = sid_of(site.browser("buyer_a"))
    secret = site.world.secrets["reset_password"]
    site.post(site.browser(), f"/account/reset/{secret}", {"password": NEW})

    assert not is_in(site, token)


@pytest.mark.asvs("7.3.1", "7.3.2", "7.4.1")
@pytest.mark.parametrize(
    ("name", "path", "idle", "whole"),
    [
        ("buyer_a", "/account", timedelta(days=30), timedelta(days=180)),
        ("a_owner", "/desk/alf/", timedelta(hours=4), timedelta(hours=16)),
        ("office_administrator", "/consortium/", timedelta(hours=1), timedelta(hours=12)),
    ],
)
def test_an_idle_and_an_old_session_end(site, name, path, idle, whole):
    with db.transaction() as session:
        user = site.world.principals[name].user
        token = sessions.begin(
            session, user_id=user.id, lifetime=membership.lifetime_of(session, user_id=user.id)
        )
    assert is_in(site, token, path)
    start = clock.now()
    with time_machine.travel(start + idle + timedelta(minutes=1), tick=False):
        assert not is_in(site, token, path)
    steps = int(whole / (idle / 2))
    for n in range(1, steps):
        with time_machine.travel(start + idle / 2 * n, tick=False):
            assert is_in(site, token, path), f"used every {idle / 2}, dead after {idle / 2 * n}"
    with time_machine.travel(start + whole + timedelta(minutes=1), tick=False):
        assert not is_in(site, token, path)


def member_of(session, site, name):
    held = session.get_one(Membership, site.world.principals[name].member.id)
    user = site.world.principals[name].user
    return {
        "organisation_id": held.organisation_id, "user_public_id": user.public_id, "by": "test",
    }  # fmt: skip


def test_who_was_removed_is_out_with_the_next_request(site):
    token = sid_of(site.browser("a_sales"))
    assert is_in(site, token, "/desk/alf/products")
    with db.transaction() as session:
        membership.end(session, **member_of(session, site, "a_sales"))

    assert not is_in(site, token, "/desk/alf/products")


def test_a_lowered_role_holds_with_the_next_request(site):
    token = sid_of(site.browser("a_sales"))
    with db.transaction() as session:
        membership.change_role(session, **member_of(session, site, "a_sales"), role=Role.VIEWER)

    assert not is_in(site, token, "/desk/alf/products")


def test_the_members_of_a_suspended_firm_can_only_finish_their_work(site):
    token = sid_of(site.browser("a_owner"))
    with db.transaction() as session:
        standing.suspend(
            session, public_id=site.world.houses["A"].firm.public_id, reason="x", by="test"
        )

    assert is_in(site, token, "/desk/alf/orders")
    assert not is_in(site, token, "/desk/alf/products")
    assert not is_in(site, token, "/desk/alf/team")


@pytest.mark.asvs("7.4.2", "7.4.5")
def test_a_closed_person_is_out_everywhere(site):
    token = sid_of(site.browser("a_owner"))
    user = site.world.principals["a_owner"].user
    with db.transaction() as session:
        people.set_active(session, public_id=user.public_id, is_active=False, by="test")

    assert not is_in(site, token)
    assert not is_in(site, token, "/desk/alf/")


@pytest.mark.asvs("7.2.1")
@pytest.mark.parametrize("token", ["", "x", "0" * 43, "A" * 3000, "' OR 1=1 --", "۱۲۳"])
def test_an_invented_id_is_nobody(site, token):
    client = site.app.test_client()
    client.set_cookie("sid", token)

    assert client.get("/account").status_code == 303


@pytest.mark.asvs("7.2.4")
@pytest.mark.parametrize("path", ["/account/confirm", "/account/email"])
def test_proving_oneself_again_gives_a_new_id_and_ends_the_old(site, path):
    """Also where the proof comes along with a form: what was copied before it is dead after it."""
    client = site.browser("buyer_a")
    old = sid_of(client)
    with db.transaction() as session:
        session.execute(
            update(LoginSession).values(authenticated_at=clock.now() - timedelta(hours=2))
        )
    form = {"step_up_password": PASSWORD, "email": "elsewhere@example.com"}
    assert site.post(client, path, form).status_code == 303

    assert sid_of(client) != old
    assert not is_in(site, old)
    assert is_in(site, sid_of(client))


@pytest.mark.asvs("7.5.2", "7.4.3")
@pytest.mark.parametrize("fresh", [True, False])
def test_others_are_signed_out_by_who_has_just_proved_himself(site, fresh):
    here, there = site.browser("buyer_a"), site.browser()
    sign_in(site, there)
    if not fresh:
        with db.transaction() as session:
            past = clock.now() - timedelta(hours=2)
            session.execute(update(LoginSession).values(authenticated_at=past))
    site.post(here, "/account/sessions/end")

    assert is_in(site, sid_of(here))
    assert is_in(site, sid_of(there)) is not fresh
