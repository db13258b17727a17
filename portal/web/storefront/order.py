"""The buyer's page of an order, behind an unguessable link, and what can be done there."""

from datetime import timedelta

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import passwords, people
from portal.core import limits
from portal.core.errors import Invalid, NotFound
from portal.i18n import formats
from portal.orders import (
    cancelling,
    fulfilment,
    invoices,
    payable,
    queries,
    refund_to,
    reorder,
    transfer_page,
)
from portal.orders.checkout import back_to_cart
from portal.orders.models import OrderState
from portal.orders.order_page import OrderPage
from portal.orders.payable import LastTry
from portal.orders.transfer_page import TransferPage
from portal.payments.gateways.transfer import NAME as TRANSFER
from portal.payments.models import Refund
from portal.web import access, documents, tell, unit
from portal.web import limits as counted
from portal.web.reading import reader
from portal.web.sentences import sentence
from portal.web.storefront import basket, order_verdict, order_words
from portal.web.storefront.area import storefront
from portal.web.storefront.forms import ProblemForm, RefundAccountForm
from portal.web.wording import gettext as _

BY = "buyer"
LOOK_AGAIN = 15  # seconds, without JavaScript
PER_HOUR = 30


def private(page: str, status: int = 200) -> Response:
    """A page whose address is a secret."""
    return hushed(make_response(page, status))


def hushed(response: Response) -> Response:
    """The address is not told to anybody that is linked from the page, nor to search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@storefront.get("/o/<link>")
@access.public
def order(link: str) -> ResponseReturnValue:
    return show(link, ProblemForm())


def show(
    link: str,
    form: ProblemForm,
    status: int = 200,
    problem_of: str = "",
    *,
    account_fault: str = "",
    bank: RefundAccountForm | None = None,
) -> Response:
    """The order's page, with a form that was refused."""
    g.tab = "orders"
    page = queries.order_page(reader(), link=link)
    last, transfer = _last_try(page)
    verdict = order_verdict.verdict(page, last, transfer)
    response = private(
        render_template(
            "storefront/order.html",
            order=order_words.order(page, is_own=page.is_of(_who())),
            verdict=verdict,
            transfer=transfer,
            form=form,
            problem_of=problem_of,
            account_fault=account_fault,
            bank=bank or RefundAccountForm(),
        ),
        status,
    )
    if verdict.is_waiting:
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return response


def _last_try(page: OrderPage) -> tuple[LastTry | None, TransferPage | None]:
    """The newest try to pay what is or was due, and more of it where it is a transfer."""
    is_unpaid = page.may_pay or page.state is OrderState.EXPIRED
    if not is_unpaid or page.payment is None:
        return None, None
    last = payable.last_try(reader(), payment=page.payment.public_id)
    if last is None or last.gateway != TRANSFER or last.reference is None:
        return last, None
    return last, transfer_page.page(reader(), reference=last.reference)


def _who() -> int | None:
    who = access.user()
    return who.id if who else None


def _to(link: str) -> ResponseReturnValue:
    return redirect(url_for("storefront.order", link=link), 303)


@storefront.get("/o/<link>/cancel/<part>")
@access.public
def cancel_ask(link: str, part: str) -> ResponseReturnValue:
    """What would come back, by which way and when, before anything is done."""
    seen = payable.foresee(reader(), link=link, part=part)
    return private(
        render_template(
            "storefront/cancel.html",
            link=link,
            part=part,
            seen=seen,
            route=order_words.route(seen.route),
        )
    )


