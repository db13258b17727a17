"""What the shop answers when something cannot be done: what happened, and what to do next."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, LazyString] = {
    "no_refund_by_hand": _l("Nothing waits to be transferred to you for this order any more."),
    # fields of the address and the application
    "mobile": _l("A mobile number has 11 digits and begins with 09."),
    "email": _l("Write an e-mail address like name@example.com."),
    "postcode": _l("A postcode has exactly ten digits."),
    "national_id": _l("This number is not a valid national id; check it once more."),
    "economic_code": _l("An economic code has eleven, twelve or fourteen digits."),
    "not_a_company_id": _l("The national id of a company has eleven digits; check it once more."),
    "unknown": _l("Choose one from the list."),
    "not_in_province": _l("This city is not in the chosen province; choose the city again."),
    "terms_not_accepted": _l("Tick that you accept the terms."),
    "already_applied": _l("A firm with this national id has applied before or is a member."),
    # basket
    "not_a_quantity": _l("Write a whole number, such as 1 or 2."),
    "quantity_too_small": _l("The smallest number is 1. To take a product out, press Remove."),
    "quantity_too_large": _l("At most %(most)s of one product can be ordered."),
    "sold_out": _l("This product was sold out a moment ago."),
    "not_sellable": _l("One of the goods cannot be ordered now. Look at the marked lines."),
    "below_minimum": _l("This product is sold from %(minimum)s pieces up."),
    "too_many_lines": _l(
        "A basket holds at most %(limit)s different products; place this order first."
    ),
    "cart_unknown": _l("We do not find your basket in this browser"),
    "cart_empty": _l("There is nothing in your basket yet."),
    # checkout and payment
    "hoarding": _l(
        "So many pieces are already kept for you in an unpaid order. Pay it, or wait ten minutes."
    ),
    "payment_running": _l(
        "A payment of this basket is being checked with the bank. Wait for its answer."
    ),
    "form_used": _l("This page was used for another order. Look it over and confirm once more."),
    "shipping_missing": _l("The delivery you chose is no longer offered; choose another one."),
    "already_paid": _l("This order has already been paid."),
    "order_closed": _l("The time to pay this order is over; its goods are in your basket again."),
    "too_many_attempts": _l(
        "Too many tries to pay this order. Wait a few minutes, then try again."
    ),
    "money_unknown": _l("This is money of a currency that we do not keep books in."),
    "gateway_currency": _l(
        "This bank does not take the currency of this order; choose another one."
    ),
    "gateway_down": _l(
        "The bank does not answer now. Nothing has been paid; try again in a minute."
    ),
    "transfer_shown": _l("The receipt of this transfer was sent already, or is no longer awaited."),
    "transfer_in_hand": _l("The office has this transfer in hand; wait for its answer."),
    "day_to_come": _l("This day is still to come."),
    # the order afterwards
    "already_shipped": _l(
        "This package has been handed to the carrier and cannot be cancelled any more."
    ),
    "wrong_state": _l("The state of this package has changed meanwhile. Look at it again."),
    "nothing_to_refund": _l("Everything paid for this package has already been given back."),
    "still_open": _l("The bank has not decided yet; the case stays open until then."),
    "not_paid": _l("This order has not been paid yet."),
}
