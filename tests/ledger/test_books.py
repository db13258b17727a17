"""The books refuse what does not balance, and what was booked stays as it is."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from portal.core import db
from portal.core.money import Currency, Money
from portal.ledger import books
from portal.ledger.books import AlreadyBooked, BadPosting, Leg
from portal.ledger.models import Entry, Journal
from portal.ledger.statements import owed, statement
from tests import make


def rials(minor):
    return Money(minor, Currency.IRR)


LATE_ENTRY = (
    "INSERT INTO entries (journal_id, account, amount, currency, what) "
    "SELECT id, 'suspense', 1, 'IRR', 'x' FROM journals"
)
BORN_POSTED = (
    "INSERT INTO journals (public_id, kind, source, memo, at, is_posted) "
    "VALUES ('p', 'k', 's', '', '2026-11-23 00:00:00', TRUE)"
)


def pair(amount=1_000):
    return [
        Leg("gateway:sandbox", rials(amount), "capture"),
        Leg("suspense", rials(-amount), "capture"),
    ]


def test_a_balanced_journal_is_booked_and_sealed(session):
    key = books.post(session, kind="sale", source="attempt:1", entries=pair(), memo="one")
    session.commit()

    journal = session.get_one(Journal, key)
    assert journal.is_posted
    assert [entry.amount for entry in journal.entries] == [1_000, -1_000]
    assert books.balance(session, "gateway:sandbox") == rials(1_000)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [Leg("a", rials(0), "x")],
        [Leg("a", rials(5), "x"), Leg("b", rials(-4), "x")],
        [Leg("a", rials(5), "x"), Leg("b", Money(-5, Currency.EUR), "x")],
    ],
)
def test_an_unbalanced_empty_or_zero_journal_is_refused(session, entries):
    with pytest.raises(BadPosting):
        books.post(session, kind="sale", source="attempt:1", entries=entries)
    assert session.scalar(sa.select(sa.func.count(Journal.id))) == 0


def test_each_currency_balances_by_itself(session):
    euros = [
        Leg("gateway:sandbox", Money(7, Currency.EUR), "x"),
        Leg("suspense", Money(-7, Currency.EUR), "x"),
    ]
    books.post(session, kind="sale", source="attempt:1", entries=pair() + euros)
    assert books.balance(session, "suspense", currency=Currency.EUR) == Money(-7, Currency.EUR)


def test_the_same_source_again_gives_back_the_first_journal(session):
    first = books.post(session, kind="sale", source="attempt:1", entries=pair())
    again = books.post(session, kind="sale", source="attempt:1", entries=list(reversed(pair())))
    assert again == first
    assert session.scalar(sa.select(sa.func.count(Entry.id))) == 2


def test_the_same_source_with_other_entries_is_refused(session):
    books.post(session, kind="sale", source="attempt:1", entries=pair(1))
    with pytest.raises(AlreadyBooked):
        books.post(session, kind="sale", source="attempt:1", entries=pair(2))


def test_a_posting_takes_three_statements(session):
    session.execute(sa.text("SELECT 1"))
    seen = []
    token = db.statements.set(seen)
    books.post(session, kind="sale", source="attempt:1", entries=pair())
    db.statements.reset(token)
    assert len(seen) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journals SET memo = 'other'",
        "UPDATE journals SET order_id = 7",
        "UPDATE journals SET is_posted = FALSE",
        "UPDATE journals SET is_posted = TRUE",
        "DELETE FROM journals",
        "UPDATE entries SET amount = 2",
        "DELETE FROM entries",
        LATE_ENTRY,
        BORN_POSTED,
    ],
)
def test_the_database_refuses_to_change_what_was_booked(session, statement):
    books.post(session, kind="sale", source="attempt:1", entries=pair())
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(sa.text(statement))


def test_the_database_refuses_to_seal_what_does_not_balance(session):
    head = Journal(kind="sale", source="attempt:1")
    session.add(head)
    session.flush()
    session.add(Entry(journal=head, account="a", amount=1, currency=Currency.IRR, what="x"))
    session.flush()
    with pytest.raises(IntegrityError):
        session.execute(sa.text("UPDATE journals SET is_posted = TRUE"))


def test_an_empty_journal_cannot_be_sealed(session):
    session.add(Journal(kind="sale", source="attempt:1"))
    session.flush()
    with pytest.raises(IntegrityError):
        session.execute(sa.text("UPDATE journals SET is_posted = TRUE"))


def test_postgresql_does_not_commit_an_unsealed_journal(postgresql_url):
    with db.configure(postgresql_url).session(readonly=False) as opened:
        opened.add(Journal(kind="sale", source="attempt:1"))
        with pytest.raises(IntegrityError):
            opened.commit()


@given(amounts=st.lists(st.integers(-(10**12), 10**12).filter(bool), min_size=1, max_size=6))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_balances_is_booked_and_the_books_sum_to_zero(session, amounts):
    rest = -sum(amounts)
    given = [*amounts, rest]
    legs = [Leg(f"account{n}", rials(each), "x") for n, each in enumerate(given) if each]
    source = f"attempt:{session.scalar(sa.select(sa.func.count(Journal.id)))}"
    books.post(session, kind="sale", source=source, entries=legs)
    assert session.scalar(sa.select(sa.func.sum(Entry.amount))) == 0


def sell(session, firm, n, goods, commission):
    return books.post(
        session,
        kind="sale",
        source=f"attempt:{n}",
        entries=[
            Leg("gateway:sandbox", rials(goods), "capture"),
            Leg("firm", rials(-goods), "goods", firm.id, n),
            Leg("firm", rials(commission), "commission", firm.id, n),
            Leg("commission", rials(-commission), "commission", firm.id, n),
        ],
    )


def test_a_statement_runs_newest_first_and_says_where_each_rial_came_from(session):
    mine, theirs = make.organisation(session), make.organisation(session)
    for n in (1, 2, 3):
        sell(session, mine, n, 1_000 * n, 80 * n)
        sell(session, theirs, 10 + n, 7_777, 1)

    page = statement(session, firm_id=mine.id, page=1, size=2)

    assert page.total == 3
    assert [row.seller_order_id for row in page.items] == [3, 2]
    assert page.items[0].parts == {"goods": rials(3_000), "commission": rials(-240)}
    assert [row.amount for row in page.items] == [rials(2_760), rials(1_840)]
    assert [row.balance for row in page.items] == [rials(5_520), rials(2_760)]
    older = statement(session, firm_id=mine.id, page=2, size=2)
    assert [row.balance for row in older.items] == [rials(920)]


def test_a_statement_takes_three_statements(session):
    firm = make.organisation(session)
    sell(session, firm, 1, 1_000, 80)
    seen = []
    token = db.statements.set(seen)
    statement(session, firm_id=firm.id)
    db.statements.reset(token)
    assert len(seen) == 3


def test_what_is_owed_is_told_per_firm(session):
    mine, theirs = make.organisation(session), make.organisation(session)
    sell(session, mine, 1, 1_000, 80)
    sell(session, theirs, 2, 500, 40)
    assert owed(session) == {mine.id: rials(920), theirs.id: rials(460)}
    assert books.balance(session, "firm", firm_id=mine.id) == rials(-920)
