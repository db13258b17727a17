"""Each invariant is broken on purpose, by raw SQL, and must be found by its name and sentence."""

import pytest
import sqlalchemy as sa

from portal import inspection
from portal.catalog import ddl_stock
from portal.core import ddl as core_ddl
from portal.core import files
from portal.core.db import is_sqlite
from portal.inspection import CHECKS, Level, inspect
from portal.ledger import ddl as ledger_ddl

OLD = "'2020-01-01 00:00:00'"
PAID_ATTEMPT = "id = (SELECT min(id) FROM payment_attempts WHERE state = 'verified')"
PAID_PART = "id = (SELECT min(id) FROM seller_orders WHERE state = 'paid')"
PAID_ORDER = "id = (SELECT min(id) FROM orders WHERE state = 'paid')"
UNPAID_ORDER = "id = (SELECT min(id) FROM orders WHERE state = 'awaiting_payment')"
SOLD_LINE = f"seller_order_id = (SELECT id FROM seller_orders WHERE {PAID_PART})"
DONE_REFUND = "id = (SELECT min(id) FROM refunds WHERE state = 'done')"
OTHER_FIRM = "(SELECT max(id) FROM organisations)"
ENTRY = "INSERT INTO entries (journal_id, account, amount, currency, what) "
JOURNAL = (
    "INSERT INTO journals (public_id, kind, source, memo, at, is_posted) "
    f"VALUES ('x', 'x', 'x', '', {OLD}, FALSE)"
)
NEW_JOURNAL = "(SELECT max(id) FROM journals)"

