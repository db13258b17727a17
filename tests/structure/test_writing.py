"""One commit in the whole portal, one way to change a state, and no page that writes past both."""

import ast

from tests.structure import source

STATES = "portal/core/states.py"
# Rows whose state is no machine of moves: one step, written by one function each.
SINGLE_STEPS = {
    "portal/demo/letters.py",  # letters of the demo's past weeks count as sent
    "portal/catalog/paths.py",  # an image is shown or removed
    "portal/messaging/sending.py",  # a message is sent, failed or queued again
    "portal/payments/intake.py",  # a payment is captured
    "portal/payments/start.py",  # a payment is withdrawn
}
MACHINES = {
    "Order", "SellerOrder", "Product", "Offer", "Organisation", "ProductChange",
    "PaymentAttempt", "Refund",
}  # fmt: skip
WRITERS = {  # besides the page's own transaction: a touched session, a counted try, a fresh proof
    "portal/web/access.py", "portal/web/limits.py", "portal/web/stepping.py", "portal/web/unit.py",
}  # fmt: skip


def relative(path):
    return str(path.relative_to(source.ROOT))


def called(name):
    """(file, line) of every call of a method or function called `name`."""
    for path, node in source.nodes(ast.Call):
        if source.name_of(node.func) == name:
            yield relative(path), node


def test_only_the_database_commits():
    assert {file for file, _node in called("commit")} == {"portal/core/db.py"}


def test_only_the_tables_of_moves_change_a_state():
    found = set()
    for path, node in source.nodes(ast.Assign, ast.AnnAssign, ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(to, ast.Attribute) and to.attr == "state" for to in targets):
            found.add(relative(path))

    assert found <= {STATES} | SINGLE_STEPS


def test_no_statement_changes_the_state_of_many_rows_past_its_machine():
    for file, node in called("values"):
        if any(word.arg == "state" for word in node.keywords):
            named = {n.id for n in ast.walk(node.func) if isinstance(n, ast.Name)}
            assert not named & MACHINES, f"{file}:{node.lineno}"


def test_pages_write_in_their_own_transaction():
    for file, node in called("transaction"):
        if file.startswith("portal/web/") and file not in WRITERS:
            of = node.func.value.id if isinstance(node.func, ast.Attribute) else ""
            assert of == "unit", f"{file}:{node.lineno}"


def test_domain_packages_open_no_transaction():
    """Use cases take the caller's session; only the trip to the bank, files and clocks begin one."""
    mine = ("portal/firms/", "portal/orders/", "portal/ledger/", "portal/shipping/")
    opened = [
        f"{file}:{node.lineno}" for file, node in called("transaction") if file.startswith(mine)
    ]

    assert opened == []


def test_nothing_is_imported_inside_a_function():
    for path, node in source.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        inside = [n for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))]
        assert inside == [], source.place(path, node.lineno)


def test_no_sql_and_no_arithmetic_of_money_in_pages():
    """Pages import no select(): the domain's queries are called."""
    allowed = {"portal/web/health.py"}  # SELECT 1
    for path, node in source.nodes(ast.ImportFrom, under=source.PORTAL / "web"):
        if (node.module or "").startswith("sqlalchemy") and relative(path) not in allowed:
            names = {alias.name for alias in node.names}
            assert names <= {
                "event",
                "Session",
                "UOWTransaction",
                "OperationalError",
                "TimeoutError",
            }, source.place(path, node.lineno)
