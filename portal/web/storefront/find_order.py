"""An order lost from sight: its link is sent again to the mobile it was placed with.

The answer is the same whether there is such an order or not; only the telephone tells.
"""

from datetime import timedelta

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import tokens
from portal.messaging.notices import notify
from portal.orders import queries
from portal.web import access, limits, unit
from portal.web.storefront.area import storefront
from portal.web.storefront.forms import FindForm
from portal.web.wording import gettext as _

PER_ADDRESS, PER_MOBILE = 10, 5


@storefront.get("/orders/find")
@access.public
def find_order() -> ResponseReturnValue:
    g.tab = "orders"
    return render_template("storefront/find_order.html", form=FindForm())


@storefront.post("/orders/find")
@access.public
def find_order_send() -> ResponseReturnValue:
    g.tab = "orders"
    form = FindForm(request.form)
    if not form.validate():
        return render_template("storefront/find_order.html", form=form), 422
    mobile = form.mobile.data or ""
    limits.count("find_order", limits.caller(), limit=PER_ADDRESS, per=timedelta(hours=1))
    limits.count("find_order", mobile, limit=PER_MOBILE, per=timedelta(hours=1))
    with unit.transaction() as session:
        link = queries.find_guest(session, number=form.number.data or "", mobile=mobile)
        if link is not None:
            notify(
                session,
                kind="order_link",
                key=f"order_link:{tokens.public_id()}",
                language=g.language,
                facts={"link": f"/o/{link}"},
                sms=mobile,
            )
    return redirect(url_for("storefront.found_order"), 303)


@storefront.get("/orders/found")
@access.public
def found_order() -> ResponseReturnValue:
    return render_template(
        "storefront/message.html",
        sign="phone",
        title=_("Look at your messages"),
        text=[
            _("If there is such an order, its link is on the way to your mobile."),
            _("Nothing comes within minutes? Look over the number and the mobile, and try again."),
        ],
        ways=[
            (_("Try again"), url_for("storefront.find_order")),
            (_("To the shop"), url_for("storefront.home")),
        ],
    )
