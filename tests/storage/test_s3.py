"""Files in a bucket: each verb, the audit, a site whose processes fork, a service that is away."""

import urllib.error
import urllib.request

import pytest

import config
from portal import backup
from portal.core import clock, db, files
from portal.inspection import stored
from portal.inspection.checks import Scope
from portal.payments import gateways
from tests import bucket as s3
from tests import serving

KEY = "p/aa/one.webp"


def kept(session, key=KEY, content=b"picture"):
    files.keep(session, key=key, content=content, media_type="image/webp")
    session.commit()


def test_what_is_written_is_read_by_its_key(store, bucket):
    assert not store.is_local
    assert store.write(KEY, b"picture") == files.hashlib.sha256(b"picture").hexdigest()
    assert bucket.keys() == {f"files/{KEY}"}
    assert store.read(KEY) == b"picture"
    assert store.keys() == [KEY]
    assert store.keys("p/bb") == []


def test_what_another_machine_wrote_or_took_away_is_seen_at_once(store, bucket):
    assert store.keys() == []
    assert not store.exists(KEY)
    bucket.service.put_object(Bucket=bucket.name, Key=f"files/{KEY}", Body=b"theirs")
    assert store.keys() == [KEY]
    assert store.exists(KEY)
    assert store.read(KEY) == b"theirs"
    bucket.service.delete_object(Bucket=bucket.name, Key=f"files/{KEY}")
    assert store.keys() == []
    with pytest.raises(FileNotFoundError):
        store.read(KEY)


def test_taking_away_twice_is_harmless(store):
    store.write(KEY, b"picture")
    store.remove(KEY)
    store.remove(KEY)
    assert not store.exists(KEY)


def test_the_audit_finds_missing_altered_and_stray_files(session, store, bucket):
    kept(session)
    kept(session, "p/aa/two.webp")
    kept(session, "p/aa/three.webp")
    checks = (stored.missing, stored.altered, stored.strays)
    assert [list(check(session, Scope(clock.now()))) for check in checks] == [[], [], []]

    bucket.service.put_object(Bucket=bucket.name, Key="files/p/aa/two.webp", Body=b"other")
    bucket.service.put_object(Bucket=bucket.name, Key="files/p/bb/stray.webp", Body=b"stray")
    store.remove("p/aa/three.webp")
    assert list(stored.missing(session, Scope(clock.now()))) == [{"missing": "p/aa/three.webp"}]
    assert list(stored.altered(session, Scope(clock.now()))) == [{"altered": "p/aa/two.webp"}]
    assert list(stored.strays(session, Scope(clock.now()))) == [{"stray": "p/bb/stray.webp"}]


def test_a_backup_of_a_bucket_goes_back_into_another(sqlite_url, service, tmp_path):
    db.configure(sqlite_url)
    gateways.configure(())
    here, there = (config.load(s3.Bucket(service).environment) for _ in range(2))
    files.configure(here.storage_url, here.storage_options)
    with db.transaction() as session:
        files.keep(session, key=KEY, content=b"picture", media_type="image/webp")
    folder = backup.make(str(tmp_path / "backups"))
    db.current().engine.dispose()

    db.configure(f"sqlite:///{tmp_path}/restored/portal.db")
    store = files.configure(there.storage_url, there.storage_options)
    backup.restore(folder)
    assert store.read(KEY) == b"picture"
    db.current().engine.dispose()


def fetch(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()


@pytest.mark.asvs("16.5.2")
@pytest.mark.slow
def test_processes_that_fork_serve_it_and_say_so_when_it_is_away(sqlite_url, tmp_path):
    with s3.service() as (address, server):
        bucket = s3.Bucket(address)
        settings = config.load(bucket.environment)
        files.configure(settings.storage_url, settings.storage_options)
        db.configure(sqlite_url)
        with db.transaction() as session:
            files.keep(session, key=KEY, content=b"picture", media_type="image/webp")
        with serving.web(sqlite_url, tmp_path, workers=2, **bucket.environment) as web:
            assert [fetch(web.port, f"/media/{KEY}") for _ in range(12)] == [(200, b"picture")] * 12
            server.stop()
            status, page = fetch(web.port, f"/en/media/{KEY}")
            assert status == 503
            assert "The site is busy just now" in page.decode()
            assert fetch(web.port, "/en/makers")[0] == 200
    db.current().engine.dispose()
