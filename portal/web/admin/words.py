"""Messages and background work in words. A test asks for each known code."""

from collections.abc import Mapping

from portal.web.wording import LazyString
from portal.web.wording import lazy as _l

MESSAGES: Mapping[str, LazyString] = {
    "order_paid_buyer": _l("Order paid, to the buyer"),
    "order_shipped": _l("Order on its way"),
    "order_cancelled": _l("Order cancelled"),
    "line_reduced": _l("Goods missing from an order"),
    "refund_opened": _l("Money goes back"),
    "refund_done": _l("Money has gone back"),
    "refund_by_hand": _l("Please tell us an account for your money"),
    "refund_account": _l("Account for a refund was given"),
    "transfer_refused": _l("Transfer not found"),
    "order_link": _l("Link of an order"),
    "payment_reminder": _l("Order not paid yet"),
    "order_paid_firm": _l("Order paid, to the firm"),
    "order_late_firm": _l("Order not accepted yet"),
    "problem_reported": _l("Problem reported"),
    "shortage": _l("Goods are running short"),
    "listing_approved": _l("Listing approved"),
    "listing_sent_back": _l("Listing sent back"),
    "application_received": _l("Application received"),
    "application_approved": _l("Application approved"),
    "application_rejected": _l("Application refused"),
    "sign_in_code": _l("Code to sign in"),
    "reset_password": _l("Link to a new password"),
    "verify_email": _l("Link to confirm an e-mail"),
    "change_email": _l("Link to change the e-mail"),
    "email_changing": _l("The e-mail is about to change"),
    "email_changed": _l("The e-mail has changed"),
    "mobile_code": _l("Code to confirm a mobile"),
    "mobile_changed": _l("The mobile has changed"),
    "access_changed": _l("Password or second step has changed"),
    "already_registered": _l("Already registered"),
    "invite": _l("Invitation to a team"),
}
JOBS: Mapping[str, LazyString] = {
    "send_messages": _l("Send messages"),
    "run_refund": _l("Send a refund to its bank"),
    "release_expired_holds": _l("Put goods back that nobody paid for"),
    "expire_orders": _l("End orders that were not paid in time"),
    "remind_unpaid": _l("Remind buyers of unpaid orders"),
    "refresh_due_prices": _l("Show prices whose day has come"),
    "resume_silent": _l("Take over the work of silent workers"),
    "hear_gateway": _l("Follow what a bank told us"),
    "payment_sweep": _l("Ask the banks about open payments"),
    "give_up_messages": _l("Give up messages that came too late"),
    "remind_unaccepted": _l("Remind firms of orders they have not accepted"),
    "deliver_after_seven_days": _l("Take orders as delivered after seven days"),
    "close_after_seven_days": _l("Close orders seven days after delivery"),
    "seal_audit": _l("Seal the audit log"),
    "look_over": _l("Look over the data of the last day"),
    "look_over_all": _l("Look over all data"),
    "sweep_rate_counters": _l("Forget old counts of tries"),
    "forget_sign_ins": _l("Forget ended sign-ins"),
    "forget_carts": _l("Forget old baskets"),
    "forget_jobs": _l("Forget finished background work"),
    "keep_statistics": _l("Refresh the statistics of the database"),
}


def message(kind: str) -> str:
    return str(MESSAGES.get(kind, kind))


def job(name: str) -> str:
    return str(JOBS.get(name, name))