@storefront.post("/o/<link>/cancel/<part>")
@access.public
def cancel(link: str, part: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("seller_order", part)
        refund = cancelling.cancel_part(
            session, link=link, part=part, reason=request.form.get("reason", "")[:500], by=BY
        )
        said = _refunded(refund)
    flash(said, "ok")
    return _to(link)


def _refunded(refund: Refund | None) -> str:
    if refund is None:
        return _("The package is cancelled; its money had already gone back.")
    return _(
        "The package is cancelled. %(amount)s goes back %(route)s, expected by %(day)s.",
        amount=formats.money(refund.amount, refund.currency, g.language),
        route=order_words.route(refund.route),
        day=formats.weekday_day(refund.expected_on, g.language),
    )


@storefront.post("/o/<link>/back")
@access.public
def back(link: str) -> ResponseReturnValue:
    """Give an unpaid order up; its goods are in the basket again."""
    with unit.transaction() as session:
        given_up = back_to_cart(session, link=link, by=BY)
        unit.about("order", given_up.public_id)
    return redirect(url_for("storefront.cart"), 303)


@storefront.post("/o/<link>/refund-account")
@access.public
def refund_account(link: str) -> ResponseReturnValue:
    """Where the office shall send what no gateway can give back."""
    form = RefundAccountForm(request.form)
    if not form.validate():
        return show(link, ProblemForm(), 422, bank=form)
    counted.count("refund_account", link[:64], limit=PER_HOUR, per=timedelta(hours=1))
    with unit.transaction() as session:
        number, account = refund_to.give_account(
            session, link=link, holder=form.holder.data, iban=form.iban.data, by=BY
        )
        unit.about("order", number, account=account.public_id)
    flash(_("The office sends the money to this account. You hear of it by SMS."), "ok")
    return _to(link)


@storefront.post("/o/<link>/received/<part>")
@access.public
def received(link: str, part: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("seller_order", part)
        fulfilment.confirm_delivery(session, link=link, part=part, by=BY)
    flash(_("Thank you. The maker now gets its money."), "ok")
    return _to(link)


@storefront.post("/o/<link>/problem/<part>")
@access.public
def problem(link: str, part: str) -> ResponseReturnValue:
    form = ProblemForm(request.form)
    if not form.validate():
        return show(link, form, 422, part)
    with unit.transaction() as session:
        unit.about("seller_order", part)
        limits.count(session, "problem", link[:64], limit=PER_HOUR, per=timedelta(hours=1))
        fulfilment.report_problem(session, link=link, part=part, note=form.note.data or "", by=BY)
    flash(
        _("Your report is with the office and the maker. The money is held until it is solved."),
        "ok",
    )
    return _to(link)


@storefront.post("/o/<link>/invoice/<part>")
@access.public
def invoice_ask(link: str, part: str) -> ResponseReturnValue:
    """The invoice is issued when it is first asked for, and is the same ever after."""
    with unit.transaction() as session:
        issued = invoices.ask(session, link=link, part=part, by=BY)
        unit.about("invoice", issued.public_id)
    return redirect(url_for("storefront.invoice", link=link, public_id=issued.public_id), 303)


@storefront.get("/o/<link>/invoice/<public_id>.pdf")
@access.public
def invoice(link: str, public_id: str) -> ResponseReturnValue:
    """Whole for its signed-in owner; a guest's copy has no telephone and no street."""
    paper = invoices.document(reader(), public_id=public_id, link=link)
    if not queries.is_of(reader(), link=link, user_id=_who()):
        paper = order_words.paper(paper)
    response = documents.answer(documents.invoice_pdf(paper, g.language), f"{paper.number}.pdf")
    return hushed(response)


@storefront.post("/o/<link>/again")
@access.public
def again(link: str) -> ResponseReturnValue:
    """The same goods once more, at today's prices."""
    with unit.transaction() as session:
        made = reorder.reorder(session, link=link, **basket.holder_to_be())
    for gone in made.missing:
        title = gone.title_fa if g.language == "fa" else gone.title_en
        flash(_("“%(title)s” cannot be had now.", title=title), "warn")
    if made.added:
        flash(_("The goods are in your basket, at today's prices."), "ok")
    return redirect(url_for("storefront.cart"), 303)


@storefront.post("/o/<link>/account")
@access.public
def make_account(link: str) -> ResponseReturnValue:
    """An account from what the order knows; only the password was left to give."""
    page = queries.order_page(reader(), link=link)
    if not page.email:
        raise NotFound
    password = request.form.get("password", "")
    try:
        hashed = passwords.accept(password, personal=(page.buyer_name, page.email))
    except Invalid as error:
        return show(link, ProblemForm(), 422, account_fault=sentence(error.errors["password"]))
    with unit.transaction() as session:
        unit.about("user", "registered")
        made = people.register(
            session,
            name=page.buyer_name,
            email=page.email,
            password=hashed,
            language=g.language,
            address=counted.caller(),
        )
        tell.registered(session, registered=made, language=g.language)
    flash(_("Open the link in the e-mail we have just sent you; your account is then ready."), "ok")
    return _to(link)
