"""What a dispute is called, how it stands, and what the cardholder said to his bank."""

from portal.web.wording import LazyString
from portal.web.wording import lazy as _l

KINDS: dict[str, LazyString] = {
    "dispute": _l("Disputed by the cardholder"),
    "refund": _l("Given back in the bank's own panel"),
}
FATES: dict[str, tuple[LazyString, str, LazyString]] = {  # word, kind of badge, what to do
    "warned": (
        _l("Asked about"),
        "warn",
        _l("No money has moved yet. Answer in the bank's panel, or give the money back there."),
    ),
    "taken": (
        _l("Taken for now"),
        "bad",
        _l("The money is out of our account. Send the proof of delivery in the bank's panel."),
    ),
    "returned": (_l("Back with us"), "ok", _l("The money is in our account again.")),
    "kept": (
        _l("Gone"),
        "bad",
        _l("Settle with the firm who bears it, and do not pay the buyer a second time."),
    ),
    "dropped": (_l("Dropped"), "ok", _l("Nothing came of it; no money has moved.")),
}
REASONS: dict[str, LazyString] = {  # Stripe's words; others stand as they are
    "fraudulent": _l("says: I did not pay this"),
    "product_not_received": _l("says that nothing arrived"),
    "product_unacceptable": _l("says that the goods are not as described"),
    "duplicate": _l("says: I paid this twice"),
    "credit_not_processed": _l("says that a refund did not come"),
    "unrecognized": _l("does not recognise the payment"),
    "general": _l("gave no reason"),
    "requested_by_customer": _l("asked for it"),
}


def reason(code: str) -> str:
    return str(REASONS.get(code, code))
