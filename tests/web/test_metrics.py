"""`/metrics`: the figures, who may read them, and requests of several processes together."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

import config
from portal import inspection
from portal.app import create_app
from portal.core import clock, db, jobs
from portal.inspection import kept
from portal.payments import gateways
from portal.worker import looking
from tests.orders import sales
from tests.orders.sales import Goods, Part
from tests.settlement.test_races import shop_of

TOKEN = "t" * 40


def site(url, tmp_path, **settings):
    given = {"testing": True, "database_url": url, "storage_url": f"file://{tmp_path}/files"}
    return create_app(replace(config.Settings(), **given | settings))


@pytest.fixture
def client(database, database_url, tmp_path):
    return site(database_url, tmp_path).test_client()


def figures(client, **headers):
    """{"name{labels}": value} of a scrape that is well formed."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert all(
        re.fullmatch(r"(# (HELP|TYPE) .+)|([a-z_]+(\{[^}]*\})? \S+)", line) for line in lines
    )
    return {
        name: float(value)
        for line in lines if not line.startswith("#")
        for name, _, value in [line.rpartition(" ")]
    }  # fmt: skip


def test_an_empty_shop_says_so(client):
    found = figures(client)
    assert found["portal_payments_unknown"] == 0
    assert found["portal_jobs_oldest_seconds"] == 0
    assert found["portal_worker_silent_seconds"] == float("inf")


def test_orders_unknown_payments_and_waiting_jobs_are_counted(client, session):
    gateways.configure(["sandbox"])
    sales.rule(session)
    shop = shop_of(session, sales.placed(session, Part([Goods(120_000, 4)])))
    shop.go_to_bank()
    jobs.later(session, "note", key="waits")
    jobs.beat(session, "local-1")
    session.commit()
    with clock.at(clock.now() + timedelta(hours=1)):
        found = figures(client)
    assert found['portal_orders{state="awaiting_payment"}'] == 1
    assert found["portal_payments_unknown"] == 1
    assert found["portal_jobs_oldest_seconds"] == pytest.approx(3600, abs=30)
    assert found["portal_worker_silent_seconds"] == pytest.approx(3600, abs=30)


def test_what_the_last_look_found_is_told(client, session):
    looking.quick()
    looking.full()
    assert figures(client)['portal_audit_broken{look="quick"}'] == 0
    session.execute(
        sa.text(
            "INSERT INTO gateway_notices (gateway, event_ref, received_at) "
            "VALUES ('sandbox', 'x', '2020-01-01 00:00:00')"
        )
    )
    session.commit()
    looking.full()
    found = figures(client)
    assert found['portal_audit_broken{look="full"}'] == 1
    assert found['portal_audit_broken_check{id="I14"}'] == 1
    assert found['portal_audit_age_seconds{look="full"}'] < 60
    with db.reading() as reader:
        assert [one.kind for one in kept.last(reader)] == ["full", "quick"]
    assert inspection.run().broken == ["I14"]


@pytest.mark.asvs("13.4.5")
def test_this_machine_alone_reads_without_a_token(client):
    for headers in ({"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
        assert client.get("/metrics", headers=headers).status_code == 404
    outside = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_overrides=outside).status_code == 404
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200


@pytest.mark.asvs("13.4.5")
def test_with_a_token_only_who_has_it_reads_from_anywhere(database, database_url, tmp_path):
    client = site(database_url, tmp_path, metrics_token=TOKEN).test_client()
    for word in ("", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN):
        assert client.get("/metrics", headers={"Authorization": word}).status_code == 404
    outside = {"REMOTE_ADDR": "203.0.113.9"}
    headers = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=headers, environ_overrides=outside).status_code == 200


def test_requests_are_counted_by_status(client):
    client.get("/healthz")
    client.get("/no/such/page")
    found = figures(client)
    assert found['portal_requests_total{status="2xx"}'] == 1
    assert found['portal_requests_total{status="4xx"}'] == 1


def test_processes_that_share_a_folder_are_added_up_and_the_dead_stay(
    sqlite_url, tmp_path, monkeypatch
):
    """Three applications stand for three processes: each has a file of its own."""
    folder = tmp_path / "counts"
    folder.mkdir()
    db.configure(sqlite_url)
    clients = [site(sqlite_url, tmp_path, metrics_dir=str(folder)).test_client() for _ in range(3)]
    for client in clients:
        client.get("/healthz")
        client.get("/healthz")
    assert len(list(folder.iterdir())) == 3
    del clients[1]
    assert figures(clients[0])['portal_requests_total{status="2xx"}'] == 6


def test_it_names_nobody(client, session):
    sales.rule(session)
    placed = sales.placed(session, Part([Goods(120_000, 4)]))
    session.commit()
    said = client.get("/metrics").text
    order = placed if hasattr(placed, "mobile") else placed.order
    for secret in (order.mobile, order.name, order.link, order.public_id):
        assert secret not in said


def test_a_scrape_asks_a_fixed_number_of_statements(client):
    counted: list[str] = []
    token = db.statements.set(counted)
    client.get("/metrics")
    db.statements.reset(token)
    assert len(counted) <= 9, counted  # four of them DBOS's
