"""Guesses, closed doors, forged calls and our own faults leave a line; no line names a person."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from portal.core import audit, db
from portal.core.errors import WrongMove
from portal.payments.gateways.interface import Forged
from portal.web import errors, hooks
from tests.matrix.people import PASSWORD

HTTPS = "https://shop.example.ir"
NETWORK = "127.0.0.0/24"


@pytest.fixture
def lines():
    with capture_logs() as seen:
        yield seen


def told(lines, event):
    return [(line["why"], line["endpoint"]) for line in lines if line["event"] == event]


@pytest.mark.asvs("16.3.1", "16.2.1")
@pytest.mark.parametrize(
    ("who", "path", "form", "event", "why"),
    [
        ("nobody", "/account/sign-in", {"identifier": "a@b.example", "password": "x"}, "sign_in_refused", "password"),
        ("nobody", "/account/mobile/code", {"mobile": "09121112222", "code": "1"}, "sign_in_refused", "sms_code"),
        ("buyer_a", "/account/confirm", {"step_up_password": "x"}, "proof_refused", "wrong_password"),
    ],
)  # fmt: skip
def test_a_wrong_proof_is_logged(site, lines, who, path, form, event, why):
    site.post(site.browser(who), path, form)

    [line] = [one for one in lines if one["event"] == event]
    user = site.world.principals[who].user
    assert (line["why"], line["method"], line["network"]) == (why, "POST", NETWORK)
    assert line["endpoint"].startswith("account.")
    assert line["actor"] == (user.public_id if user else "")
    assert "a@b.example" not in str(lines)


@pytest.mark.asvs("16.3.1", "16.2.1")
def test_a_right_sign_in_stands_in_the_audit_log_with_who_when_and_by_what(site):
    user = site.world.principals["buyer_a"].user
    site.post(site.browser(), "/account/sign-in", {"identifier": user.email, "password": PASSWORD})

    with db.reading() as session:
        row = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()
    assert row.action == "account.sign_in_now"
    assert (row.details["user"], row.details["factor"]) == (user.public_id, "none")
    assert row.at and row.request_id


@pytest.mark.asvs("16.3.2", "16.2.1")
@pytest.mark.parametrize("path", ["/desk/alf/", "/consortium/", "/admin/users"])
def test_a_closed_door_is_logged(site, lines, path):
    assert site.browser("buyer_a").get(path).status_code == 404

    [line] = [one for one in lines if one["event"] == "access_refused"]
    assert line["actor"] == site.world.principals["buyer_a"].user.public_id
    assert line["network"] == NETWORK
    assert line["why"]


@pytest.mark.asvs("16.3.2")
def test_a_record_that_is_not_ones_own_is_logged(site, lines):
    assert site.browser("a_owner").get("/desk/alf/orders/XYZ-1405-00001").status_code == 404
    assert [why for why, _ in told(lines, "access_refused")] == ["record"]
    assert site.browser().get("/p/none").status_code == 404  # of a stranger it says nothing
    assert len(told(lines, "access_refused")) == 1


@pytest.mark.asvs("16.3.3")
def test_bytes_that_nobody_types_are_logged(site, lines):
    client = site.browser("guest")
    client.get("/shop?q=%00")
    client.post("/cart/add", data={"offer": "a\0b"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert [why for why, _ in told(lines, "input_refused")] == ["nul", "nul"]


@pytest.mark.asvs("16.3.3")
def test_a_move_that_no_page_offers_is_logged(site, lines):
    with site.app.test_request_context("/"):
        site.app.preprocess_request()
        errors.wrong_move(WrongMove())
    assert [why for why, _ in told(lines, "move_refused")] == ["state"]


@pytest.mark.asvs("16.3.3")
def test_forged_acts_are_logged(site, lines):
    client = site.browser("guest")
    client.post("/cart/add", headers={"Sec-Fetch-Site": "cross-site"})
    client.post("/cart/add")

    assert told(lines, "forgery_refused") == [
        ("cross-site", "storefront.cart_add"), ("token", "storefront.cart_add"),
    ]  # fmt: skip


@pytest.mark.asvs("16.3.3")
def test_a_flow_over_its_limit_is_logged(site, lines):
    for _ in range(7):
        form = {"identifier": "a@b.example", "password": "x"}
        site.post(site.browser(), "/account/sign-in", form)

    assert ("tries", "account.sign_in_now") in told(lines, "limit_reached")


@pytest.mark.asvs("16.3.3")
def test_a_foreign_host_is_logged(secure_site, lines):
    secure_site.browser().get("/", base_url="https://evil.example")

    assert [why for why, _ in told(lines, "host_refused")] == ["unknown"]


@pytest.mark.asvs("16.3.3")
def test_a_call_that_no_gateway_signed_is_logged(site, lines, monkeypatch):
    def refuse(_gateway, _notice):
        raise Forged("no signature")

    monkeypatch.setattr(hooks.settlement, "hear", refuse)
    assert site.browser().post("/hooks/stripe", data=b"{}").status_code == 400
    assert [line["gateway"] for line in lines if line["event"] == "gateway_call_refused"] == [
        "stripe"
    ]


@pytest.mark.asvs("16.3.4", "16.5.3", "2.3.3")
def test_a_fault_of_ours_is_logged_and_leaves_nothing_written(secure_site, lines):
    """A row is written, then the view fails: the answer is 500, the row is gone."""
    app = secure_site.app

    def fault():
        with db.transaction() as session:
            audit.record(session, action="half.done", actor="test")
            session.flush()
            raise RuntimeError("in the middle")

    fault.access = None
    app.add_url_rule("/fault", view_func=fault)
    response = secure_site.browser().get("/fault", base_url=HTTPS)

    assert response.status_code == 500
    [line] = [one for one in lines if one["event"] == "server_error"]
    assert "in the middle" in str(line["exc_info"])
    with db.reading() as session:
        left = select(audit.AuditEntry).where(audit.AuditEntry.action == "half.done")
        assert session.scalars(left).all() == []
