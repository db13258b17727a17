"""What lies on the office's table: new listings, one sent back, one change to a live product."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import editing, images, offers, prices, products, review, stock, variants
from portal.catalog import pictures as pipeline
from portal.catalog.models import Offer, Product, Variant
from portal.catalog.review import Reason
from portal.core import clock
from portal.core.db import transaction
from portal.demo import content
from portal.demo.accounts import BY
from portal.demo.content import Goods, Pack
from portal.demo.goods import sku_of
from portal.demo.pictures import LANGUAGES, Drawn
from portal.firms.models import Organisation
from portal.reference import families

AGO = timedelta(days=2)
CHANGED = "SRD-FT-3000"  # the live product that its firm wants to describe anew
CHANGE = {
    "summary_fa": "روغن فرابکر میانهٔ فصل در حلب سه و پنج لیتری، تازه پرشده از مخزن آذر.",
    "summary_en": "Mid-season extra virgin oil in tins of three and five litres, freshly filled.",
    "attributes.acidity": "0.44",
}


def add(drawn: Drawn) -> None:
    """By the firms' own verbs, two days ago."""
    with clock.at(clock.now() - AGO):
        for goods, faults in content.waiting(families.shelf_of()):
            stored = {language: _stored(drawn, goods, language) for language in LANGUAGES}
            with transaction() as session:
                firm_id = _firm(session, goods.owner)
                product = _draft(session, firm_id, goods)
                for language, picture in stored.items():
                    images.add(
                        session,
                        firm_id=firm_id,
                        public_id=product.public_id,
                        picture=picture,
                        alt_fa=f"تصویر {goods.title[0]}",
                        alt_en=f"Picture of {goods.title[1]}",
                        language=language,
                        by=BY,
                    )
                _hand_in(session, firm_id, product, faults)
        with transaction() as session:
            _change_live(session)


def _stored(drawn: Drawn, goods: Goods, language: str) -> pipeline.StoredPicture:
    return pipeline.store(drawn[goods.picture, language])


def _firm(session: Session, code: str) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.code == code)).one()


def _draft(session: Session, firm_id: int, goods: Goods) -> Product:
    product = products.create_draft(
        session,
        firm_id=firm_id,
        family_code=goods.family,
        category_code=goods.category,
        title_fa=goods.title[0],
        title_en=goods.title[1],
        by=BY,
    )
    editing.edit(
        session, firm_id=firm_id, public_id=product.public_id, fields=_fields(goods), by=BY
    )
    for pack in goods.packs:
        _offer(session, firm_id, product, goods, pack)
    return product


def _fields(goods: Goods) -> dict[str, object]:
    words: dict[str, object] = {"licence_number": goods.licence}
    for name in ("summary", "body", "ingredients", "storage"):
        words[f"{name}_fa"], words[f"{name}_en"] = getattr(goods, name)
    return words | {f"attributes.{code}": value for code, value in goods.attributes.items()}


def _offer(session: Session, firm_id: int, product: Product, goods: Goods, pack: Pack) -> None:
    [sale] = pack.sales
    sku = sku_of(goods, pack, sale)
    variant = variants.add(
        session, firm_id=firm_id, public_id=product.public_id, facts=_facts(pack), by=BY
    )
    offers.create(session, firm_id=firm_id, variant_id=variant.public_id, sku=sku, by=BY)
    prices.set_price(session, firm_id=firm_id, sku=sku, minor=sale.price, by=BY)
    stock.receive(
        session, firm_id=firm_id, sku=sku, quantity=sale.stock, reason="موجودی آغاز", by=BY
    )


def _facts(pack: Pack) -> dict[str, object]:
    length, width, height = pack.box
    return {
        "net_value": pack.net,
        "net_unit": pack.unit,
        "pieces": pack.pieces,
        "drained_g": pack.drained,
        "gross_g": pack.gross,
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
        "packing": pack.packing,
    }


def _hand_in(
    session: Session, firm_id: int, product: Product, faults: list[dict[str, str]]
) -> None:
    change = products.submit(session, firm_id=firm_id, public_id=product.public_id, by=BY)
    if faults:
        reasons = {fault["path"]: Reason(fault["code"], fault["text"]) for fault in faults}
        review.send_back(session, public_id=change.public_id, reasons=reasons, by=BY)


def _change_live(session: Session) -> None:
    live = select(Product).join(Variant).join(Offer).where(Offer.sku == CHANGED)
    product = session.scalars(live).one()
    editing.edit(
        session, firm_id=product.owner_id, public_id=product.public_id, fields=CHANGE, by=BY
    )
