"""What a report says, and when it refuses to say that all is well."""

import json

import pytest
import sqlalchemy as sa

from portal import inspection
from portal.core import clock, db, files
from portal.inspection.checks import Check, Level, Report, Result, Scope, look


def result(level, **facts):
    return Result("I01", "journals balance", level, **facts)


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ([Level.FINE], 0),
        ([Level.FINE, Level.WARNING], 1),
        ([Level.WARNING, Level.BROKEN, Level.FINE], 2),
        ([Level.BROKEN, Level.NOT_LOOKED], 3),
        ([], 3),
    ],
)
def test_the_worst_answer_is_the_exit_code(levels, code):
    report = Report(clock.now(), quick=False, results=[result(level) for level in levels])
    assert report.exit_code == code


def test_a_report_is_json_and_lines():
    offence = {"journal": "x1", "is": 5, "at": clock.now()}
    found = result(Level.BROKEN, count=30, offences=[offence])
    report = Report(clock.now(), quick=True, results=[found], not_applicable={"I11": "no coupons"})
    told = json.loads(json.dumps(report.as_dict(), default=str))
    assert (told["exit_code"], told["broken"], told["quick"]) == (2, ["I01"], True)
    assert told["results"][0]["offences"][0]["journal"] == "x1"
    assert told["results"][0]["level"] == "broken"
    lines = list(report.lines())
    assert lines[0] == "I01 broken: journals balance"
    assert lines[1].startswith("    journal=x1, is=5")
    assert lines[2:] == ["    ... 30 in all", "I11 does not apply: no coupons"]


def test_a_check_that_fails_is_never_fine(session):
    def fails(opened, _scope):
        return opened.execute(sa.text("SELECT * FROM nowhere")).all()

    told = look(session, Check("I99", "nothing", fails), Scope(clock.now()))
    assert told.level is Level.NOT_LOOKED
    assert "nowhere" in told.fault


def test_an_empty_shop_is_fine(database):
    report = inspection.run()
    assert report.exit_code == 0
    assert all(one.count == 0 for one in report.results)


def test_it_looks_at_one_moment(database):
    """What is committed while it looks is not seen, on both databases."""
    with inspection._snapshot() as session:
        count = sa.text("SELECT count(*) FROM organisations")
        before = session.scalar(count)
        with db.transaction() as other:
            from tests import make

            make.organisation(other)
        assert session.scalar(count) == before == 0


def test_it_cannot_write_on_postgresql(postgresql_url):
    db.configure(postgresql_url)
    with inspection._snapshot() as session, pytest.raises(sa.exc.InternalError):
        session.execute(sa.text("DELETE FROM organisations"))


def test_without_a_file_store_it_could_not_look(database, monkeypatch):
    monkeypatch.setattr(files._Current, "store", None)
    assert inspection.run().exit_code == 3


def test_a_quick_look_leaves_out_what_is_old(database):
    with db.transaction() as session:
        session.execute(
            sa.text(
                "INSERT INTO gateway_notices (gateway, event_ref, outcome, received_at) "
                "VALUES ('sandbox', 'x', 'ignored:unknown_reference', '2020-01-01 00:00:00')"
            )
        )
    assert inspection.run().exit_code == 1
    quick = inspection.run(quick=True)
    assert quick.exit_code == 0
    assert "I02 all entries sum to zero per currency" in quick.left_out
    assert "only in a full look: I02 all entries sum to zero per currency" in list(quick.lines())
