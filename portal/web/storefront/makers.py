"""The member firms: all of them, and each with its goods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.catalog import related, tallies
from portal.firms import queries as firms
from portal.firms.models import Organisation, OrganisationState
from portal.i18n import formats
from portal.i18n.languages import LANGUAGES
from portal.web import access
from portal.web.jinja import ltr
from portal.web.reading import reader
from portal.web.storefront import cards, filters, paths, results
from portal.web.storefront.area import storefront
from portal.web.storefront.cards import GREGORIAN_FROM_JALALI
from portal.web.storefront.filters import Asked
from portal.web.storefront.shelves import Kept
from portal.web.wording import gettext as _

GIST = 90  # characters of a story on a card


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as a fact; `goods` counts its products on the shelves."""

    public_id: str
    names: Mapping[str, str]
    slugs: Mapping[str, str]
    stories: Mapping[str, str]
    places: Mapping[str, str]
    founded: int | None
    tint: int
    goods: int


@dataclass(frozen=True, slots=True)
class Maker:
    """The same as finished text."""

    path: str
    name: str
    letter: str
    gist: str
    place: str
    since: str
    goods: int
    tint: int


def _read(session: Session) -> Sequence[Firm]:
    goods = tallies.of_firms(session)
    return [_firm(row, goods.get(row.code, 0)) for row in firms.firms(session)]


def _firm(row: Organisation, goods: int) -> Firm:
    def both(name: str) -> dict[str, str]:
        return {code: getattr(row, f"{name}_{code}") for code in LANGUAGES}

    return Firm(
        public_id=row.public_id,
        names=both("name"),
        slugs=both("slug"),
        stories=both("story"),
        places=both("place"),
        founded=row.founded,
        tint=row.tint,
        goods=goods,
    )


kept = Kept(_read)


def shown() -> list[Maker]:
    """Every firm with goods on the shelves, in the reader's language, most goods first."""
    language = g.language
    rows = sorted(kept(), key=lambda firm: -firm.goods)
    return [
        Maker(
            path=paths.maker(firm.public_id, firm.slugs[language]),
            name=firm.names[language],
            letter=letter(firm.names[language], language),
            gist=gist(firm.stories[language]),
            place=firm.places[language],
            since=since(firm.founded, language),
            goods=firm.goods,
            tint=firm.tint,
        )
        for firm in rows
        if firm.goods
    ]


def letter(name: str, language: str) -> str:
    """The initial of the proper name: last word in Persian ("روغن‌کشی سیردان"), first in English."""
    words = name.split()
    return words[-1 if language == "fa" else 0][0] if words else ""


def gist(story: str) -> str:
    """The first sentence of a story, cut at a word when it is long."""
    sentence = story.partition(".")[0].strip()
    if len(sentence) <= GIST:
        return sentence
    return sentence[:GIST].rpartition(" ")[0] + " …"


def since(founded: int | None, language: str) -> str:
    """The year of foundation (Jalali in the books) in the reader's calendar."""
    if founded is None:
        return ""
    return formats.digits(
        founded if language == "fa" else founded + GREGORIAN_FROM_JALALI, language
    )


class Legal(Protocol):
    """What an organisation says of itself before the law."""

    @property
    def legal_name(self) -> str | None: ...
    @property
    def national_id(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def licence_number(self) -> str | None: ...


def seller_facts(firm: Legal) -> list[tuple[str, str | Markup]]:
    """Who sells and how to reach him (E-Commerce Act, art. 33), as far as it is known."""
    phone = (firm.phone or "").replace("+98", "0", 1)
    rows: list[tuple[str, str | Markup | None]] = [
        (_("Registered name"), firm.legal_name),
        (_("National id"), ltr(firm.national_id) if firm.national_id else None),
        (_("Address"), firm.address),
        (_("Telephone"), ltr(phone) if phone else None),
        (_("Licence"), ltr(firm.licence_number) if firm.licence_number else None),
    ]
    return [(title, text) for title, text in rows if text]


@storefront.get("/makers")
@access.public
def makers() -> ResponseReturnValue:
    g.shelf = "makers"
    return render_template("storefront/makers.html", makers=shown())


@storefront.get("/m/<public_id>")
@storefront.get("/m/<public_id>/<slug>")
@access.public
def maker(public_id: str, slug: str = "") -> ResponseReturnValue:
    firm = firms.firm_page(reader(), public_id=public_id)
    language = g.language
    held = getattr(firm, f"slug_{language}")
    if slug != held:
        return redirect(url_for("storefront.maker", public_id=public_id, slug=held), 301)
    g.shelf = "makers"
    g.alternates = {code: f"/m/{public_id}/{getattr(firm, f'slug_{code}')}" for code in LANGUAGES}
    asked = filters.asked(None)
    page = related.firm_cards(reader(), firm_id=firm.id, language=language, number=asked.query.page)
    path = paths.maker(public_id, held)
    return render_template(
        "storefront/maker.html",
        firm=firm,
        letter=letter(getattr(firm, f"name_{language}"), language),
        since=since(firm.founded, language),
        facts=seller_facts(firm),
        is_paused=firm.state is OrganisationState.PAUSED,
        total=page.total,
        cards=cards.cards(page.items),
        pages=results.page_links(page, Asked(asked.query, [], has_faults=False), path),
        **cards.common(),
    )
