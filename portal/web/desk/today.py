"""What waits for the firm, as lines of its to-do list: the most urgent first."""

from collections.abc import Callable, Iterator

from flask import g, url_for

from portal.firms.policy import Permission
from portal.i18n import formats
from portal.reports.firm import Dashboard
from portal.web.wording import gettext as _
from portal.web.wording import ngettext
from portal.web.words import Task

Allows = Callable[[Permission], bool]
MOST_LOW = 2


def tasks(board: Dashboard, allows: Allows) -> list[Task]:
    """At most a handful; a role sees what it can do something about."""
    found = list(_orders(board)) if allows(Permission.ORDERS_FULFIL) else []
    if allows(Permission.STOCK_EDIT):
        found += _stock(board)
    if allows(Permission.CATALOGUE_EDIT):
        found += _listings(board)
    return found


def _orders(board: Dashboard) -> Iterator[Task]:
    if board.late:
        yield Task(
            "clock",
            "bad",
            ngettext(
                "%(count)s order is late",
                "%(count)s orders are late",
                board.late,
                count=_said(board.late),
            ),
            _("Their day has passed; the buyers are waiting."),
            url_for("desk.orders", tab="packing"),
        )
    if board.due_today:
        yield Task(
            "box",
            "warn",
            ngettext(
                "%(count)s order by tonight",
                "%(count)s orders by tonight",
                board.due_today,
                count=_said(board.due_today),
            ),
            _("They were promised to leave today."),
            url_for("desk.orders", tab="packing"),
        )
    if board.to_accept:
        yield Task(
            "check",
            "info",
            ngettext(
                "%(count)s new order",
                "%(count)s new orders",
                board.to_accept,
                count=_said(board.to_accept),
            ),
            _("Accept within eight working hours."),
            url_for("desk.orders", tab="new"),
        )
    if board.problems:
        yield Task(
            "warn",
            "bad",
            ngettext(
                "%(count)s problem reported",
                "%(count)s problems reported",
                board.problems,
                count=_said(board.problems),
            ),
            _("The buyer waits for your answer."),
            url_for("desk.orders", tab="problem"),
        )


def _stock(board: Dashboard) -> Iterator[Task]:
    for row in board.low[:MOST_LOW]:
        title = row.title_fa if g.language == "fa" else row.title_en
        pack = formats.digits(row.pack_fa if g.language == "fa" else row.pack_en, g.language)
        left = formats.number(row.free, g.language)
        yield Task(
            "grid",
            "bad" if row.free == 0 else "warn",
            _("%(goods)s is running out", goods=title),
            _("%(pack)s, %(num)s left", pack=pack, num=left),
            url_for("desk.stock", q=row.sku),
        )


def _listings(board: Dashboard) -> Iterator[Task]:
    if board.sent_back:
        yield Task(
            "edit",
            "warn",
            ngettext(
                "%(count)s listing was sent back",
                "%(count)s listings were sent back",
                board.sent_back,
                count=_said(board.sent_back),
            ),
            _("The office wrote what to correct."),
            url_for("desk.products", state="sent_back"),
        )
    if board.products_draft:
        yield Task(
            "tag",
            "info",
            ngettext(
                "%(count)s draft",
                "%(count)s drafts",
                board.products_draft,
                count=_said(board.products_draft),
            ),
            _("Complete it and hand it to the office."),
            url_for("desk.products", state="draft"),
        )


def _said(number: int) -> str:
    return formats.number(number, g.language)
