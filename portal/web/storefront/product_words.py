"""A product as its page says it: packs, prices, facts, seller, and the same for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import g
from markupsafe import Markup

from portal.catalog.models import AttributeKind, NetUnit, VatStatus
from portal.catalog.product_facts import AttributeView, FirmFacts, OfferView, PackView, ProductPage
from portal.core.money import BASIS_POINTS
from portal.i18n import formats
from portal.reference.policies import RETURN_POLICIES
from portal.web.jinja import ltr
from portal.web.storefront import cards, makers, paths
from portal.web.storefront.shell import say
from portal.web.wording import gettext as _

FEW = 10  # from here down the page says how many are left


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack of one firm as a link; `offer` names it in addresses."""

    offer: str
    title: str
    price: str
    unit: str
    path: str
    is_current: bool
    is_gone: bool
    firm: str


@dataclass(frozen=True, slots=True)
class Buy:
    """The pack that is being looked at. `offer` is None when nothing can be ordered."""

    offer: str | None
    pack: str
    price: int
    was: str
    unit: str
    stock: str
    stock_kind: str
    tiers: Sequence[str]
    tax: str


@dataclass(frozen=True, slots=True)
class Picture:
    image: str
    alt: str
    path: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells: what the law wants to be known before payment (E-Commerce Act, art. 33)."""

    name: str
    path: str
    letter: str
    tint: int
    line: str
    gist: str
    facts: Sequence[tuple[str, str | Markup]]


def offers(page: ProductPage) -> list[tuple[PackView, OfferView]]:
    """Every pack with each firm that offers it, in the order of the page."""
    return [
        (pack, offer) for pack in page.packs for offer in pack.offers if offer.price is not None
    ]


def current(page: ProductPage, wanted: str) -> tuple[PackView, OfferView] | None:
    """The pack asked for, else the first that can be ordered, else the first."""
    every = offers(page)
    named = (one for one in every if one[1].offer.public_id == wanted)
    orderable = (one for one in every if one[1].is_orderable)
    return next(named, None) or next(orderable, None) or next(iter(every), None)


def packs(page: ProductPage, chosen: OfferView | None, path: str) -> list[Pack]:
    every = offers(page)
    has_several = len({offer.firm.id for _pack, offer in every}) > 1
    return [_pack(pack, offer, chosen, path, has_several) for pack, offer in every]


def _pack(
    pack: PackView,
    offer: OfferView,
    chosen: OfferView | None,
    path: str,
    has_several: bool,  # noqa: FBT001
) -> Pack:
    price = offer.price
    return Pack(
        offer=offer.offer.public_id,
        title=size(pack),
        price=formats.money(price.minor, price.currency, g.language) if price else "",
        unit=_unit(offer),
        path=f"{path}?pack={offer.offer.public_id}",
        is_current=offer is chosen,
        is_gone=not offer.is_orderable,
        firm=say(offer.firm, "name") if has_several else "",
    )


def size(pack: PackView) -> str:
    held = pack.variant
    return formats.pack(held.net_value, held.net_unit, held.pieces, g.language)


def _unit(offer: OfferView) -> str:
    each = offer.unit_price
    return formats.unit_price(each.minor, each.basis, g.language) if each else ""


def buy(page: ProductPage, chosen: tuple[PackView, OfferView] | None) -> Buy | None:
    if chosen is None or chosen[1].price is None:
        return None
    pack, offer = chosen
    price = chosen[1].price
    words, kind = _stock(offer)
    return Buy(
        offer=offer.offer.public_id if offer.is_orderable else None,
        pack=size(pack),
        price=price.minor,
        was=formats.amount(price.was_minor, g.language) if price.was_minor else "",
        unit=_unit(offer),
        stock=words,
        stock_kind=kind,
        tiers=_tiers(offer),
        tax=_tax(page),
    )


def _stock(offer: OfferView) -> tuple[str, str]:
    if not offer.is_sellable:
        return _("Takes no orders now"), "warn"
    if offer.free < 1:
        return _("Sold out until the next harvest"), "bad"
    if offer.free <= FEW:
        return _("Only %(free)s left", free=formats.number(offer.free, g.language)), "warn"
    return _("In stock"), "ok"


def _tiers(offer: OfferView) -> list[str]:
    language = g.language
    return [
        _(
            "From %(count)s pieces: %(price)s each",
            count=formats.number(step.minimum, language),
            price=formats.money(step.minor, step.currency, language),
        )
        for step in offer.ladder
        if step.minimum > 1
    ]


def _tax(page: ProductPage) -> str:
    family = page.product.family
    if family.vat_status is not VatStatus.TAXABLE:
        return _("The price is final; these goods are exempt from value added tax.")
    rate = formats.percent(Decimal(family.vat_rate_bp) * 100 / BASIS_POINTS, g.language)
    return _("The price is final; %(rate)s value added tax is in it.", rate=rate)


def facts(
    page: ProductPage, chosen: tuple[PackView, OfferView] | None
) -> list[tuple[str, str | Markup]]:
    """The details: what the family states, the pack, what the label must say."""
    product = page.product
    rows: list[tuple[str, str | Markup]] = [
        (say(each, "title"), attribute(each)) for each in page.attributes
    ]
    if chosen is not None:
        rows += _of_pack(chosen[0])
    rows += [
        (title, text)
        for title, text in (
            (_("Ingredients"), say(product, "ingredients")),
            (_("Storage"), say(product, "storage")),
        )
        if text
    ]
    if product.licence_number:
        rows.append((_("Health licence"), ltr(product.licence_number)))
    return rows


def _of_pack(pack: PackView) -> list[tuple[str, str | Markup]]:
    held, language = pack.variant, g.language
    rows: list[tuple[str, str | Markup]] = [
        (_("Net content"), size(pack)),
        (_("Container"), packing(held.packing)),
    ]
    if held.drained_g:
        rows.append((_("Drained weight"), formats.weight(held.drained_g, language)))
    rows.append((_("Weight with packing"), formats.weight(held.gross_g, language)))
    return rows


def packing(code: str) -> str:
    words = {
        "glass": _("glass bottle"), "tin": _("tin"), "jar": _("jar"), "pouch": _("pouch"),
        "pail": _("pail"), "halab": _("18 kg tin"), "box": _("box"), "bag": _("bag"),
        "drum": _("drum"), "pot": _("pot"),
    }  # fmt: skip
    return words.get(code, code)


def attribute(each: AttributeView) -> str:
    """The value with its unit, as the reader writes it."""
    language = g.language
    if each.kind is AttributeKind.CHOICE:
        return say(each, "value") or str(each.value)
    if each.kind is AttributeKind.FLAG:
        return _("yes") if each.value else _("no")
    if each.kind is AttributeKind.YEAR:
        return cards.harvest(int(str(each.value)), language)
    if each.kind is AttributeKind.NUMBER:
        return _measured(str(each.value), say(each, "unit"))
    return formats.digits(each.value, language)


def _measured(value: str, unit: str) -> str:
    try:
        figure = formats.short_decimal(Decimal(value), 3, g.language)
    except InvalidOperation:
        return value
    joint = "" if unit in {"٪", "%"} else " "
    return f"{figure}{joint}{unit}".strip()


def pictures(page: ProductPage, path: str, wanted: int) -> list[Picture]:
    """The gallery; `wanted` (from 1) is the large one."""
    held = page.images(g.language)
    chosen = wanted if 0 < wanted <= len(held) else 1
    return [
        Picture(
            image=paths.picture(image.key),
            alt=say(image, "alt") or say(page.product, "title"),
            path=f"{path}?view={number}" if number > 1 else path,
            is_current=number == chosen,
        )
        for number, image in enumerate(held, start=1)
    ]


def seller(firm: FirmFacts) -> Seller:
    language = g.language
    name = say(firm, "name")
    since = makers.since(firm.founded, language)
    place = say(firm, "place")
    return Seller(
        name=name,
        path=paths.maker(firm.public_id, say(firm, "slug")),
        letter=makers.letter(name, language),
        tint=firm.tint,
        line=" · ".join(
            part for part in (place, _("since %(year)s", year=since) if since else "") if part
        ),
        gist=say(firm, "story"),
        facts=makers.seller_facts(firm),
    )


def returns(page: ProductPage) -> tuple[str, str]:
    """(what may be returned, how) of the product's family."""
    policy = RETURN_POLICIES.get(page.product.family.return_policy)
    return (say(policy, "title"), say(policy, "text")) if policy else ("", "")


