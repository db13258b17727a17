"""The audit log in words: every act, who did it and on what. A test asks for each known code."""

from collections.abc import Iterator, Mapping

from portal.web.wording import LazyString
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

Words = Mapping[str, LazyString]
PERSON = "user:"

SHOP: Words = {
    "storefront.cart_add": _l("Put goods in the basket"),
    "storefront.cart_set": _l("Changed a quantity in the basket"),
    "storefront.cart_set_available": _l("Took as much as is left"),
    "storefront.cart_remove": _l("Took goods out of the basket"),
    "storefront.checkout_write": _l("Wrote address and delivery"),
    "storefront.place": _l("Placed an order"),
    "storefront.again": _l("Filled a basket with an earlier order"),
    "storefront.back": _l("Took an unpaid order back to the basket"),
    "storefront.cancel": _l("Cancelled a part of an order as its buyer"),
    "storefront.problem": _l("Reported a problem"),
    "storefront.received": _l("Said that the goods have come"),
    "storefront.transfer_send": _l("Sent the receipt of a transfer"),
    "storefront.transfer_cancel": _l("Gave a transfer up"),
    "storefront.refund_account": _l("Gave a bank account for a refund"),
    "storefront.invoice_ask": _l("Asked for an invoice as the buyer"),
    "storefront.make_account": _l("Made an account after an order"),
    "storefront.find_order_send": _l("Asked for the link of an order"),
    "storefront.apply_send": _l("Applied to join"),
    "payment_pages.start": _l("Went to the bank"),
    "bank.decide": _l("Played the bank of the demo"),
}
ACCOUNT: Words = {
    "account.register_now": _l("Registered"),
    "account.sign_in_now": _l("Signed in"),
    "account.second_now": _l("Gave the second step"),
    "account.begin_app": _l("Began to set up an authenticator app"),
    "account.confirm_app": _l("Set up an authenticator app"),
    "account.remove_app": _l("Took the authenticator app away"),
    "account.passkey_question": _l("Began to set up a passkey"),
    "account.add_passkey": _l("Set up a passkey"),
    "account.remove_passkey": _l("Took a passkey away"),
    "account.second_question": _l("Asked for a passkey at sign-in"),
    "account.confirm_question": _l("Asked for a passkey to confirm"),
    "account.renew_codes": _l("Made new recovery codes"),
    "account.end_session": _l("Ended one sign-in"),
    "account.send_code": _l("Asked for a code to sign in"),
    "account.enter_by_code": _l("Signed in with a code"),
    "account.sign_out": _l("Signed out"),
    "account.end_others": _l("Ended the other sign-ins"),
    "account.confirm_now": _l("Proved once more who it is"),
    "account.change_password": _l("Changed the password"),
    "account.ask_reset": _l("Asked for a new password"),
    "account.reset_now": _l("Set a new password"),
    "account.ask_email": _l("Asked to change the e-mail"),
    "account.verify_email_now": _l("Confirmed an e-mail"),
    "account.send_phone_code": _l("Asked to change the mobile"),
    "account.save_phone": _l("Confirmed a mobile"),
    "account.save": _l("Changed name or language"),
    "account.add_address": _l("Kept an address"),
    "account.remove_address": _l("Removed an address"),
    "account.accept_invitation": _l("Accepted an invitation"),
    "account.join": _l("Registered by an invitation"),
}
TEAM: Words = {
    "invite": _l("Invited a colleague"),
    "withdraw_invitation": _l("Took an invitation back"),
    "change_role": _l("Changed the role of a colleague"),
    "end_membership": _l("Took a colleague out of the team"),
}
TARIFF: Words = {
    "save_tariff": _l("Saved the terms of delivery prices"),
    "add_zone": _l("Added a delivery zone"),
    "save_zone": _l("Changed a delivery zone"),
    "drop_zone": _l("Took a delivery zone away"),
    "add_rate": _l("Added a delivery price"),
    "save_rate": _l("Changed a delivery price"),
    "start_rate": _l("Started a delivery price"),
    "stop_rate": _l("Stopped a delivery price"),
}


def _for(area: str) -> Words:
    """What a desk and the office do alike, each under its own name."""
    return {f"{area}.{name}": words for name, words in {**TEAM, **TARIFF}.items()}


