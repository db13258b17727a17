"""Where payments and orders meet: one `settle` for the return page, the notice and the sweep.

The trip is claim, commit, confirm with no transaction open, commit. Money that arrived is always
booked: it pays the order, or it stands in `suspense` and is owed back in the same transaction.
Rows are locked in one order: payment, order, attempt, seller orders, offers.
"""

from portal.settlement.hearing import hear, work_off
from portal.settlement.paying import Try, first_try, holding, send, start
from portal.settlement.returning import (
    book_refund_paid,
    retry_refund,
    return_mismatch,
    run_refund,
)
from portal.settlement.settling import Answer, receive, settle
from portal.settlement.sweeping import Swept, sweep
from portal.settlement.transferring import (
    approve_transfer,
    cancel_transfer,
    is_confirmed,
    refuse_transfer,
    settle_transfer,
    show_receipt,
    take_back_transfer,
    transfer_bank,
)

__all__ = [
    "Answer",
    "Swept",
    "Try",
    "approve_transfer",
    "book_refund_paid",
    "cancel_transfer",
    "first_try",
    "hear",
    "holding",
    "is_confirmed",
    "receive",
    "refuse_transfer",
    "retry_refund",
    "return_mismatch",
    "run_refund",
    "send",
    "settle",
    "settle_transfer",
    "show_receipt",
    "start",
    "sweep",
    "take_back_transfer",
    "transfer_bank",
    "work_off",
]
