"""What the pages of the demo need beside it: browsers that are signed in, and records by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import settlement
from portal.accounts import sessions, steps, totp
from portal.accounts.models import User
from portal.catalog.models import Offer, OfferState, Product, ProductChange, ProductState, Variant
from portal.core import clock, db, tokens
from portal.firms import applications, inviting, membership
from portal.firms.applications import Wish
from portal.firms.models import Application, Organisation, Role
from portal.orders import cart, cart_delivery, checkout
from portal.orders.checkout import AddressFacts, BuyerFacts, Placed
from portal.orders.models import Order, SellerOrder, SellerOrderState
from portal.shipping import bands, tariffs, zones
from portal.shipping.models import Payer, Tariff, ZoneKind
from portal.worker import sealing
from scripts import shot_refunds, shot_transfers

FIRM = "SRD"
BY = "shots"
PEOPLE = {
    "buyer": "buyer@example.com",
    "firm": "owner.srd@example.com",
    "office": "admin@example.com",
    "newcomer": "warehouse.nyk@example.com",  # about to set up a second step
}
CITY = "2301021576"  # Tehran
ADDRESS = {
    "name": "نگار صادقی", "mobile": "09123456789", "email": "negar@example.com",
    "province_code": "IR-23", "city_code": CITY, "postcode": "1591634311",
    "address": "خیابان آزادی، کوچهٔ زیتون، پلاک ۱۲",
}  # fmt: skip


@dataclass
class World:
    """`variants`: group -> suffix -> arguments; `cookies`: browser -> name -> value."""

    firm: str = FIRM.lower()
    variants: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)


def furnish() -> World:
    """On a seeded database that is configured. Opens its own transactions."""
    world = World()
    with db.transaction() as session:
        firm = session.scalars(select(Organisation).where(Organisation.code == FIRM)).one()
        world.cookies = {"nobody": {}, **_signed_in(session)}
        world.variants |= _goods(session, firm) | _orders(session, firm) | _office(session)
        world.variants |= _tariffs(session, firm.id)
        world.variants["invited"] = {"": {"secret": _invitation(session, firm)}}
    _baskets(world)
    _refunds(world)
    _transfers(world)
    sealing.run()
    return world


def _signed_in(session: Session) -> dict[str, dict[str, str]]:
    found = {}
    for name, email in PEOPLE.items():
        user = session.scalars(select(User).where(User.email == email)).one()
        lifetime = membership.lifetime_of(session, user_id=user.id)
        found[name] = {"sid": sessions.begin(session, user_id=user.id, lifetime=lifetime)}
    newcomer = session.scalars(select(User).where(User.email == PEOPLE["newcomer"])).one()
    totp.begin(session, user_id=newcomer.id)
    found["newcomer"]["step"] = steps.begin(session, user_id=newcomer.id, wanted=None)
    return found


def _named(key: str, rows: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Suffix -> {key: name}; the first of each suffix."""
    found: dict[str, dict[str, str]] = {}
    for suffix, name in rows:
        found.setdefault(f"-{suffix}", {key: name})
    return found


def _goods(session: Session, firm: Organisation) -> dict[str, Any]:
    mine = select(Product).where(Product.owner_id == firm.id).order_by(Product.id)
    products = session.scalars(mine).all()
    everything = session.scalars(select(Product).order_by(Product.id)).all()
    live = [row for row in everything if row.state is ProductState.LIVE]
    shown = {f"-{row.family.code.lower()}": {"public_id": row.public_id} for row in reversed(live)}
    states = [(row.state.value, row.public_id) for row in products]
    changed = session.scalars(select(ProductChange).order_by(ProductChange.id.desc())).all()
    own = [change for change in changed if change.product.owner_id == firm.id]
    waiting = [(f"change-{change.state.value}", change.product.public_id) for change in own]
    return {
        "product": dict(list(shown.items())[:6]) | _named("public_id", _joint(live)),
        "maker": _named("public_id", [("firm", firm.public_id)]),
        "desk_product": _named("public_id", [*states, *waiting]),
        "preview": _named("public_id", states[:1]),
        "change": _named("public_id", [(row.state.value, row.public_id) for row in changed]),
    }


def _joint(live: list[Product]) -> list[tuple[str, str]]:
    return [("joint", row.public_id) for row in live if row.ownership.value == "joint"]