DESK: Words = {
    "desk.accept": _l("Accepted an order"),
    "desk.pack": _l("Packed an order"),
    "desk.ship": _l("Handed an order to the carrier"),
    "desk.correct_tracking": _l("Corrected a tracking number"),
    "desk.delivered": _l("Said that an order has arrived"),
    "desk.drop": _l("Took missing goods off an order"),
    "desk.cancel": _l("Cancelled an order as the firm"),
    "desk.resolve": _l("Answered a reported problem"),
    "desk.ask_invoice": _l("Asked for an invoice as the firm"),
    "desk.create_product": _l("Began a product"),
    "desk.save_product": _l("Changed the words of a product"),
    "desk.submit_product": _l("Handed a product in for review"),
    "desk.withdraw_product": _l("Took a product back from review"),
    "desk.show_product": _l("Put a product back on show"),
    "desk.hide_product": _l("Hid a product"),
    "desk.retire_product": _l("Took a product out of the shop for good"),
    "desk.add_pack": _l("Added a pack"),
    "desk.save_pack": _l("Changed a pack"),
    "desk.start_pack": _l("Started a pack"),
    "desk.stop_pack": _l("Stopped a pack"),
    "desk.offer_pack": _l("Offered a pack"),
    "desk.set_price": _l("Set a price"),
    "desk.add_picture": _l("Added a picture"),
    "desk.save_pictures": _l("Changed the order or words of pictures"),
    "desk.remove_picture": _l("Removed a picture"),
    "desk.receive_stock": _l("Booked goods in"),
    "desk.count_stock": _l("Counted the stock"),
    "desk.warn_stock": _l("Set the warning for low stock"),
    "desk.pause_offer": _l("Stopped the sale of a pack"),
    "desk.resume_offer": _l("Went on selling a pack"),
    "desk.save_profile": _l("Changed the profile of the firm"),
    "desk.save_iban": _l("Changed the bank account of the firm"),
    "desk.pause": _l("Closed the firm for a while"),
    "desk.resume": _l("Opened the firm again"),
    "desk.close_tariff": _l("Gave up own delivery prices"),
    **_for("desk"),
}
OFFICE: Words = {
    "consortium.approve_application": _l("Took an applicant in"),
    "consortium.refuse_application": _l("Refused an applicant"),
    "consortium.suspend_firm": _l("Suspended a firm"),
    "consortium.reinstate_firm": _l("Let a firm back in"),
    "consortium.decide": _l("Decided on a listing"),
    "consortium.cancel_part": _l("Ended a part of an order for its firm"),
    "consortium.resolve_part": _l("Decided a problem for the firm"),
    "consortium.refund_paid": _l("Paid a refund by bank transfer"),
    "consortium.refund_retry": _l("Let the bank try a refund again"),
    "consortium.return_mismatch": _l("Returned money that did not fit"),
    "consortium.confirm_transfer": _l("Saw a transfer on our statement"),
    "consortium.take_back_transfer": _l("Took the first approval of a transfer back"),
    "consortium.refuse_transfer": _l("Refused a transfer"),
    "consortium.withdrawal_handled": _l("Closed the case of money that a bank took back"),
    "consortium.add_charge": _l("Added a rule of charges"),
    "consortium.end_charge": _l("Ended a rule of charges"),
    "consortium.move_charge": _l("Moved a rule of charges"),
    **_for("consortium"),
}
ADMIN: Words = {
    "admin.add_category": _l("Added a category"),
    "admin.save_category": _l("Changed a category"),
    "admin.add_holiday": _l("Added a holiday"),
    "admin.remove_holiday": _l("Removed a holiday"),
    "admin.publish_terms": _l("Published a text that people accept"),
    "admin.set_user_active": _l("Closed or opened an account"),
    "admin.drop_second_step": _l("Took the second step of a person away"),
    "admin.send_again": _l("Sent a message again"),
    "admin.retry_job": _l("Let background work run again"),
}
RECORDS: Words = {
    "login.confirmed": _l("Sign-in confirmed once more"),
    "second_step.dropped": _l("Second step taken away by the command line"),
    "order.tracking_corrected": _l("Tracking number corrected"),
    "invoice.issued": _l("Invoice issued"),
    "tariff.opened": _l("Delivery prices opened"),
    "tariff.edited": _l("Delivery prices changed"),
    "tariff.closed": _l("Delivery prices closed"),
    "zone.added": _l("Delivery zone added"),
    "zone.edited": _l("Delivery zone changed"),
    "zone.dropped": _l("Delivery zone taken away"),
    "rate.added": _l("Delivery price added"),
    "rate.edited": _l("Delivery price changed"),
    "rate.started": _l("Delivery price started"),
    "rate.stopped": _l("Delivery price stopped"),
    "charge_rule.added": _l("Rule of charges added"),
    "charge_rule.ended": _l("Rule of charges ended"),
    "charge_rule.moved": _l("Rule of charges moved"),
    "holiday.added": _l("Holiday added"),
    "holiday.removed": _l("Holiday removed"),
}
AREAS: tuple[tuple[LazyString, Words], ...] = (
    (_l("Shop"), SHOP),
    (_l("Account"), ACCOUNT),
    (_l("Firm's desk"), DESK),
    (_l("Office"), OFFICE),
    (_l("Administration"), ADMIN),
    (_l("Records"), RECORDS),
)
ACTS: Words = {code: words for _title, acts in AREAS for code, words in acts.items()}
ACTORS: Words = {
    "guest": _l("Visitor"),
    "buyer": _l("Buyer"),
    "clock": _l("The clock"),
    "gateway": _l("The payment gateway"),
    "bank": _l("The bank of the demo"),
    "cli": _l("Command line"),
    "reference": _l("Installation"),
    "demo": _l("The demo"),
}
THINGS: Words = {
    "bank_transfer": _l("Transfer to our account"),
    "address": _l("Address"),
    "application": _l("Application"),
    "cart": _l("Basket"),
    "category": _l("Category"),
    "charge_rule": _l("Rule of charges"),
    "holiday": _l("Holiday"),
    "image": _l("Picture"),
    "invitation": _l("Invitation"),
    "invoice": _l("Invoice"),
    "job": _l("Background work"),
    "login": _l("Sign-in"),
    "membership": _l("Colleague"),
    "message": _l("Message"),
    "offer": _l("Pack on sale"),
    "one_time_code": _l("One-time code"),
    "order": _l("Order"),
    "organisation": _l("Firm"),
    "passkey": _l("Passkey"),
    "payment": _l("Payment"),
    "payment_attempt": _l("Try to pay"),
    "product": _l("Product"),
    "product_change": _l("Change of a product"),
    "rate": _l("Delivery price"),
    "refund": _l("Refund"),
    "seller_order": _l("Part of an order"),
    "tariff": _l("Delivery prices"),
    "terms": _l("Text that people accept"),
    "user": _l("Person"),
    "variant": _l("Pack"),
    "zone": _l("Delivery zone"),
    "withdrawal": _l("Money that a bank took back"),
}

MARKS = frozenset(  # stand where a name would: the thing had none yet, or it must not be told
    {
        "added", "begun", "closed", "email confirmed", "ended", "joined",
        "password reset", "registered", "reset asked", "sent", "terms", "tried", "withdrawn",
    }
)  # fmt: skip


def act(code: str) -> str:
    """What was done; of an act that is no longer known, its code."""
    return str(ACTS.get(code, code))


def actor(code: str) -> tuple[str, str]:
    """(who, a name to be read from left to right or "") of "user:<public id>", "guest" ..."""
    if code.startswith(PERSON):
        return _("Person"), code.removeprefix(PERSON)
    return (str(ACTORS[code]), "") if code in ACTORS else ("", code)


def thing(kind: str) -> str:
    return str(THINGS.get(kind, kind))


def named(kind: str, name: str) -> str:
    """The name of the thing; "" where a mark stands, or the role that somebody was invited to."""
    return "" if name in MARKS or kind == "invitation" else name


def choices() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The acts to choose from, each area in the order of the alphabet."""
    for title, acts in AREAS:
        said = [(code, str(words)) for code, words in acts.items()]
        yield str(title), sorted(said, key=lambda each: each[1])