BREAKS = [
    ("each journal is posted", ["UPDATE entries SET amount = amount + 1 WHERE id = 1"]),
    ("each journal is posted", [JOURNAL]),
    ("all entries sum to zero", ["UPDATE entries SET amount = amount + 1 WHERE id = 1"]),
    (
        "what attempts and parts have counted",
        [
            f"UPDATE payment_attempts SET refunded = refunded + 1 WHERE {PAID_ATTEMPT}",
        ],
    ),
    (
        "what attempts and parts have counted",
        [
            f"UPDATE seller_orders SET refunded = refunded + 1 WHERE {PAID_PART}",
        ],
    ),
    (
        "no account stands",
        [
            JOURNAL,
            ENTRY + f"VALUES ({NEW_JOURNAL}, 'commission', 9000000000, 'IRR', 'x')",
            ENTRY + f"VALUES ({NEW_JOURNAL}, 'suspense', -9000000000, 'IRR', 'x')",
        ],
    ),
    ("what is on the shelf", ["UPDATE offers SET on_hand = on_hand + 1 WHERE id = 1"]),
    ("what is on the shelf", [f"UPDATE seller_orders SET shipped_at = {OLD} WHERE {PAID_PART}"]),
    (
        "no more is held and sold",
        [
            f"UPDATE order_lines SET quantity = 900, gross = unit_price * 900 WHERE {SOLD_LINE}",
        ],
    ),
    (
        "no more is held and sold",
        [
            "UPDATE stock_holds SET quantity = 900 WHERE state = 'active'",
        ],
    ),
    ("reserved units are the units", ["UPDATE offers SET reserved = reserved + 1 WHERE id = 1"]),
    ("reserved units are what", ["UPDATE stock_movements SET reserved = 9 WHERE id = 1"]),
    (
        "an order is the sum",
        [
            (
                "UPDATE orders SET goods_total = goods_total + 9, total = total + 9 "
                f"WHERE {PAID_ORDER}"
            ),
        ],
    ),
    (
        "a part is the sum",
        [
            (
                "UPDATE seller_orders SET goods_total = goods_total + 1, total = total + 1 "
                f"WHERE {PAID_PART}"
            ),
        ],
    ),
    ("a line's VAT", [f"UPDATE order_lines SET vat = vat + 1 WHERE {SOLD_LINE}"]),
    ("a line's VAT", ["DELETE FROM discount_lines"]),
    ("a charge is its rate", ["UPDATE charge_lines SET amount = amount + 1 WHERE id = 1"]),
    (
        "firms' shares",
        [
            (
                "UPDATE seller_orders SET shipping_total = shipping_total + 1, total = total + 1 "
                f"WHERE {PAID_PART}"
            ),
        ],
    ),
    ("an order is paid exactly", [f"UPDATE orders SET state = 'paid' WHERE {UNPAID_ORDER}"]),
    ("an order is paid exactly", [f"UPDATE orders SET state = 'expired' WHERE {PAID_ORDER}"]),
    ("an order is paid exactly", ["UPDATE journals SET kind = 'other' WHERE kind = 'sale'"]),
    (
        "parts follow their order",
        [
            f"UPDATE seller_orders SET state = 'awaiting' WHERE {PAID_PART}",
        ],
    ),
    (
        "parts follow their order",
        [
            "UPDATE seller_orders SET refunded = refunded - 1 WHERE state = 'cancelled'",
        ],
    ),
    ("placed, paid, sent", [f"UPDATE seller_orders SET paid_at = {OLD} WHERE {PAID_PART}"]),
    ("a captured payment has", ["UPDATE payments SET amount = amount + 1 WHERE id = 1"]),
    ("a captured payment has", ["UPDATE payments SET currency = 'EUR' WHERE id = 1"]),
    (
        "a captured payment has",
        [f"UPDATE payment_attempts SET state = 'failed' WHERE {PAID_ATTEMPT}"],
    ),
    (
        "what an attempt captured",
        [
            f"UPDATE payment_attempts SET captured = captured + 1 WHERE {PAID_ATTEMPT}",
        ],
    ),
    ("no more goes back", ["UPDATE refunds SET amount = 900000000000"]),
    ("a refund is booked", [f"UPDATE refunds SET amount = amount + 1 WHERE {DONE_REFUND}"]),
    ("a refund is booked", ["UPDATE refunds SET state = 'done' WHERE state = 'pending'"]),
    ("a refund is the sum", ["UPDATE refund_lines SET goods = goods + 1"]),
    ("no more units come back", ["UPDATE refund_lines SET quantity = 99"]),
    (
        "no more units come back",
        [
            f"UPDATE order_lines SET dropped = quantity WHERE {SOLD_LINE}",
        ],
    ),
    ("no hold outlives", [f"UPDATE stock_holds SET expires_at = {OLD} WHERE state = 'active'"]),
    (
        "no unpaid order",
        [
            f"UPDATE orders SET placed_at = {OLD}",
            "UPDATE stock_holds SET state = 'released' WHERE state = 'active'",
        ],
    ),
    (
        "no attempt stays open",
        [
            f"UPDATE payment_attempts SET expires_at = {OLD} WHERE state = 'redirected'",
        ],
    ),
    ("no refund stays", [f"UPDATE refunds SET created_at = {OLD} WHERE state = 'pending'"]),
    ("each paid order told", ["DELETE FROM messages"]),
    ("no message waits", [f"UPDATE messages SET created_at = {OLD}"]),
    (
        "each notice of a gateway",
        [
            (
                "INSERT INTO gateway_notices (gateway, event_ref, received_at) "
                f"VALUES ('sandbox', 'x', {OLD})"
            ),
        ],
    ),
    (
        "every step is one",
        [
            (
                "INSERT INTO state_changes (machine, subject_id, was, now, actor, at) "
                f"SELECT 'order', id, 'paid', 'awaiting_payment', 'x', {OLD} FROM orders "
                f"WHERE {PAID_ORDER}"
            ),
        ],
    ),
    (
        "histories have no gaps",
        [
            (
                "INSERT INTO state_changes (machine, subject_id, was, now, actor, at) "
                f"SELECT 'order', id, 'cancelled', 'paid', 'x', {OLD} FROM orders "
                f"WHERE {PAID_ORDER}"
            ),
        ],
    ),
    ("each record stands", [f"UPDATE seller_orders SET state = 'ready' WHERE {PAID_PART}"]),
    ("each record stands", ["DELETE FROM state_changes WHERE machine = 'product'"]),
    (
        "an order line's offer",
        [
            f"UPDATE order_lines SET offer_id = (SELECT max(id) FROM offers) WHERE {SOLD_LINE}",
        ],
    ),
    ("a firm offers its own", [f"UPDATE products SET owner_id = {OTHER_FIRM}"]),
    ("entries name", [f"UPDATE entries SET firm_id = {OTHER_FIRM} WHERE account = 'firm'"]),
    ("entries name", ["UPDATE journals SET order_id = 99999 WHERE kind = 'sale'"]),
    ("what is owed to firms", ["UPDATE entries SET firm_id = NULL WHERE account = 'firm'"]),
    ("a charge comes from", [f"UPDATE charge_rules SET firm_id = {OTHER_FIRM}"]),
    ("a charge comes from", ["UPDATE charge_rules SET family_code = 'PASTE'"]),
    ("a payment is for", ["UPDATE payments SET subject_id = 99999 WHERE id = 1"]),
    ("a refund, its payment", [f"UPDATE refunds SET order_id = 99999 WHERE {DONE_REFUND}"]),
    (
        "a refund's lines",
        [
            "UPDATE refund_lines SET order_line_id = (SELECT max(id) FROM order_lines)",
        ],
    ),
    (
        "what is held for an order",
        [
            "UPDATE stock_holds SET order_id = 99999 WHERE state = 'active'",
        ],
    ),
    ("an invoice is issued", [f"UPDATE invoices SET issuer_id = {OTHER_FIRM}"]),
    ("invoice numbers", ["UPDATE invoices SET number = 7"]),
    ("invoices less credit", ["UPDATE invoices SET total = total + 1"]),
]


NOT_NEW = {  # what a quick look cannot see: nothing about it happened in the last day
    "UPDATE payment_attempts SET refunded",
    "UPDATE seller_orders SET refunded = refunded + 1",
    "DELETE FROM state_changes",
}


