"""The office's day: who waits for us."""

from collections.abc import Iterator

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.firms.policy import Permission
from portal.i18n import formats
from portal.reports import office
from portal.reports.office import OfficeBoard
from portal.web import access, unit
from portal.web.charts import bars
from portal.web.consortium.area import consortium
from portal.web.wording import gettext as _
from portal.web.wording import ngettext
from portal.web.words import Task


@consortium.get("/")
@access.office(Permission.REPORTS_VIEW)
def home() -> ResponseReturnValue:
    board = office.dashboard(unit.reader())
    g.menu_counts = {
        "consortium.applications": board.applications,
        "consortium.listings": board.listings,
        "consortium.transfers": board.receipts + board.second_looks,
        "consortium.refunds": board.refunds + board.mismatches,
    }
    return render_template(
        "consortium/home.html",
        board=board,
        weeks=bars([(week.starts, week.total) for week in board.weeks]),
        tasks=[task for permission, task in _tasks(board) if access.allows(permission)],
        today=clock.today(),
    )


def _tasks(board: OfficeBoard) -> Iterator[tuple[Permission, Task]]:
    """Whoever waits for the office, each with the permission to do something about it."""
    yield from _joining(board)
    yield from _money(board)
    yield from _parcels(board)


def _joining(board: OfficeBoard) -> Iterator[tuple[Permission, Task]]:
    if n := board.applications:
        title = ngettext("%(count)s application", "%(count)s applications", n, count=_said(n))
        yield (
            Permission.FIRMS_APPROVE,
            Task(
                "people",
                "warn",
                title,
                _("A firm asks to join."),
                url_for("consortium.applications"),
            ),
        )
    if n := board.listings:
        title = ngettext(
            "%(count)s listing to review", "%(count)s listings to review", n, count=_said(n)
        )
        yield (
            Permission.LISTINGS_REVIEW,
            Task("tag", "warn", title, _("Firms wait to sell."), url_for("consortium.listings")),
        )


def _money(board: OfficeBoard) -> Iterator[tuple[Permission, Task]]:
    if n := board.receipts:
        title = ngettext(
            "%(count)s receipt of a transfer", "%(count)s receipts of transfers", n, count=_said(n)
        )
        said = _("A buyer waits for a look at our statement.")
        yield (
            Permission.TRANSFERS_DECIDE,
            Task("doc", "warn", title, said, url_for("consortium.transfers")),
        )
    if n := board.second_looks:
        title = ngettext(
            "%(count)s transfer for a second person",
            "%(count)s transfers for a second person",
            n,
            count=_said(n),
        )
        said = _("One person has seen the money; another one has to.")
        yield (
            Permission.TRANSFERS_DECIDE,
            Task("people", "warn", title, said, url_for("consortium.transfers", tab="second")),
        )
    if n := board.refunds:
        title = ngettext("%(count)s refund by hand", "%(count)s refunds by hand", n, count=_said(n))
        yield (
            Permission.REFUNDS_DECIDE,
            Task(
                "wallet", "bad", title, _("A buyer waits for money."), url_for("consortium.refunds")
            ),
        )
    if n := board.mismatches:
        title = ngettext(
            "%(count)s payment that does not fit",
            "%(count)s payments that do not fit",
            n,
            count=_said(n),
        )
        said = _("Money that is not what we asked for.")
        yield (
            Permission.REFUNDS_DECIDE,
            Task("warn", "bad", title, said, url_for("consortium.refunds", state="cases")),
        )


def _parcels(board: OfficeBoard) -> Iterator[tuple[Permission, Task]]:
    if n := board.late_parts:
        title = ngettext("%(count)s late parcel", "%(count)s late parcels", n, count=_said(n))
        yield (
            Permission.ORDERS_VIEW,
            Task("clock", "bad", title, _("Its firm let the day pass."), _orders("late")),
        )
    if n := board.problems:
        title = ngettext(
            "%(count)s problem reported", "%(count)s problems reported", n, count=_said(n)
        )
        yield (
            Permission.ORDERS_VIEW,
            Task("warn", "bad", title, _("A buyer waits for a firm's answer."), _orders("problem")),
        )


def _orders(tab: str) -> str:
    return url_for("consortium.orders", tab=tab)


def _said(number: int) -> str:
    return formats.number(number, g.language)
