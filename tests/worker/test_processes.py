"""Web server and worker of one installation use the same gateways, and one is seen by the other."""

from datetime import timedelta

import pytest

import config
from portal.app import create_app
from portal.core import clock, db, jobs
from portal.core.jobs import WorkerHeartbeat
from portal.messaging import gateways as carriers
from portal.payments import gateways
from portal.worker.__main__ import configure


@pytest.fixture
def settings(database_url, tmp_path):
    yield config.Settings(
        testing=True,
        database_url=database_url,
        storage_url=f"file://{tmp_path}/files",
        smtp_url="smtp://127.0.0.1:2525",
        mail_from="shop@example.com",
    )
    carriers.configure()
    db.current().engine.dispose()
    db._Current.database = None


def test_both_take_money_by_the_same_gateways(settings):
    create_app(settings)
    web = list(gateways.enabled())
    gateways.configure(())
    configure(settings)
    assert list(gateways.enabled()) == web == list(settings.gateways) != []


def test_the_worker_sends_by_the_carrier_of_the_settings(settings):
    carriers.configure()
    configure(settings)
    assert isinstance(carriers.senders().email, carriers.SmtpEmail)


def test_a_monitor_hears_when_no_worker_lives(settings):
    client = create_app(settings).test_client()
    assert client.get("/readyz").get_json() == {"status": "ready", "worker": "silent"}
    with db.transaction() as session:
        jobs.beat(session, "local-1")
    assert client.get("/readyz").get_json() == {"status": "ready", "worker": "alive"}
    with db.transaction() as session:
        row = session.query(WorkerHeartbeat).one()
        row.seen_at = clock.now() - jobs.SILENCE - timedelta(seconds=1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["worker"]) == (200, "silent")


@pytest.mark.asvs("16.5.2")
def test_without_its_database_the_site_is_not_ready(settings):
    client = create_app(settings).test_client()
    db.current().engine.dispose()
    db.configure("postgresql://nobody@127.0.0.1:1/none")
    assert client.get("/readyz").status_code == 503