@pytest.fixture
def unguarded(broken):
    """Without triggers and checks: as if somebody had switched them off."""
    connection = broken.connection()
    for module in (ledger_ddl, core_ddl, ddl_stock):
        module.drop(connection)
    if is_sqlite(broken):
        broken.execute(sa.text("PRAGMA ignore_check_constraints = ON"))
        yield broken
        broken.rollback()
        broken.execute(sa.text("PRAGMA ignore_check_constraints = OFF"))
        return
    checks = broken.execute(
        sa.text(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"
            " AND connamespace = 'public'::regnamespace"
        )
    ).all()
    for table, name in checks:
        broken.execute(sa.text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    yield broken


def found(session, *, quick=False):
    """The sentences of what is broken, and with which names."""
    report = inspect(session, quick=quick)
    assert not [one.fault for one in report.results if one.fault]
    return {one.sentence: one for one in report.results if one.level is Level.BROKEN}


def test_a_true_world_is_fine(broken):
    report = inspect(broken)
    assert [(one.sentence, one.offences) for one in report.results if one.level] == []
    assert report.exit_code == 0


@pytest.mark.parametrize(("sentence", "statements"), BREAKS)
def test_what_is_broken_is_found(unguarded, sentence, statements):
    [check] = [one for one in CHECKS if one.sentence.startswith(sentence)]
    for statement in statements:
        unguarded.execute(sa.text(statement))
    broken = found(unguarded)
    assert check.sentence in broken
    assert broken[check.sentence].offences
    is_new = not any(OLD in done or done.startswith(tuple(NOT_NEW)) for done in statements)
    if check.in_quick and is_new:
        assert check.sentence in found(unguarded, quick=True)


KEYLESS_POSTGRESQL = [
    "ALTER TABLE payment_attempts DROP CONSTRAINT uq_payment_attempts_gateway_provider_ref"
]
KEYLESS_SQLITE = [  # cannot drop the unique key that forbids it: the rows move to a table without
    "PRAGMA defer_foreign_keys=ON",
    "CREATE TABLE keyless AS SELECT * FROM payment_attempts",
    "DROP TABLE payment_attempts",
    "ALTER TABLE keyless RENAME TO payment_attempts",
]


def test_two_attempts_with_one_reference_are_found(unguarded):
    for statement in KEYLESS_SQLITE if is_sqlite(unguarded) else KEYLESS_POSTGRESQL:
        unguarded.execute(sa.text(statement))
    unguarded.execute(sa.text("UPDATE payment_attempts SET provider_ref = 'S1'"))
    assert "a provider's reference names one attempt" in found(unguarded)


@pytest.mark.parametrize("act", ["remove", "alter"])
def test_a_file_that_is_gone_or_changed_is_found(broken, act):
    store = files.store()
    if act == "remove":
        store.remove("p/aa/one.webp")
        sentence = "each row of a file has its file"
    else:
        store.write("p/aa/one.webp", b"other")
        sentence = "each file is as it was stored"
    try:
        assert sentence in found(broken)
    finally:
        store.write("p/aa/one.webp", b"picture")


def warnings(session):
    report = inspect(session)
    assert report.exit_code == 1
    return {one.sentence for one in report.results if one.level is Level.WARNING}


def test_a_stray_file_is_a_warning(broken):
    files.store().write("p/bb/stray.webp", b"stray")
    try:
        assert warnings(broken) == {"each file has its row"}
    finally:
        files.store().remove("p/bb/stray.webp")


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        ("no message and no job gave up", "UPDATE messages SET state = 'failed'"),
        (
            "no notice speaks of money that is not ours",
            (
                "INSERT INTO gateway_notices (gateway, event_ref, outcome, received_at) "
                f"VALUES ('sandbox', 'x', 'ignored:unknown_reference', {OLD})"
            ),
        ),
    ],
)
def test_what_needs_a_person_is_a_warning(broken, sentence, statement):
    broken.execute(sa.text(statement))
    assert sentence in warnings(broken)


def test_a_task_for_the_office_is_a_warning(broken):
    broken.execute(
        sa.text(
            "INSERT INTO state_changes (machine, subject_id, was, now, actor, at) "
            f"SELECT 'refund', id, 'pending', 'needs_person', 'x', {OLD} FROM refunds "
            "WHERE state = 'pending'"
        )
    )
    broken.execute(sa.text("UPDATE refunds SET state = 'needs_person' WHERE state = 'pending'"))
    assert "nothing waits for a person" in warnings(broken)


def test_every_check_is_broken_by_some_test():
    by_hand = {
        "a provider's reference names one attempt",
        "each row of a file has its file",
        "each file is as it was stored",
        "each file has its row",
        "no message and no job gave up",
        "no notice speaks of money that is not ours",
        "nothing waits for a person",
        "the audit log is as it was sealed",  # these four: test_chain.py
        "the seals of the audit log are one chain",
        "no act stands before the first",
        "each act is sealed within the hour",
    }
    starts = tuple(sentence for sentence, _ in BREAKS)
    silent = [one.sentence for one in CHECKS if not one.sentence.startswith(starts)]
    assert set(silent) == by_hand


def test_the_issue_s_invariants_are_all_there():
    wanted = {f"I{number:02d}" for number in (*range(1, 17), 20, 21, 22)}
    assert {one.id for one in CHECKS} | set(inspection.NOT_APPLICABLE) == wanted
