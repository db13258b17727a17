"""The page of the embedded test bank. It plays every way a payment can end; production has none."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.payments import sandbox_bank as books
from portal.web import access
from portal.web.wording import gettext as _

bank = Blueprint("bank", __name__)


def outcomes() -> list[tuple[str, str, str]]:
    """(name, words, kind of button), in the order of the page."""
    named = {
        "paid": (_("Pay"), ""),
        "failed": (_("The bank refuses"), "btn--2"),
        "cancelled": (_("Cancel and go back"), "btn--2"),
        "paid_never_returned": (_("Pay, but never come back"), "btn--2"),
        "late": (_("Pay, but come back late"), "btn--2"),
        "twice": (_("Pay twice: the second payment goes back"), "btn--2"),
    }
    return [(name, *named[name]) for name in books.OUTCOMES if name in named]


@bank.get("/bank/<authority>")
@access.public
def page(authority: str) -> ResponseReturnValue:
    return render_template(
        "storefront/bank.html", charge=books.charge(authority), outcomes=outcomes()
    )


@bank.post("/bank/<authority>")
@access.public
def decide(authority: str) -> ResponseReturnValue:
    """What the tester pressed; the bank sends the browser where it belongs."""
    outcome = request.form.get("outcome", "")
    if outcome not in books.OUTCOMES:
        raise NotFound
    return redirect(books.decide(authority, outcome), 303)
