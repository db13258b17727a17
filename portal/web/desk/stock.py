"""The shelf: what is there, what is promised, what is free; counting and receiving in place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import offers, queries
from portal.catalog import stock as shelf
from portal.core.errors import Invalid
from portal.core.text import fold
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.reports import shortages
from portal.web import access, unit
from portal.web.desk.area import desk
from portal.web.sentences import sentence
from portal.web.wording import gettext as _

LONGEST_REASON = 200
PACKS = 25  # a page; each has four forms


@dataclass(frozen=True, slots=True)
class Fault:
    """A refused inline form: whose row, which act, and why."""

    sku: str
    act: str
    message: str


@desk.get("/stock")
@access.firm(Permission.STOCK_EDIT)
def stock(firm_id: int) -> ResponseReturnValue:
    return _page(firm_id, None, 200)


def _page(firm_id: int, fault: Fault | None, status: int) -> ResponseReturnValue:
    session = unit.reader()
    page = queries.stock_list(
        session,
        firm_id=firm_id,
        text=request.args.get("q", "")[:80],
        number=parse.integer(request.args.get("page", "1")) or 1,
        size=PACKS,
    )
    return render_template(
        "desk/stock.html",
        page=page,
        fault=fault,
        shortages=shortages.shortages_of(session, firm_id=firm_id),
    ), status


def _whole(name: str) -> int:
    """A whole number, or Invalid with the field's own fault; nothing typed is missing."""
    typed = request.form.get(name, "").strip()
    if not typed:
        raise Invalid({name: "required"})
    value = parse.integer(typed[:20])
    if value is None:
        raise Invalid({name: "not_a_number"})
    return value


def _act(
    firm_id: int, sku: str, name: str, verb: Callable[..., Any], done: str
) -> ResponseReturnValue:
    """Do one thing to the firm's offer, then show the list where it was."""
    try:
        with unit.transaction() as session:
            unit.about("offer", sku)
            verb(session, firm_id=firm_id, sku=sku, by=access.actor_name())
    except Invalid as error:
        return _page(firm_id, Fault(sku, name, sentence(next(iter(error.errors.values())))), 422)
    flash(done, "ok")
    return redirect(url_for("desk.stock", q=request.args.get("q")), 303)


def _reason() -> str:
    return fold(request.form.get("reason", ""))[:LONGEST_REASON]


@desk.post("/stock/count/<path:sku>")
@access.firm(Permission.STOCK_EDIT)
def count_stock(firm_id: int, sku: str) -> ResponseReturnValue:
    """The shelf was counted; fewer than promised opens a shortage."""

    def verb(session: unit.Session, **facts: Any) -> None:
        shelf.count(session, counted=_whole("counted"), reason=_reason(), **facts)

    return _act(firm_id, sku, "count", verb, _("Counted. The shop shows it at once."))


@desk.post("/stock/receive/<path:sku>")
@access.firm(Permission.STOCK_EDIT)
def receive_stock(firm_id: int, sku: str) -> ResponseReturnValue:
    def verb(session: unit.Session, **facts: Any) -> None:
        shelf.receive(session, quantity=_whole("quantity"), reason=_reason(), **facts)

    return _act(firm_id, sku, "receive", verb, _("Added to the shelf."))


@desk.post("/stock/warn/<path:sku>")
@access.firm(Permission.STOCK_EDIT)
def warn_stock(firm_id: int, sku: str) -> ResponseReturnValue:
    """From how many free units on the firm wants to be warned."""

    def verb(session: unit.Session, *, firm_id: int, sku: str, **_by: str) -> None:
        offers.edit(session, firm_id=firm_id, sku=sku, low_at=_whole("low_at"))

    return _act(firm_id, sku, "warn", verb, _("Saved."))


@desk.post("/stock/pause/<path:sku>")
@access.firm(Permission.STOCK_EDIT)
def pause_offer(firm_id: int, sku: str) -> ResponseReturnValue:
    return _act(firm_id, sku, "pause", offers.pause, _("Not for sale for the present."))


@desk.post("/stock/resume/<path:sku>")
@access.firm(Permission.STOCK_EDIT)
def resume_offer(firm_id: int, sku: str) -> ResponseReturnValue:
    return _act(firm_id, sku, "resume", offers.resume, _("For sale again."))
