"""The firm's orders: the list by what is to be done, one order, its papers."""

import re
from collections.abc import Mapping

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.orders import desk as queries
from portal.orders import invoices, slips
from portal.shipping import carriers
from portal.web import access, documents, unit
from portal.web.desk.area import desk
from portal.web.desk.order_forms import DropForm, ShipForm

NEEDS_AN_ACT = ("new", "packing", "problem")


@desk.get("/orders")
@access.firm(Permission.ORDERS_VIEW)
def orders(firm_id: int) -> ResponseReturnValue:
    tab = request.args.get("tab", "new")
    tab = tab if tab in queries.TABS else "new"
    found = queries.listing(
        unit.reader(),
        firm_id=firm_id,
        tab=tab,
        text=request.args.get("q", "")[:80],
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    g.menu_counts = {"desk.orders": sum(found.counts[tab] for tab in NEEDS_AN_ACT)}
    return render_template("desk/orders.html", found=found, tab=tab, today=clock.today())


@desk.get("/orders/<number>")
@access.firm(Permission.ORDERS_VIEW)
def order(firm_id: int, number: str) -> ResponseReturnValue:
    return order_page(firm_id, number)


NOTHING: Mapping[str, str] = {}


def order_page(
    firm_id: int,
    number: str,
    *,
    ship: ShipForm | None = None,
    drop: DropForm | None = None,
    line_faults: Mapping[str, str] = NOTHING,
    pack_faults: Mapping[str, str] = NOTHING,
    status: int = 200,
) -> ResponseReturnValue:
    """One order with its forms; a refused form comes back here with what was typed.

    The faults map a line's public id to a sentence.
    """
    session = unit.reader()
    seen = queries.detail(session, firm_id=firm_id, number=number)
    carrier = carriers.by_code(session, seen.carrier_code)
    page = render_template(
        "desk/order.html",
        order=seen,
        carrier=carrier,
        needs_number=not re.fullmatch(carrier.tracking_pattern, ""),
        commission_back=_commission_back(seen),
        ship=ship or ShipForm(),
        drop=drop or DropForm(),
        line_faults=line_faults,
        pack_faults=pack_faults,
        today=clock.today(),
    )
    return page, status


def _commission_back(seen: queries.DeskOrder) -> int:
    """What of the commission came back with refunds: the rest of the firm's own account."""
    taken = sum(charge.amount + charge.vat for charge in seen.charges)
    return seen.net - (seen.total - seen.refunded - taken)


@desk.get("/orders/<number>/slip.pdf")
@access.firm(Permission.ORDERS_VIEW)
def packing_slip(firm_id: int, number: str) -> ResponseReturnValue:
    slip = slips.packing_slip(unit.reader(), firm_id=firm_id, number=number)
    return documents.answer(documents.packing_slip_pdf(slip, g.language), f"slip-{number}.pdf")


@desk.post("/orders/<number>/invoice")
@access.firm(Permission.ORDERS_VIEW)
def ask_invoice(firm_id: int, number: str) -> ResponseReturnValue:
    """Draw the number now (gap-free), then show the paper."""
    with unit.transaction() as session:
        unit.about("seller_order", number)
        issued = invoices.ask_as_firm(
            session, firm_id=firm_id, number=number, by=access.actor_name()
        )
    return Response(
        status=303, headers={"Location": url_for("desk.invoice", public_id=issued.public_id)}
    )


@desk.get("/invoices/<public_id>.pdf")
@access.firm(Permission.ORDERS_VIEW)
def invoice(firm_id: int, public_id: str) -> ResponseReturnValue:
    paper = invoices.document(unit.reader(), public_id=public_id, firm_id=firm_id)
    return documents.answer(documents.invoice_pdf(paper, g.language), f"invoice-{paper.number}.pdf")
