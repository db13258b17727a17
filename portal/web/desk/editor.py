"""The one page on which a firm edits a product: texts, facts, packs, prices, pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from portal.catalog import fields, queries
from portal.catalog.coming_prices import coming
from portal.catalog.ladders import Price
from portal.catalog.models import Offer, OfferPrice, ProductState
from portal.catalog.queries import PackEdit, ProductEdit, Section
from portal.catalog.unit_prices import Content, unit_price
from portal.core.errors import NotFound
from portal.i18n import formats
from portal.web import listing_words, unit
from portal.web.desk import product_form, product_notes
from portal.web.desk.pack_forms import Forms
from portal.web.desk.product_notes import Notes
from portal.web.forms import PortalForm
from portal.web.listing_words import Words
from portal.web.sentences import sentence

NOTHING: Mapping[str, PortalForm] = {}
ANCHORS = {"images": "pictures", "packs": "packs"}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing before the office may see the listing."""

    title: str
    why: str
    anchor: str


def read(firm_id: int, public_id: str) -> tuple[ProductEdit, list[Section]]:
    """The firm's own product. Raises NotFound."""
    session = unit.reader()
    edit = queries.product_for_edit(session, firm_id=firm_id, public_id=public_id)
    return edit, queries.categories_tree(session)


def page(
    firm_id: int,
    public_id: str,
    *,
    form: PortalForm | None = None,
    posted: Mapping[str, PortalForm] = NOTHING,
    is_stale: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    """The editor; `posted` holds small forms that were refused, `form` the texts if those were."""
    edit, sections = read(firm_id, public_id)
    words = words_of(edit, sections)
    shown = form or product_form.product_form(edit, sections, posted=False)
    offer_ids = [offer.offer.id for pack in edit.packs for offer in pack.offers]
    return render_template(
        "desk/product.html",
        edit=edit,
        product=edit.product,
        state=edit.product.state.value,
        is_closed=edit.product.state in {ProductState.IN_REVIEW, ProductState.RETIRED},
        form=shown,
        forms=Forms(posted),
        persian=product_form.PERSIAN,
        english=product_form.ENGLISH,
        long=product_form.LONG,
        facts=["category", "licence_number", *map(product_form.path_of, edit.attributes)],
        notes=_all_notes(edit, shown, words, is_stale=is_stale),
        is_stale=is_stale,
        words=words,
        lacks=lacks(edit, words),
        coming=coming(unit.reader(), offer_ids=offer_ids),
        price_per=_price_per(edit),
    ), status


def words_of(edit: ProductEdit, sections: list[Section]) -> Words:
    return listing_words.words_of(
        edit.attributes, [pack.variant for pack in edit.packs], edit.images, sections
    )


def _all_notes(edit: ProductEdit, form: PortalForm, words: Words, *, is_stale: bool) -> Notes:
    found = {path: list(held) for path, held in product_notes.notes(edit, words).items()}
    if is_stale:
        for path, held in product_notes.differences(edit, form, words).items():
            found.setdefault(path, []).extend(held)
    return found


def lacks(edit: ProductEdit, words: Words) -> list[Lack]:
    """What a draft still lacks, each with the place on the page where it is mended."""
    return [
        Lack(
            title=words.title(fields.canonical(name)),
            why=sentence(code) if code != "required" else "",
            anchor=ANCHORS.get(name, fields.canonical(name)),
        )
        for name, code in edit.missing.items()
    ]


def _price_per(edit: ProductEdit) -> Any:
    """A function for the template: what a step of a pack's ladder comes to per litre or kilo."""

    def per(pack: PackEdit, price: Price | OfferPrice) -> str:
        row = pack.variant
        content = Content(row.net_value, row.net_unit, row.pieces, row.drained_g)
        made = unit_price(price.minor, content, edit.product.family.unit_basis)
        return formats.unit_price(made.minor, made.basis, g.language)

    return per


def offer_named(edit: ProductEdit, public_id: str) -> Offer:
    """The firm's offer of this product by its public id. Raises NotFound."""
    for pack in edit.packs:
        for held in pack.offers:
            if held.offer.public_id == public_id:
                return held.offer
    raise NotFound