def structured(
    page: ProductPage, address: str, images: Sequence[str], brand: str
) -> Mapping[str, Any]:
    """schema.org: one Offer a pack with its price per litre or kilogram. Amounts are rials."""
    product = page.product
    return {
        "@type": "Product",
        "@id": address,
        "name": say(product, "title"),
        "description": say(product, "summary") or say(product, "title"),
        "sku": product.public_id,
        "category": say(product.category, "title"),
        "brand": {"@type": "Brand", "name": brand},
        "manufacturer": {"@type": "Organization", "name": say(product.owner, "name")},
        "image": list(images),
        "url": address,
        "additionalProperty": [
            {"@type": "PropertyValue", "name": say(each, "title"), "value": attribute(each)}
            for each in page.attributes
        ],
        "offers": [_offer_facts(pack, offer, address) for pack, offer in offers(page)],
    }


UNIT_CODES = {NetUnit.MILLILITRE: "MLT", NetUnit.GRAM: "GRM", NetUnit.PIECE: "C62"}
REFERENCE = {
    "litre": (1, "LTR"),
    "kilogram": (1, "KGM"),
    "drained_kilogram": (1, "KGM"),
    "piece": (1, "C62"),
}


def _offer_facts(pack: PackView, offer: OfferView, address: str) -> Mapping[str, Any]:
    price, each = offer.price, offer.unit_price
    facts: dict[str, Any] = {
        "@type": "Offer",
        "name": size(pack),
        "sku": offer.offer.sku,
        "url": f"{address}?pack={offer.offer.public_id}",
        "price": str(price.minor if price else 0),
        "priceCurrency": price.currency.value if price else "IRR",
        "availability": "https://schema.org/InStock"
        if offer.is_orderable
        else "https://schema.org/OutOfStock",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": say(offer.firm, "name")},
    }
    if each is not None:
        count, code = REFERENCE[each.basis.value]
        facts["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": str(each.minor),
            "priceCurrency": facts["priceCurrency"],
            "valueAddedTaxIncluded": True,
            "referenceQuantity": {
                "@type": "QuantitativeValue",
                "value": str(count),
                "unitCode": code,
            },
        }
    return facts
