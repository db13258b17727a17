"""What Stripe tells us of its own accord: signed, of this account, of this mode, and of now."""

import re
import time
from collections.abc import Mapping

import stripe

from portal.payments.gateways.interface import About, Event, Forged, Notice
from portal.payments.gateways.stripe_wire import Account

TOLERANCE = 300  # seconds, both ways: the package lets events of the future pass
SIGNATURE = "stripe-signature"
STAMP = re.compile(r"t=(\d{1,12})")
NAME = re.compile(r"\w{1,255}")
DISPUTE, PAYMENT, REFUND = "charge.dispute.", "checkout.session.", "refund."
TYPES: Mapping[str, About] = {
    PAYMENT + "completed": About.PAYMENT,
    PAYMENT + "async_payment_succeeded": About.PAYMENT,
    PAYMENT + "async_payment_failed": About.PAYMENT,
    PAYMENT + "expired": About.PAYMENT,
    REFUND + "created": About.REFUND,
    REFUND + "updated": About.REFUND,
    REFUND + "failed": About.REFUND,
    "charge.refund.updated": About.REFUND,
    DISPUTE + "created": About.DISPUTE,
    DISPUTE + "updated": About.DISPUTE,
    DISPUTE + "funds_withdrawn": About.DISPUTE,
    DISPUTE + "funds_reinstated": About.DISPUTE,
    DISPUTE + "closed": About.DISPUTE,
}


def heard(client: stripe.StripeClient, account: Account, notice: Notice) -> Event:
    """The event of a call, whatever order and however often it comes. Raises Forged."""
    headers = {name.lower(): value for name, value in notice.headers.items()}
    signature = headers.get(SIGNATURE, "")
    _refuse_stamp(signature)
    said = _signed(client, account, notice.body, signature)
    about = TYPES.get(str(said.type))
    reference = str(getattr(said.data.object, "id", ""))
    if not NAME.fullmatch(str(said.id)) or not NAME.fullmatch(reference):
        raise Forged("name")
    return Event(
        str(said.id), about or About.PAYMENT, reference, _ignored(said, account, about is not None)
    )


def _refuse_stamp(signature: str) -> None:
    """One moment alone, and not of the future."""
    stamps = [part.strip() for part in signature.split(",") if part.strip().startswith("t=")]
    stamp = STAMP.fullmatch(stamps[0]) if len(stamps) == 1 else None
    if stamp is None or int(stamp[1]) > time.time() + TOLERANCE:
        raise Forged("stamp")


def _signed(
    client: stripe.StripeClient, account: Account, body: bytes, signature: str
) -> stripe.Event:
    for secret in account.webhook_secrets:
        try:
            return client.construct_event(body, signature, secret, tolerance=TOLERANCE)
        except stripe.SignatureVerificationError:
            continue
        except (ValueError, AttributeError, TypeError, RecursionError) as error:
            raise Forged("body") from error
    raise Forged("signature")


def _ignored(said: stripe.Event, account: Account, is_known: bool) -> str:  # noqa: FBT001 - one fact
    whose = getattr(said, "account", None)
    if whose and whose != account.id:
        return "ignored:account"
    if said.livemode is not account.is_live:
        return "ignored:mode"
    return "" if is_known else "skipped:type"
