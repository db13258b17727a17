"""What each firm has to sell: a product in every state, changes under review, pictures, tariffs."""

from dataclasses import dataclass, field

from portal.catalog import cards, changes, editing, images, offers, products, review, stock
from portal.catalog.models import (
    PRODUCT,
    Category,
    Family,
    Image,
    ImageState,
    Ownership,
    Product,
    ProductState,
    Variant,
)
from portal.catalog.pictures import StoredPicture
from portal.core import files, tokens
from portal.firms.models import Organisation
from portal.shipping import bands, tariffs, zones
from portal.shipping.models import Payer, ZoneKind
from tests import make
from tests.matrix import marks

OIL = "OIL_EVOO"
BY = "user:test"


@dataclass
class Goods:
    """A firm's records by what they are: products by state, offers, pictures, its tariff."""

    firm: Organisation
    products: dict[str, Product] = field(default_factory=dict)
    offers: dict[str, object] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    changes: dict[str, object] = field(default_factory=dict)
    variants: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    rate: str = ""
    spare_zone: str = ""
    stopped_rate: str = ""


def stocked(session, firm) -> Goods:
    made = Goods(firm)
    for name in (
        "live",
        "second",
        "changed",
        "sent_back",
        "draft",
        "ready",
        "in_review",
        "hidden",
        "retired",
    ):
        product(session, made, name)
    for name in ("live", "second", "changed", "sent_back", "hidden", "retired"):
        to_live(session, made.products[name])
    reviewed(session, made)
    products.hide(session, firm_id=firm.id, public_id=made.products["hidden"].public_id, by=BY)
    products.retire(session, firm_id=firm.id, public_id=made.products["retired"].public_id, by=BY)
    packs(session, made)
    own_tariff(session, made)
    cards.refresh_firm(session, firm.id)
    return made


def row_by_code(session, kind, code):
    return session.query(kind).filter_by(code=code).one()


def product(session, made: Goods, name, ownership=Ownership.FIRM) -> None:
    row = make.product(
        session,
        ownership=ownership,
        owner_id=made.firm.id,
        family_id=row_by_code(session, Family, OIL).id,
        category_id=row_by_code(session, Category, "evoo").id,
        state=ProductState.DRAFT,
        published_at=None,
        title_fa=marks.text("روغن"),
        title_en=marks.text("Oil"),
        slug_fa=f"oil-{name}",
        slug_en=f"oil-{name}",
        licence_number=marks.text("50"),
        grade="EVOO",
        cultivar="zard",
        harvest_year=1405,
        attributes={"acidity": "0.34"},
        **{
            f"{what}_{code}": marks.text("متن" if code == "fa" else "words")
            for what in ("summary", "body", "ingredients", "storage")
            for code in ("fa", "en")
        },
    )
    PRODUCT.begin(session, row, by=BY)
    made.products[name] = row
    made.images[name] = picture(session, row, ImageState.LIVE)
    if name != "draft":
        made.offers[name] = offer(session, made, row)
        made.variants[name] = session.get_one(Variant, made.offers[name].variant_id).public_id


def offer(session, made: Goods, row: Product):
    variant = make.variant(session, product_id=row.id, gtin=f"626{marks.figure(10)}")
    sold = make.offer(
        session,
        variant_id=variant.id,
        firm_id=made.firm.id,
        sku=f"SKU-{marks.word()}",
        on_hand=0,
        price=marks.toman(),
    )
    stock.receive(
        session, firm_id=made.firm.id, sku=sold.sku, quantity=marks.figure(6),
        reason=marks.text("رسید"), by=BY,
    )  # fmt: skip
    return sold


def to_live(session, row: Product) -> None:
    for state in (ProductState.IN_REVIEW, ProductState.LIVE):
        PRODUCT.move(session, row, state, by=BY)


def stored(session, row: Product, *, is_private) -> StoredPicture:
    """Files in the store, as the picture pipeline leaves them."""
    public = tokens.public_id()
    key = f"p/{public[:2]}/{public}"
    kept = [
        files.keep(
            session,
            key=images.path(key, width, ending),
            content=f"RIFF {marks.word()}".encode(),
            media_type=f"image/{ending}",
            owner_id=row.owner_id,
            is_private=is_private,
        )
        for width in images.WIDTHS
        for ending in images.FORMATS
    ]
    return StoredPicture(public, key, tuple((file.key, file.sha256, file.size) for file in kept))


def picture(session, row: Product, state) -> Image:
    lain = stored(session, row, is_private=state is ImageState.PENDING)
    made = Image(
        public_id=lain.public_id, product_id=row.id, key=lain.key, state=state,
        alt_fa=marks.text("تصویر"), alt_en=marks.text("Picture"),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def reviewed(session, made: Goods) -> None:
    """A new listing at the office, a change of a live product there, and one sent back."""
    firm = made.firm.id
    made.changes["in_review"] = products.submit(
        session, firm_id=firm, public_id=made.products["in_review"].public_id, by=BY
    )
    for name in ("changed", "sent_back"):
        wished(session, firm, made.products[name])
        made.images[f"{name} wish"] = picture(session, made.products[name], ImageState.PENDING)
        made.changes[name] = changes.open_change(session, made.products[name])
    review.send_back(
        session,
        public_id=made.changes["sent_back"].public_id,
        reasons={"title_en": review.Reason("unclear", marks.text("چرا"))},
        note=marks.text("یادداشت"),
        by=BY,
    )


def wished(session, firm, row: Product) -> None:
    fields = {"title_en": marks.text("Wished title"), "body_fa": marks.text("متن تازه")}
    editing.edit(session, firm_id=firm, public_id=row.public_id, fields=fields, by=BY)


def packs(session, made: Goods) -> None:
    """Of the draft: a pack that was stopped and one without a code; and an offer that pauses."""
    draft = made.products["draft"]
    for name, is_active in (("stopped", False), ("unoffered", True)):
        pack = make.variant(session, product_id=draft.id, is_active=is_active)
        made.products[name], made.images[name] = draft, made.images["draft"]
        made.variants[name] = pack.public_id
    made.offers["paused"] = made.offers["changed"]
    offers.pause(session, firm_id=made.firm.id, sku=made.offers["paused"].sku, by=BY)


def own_tariff(session, made: Goods) -> None:
    firm = made.firm.id
    tariffs.open_own(
        session, firm_id=firm, title_fa=marks.text("تعرفه"), title_en=marks.text("Tariff"),
        free_above=marks.toman(9), by=BY,
    )  # fmt: skip
    zone = add_zone(session, firm, (ZoneKind.COUNTRY, "IR"))
    spare = add_zone(session, firm, (ZoneKind.PROVINCE, "IR-23"))
    stopped = add_rate(session, firm, spare)
    bands.stop(session, firm_id=firm, rate=stopped, by=BY)
    made.zone, made.rate = zone, add_rate(session, firm, zone)
    made.spare_zone, made.stopped_rate = spare, stopped


def add_zone(session, firm, *places) -> str:
    made = zones.add(
        session, firm_id=firm, title_fa=marks.text("پهنه"), title_en=marks.text("Zone"),
        places=places, by=BY,
    )  # fmt: skip
    return made.public_id


def add_rate(session, firm, zone) -> str:
    facts = bands.RateFacts(
        carrier_code="post", service_fa=marks.text("پیشتاز"), service_en=marks.text("Express"),
        from_g=0, to_g=30_000, base=marks.toman(6), per_kg=0, payer=Payer.BUYER,
        lead_days=2, cutoff_hour=14,
    )  # fmt: skip
    return bands.add(session, firm_id=firm, zone=zone, facts=facts, by=BY).public_id
