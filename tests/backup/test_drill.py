"""The drill: back up while buyers buy, restore on an empty machine, serve, and audit (B46)."""

import os
import stat
import threading
import urllib.request

import pytest
import sqlalchemy as sa

from portal import backup
from portal.core import audit, db, files
from portal.core.files import StoredFile
from portal.inspection.checks import Level
from portal.orders.models import Order
from portal.worker import sealing
from tests import serving
from tests.backup.conftest import KEY


class Writers:
    """Acts that commit until the block ends."""

    def __init__(self):
        self.stop, self.done = threading.Event(), 0
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.stop.is_set():
            with db.transaction() as session:
                audit.record(session, action="desk.ship", actor="user:drill")
            self.done += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()


def orders():
    with db.reading() as session:
        return session.execute(
            sa.select(Order.public_id, Order.state, Order.total).order_by(Order.id)
        ).all()


def link():
    with db.reading() as session:
        return session.scalar(sa.select(Order.link).where(Order.state == "paid").limit(1))


def test_what_was_backed_up_under_writes_serves_again_on_an_empty_machine(
    shop, tmp_path, elsewhere, move
):
    sealing.run()
    before, address = orders(), link()
    with Writers() as writers:
        folder = backup.make(str(tmp_path / "backups"))
    assert writers.done > 0  # nobody was held up
    move()
    done = backup.restore(folder)
    assert done.report is not None
    assert [one.sentence for one in done.report.results if one.level >= Level.BROKEN] == []
    assert done.manifest.head
    assert orders() == before
    assert files.store().read("p/aa/one.webp") == b"picture"
    url, place = elsewhere
    db.current().engine.dispose()
    with serving.web(url, place, workers=1) as served:
        for path in ("/readyz", "/shop", f"/o/{address}"):
            with urllib.request.urlopen(served.address + path) as answer:
                assert answer.status == 200, path


def test_acts_after_the_backup_are_not_in_it_and_the_seal_says_so(shop, tmp_path, move):
    sealing.run()
    folder = backup.make(str(tmp_path / "backups"))
    with db.transaction() as session:
        audit.record(session, action="desk.ship", actor="user:late")
    sealing.run()
    move()
    assert backup.restore(folder).report.exit_code == Level.FINE


def test_it_is_closed_to_others_and_holds_no_key(shop, tmp_path):
    folder = backup.make(str(tmp_path / "backups"))
    for place, _folders, names in os.walk(folder):
        assert stat.S_IMODE(os.stat(place).st_mode) == 0o700, place
        for name in names:
            assert stat.S_IMODE(os.stat(f"{place}/{name}").st_mode) == 0o600, name
            with open(f"{place}/{name}", "rb") as file:
                assert KEY.encode() not in file.read()


@pytest.mark.parametrize("what", ["database", "file", "gone", "manifest", "unfinished"])
def test_a_spoilt_backup_is_refused_before_anything_is_touched(shop, tmp_path, move, what):
    folder = backup.make(str(tmp_path / "backups"))
    [dump] = [f"{folder}/{name}" for name in os.listdir(folder) if name.startswith("database")]
    picture = f"{folder}/files/p/aa/one.webp"
    if what == "gone":
        os.remove(picture)
    elif what == "unfinished":
        os.remove(f"{folder}/manifest.json")
    else:
        path = {"database": dump, "file": picture, "manifest": f"{folder}/manifest.json"}[what]
        with open(path, "r+b") as file:
            file.seek(os.path.getsize(path) // 2)
            was = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([was[0] ^ 0xFF]))
    made = move()
    with pytest.raises(backup.Spoilt):
        backup.restore(folder)
    assert backup.restoring.dumps.is_empty(made)


def test_what_is_there_is_not_overwritten_unless_it_is_said(shop, tmp_path):
    folder = backup.make(str(tmp_path / "backups"))
    before = orders()
    with db.transaction() as session:
        session.execute(sa.text("DELETE FROM messages"))
        files.keep(session, key="p/bb/new.webp", content=b"new", media_type="image/webp")
    with pytest.raises(backup.Unable, match="not empty"):
        backup.restore(folder)
    assert backup.restore(folder, replace=True).report.exit_code == Level.FINE
    assert orders() == before
    assert files.store().keys() == ["p/aa/one.webp"]
    with db.reading() as session:
        assert session.scalars(sa.select(StoredFile.key)).all() == ["p/aa/one.webp"]
        assert session.scalar(sa.text("SELECT count(*) FROM messages"))


def test_files_alone_are_not_overwritten_either(shop, tmp_path, move):
    folder = backup.make(str(tmp_path / "backups"))
    move()
    files.store().write("p/cc/theirs.webp", b"theirs")
    with pytest.raises(backup.Unable, match="not empty"):
        backup.restore(folder)


def test_a_file_that_was_gone_already_is_told(shop, tmp_path):
    files.store().remove("p/aa/one.webp")
    folder = backup.make(str(tmp_path / "backups"))
    assert list(backup.check(folder).missing) == ["p/aa/one.webp"]


def test_a_backup_of_a_newer_program_is_refused(shop, tmp_path, move):
    with db.transaction() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    folder = backup.make(str(tmp_path / "backups"))
    with db.transaction() as session:
        newest = backup.restoring._scripts().get_current_head()
        session.execute(sa.text(f"UPDATE alembic_version SET version_num = '{newest}'"))
    move()
    with pytest.raises(backup.Unable, match="newer"):
        backup.restore(folder)


def test_one_kind_of_database_does_not_go_into_the_other(shop, tmp_path, request):
    folder = backup.make(str(tmp_path / "backups"))
    other = "postgresql_url" if shop.is_sqlite else "sqlite_url"
    db.configure(request.getfixturevalue(other))
    with pytest.raises(backup.Unable, match="does not go into"):
        backup.restore(folder, replace=True)


@pytest.mark.postgresql
def test_without_the_client_programs_it_says_which_package_has_them(
    postgresql_url, tmp_path, monkeypatch
):
    db.configure(postgresql_url)
    files.configure(f"file://{tmp_path}/files")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(backup.Unable, match="postgresql-client"):
        backup.make(str(tmp_path / "backups"))