def _orders(session: Session, firm: Organisation) -> dict[str, Any]:
    parts = session.scalars(select(SellerOrder).order_by(SellerOrder.id.desc())).all()
    unseen = {SellerOrderState.AWAITING, SellerOrderState.EXPIRED}  # firms hear of paid ones only
    mine = [
        (part.state.value, part.number)
        for part in parts
        if part.firm_id == firm.id and part.state not in unseen
    ]
    open_states = {SellerOrderState.PAID, SellerOrderState.PREPARING}
    cancel = next(part for part in parts if part.state in open_states)
    orders = session.scalars(select(Order).order_by(Order.id.desc())).all()
    links = [(part.state.value, part.order.link) for part in parts]
    return {
        "order": _named("link", links),
        "cancel": {"": {"link": cancel.order.link, "part": cancel.public_id}},
        "desk_order": _named("number", mine),
        "office_order": _named("number", [(row.state.value, row.public_id) for row in orders]),
    }


def _office(session: Session) -> dict[str, Any]:
    waiting = session.scalars(select(Application).where(Application.decided_at.is_(None))).first()
    made = waiting or _application(session)
    return {"application": {"": {"public_id": made.public_id}}}


def _application(session: Session) -> Application:
    wish = Wish(
        name_fa="کارگاه زیتون الموت", name_en="Alamut Olive Workshop",
        legal_name="شرکت زیتون الموت",
        national_id="10380284790", phone="02833334444", province_code="IR-26",
        city_code="2603051595", postcode="3419613145", address="قزوین، خیابان بوعلی، پلاک ۸",
        place_fa="الموت", place_en="Alamut", licence_number="50/7712", contact_name="رضا امینی",
        contact_mobile="09121234567", contact_email="alamut@example.com",
        message="زیتون پرورده و خمیر زیتون درست می‌کنیم.",
    )  # fmt: skip
    return applications.apply(
        session, wish=wish, terms_version="1405-01-01", language="fa", address="192.0.2.9"
    )


def _invitation(session: Session, firm: Organisation) -> str:
    made = inviting.make(
        session, organisation=firm, email="colleague@example.com", role=Role.WAREHOUSE
    )
    return made.secret


def _tariffs(session: Session, firm_id: int) -> dict[str, Any]:
    """The consortium's zone and rate, and the same of a tariff of the firm's own."""
    ours = session.scalars(select(Tariff).where(Tariff.firm_id.is_(None))).one()
    zone = next(zone for zone in ours.zones if zone.rates)
    own, rate = _own_tariff(session, firm_id)
    return {
        "office_zone": {"": {"name": zone.public_id}},
        "office_rate": {"": {"name": zone.rates[0].public_id}},
        "desk_zone": {"": {"name": own}},
        "desk_rate": {"": {"name": rate}},
    }


def _own_tariff(session: Session, firm_id: int) -> tuple[str, str]:
    """A zone and a rate of the firm's own prices, which it keeps or gets here."""
    kept = session.scalar(select(Tariff).where(Tariff.firm_id == firm_id))
    if kept is None:
        tariffs.open_own(
            session,
            firm_id=firm_id,
            title_fa="تعرفهٔ سیردان",
            title_en="Sirdan's prices",
            free_above=60_000_000,
            by=BY,
        )
    for zone in kept.zones if kept else ():
        if zone.rates:
            return zone.public_id, zone.rates[0].public_id
    return _own_zone(session, firm_id)


def _own_zone(session: Session, firm_id: int) -> tuple[str, str]:
    zone = zones.add(
        session,
        firm_id=firm_id,
        title_fa="قزوین و تهران",
        title_en="Qazvin and Tehran",
        places=[(ZoneKind.PROVINCE, "IR-26"), (ZoneKind.PROVINCE, "IR-23")],
        by=BY,
    )
    band = bands.RateFacts(
        carrier_code="tipax", service_fa="تیپاکس", service_en="Tipax", from_g=0, to_g=20_000,
        base=900_000, per_kg=100_000, payer=Payer.BUYER, lead_days=1, cutoff_hour=14,
    )  # fmt: skip
    rate = bands.add(session, firm_id=firm_id, zone=zone.public_id, facts=band, by=BY)
    return zone.public_id, rate.public_id


def _baskets(world: World) -> None:
    """A full basket with its address; another one whose order waits at the bank."""
    with db.transaction() as session:
        world.cookies["basket"] = {"cart": _basket(session)}
        world.cookies["shopper"] = world.cookies["buyer"]
        shopper = session.scalars(select(User).where(User.email == PEOPLE["buyer"])).one()
        for offer in _offers(session):
            cart.add(session, user_id=shopper.id, offer=offer, quantity=1)
        payment = _placed(session, _basket(session)).payment.public_id
    bank = settlement.start(
        payment_public_id=payment,
        gateway="sandbox",
        return_url="http://127.0.0.1:8000/pay/return/sandbox",
        description=payment,
    )
    world.variants["pay"] = {"": {"payment_id": payment}}
    world.variants["bank"] = {"": {"authority": bank.rpartition("/")[2]}}


