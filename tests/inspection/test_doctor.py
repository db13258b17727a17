"""`flask doctor`: each fault of the set-up is made on purpose and found by its name."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

import config
from portal.core import clock, db, files, jobs
from portal.inspection.checks import Level
from portal.inspection.doctor import QUESTIONS, database, examine, machine

SETTINGS = config.Settings()


@pytest.fixture
def served(database):
    """A worker was seen just now."""
    with db.transaction() as session:
        jobs.beat(session, "local-1")


def told(settings=SETTINGS):
    """{sentence: (level, offences)} of what is not fine."""
    report = examine(settings)
    return {one.sentence: (one.level, one.offences) for one in report.results if one.level}


def test_a_sound_site_is_fine_but_for_what_development_leaves_open(served):
    found = told()
    careless = "PostgreSQL is as new and as careful as it must be"  # that of the tests is not
    assert {level for name, (level, _) in found.items() if name != careless} == {Level.WARNING}
    assert "a worker lives" not in found
    assert "the database is at the newest revision" not in found


def test_every_question_can_be_answered(served):
    assert [one.fault for one in examine(SETTINGS).results if one.fault] == []


def test_an_old_schema_is_broken(served):
    with db.transaction() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0010'"))
    try:
        level, [offence] = told()["the database is at the newest revision"]
        assert (level, offence["database"], offence["code"]) == (
            Level.BROKEN, "0010", database.head(),
        )  # fmt: skip
    finally:
        with db.transaction() as session:
            newest = f"UPDATE alembic_version SET version_num = '{database.head()}'"
            session.execute(sa.text(newest))


def test_weak_settings_are_named_and_their_values_never(served):
    level, offences = told()["the settings are those of production"]
    assert level is Level.WARNING
    assert {"setting": "SECRET_KEY"} in offences
    assert config.WEAK_SECRET not in json.dumps(offences)


def test_a_secret_that_others_may_read_is_broken(served, tmp_path, monkeypatch):
    path = tmp_path / "secret"
    path.write_text("k" * 43)
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))
    path.chmod(0o644)
    assert told()["files of secrets are closed to others"] == (Level.BROKEN, [{"file": str(path)}])
    path.chmod(0o600)
    assert "files of secrets are closed to others" not in told()


def test_a_silent_worker_is_broken(database):
    assert told()["a worker lives"][0] is Level.BROKEN
    with db.transaction() as session:
        jobs.beat(session, "local-1")
        [row] = jobs.workers(session)
        row.seen_at = clock.now() - timedelta(hours=1)
    assert told()["a worker lives"][1][0]["last_seen"] != "never"


def test_a_job_that_nobody_takes_is_told_and_a_delayed_one_is_not(served):
    with db.transaction() as session:
        jobs.later(session, "note", key="delayed", delay_seconds=9000)
    with clock.at(clock.now() + timedelta(hours=1)):
        assert "no job waits longer than a quarter of an hour" not in told()
    with db.transaction() as session:
        jobs.later(session, "note", key="waits")
    assert "no job waits longer than a quarter of an hour" not in told()
    with clock.at(clock.now() + timedelta(hours=1)):
        level, [offence] = told()["no job waits longer than a quarter of an hour"]
    assert (level, offence["job"]) == (Level.WARNING, "note:waits")


def test_a_pragma_that_somebody_weakened_is_broken(sqlite_url, tmp_path):
    made = db.configure(sqlite_url).engine.raw_connection()
    for pragma in ("synchronous=OFF", "foreign_keys=OFF"):
        made.driver_connection.execute(f"PRAGMA {pragma}")
    made.close()  # the pool hands it out next
    files.configure(f"file://{tmp_path}/files")
    level, offences = told()["SQLite is as new and as careful as it must be"]
    assert level is Level.BROKEN
    assert {"synchronous", "foreign_keys"} <= {one["pragma"] for one in offences}


def test_an_open_database_file_is_told(sqlite_url, tmp_path):
    db.configure(sqlite_url)
    files.configure(f"file://{tmp_path}/files")
    tmp_path.chmod(0o755)
    (tmp_path / "portal.db").chmod(0o644)
    assert "the database's file is closed to others" in told()
    tmp_path.chmod(0o700)
    assert "the database's file is closed to others" not in told()


@pytest.mark.postgresql
def test_the_fast_postgresql_of_the_tests_is_found_careless(postgresql_url, tmp_path):
    """The server of the tests runs without fsync, and as its superuser."""
    db.configure(postgresql_url)
    files.configure(f"file://{tmp_path}/files")
    found = told()
    careless = {
        one["setting"] for one in found["PostgreSQL is as new and as careful as it must be"][1]
    }
    assert careless == {"fsync", "full_page_writes", "synchronous_commit"}
    assert found["the database's role is no superuser"][0] is Level.WARNING


@pytest.mark.asvs("16.2.2")
@pytest.mark.postgresql
def test_a_clock_that_is_off_is_found(postgresql_url, tmp_path):
    db.configure(postgresql_url)
    files.configure(f"file://{tmp_path}/files")
    assert "the database's clock is ours" not in told()
    with clock.at(clock.now() - timedelta(minutes=5)):
        assert told()["the database's clock is ours"][0] is Level.BROKEN


def test_a_storage_that_takes_nothing_is_broken(served, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert told()["the storage takes files"][0] is Level.BROKEN


def test_a_storage_that_is_away_could_not_be_looked_at(served, monkeypatch):
    monkeypatch.setattr(files._Current, "store", None)
    assert examine(SETTINGS).exit_code == Level.NOT_LOOKED


@pytest.mark.parametrize(("free", "code"), [(10**8, Level.BROKEN), (10**9, Level.WARNING)])
def test_a_full_disk_is_found(served, monkeypatch, free, code):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = [result for result in examine(SETTINGS).results if result.id == "D09"]
    assert max(one.level for one in found) == code


def test_an_old_backup_or_none_is_told(served, tmp_path):
    sentence = "there is a backup of the last day"
    folder = tmp_path / "backups"
    settings = replace(SETTINGS, backup_dir=str(folder))
    assert told(settings)[sentence][1] == [{"backups": "none"}]  # before the first
    folder.mkdir()
    assert told(settings)[sentence][1] == [{"backups": "none"}]
    (folder / "one").mkdir()
    (folder / "one" / machine.MANIFEST).write_text("{}")
    assert sentence not in told(settings)
    with clock.at(clock.now() + timedelta(days=2)):
        assert "newest" in told(settings)[sentence][1][0]


def test_production_without_a_proxy_is_told_and_its_certificate_is_looked_at(served):
    """Nothing answers at the discard port of this machine."""
    settings = replace(SETTINGS, production=True, public_url="https://127.0.0.1:9")
    found = told(settings)
    assert found["the proxy is named, and limits are shared"][0] is Level.WARNING
    [offence] = found["the certificate is good for two more weeks"][1]
    assert offence["is"].startswith("not reached")


def test_it_writes_nothing(served):
    """Every table has the rows it had."""

    def counted():
        names = [*sa.inspect(db.current().engine).get_table_names()]
        with db.reading() as session:
            return {n: session.scalar(sa.text(f'SELECT count(*) FROM "{n}"')) for n in names}

    before = counted()
    examine(SETTINGS)
    assert counted() == before
    assert len(QUESTIONS) > 10


def flask(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "portal.cli:app()", *words],
        env={"PATH": os.environ["PATH"], **environment}, cwd=config.ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_answers_in_lines_and_json_with_its_exit_code(sqlite_url, tmp_path):
    given = {"DATABASE_URL": sqlite_url, "STORAGE_URL": f"file://{tmp_path}/files"}
    ran = flask("doctor", "--json", **given)
    report = json.loads(ran.stdout)
    assert (ran.returncode, report["exit_code"]) == (2, 2)
    assert report["broken"] == ["D11"]
    assert "D11 broken: a worker lives" in flask("doctor", **given).stdout


def test_settings_that_do_not_start_are_broken_and_other_commands_could_not_look(sqlite_url):
    given = {"DATABASE_URL": sqlite_url, "PORTAL_ENV": "production"}
    ran = flask("doctor", "--json", **given)
    assert ran.returncode == 2
    assert "SECRET_KEY" in json.loads(ran.stdout)["error"]
    ran = flask("audit", "--quick", **given)
    assert ran.returncode == 3
    assert "AUDIT_KEY" in ran.stdout
