"""Why a bank said no, in the words of the buyer: codes of ZarinPal (payments.md 1) and Stripe."""

from portal.web.wording import gettext as _

AMOUNT = frozenset({"-9", "-41", "amount_too_small", "amount_too_large"})
OFTEN = frozenset({"-12"})
UNKNOWN = frozenset({"-53", "-54", "-55"})
NOT_CHARGED = frozenset({"-51"})
TRANSFER = frozenset({"transfer_refused"})
CURRENCY = frozenset({"currency", "currency_abroad"})
SHOP = frozenset(str(code) for code in (*range(-19, -9), *range(-40, -29))) - OFTEN | {
    "wrong_account"
}


def reason(code: str | None) -> str:
    """One sentence; "" for a code that tells the buyer nothing."""
    told = {
        OFTEN: _("There were too many tries in a short time; wait a few minutes."),
        AMOUNT: _("This bank does not take this amount in one payment."),
        UNKNOWN: _("The bank does not know this payment."),
        NOT_CHARGED: _("The bank says that your card was not charged."),
        TRANSFER: _("The office did not find this transfer in our account."),
        CURRENCY: _("This bank does not take the currency of this order; choose another one."),
        SHOP: _("This bank refuses our shop just now; choose another way to pay."),
    }
    return next((text for codes, text in told.items() if code in codes), "")
