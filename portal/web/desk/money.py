"""What is owed to the firm, and where each rial came from."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from portal.firms.policy import Permission
from portal.i18n import parse
from portal.reports import firm as reports
from portal.web import access, unit
from portal.web.desk.area import desk
from portal.web.wording import lazy as _l

KIND_WORDS = {
    "sale": _l("Sale"),
    "refund": _l("Money given back to a buyer"),
    "reversal": _l("Sale taken back"),
    "payout": _l("Paid to your account"),
}
WHAT_WORDS = {
    "goods": _l("Goods"),
    "discount": _l("Discount that you bear"),
    "shipping": _l("Delivery"),
    "commission": _l("Commission"),
    "commission_vat": _l("VAT on the commission"),
    "levy": _l("Levy"),
    "levy_vat": _l("VAT on the levy"),
    "payout": _l("Paid to your account"),
}


@desk.get("/money")
@access.firm(Permission.MONEY_VIEW)
def money(firm_id: int) -> ResponseReturnValue:
    found = reports.account(
        unit.reader(),
        firm_id=firm_id,
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    return render_template(
        "desk/money.html",
        account=found,
        firm=g.organisation,
        kinds=KIND_WORDS,
        whats=WHAT_WORDS,
    )
