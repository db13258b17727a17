"""The words of states and hints for the desks: a word, and the kind of its badge."""

from dataclasses import dataclass

from flask import g

from portal.catalog.models import Packing, Variant
from portal.firms.policy import Permission
from portal.i18n import formats
from portal.web.wording import LazyString
from portal.web.wording import lazy as _l


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a to-do list; `kind` colours its icon: bad, warn, info."""

    icon: str
    kind: str
    title: str
    note: str
    address: str


STATE_WORDS: dict[str, tuple[LazyString, str]] = {
    "awaiting": (_l("Waiting for payment"), ""),
    "paid": (_l("New"), "warn"),
    "preparing": (_l("Being packed"), "info"),
    "ready": (_l("Ready to ship"), "warn"),
    "shipped": (_l("On the way"), "info"),
    "delivered": (_l("Delivered"), "ok"),
    "closed": (_l("Closed"), ""),
    "cancelled": (_l("Cancelled"), "bad"),
    "expired": (_l("Not paid in time"), ""),
    "problem": (_l("Problem reported"), "bad"),
}
TAB_WORDS: dict[str, LazyString] = {
    "new": _l("New"),
    "packing": _l("Packing"),
    "shipped": _l("Shipped"),
    "problem": _l("Problem"),
    "done": _l("Done"),
    "cancelled": _l("Cancelled"),
    "all": _l("All"),
}
HINT_WORDS: dict[str, LazyString] = {
    "accept": _l("Accept this order"),
    "pack": _l("Pack the goods"),
    "ship": _l("Hand over and enter the tracking number"),
    "wait_delivery": _l("On the way to the buyer"),
    "wait_close": _l("Delivered; closes by itself after seven days"),
    "resolve": _l("The buyer reported a problem: answer it"),
    "wait_payment": _l("Waiting for payment"),
    "none": _l("Nothing to do"),
}
PRODUCT_WORDS: dict[str, tuple[LazyString, str]] = {
    "draft": (_l("Draft"), ""),
    "in_review": (_l("In review"), "info"),
    "live": (_l("In the shop"), "ok"),
    "hidden": (_l("Hidden"), "warn"),
    "retired": (_l("Retired"), ""),
}
PACKING_WORDS: dict[Packing, LazyString] = {
    Packing.GLASS: _l("glass bottle"),
    Packing.TIN: _l("tin"),
    Packing.JAR: _l("jar"),
    Packing.POUCH: _l("pouch"),
    Packing.PAIL: _l("pail"),
    Packing.HALAB: _l("18-kilogram tin"),
    Packing.BOX: _l("box"),
    Packing.BAG: _l("bag"),
    Packing.DRUM: _l("drum"),
    Packing.POT: _l("pot"),
}
GATEWAY_WORDS: dict[str, tuple[LazyString, LazyString]] = {  # title, and what it is
    "sandbox": (_l("Test bank"), _l("A page of our own that plays a bank")),
    "zarinpal": (_l("ZarinPal"), _l("Online, with any Iranian bank card")),
    "transfer": (
        _l("Transfer to our account, or card to card"),
        _l("You move the money yourself and send the receipt; a person looks at it"),
    ),
    "stripe": (_l("Card abroad (Stripe)"), _l("Visa, Mastercard and others from outside Iran")),
}
# What went wrong with a message or a refund; what another machine said itself has no words here.
FAULT_WORDS: dict[str, LazyString] = {
    "too late": _l("It could not be delivered in time."),
    "unreachable": _l("The bank could not be reached."),
    "by_hand": _l("ZarinPal does not send so little, or its panel is not set up: pay it by hand."),
    "currency": _l("This bank takes rials only."),
    "currency_abroad": _l("Stripe takes foreign currency only, never rials."),
    "wrong_account": _l("The key of Stripe is not one of the account in the settings."),
    "request_refused": _l("Stripe refused the request; its panel says why."),
    "nothing_paid": _l("Stripe knows no payment of this order."),
    "refund_failed": _l("The bank of the card sent the refund back; pay it by hand."),
    "only_by_hand": _l("A transfer came from an account: pay it back by hand."),
    "underway": _l("The bank has it and needs a few days more."),
    "not_in_panel": _l("ZarinPal's panel does not list this payment."),
    "refund_refused": _l("ZarinPal's panel refused the refund."),
    "refund_unclear": _l(
        "ZarinPal has sent back another sum than our books say; look there first."
    ),
    "over_amount": _l("The bank has nothing left to give back to this card."),
    "unknown_authority": _l("The bank does not know this payment."),
    "not_reversible": _l("The bank cannot undo this payment any more."),
}


def pack_of(variant: Variant) -> str:
    """The size with its packing after it: "500 ml · glass bottle"."""
    size = formats.pack(variant.net_value, variant.net_unit, variant.pieces, g.language)
    return f"{size} · {PACKING_WORDS[variant.packing]}"


# What every page of a desk or the office may name.
def gateway_title(name: str) -> str:
    return str(GATEWAY_WORDS[name][0]) if name in GATEWAY_WORDS else name


FOR_TEMPLATES = {
    "Permission": Permission,
    "STATE_WORDS": STATE_WORDS,
    "TAB_WORDS": TAB_WORDS,
    "HINT_WORDS": HINT_WORDS,
    "PRODUCT_WORDS": PRODUCT_WORDS,
    "FAULT_WORDS": FAULT_WORDS,
    "gateway_title": gateway_title,
    "pack_of": pack_of,
}
