"""A firm's desk: its orders, goods, shelf, delivery prices, page and people."""

import io
from datetime import timedelta

from PIL import Image

from portal.core import clock, jalali
from tests.matrix import marks
from tests.matrix.people import CITY
from tests.matrix.sales import tracking
from tests.vectors import load

VECTORS = load("identifiers")
IBAN, LEGAL_ID = VECTORS["sheba"]["valid"][0], VECTORS["legal_id"]["valid"][3]


def nothing(_world, _whose):
    return {}


def part(state):
    """The firm's part of buyer A's order in a state."""
    return lambda world, whose: {"number": world.part(whose, state).number}


def product(name, *more):
    """A product of the firm by its place in the world, with its pack, offer or picture."""

    def give(world, whose):
        goods = world.houses[whose]
        known = {
            "public_id": goods.products[name].public_id,
            "variant_id": goods.variants.get(name, ""),
            "offer_id": goods.offers[name].public_id if name in goods.offers else "",
            "image_id": goods.images[name].public_id,
        }
        return {key: known[key] for key in ("public_id", *more)}

    return give


def sku(name):
    return lambda world, whose: {"sku": world.houses[whose].offers[name].sku}


def named(what):
    return lambda world, whose: {"name": getattr(world.houses[whose], what)}


def colleague(world, whose):
    name = {"A": "a_viewer", "B": "b_warehouse"}[whose]
    return {"person": world.principals[name].user.public_id}


def paper(world, whose):
    return {"public_id": world.sales["buyer_a", "shipped"].invoices[whose]}


PARTS = {
    "order": "paid", "packing_slip": "preparing", "ask_invoice": "paid", "accept": "paid",
    "pack": "preparing", "ship": "ready", "correct_tracking": "shipped", "drop": "preparing",
    "cancel": "paid", "delivered": "shipped",
}  # fmt: skip
OBJECTS = {
    **{f"desk.{name}": part(state) for name, state in PARTS.items()},
    "desk.resolve": lambda w, o: {"state": "delivered", **part("problem")(w, o)},
    "desk.invoice": paper,
    "desk.product": product("changed"),
    "desk.preview": product("draft"),
    "desk.save_product": product("draft"),
    "desk.submit_product": product("ready"),
    "desk.withdraw_product": product("in_review"),
    "desk.hide_product": product("live"),
    "desk.show_product": product("hidden"),
    "desk.retire_product": product("live"),
    "desk.add_pack": product("draft"),
    "desk.save_pack": product("live", "variant_id"),
    "desk.stop_pack": product("live", "variant_id"),
    "desk.start_pack": product("stopped", "variant_id"),
    "desk.offer_pack": product("unoffered", "variant_id"),
    "desk.set_price": product("live", "offer_id"),
    "desk.add_picture": product("draft"),
    "desk.save_pictures": product("draft"),
    "desk.remove_picture": product("draft", "image_id"),
    "desk.count_stock": sku("live"),
    "desk.receive_stock": sku("live"),
    "desk.warn_stock": sku("live"),
    "desk.pause_offer": sku("live"),
    "desk.resume_offer": sku("paused"),
    "desk.zone": named("zone"),
    "desk.save_zone": named("zone"),
    "desk.drop_zone": named("spare_zone"),
    "desk.add_rate": named("spare_zone"),
    "desk.rate": named("rate"),
    "desk.save_rate": named("rate"),
    "desk.stop_rate": named("rate"),
    "desk.start_rate": named("stopped_rate"),
    "desk.change_role": colleague,
    "desk.end_membership": colleague,
}


def why(_world, _whose):
    return {"reason": "نشد"}


def shipped(_world, _whose):
    return {"tracking": tracking()}


def dropped(world, whose):
    line = world.part(whose, "preparing").lines[0].public_id
    return {f"drop-{line}": "1", f"counted-{line}": "50"}


def lots(world, whose):
    line = world.part(whose, "preparing").lines[0].public_id
    return {f"lot-{line}": "L-1405-1", f"best-{line}": "1406/09/01"}


def wishes(world, whose):
    goods = world.houses[whose].products["draft"]
    return {
        "version": str(goods.version), "title_fa": "نام تازه", "title_en": "New name",
        "category": "evoo", "grade": "EVOO", "harvest_year": "1405", "attributes.acidity": "0.4",
    }  # fmt: skip


def pack(prefix):
    return {
        f"{prefix}-net_value": "750", f"{prefix}-net_unit": "ml", f"{prefix}-pieces": "1",
        f"{prefix}-packing": "glass", f"{prefix}-gross_g": "1200",
    }  # fmt: skip


def new_pack(_world, _whose):
    code = f"NEW-{marks.word()[2:]}"
    return pack("new") | {"new-sku": code, "new-price": "750000", "new-quantity": "5"}


def changed_pack(world, whose):
    return pack(f"pack-{world.houses[whose].variants['live']}")


