"""What a line of the log looks like, and what never stands in one (W30)."""

import io
import json
import logging

import pytest
import sqlalchemy as sa
import structlog

from portal.accounts.models import User
from portal.core import logs
from portal.core.scrubbing import is_luhn, scrubbed

LIVE = "live"
MARKERS = [
    "6037 9912 3456 7893",
    "6037-9912-3456-7893",
    "۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳",
    "IR820540102680020817909002",
    "IR82 0540 1026 8002 0817 9090 02",
    "A000000000000000000000000000ydq5y838",
    "S3b1f2a9c4d5e6f708192a3b4c5d6e7f8091",
    f"sk_{LIVE}_51HxAbCdEfGh",  # in one piece no file of ours may hold them
    f"whsec{LIVE[:0]}_abcdef0123456789",
    "Bearer eyJhbGciOi.abc.def",
    "negar.sadeghi+1@mail.example.ir",
    "09123456789",
    "+98 912 345 6789",
    "۰۹۱۲۳۴۵۶۷۸۹",
    "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x_c",
]


@pytest.mark.asvs("16.2.5")
@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("around", ["{}", "said «{}».", "x={}, y", "({})\n", "/o/{}?next=/"])
def test_what_identifies_opens_or_pays_is_replaced(marker, around):
    assert marker not in scrubbed(around.format(marker))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Set-Cookie: sid=abc; HttpOnly", "Set-Cookie: [secret]"),
        ("GET /account/reset?code=123456 HTTP/1.1", "GET /account/reset?[query] HTTP/1.1"),
        ('Key (email)=(a) already exists."', 'Key (email)=([row]) already exists."'),
    ],
)
def test_the_rest_of_such_a_line_stays(text, kept):
    assert scrubbed(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "order 1405-000123 of seller 0xk3m9v2q8w7r5t4",
        "SELECT a FROM b WHERE c = ? AND d IN (?, ?)",
        "took 12.5 s at 2026-11-27T10:00:00.123456Z",
        "amount 1234567890123456 of 9123456789",  # no card, no mobile
        "head 12:9f3c2b1a9f3c2b1a9f3c2b1a9f3c2b1a9f3c2b1a9f3c2b1a9f3c2b1a9f3c2b1a",
    ],
)
def test_names_and_numbers_of_things_stay(text):
    assert scrubbed(text) == text


def test_the_check_of_cards_is_luhns():
    assert is_luhn("4242 4242 4242 4242")
    assert not is_luhn("4242 4242 4242 4243")


@pytest.fixture
def lines():
    """Lines that were written since, parsed."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    logs.configure(logging.INFO, stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers, root.level = before, level


@pytest.mark.asvs("16.2.1", "16.2.2", "16.2.4")
def test_a_line_says_when_what_and_for_which_request(lines):
    token = logs.request_id.set("7h2k9m")
    try:
        structlog.get_logger("portal.x").warning("limit_reached", flow="get:pages", seconds=3)
    finally:
        logs.request_id.reset(token)
    [line] = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "limit_reached", "level": "warning", "logger": "portal.x", "flow": "get:pages",
        "seconds": 3, "request_id": "7h2k9m",
    }  # fmt: skip


@pytest.mark.asvs("16.2.5")
def test_a_key_that_nobody_allowed_tells_only_its_size(lines):
    structlog.get_logger().info("said", password="horse battery", amount=12, form={"a": 1})
    [line] = lines()
    assert (line["password"], line["amount"], line["form"]) == ("str(13)", "int()", "dict(1)")


@pytest.mark.asvs("16.4.1", "16.2.4", "16.2.5")
def test_traces_and_other_peoples_lines_are_scrubbed_and_stay_one_line(lines):
    try:
        int("a@example.com\nIR820540102680020817909002")
    except ValueError:
        logging.getLogger("library").exception("failed for %s", "09123456789")
    [line] = lines()
    assert line["event"] == "failed for [mobile]"
    assert "ValueError" in line["exception"]
    assert "example.com" not in line["exception"]
    assert "IR82" not in line["exception"]


@pytest.mark.asvs("16.2.5")
def test_a_fault_of_the_database_names_no_values(session, lines):
    person = {"name": "نگار صادقی", "email": "negar@example.com"}
    session.add_all([User(**person), User(**person)])
    with pytest.raises(sa.exc.IntegrityError) as fault:
        session.flush()
    structlog.get_logger().error("database_busy", error=str(fault.value))
    [line] = lines()
    assert "negar" not in line["error"]
    assert "صادقی" not in line["error"]
    assert "users" in line["error"]


@pytest.mark.asvs("16.4.1")
@pytest.mark.parametrize(
    "mark", ["\n", "\r\n", "\r", "\0", "\x1b[31m", "\u2028", '"}\n{"event": "forged']
)
def test_nothing_typed_begins_another_line(lines, mark):
    forged = f'x{mark}{{"event": "sign_in", "level": "info"}}'
    structlog.get_logger().warning("sign_in_refused", why=forged, endpoint=forged)
    logging.getLogger("library").warning("heard %s", forged)
    found = lines()
    assert len(found) == 2
    assert [line["event"][:5] for line in found] == ["sign_", "heard"]
    assert found[0]["why"].startswith("x")
