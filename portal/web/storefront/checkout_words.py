"""Delivery and the last look as finished text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g, url_for
from markupsafe import Markup, escape

from portal.i18n import formats
from portal.orders.checkout import CheckoutQuote, PackageQuote, PriceChange
from portal.reference.policies import RETURN_POLICIES
from portal.web.storefront import cart_words, place
from portal.web.storefront.dated import Dated
from portal.web.storefront.place import Said
from portal.web.storefront.shell import say
from portal.web.wording import gettext as _


@dataclass(frozen=True, slots=True)
class Parcel:
    """One package: its offers, the chosen one, who sells it, what may be returned."""

    code: str
    title: str
    offers: Sequence[Said]
    chosen: Said | None
    missing: str
    lines: Sequence[cart_words.Line]
    seller: str
    returns: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Why the last look is shown again."""

    title: str
    lines: Sequence[str]


def packages(quoted: CheckoutQuote, choice: Mapping[str, str]) -> list[Parcel]:
    return [
        _parcel(package, number, choice) for number, package in enumerate(quoted.packages, start=1)
    ]


def _parcel(quoted: PackageQuote, number: int, choice: Mapping[str, str]) -> Parcel:
    package, chosen = quoted.package, quoted.chosen(choice)
    return Parcel(
        code=package.firm.code,
        title=_(
            "Package %(number)s: %(firm)s",
            number=formats.number(number, g.language),
            firm=say(package.firm, "name"),
        ),
        offers=[place.say(offer) for offer in quoted.offers],
        chosen=place.say(chosen) if chosen else None,
        missing=place.missing(quoted.offers[0]) if quoted.offers else "",
        lines=[cart_words.line(line) for line in package.lines],
        seller=_("Sold and sent by %(firm)s.", firm=say(package.firm, "name")),
        returns=_returns({line.return_policy for line in package.lines}),
    )


def _returns(codes: set[str]) -> str:
    known = [RETURN_POLICIES[code] for code in sorted(codes) if code in RETURN_POLICIES]
    rules = _("; ").join(say(policy, "title") for policy in known)
    return _("Returns: %(rules)s.", rules=rules) if rules else ""


def changes(lines: Sequence[PriceChange], was: int, now: int) -> Changes:
    """The total is not the one the buyer agreed to."""
    language = g.language
    return Changes(
        title=_(
            "The total has changed from %(was)s to %(now)s.",
            was=formats.amount(was, language),
            now=formats.money(now, "IRR", language),
        ),
        lines=[
            _(
                "%(title)s: from %(was)s to %(now)s",
                title=say(line, "title"),
                was=formats.amount(line.was, language),
                now=formats.money(line.now, "IRR", language),
            )
            for line in lines
        ],
    )


def accept(terms: Dated, code: str = "terms") -> Markup:
    """`I have read and accept the [terms of sale] of 22 November 2026`; `code` names their page."""
    link = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(
        url_for("storefront.page", code=code), say(terms, "title")
    )
    day = formats.day(terms.effective_on, g.language, year=True)
    pattern = escape(_("I have read and accept the %(terms)s of %(day)s."))
    return pattern % {"terms": link, "day": day}