def _refunds(world: World) -> None:
    """Money that the bank does not give back: one buyer has yet to say where to, one has."""
    for name, is_told in (("refund-by-hand", False), ("refund-to-account", True)):
        with db.transaction() as session:
            link = _placed(session, _basket(session)).link
        shot_refunds.owe_by_hand(link, holder=ADDRESS["name"] if is_told else None)
        world.variants["order"][f"-{name}"] = {"link": link}


def _transfers(world: World) -> None:
    """Transfers to our account at every stage, as buyer and office see them."""
    links, references = {}, {}
    stages = ("waiting", "shown", "approved", "confirmed", "refused", "mismatch")
    for n, name in enumerate(stages):  # each buyer another one: nobody may keep so much unpaid
        with db.transaction() as session:
            links[name] = _placed(session, _basket(session), mobile=f"0912000000{n}").link
        references[name] = shot_transfers.begin(links[name])
    for name in ("shown", "approved", "confirmed", "refused"):
        tracking = "140509060001" if name == "shown" else f"14050906{len(name):04d}"
        shot_transfers.show(references[name], sender=ADDRESS["name"], tracking=tracking)
    officer = shot_transfers.officer(PEOPLE["office"])
    second = shot_transfers.officer("finance@example.com")
    enough = settlement.transfer_bank().account.second_above + 10
    shot_transfers.see(references["approved"], line="8800100", by=second, received=enough)
    shot_transfers.see(references["confirmed"], line="8800200", by=officer)
    shot_transfers.see(references["mismatch"], line="8800300", by=officer, received=1_000_000)
    shot_transfers.refuse(references["refused"], "رسید از بانک دیگری است و پولی نیامده است.")
    world.variants["transfer"] = {
        f"-{name}": {"reference": reference} for name, reference in references.items()
    }
    world.variants["office_transfer"] = {
        f"-{name}": {"public_id": shot_transfers.public_id(reference)}
        for name, reference in references.items()
    }
    for name in ("waiting", "shown", "refused"):
        world.variants["order"][f"-transfer-{name}"] = {"link": links[name]}


def _offers(session: Session) -> list[str]:
    """One pack each of three makers, with stock."""
    there = (
        select(Offer)
        .join(Variant, Variant.id == Offer.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Product.state == ProductState.LIVE, Offer.state == OfferState.ACTIVE)
        .where(Offer.on_hand - Offer.reserved > 10, Variant.gross_g < 5_000)
        .order_by(Offer.id)
    )
    by_firm = {offer.firm_id: offer.public_id for offer in reversed(session.scalars(there).all())}
    return list(by_firm.values())[-3:]


def _basket(session: Session) -> str:
    secret = tokens.secret()
    holder = tokens.digest(secret)
    for offer in _offers(session):
        cart.add(session, token_hash=holder, offer=offer, quantity=2)
    written = ADDRESS | {"place_fa": "تهران، تهران", "place_en": "Tehran, Tehran"}
    cart_delivery.keep(session, token_hash=holder, user_id=None, written=written)
    return secret


def _placed(session: Session, secret: str, *, mobile: str = ADDRESS["mobile"]) -> Placed:
    """An order made of this basket, which waits to be paid."""
    holder = tokens.digest(secret)
    names = ("province_code", "city_code", "postcode", "address")
    place: dict[str, Any] = {name: ADDRESS[name] for name in names}
    seen = checkout.quote(
        session, cart=cart.view(session, token_hash=holder), province_code=place["province_code"],
        city_code=place["city_code"], postcode=place["postcode"], at=clock.now(),
    )  # fmt: skip
    choice = seen.first_choice()
    placed = checkout.place(
        session,
        token_hash=holder,
        buyer=BuyerFacts(ADDRESS["name"], mobile, ADDRESS["email"]),
        address=AddressFacts(recipient="", recipient_mobile="", **place),
        shipping_choice=choice,
        expected_total=seen.totals(choice).total,
        idempotency_key=tokens.public_id(),
        terms_version="1405-01-01",
        language="fa",
        by=BY,
    )
    assert placed.is_new
    return placed