def offered(world, whose):
    key = f"offer-{world.houses[whose].variants['unoffered']}"
    return {f"{key}-sku": f"OFF-{marks.word()[2:]}", f"{key}-low_at": "3"}


def price(world, whose):
    key = f"price-{world.houses[whose].offers['live'].public_id}"
    return {f"{key}-price": "812345", f"{key}-minimum": "1", f"{key}-confirmed": "y"}


def upload(_world, _whose):
    content = io.BytesIO()
    Image.new("RGB", (320, 320), (90, 120, 40)).save(content, "PNG")
    content.seek(0)
    words = {"picture-alt_fa": "شیشه", "picture-alt_en": "Bottle", "picture-language": ""}
    return words | {"image": (content, "a.png")}


def described(world, whose):
    image = world.houses[whose].images["draft"].public_id
    return {f"place-{image}": "1", f"fa-{image}": "شیشهٔ نو", f"en-{image}": "New bottle"}


def zone(_world, _whose):
    return {
        "zone-title_fa": "شمال", "zone-title_en": "North", "zone-cities": "",
        "zone-prefixes": "97531",
    }  # fmt: skip


def rate(_world, _whose):
    return {
        "carrier_code": "tipax", "service_fa": "ویژه", "service_en": "Special", "from_g": "0",
        "to_g": "20", "base": "90000", "per_kg": "1000", "payer": "buyer", "lead_days": "2",
        "cutoff_hour": "14",
    }  # fmt: skip


def profile(world, whose):
    goods = world.houses[whose]
    return {
        "name_fa": "نام تازه", "name_en": "New name", "place_fa": "سیردان", "place_en": "Sirdan",
        "legal_name": "شرکت", "national_id": LEGAL_ID, "province_code": "IR-26",
        "city_code": CITY, "postcode": "3419613145", "address": "سیردان",
        "preparation_days": "2", "tint": "3", "phone": "02833335555",
        "email": goods.firm.email, "mobile": "09121234567",
    }  # fmt: skip


def new_product(_world, _whose):
    return {
        "family": "OIL_EVOO", "category": "evoo", "title_fa": "روغن نو", "title_en": "New oil",
    }  # fmt: skip


def terms(_world, _whose):
    return {"title_fa": "تعرفهٔ ما", "title_en": "Our prices", "free_above": "9000000"}


def withdrawn(world, whose):
    return {"email": world.invited[whose]}


def soon():
    """Ten days from today, as a person types it."""
    return "{}/{}/{}".format(*jalali.from_date(clock.today() + timedelta(days=10)))


FORMS = {
    "desk.accept": nothing,
    "desk.pack": lots,
    "desk.ship": shipped,
    "desk.correct_tracking": shipped,
    "desk.drop": dropped,
    "desk.cancel": why,
    "desk.delivered": nothing,
    "desk.resolve": why,
    "desk.ask_invoice": nothing,
    "desk.create_product": new_product,
    "desk.save_product": wishes,
    "desk.submit_product": nothing,
    "desk.withdraw_product": nothing,
    "desk.hide_product": nothing,
    "desk.show_product": nothing,
    "desk.retire_product": nothing,
    "desk.add_pack": new_pack,
    "desk.save_pack": changed_pack,
    "desk.stop_pack": nothing,
    "desk.start_pack": nothing,
    "desk.offer_pack": offered,
    "desk.set_price": price,
    "desk.add_picture": upload,
    "desk.save_pictures": described,
    "desk.remove_picture": nothing,
    "desk.count_stock": lambda _w, _o: {"counted": "500000", "reason": "شمارش"},
    "desk.receive_stock": lambda _w, _o: {"quantity": "12", "reason": "تازه"},
    "desk.warn_stock": lambda _w, _o: {"low_at": "9"},
    "desk.pause_offer": nothing,
    "desk.resume_offer": nothing,
    "desk.save_tariff": terms,
    "desk.close_tariff": nothing,
    "desk.add_zone": zone,
    "desk.save_zone": zone,
    "desk.drop_zone": nothing,
    "desk.add_rate": rate,
    "desk.save_rate": rate,
    "desk.stop_rate": nothing,
    "desk.start_rate": nothing,
    "desk.save_profile": profile,
    "desk.pause": lambda _w, _o: {"until": soon()},
    "desk.resume": nothing,
    "desk.save_iban": lambda _w, _o: {"iban": IBAN},
    "desk.invite": lambda _w, _o: {"email": "colleague@example.com", "role": "sales"},
    "desk.withdraw_invitation": withdrawn,
    "desk.change_role": lambda _w, _o: {"role": "finance"},
    "desk.end_membership": nothing,
}
# The fields that name a record, with a rival's in them (the Spree fault, B52).
FOREIGN = {
    "desk.drop": dropped,
    "desk.pack": lots,
    "desk.save_pictures": described,
    "desk.withdraw_invitation": withdrawn,
}
QUIET = {"desk.resume"}
MOVED: dict = {}
ONLY: dict = {}
EMPTY: set[str] = set()
