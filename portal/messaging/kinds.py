"""What can be told to whom: one row a kind. A kind is also a folder of `templates/mail/`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

DAY = timedelta(days=1)
SHORT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Kind:
    """`facts` must be given; the template may use more when they are.

    A fact in two languages is given as the pair `title_fa`, `title_en` and counts as `title`.
    A message not delivered within `life` is given up. What a message that `is_secret` says (a code,
    a link that signs in) is forgotten once it has left.
    """

    facts: frozenset[str]
    life: timedelta = DAY
    is_secret: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether it is worth nothing in a few minutes."""
        return self.life <= SHORT

    def lacks(self, given: Collection[str]) -> list[str]:
        """The facts that are wanting among the names `given`, in order."""
        return sorted(
            fact
            for fact in self.facts
            if fact not in given and not {f"{fact}_fa", f"{fact}_en"} <= set(given)
        )


def _kind(*facts: str, life: timedelta = DAY, is_secret: bool = False) -> Kind:
    return Kind(frozenset(facts), life, is_secret)


KINDS: Mapping[str, Kind] = {
    # to the buyer
    "order_paid_buyer": _kind("number", "link", "total"),
    "order_shipped": _kind("number", "firm", "carrier", "tracking", "link"),
    "order_cancelled": _kind("number", "link"),
    "line_reduced": _kind("number", "title", "amount", "link"),
    "refund_opened": _kind("number", "amount", "route", "expected_on", "link"),
    "refund_done": _kind("number", "amount", "link"),
    "refund_by_hand": _kind("number", "amount", "link"),
    "refund_account": _kind("number", "holder", "ending", "link"),
    "transfer_refused": _kind("number", "amount", "reason", "link"),
    "order_link": _kind("link", is_secret=True),
    "payment_reminder": _kind("link", "total", life=SHORT),
    # to a firm
    "order_paid_firm": _kind("number", "total", "lines", "desk_link_path"),
    "order_late_firm": _kind("number", "total", "lines", "desk_link_path"),
    "problem_reported": _kind("number", "firm", "note", "desk_link_path"),  # and to the office
    "shortage": _kind("sku", "title", "missing"),
    "listing_approved": _kind("title"),
    "listing_sent_back": _kind("title", "reasons"),
    "application_received": _kind(),
    "application_approved": _kind(),
    "application_rejected": _kind("reason"),
    # to a person
    "sign_in_code": _kind("code", life=timedelta(minutes=2), is_secret=True),
    "reset_password": _kind("link", is_secret=True),
    "verify_email": _kind("link", is_secret=True),
    "change_email": _kind("link", is_secret=True),
    "email_changing": _kind("link"),
    "email_changed": _kind("link"),
    "mobile_code": _kind("code", life=timedelta(minutes=2), is_secret=True),
    "mobile_changed": _kind("link"),
    "access_changed": _kind("what", "link"),  # password, app, app_removed, codes ...
    "already_registered": _kind("link", is_secret=True),
    "invite": _kind("organisation", "link", is_secret=True),
}
