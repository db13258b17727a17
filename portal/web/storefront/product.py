"""The page of one product."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.catalog import queries as catalog
from portal.catalog import related
from portal.catalog.product_facts import OfferView, PackView, ProductPage
from portal.core import clock
from portal.i18n import parse
from portal.i18n.languages import LANGUAGES
from portal.reference.categories import NAV
from portal.shipping import rates
from portal.shipping.rates import Goods, Parcel, ShippingOffer
from portal.web import access, jinja, languages, seo
from portal.web.reading import reader
from portal.web.storefront import cards, cart_words, paths, place, product_words
from portal.web.storefront.area import storefront
from portal.web.storefront.shell import say
from portal.web.storefront.shelves import Kept
from portal.web.wording import gettext as _

LONGEST = 20  # characters of a number in an address
VIEWS = 128  # that a process remembers
Chosen = tuple[PackView, OfferView] | None

titles = Kept(catalog.attribute_titles)


@storefront.get("/p/<public_id>")
@storefront.get("/p/<public_id>/<slug>")
@access.public
def product(public_id: str, slug: str = "") -> ResponseReturnValue:
    page = _read(public_id)
    held = say(page.product, "slug")
    if slug != held:
        wanted = url_for("storefront.product", public_id=public_id, slug=held)
        query = request.query_string.decode("ascii", "ignore")
        return redirect(f"{wanted}?{query}" if query else wanted, 301)
    return _show(page, None)


def again(public_id: str, fault: cart_words.Fault) -> ResponseReturnValue:
    """The page once more, beside the number that could not be taken what is wrong with it."""
    return _show(_read(public_id), fault), 422


def preview(page: ProductPage) -> str:
    """The page of a product that is not in the shop yet, for its maker and the office."""
    return _show(page, None)


def _read(public_id: str) -> ProductPage:
    return catalog.product_page(reader(), public_id=public_id, titles=titles)


def _show(page: ProductPage, fault: cart_words.Fault | None) -> str:
    row = page.product
    g.tab, g.shelf = "shop", _shelf(page)
    g.alternates = {
        code: quote(f"/p/{row.public_id}/{getattr(row, f'slug_{code}')}") for code in LANGUAGES
    }
    view = _view(page, g.language, _pack(page, fault), _picture(page))
    near = related.similar(reader(), product_id=row.id, language=g.language)
    return render_template(
        "storefront/product.html",
        product=row,
        view=view,
        fault=fault,
        delivery=delivery(view.chosen),
        cards=cards.cards(near),
        **cards.common(),
    )


def _pack(page: ProductPage, fault: cart_words.Fault | None) -> str:
    """The offer that is looked at; "" when there is none. Only what is there names a view."""
    wanted = fault.offer if fault else request.args.get("pack", "")
    chosen = product_words.current(page, wanted)
    return chosen[1].offer.public_id if chosen else ""


def _picture(page: ProductPage) -> int:
    wanted = parse.integer(request.args.get("view", "")[:LONGEST]) or 1
    return wanted if 0 < wanted <= len(page.product.images) else 1


@dataclass(frozen=True, slots=True)
class View:
    """The page in the reader's language, all but what changes by itself: town, basket, faults."""

    title: str
    summary: str
    body: Markup
    address: str
    chosen: Chosen
    crumbs: Sequence[tuple[str, str]]
    pictures: Sequence[product_words.Picture]
    preview: str
    packs: Sequence[product_words.Pack]
    buy: product_words.Buy | None
    returns: tuple[str, str]
    facts: Sequence[tuple[str, str | Markup]]
    seller: product_words.Seller
    harvest: str
    structured: Markup


@lru_cache(maxsize=VIEWS)
def _view(page: ProductPage, language: str, pack: str, picture: int) -> View:
    """`page` is the same object only while its rows are equal, so a view is never old."""
    row = page.product
    path = paths.product(row.public_id, say(row, "slug"))
    address = languages.external(g.alternates[language])
    chosen = product_words.current(page, pack)
    pictures = product_words.pictures(page, path, picture)
    images = [languages.external(f"{p.image}-1200.webp", "fa") for p in pictures]
    crumbs = _crumbs(page)
    return View(
        title=say(row, "title"),
        summary=say(row, "summary"),
        body=jinja.paragraphs(say(row, "body")),
        address=address,
        chosen=chosen,
        crumbs=crumbs,
        pictures=pictures,
        preview=images[0] if images else "",
        packs=product_words.packs(page, chosen[1] if chosen else None, path),
        buy=product_words.buy(page, chosen),
        returns=product_words.returns(page),
        facts=product_words.facts(page, chosen),
        seller=product_words.seller(chosen[1].firm if chosen else row.owner),
        harvest=cards.harvest(row.harvest_year, language) if row.harvest_year else "",
        structured=_structured(page, address, images, crumbs),
    )


def _shelf(page: ProductPage) -> str:
    code = page.product.category.code
    return code if code in NAV or page.section is None else page.section.code


def _crumbs(page: ProductPage) -> list[tuple[str, str]]:
    shelves = [row for row in (page.section, page.product.category) if row is not None]
    return [(say(row, "title"), paths.category(row.code, say(row, "slug"))) for row in shelves]


def _structured(
    page: ProductPage, address: str, images: Sequence[str], crumbs: Sequence[tuple[str, str]]
) -> Markup:
    settings = current_app.config["SETTINGS"]
    brand = settings.brand_fa if g.language == "fa" else settings.brand_en
    public: str = settings.public_url
    way = [
        (brand, languages.external("/")),
        *((name, public + quote(path)) for name, path in crumbs),
    ]
    way.append((say(page.product, "title"), address))
    facts = product_words.structured(page, address, images, brand)
    return seo.json_ld({"@graph": [facts, seo.breadcrumbs(way)]})


@dataclass(frozen=True, slots=True)
class Delivery:
    """When and for how much: for the reader's town, or how it is reckoned."""

    where: str
    day: str
    cost: str


def delivery(chosen: Chosen) -> Delivery | None:
    if chosen is None or not chosen[1].is_orderable:
        return None
    spot = place.known()
    if spot is None:
        return Delivery(
            _("Delivery to all of Iran"), "", _("the cost and day of your town stand in the basket")
        )
    found = quoted(_parcel(*chosen), spot.province_code, spot.city_code)
    if not found:
        return Delivery(
            _("Delivered to %(place)s", place=spot.title), "", _("no carrier to your town")
        )
    said = place.say(found[0])
    missing = place.missing(found[0])
    cost = _("delivery by this maker: %(price)s", price=said.price)
    return Delivery(
        _("Delivered to %(place)s", place=spot.title),
        said.promise,
        f"{cost} · {missing}" if missing else cost,
    )


def _parcel(pack: PackView, offer: OfferView) -> Parcel:
    held = pack.variant
    goods = Goods(held.gross_g, held.length_mm, held.width_mm, held.height_mm, 1)
    return Parcel(offer.firm.id, (goods,), offer.price.minor if offer.price else 0)


def _quote(session: Session, parcel: Parcel, province: str, city: str) -> Sequence[ShippingOffer]:
    found = rates.quote(
        session,
        parcels=[parcel],
        province_code=province,
        city_code=city,
        postcode="",
        at=clock.now(),
    )
    return found[parcel.firm_id]


quoted = Kept(_quote)  # one pack to one town: the same question all day long
