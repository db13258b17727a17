"""Fill a database with `count` products of 200 firms, on the real reference data."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, text

from bench import vocabulary
from portal.catalog import cards
from portal.catalog.models import (
    Category,
    Family,
    Image,
    ImageState,
    NetUnit,
    Offer,
    OfferPrice,
    OfferState,
    Ownership,
    Packing,
    Product,
    ProductState,
    Variant,
)
from portal.core import clock, db, jobs, tokens, upkeep
from portal.core.money import Currency
from portal.firms.models import Organisation, OrganisationKind, OrganisationState
from portal.reference import load
from portal.schema import create_schema

FIRMS = 200
BATCH = 5000
GRADES = {"OIL_EVOO": "EVOO", "OIL_VOO": "VOO", "OIL_REFINED_BLEND": "OO", "OIL_POMACE": "OPO"}
CULTIVARS = ("zard", "rowghani", "mari", "koroneiki", "arbequina", "manzanilla", "konservolia")
SIZES = (250, 500, 750, 1000, 3000, 5000, 10000)
FIRST = 1_000  # keys of the bench's rows, above those of the reference data

FAMILIES = select(Family.id, Family.code, Family.title_fa, Family.title_en)
LEAVES = select(Category.id).where(Category.parent_id.is_not(None))


def fill(url: str, count: int) -> None:
    """Schema, reference data, firms, products with one to three packs each, cards, statistics."""
    database = db.configure(url)
    create_schema(database)
    jobs.prepare(database)
    with db.transaction() as session:
        load.load(session)
    with database.engine.connect() as connection:
        families = connection.execute(FAMILIES).all()
        leaves = connection.execute(LEAVES).scalars().all()
    tables = {Organisation: _firms(), **_products(families, leaves, count)}
    with database.engine.begin() as connection:
        for model, rows in tables.items():
            _bulk(connection, model, rows)
    with db.transaction() as session:
        cards.rebuild(session)
    analyse(database)


def _bulk(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(model), list(rows[start : start + BATCH]))


def _firms() -> list[dict[str, Any]]:
    rows = []
    for number in range(1, FIRMS + 1):
        persian, english = vocabulary.name(number * 311)
        rows.append(
            {
                "id": FIRST + number,
                "public_id": tokens.public_id(),
                "kind": OrganisationKind.FIRM,
                "state": OrganisationState.ACTIVE,
                "code": f"B{number:03d}",
                "name_fa": f"روغن‌کشی {persian}",
                "name_en": f"{english.title()} mill",
                "slug_fa": f"firm-{number}",
                "slug_en": f"firm-{number}",
                "email": f"mill{number}@example.com",
                "mobile": f"+98913{number:07d}",
                "phone": "+982833330000",
                "legal_name": f"شرکت {persian}",
                "national_id": "10380284790",
                "address": "سیردان، خیابان اصلی",
                "postcode": "3445813168",
                "province_code": "IR-26",
            }
        )
    return rows


def _products(
    families: Sequence[Any], leaves: Sequence[int], count: int
) -> dict[Any, list[dict[str, Any]]]:
    chosen = random.Random(7)
    rare, broad = vocabulary.rare(count), vocabulary.broad()
    tables: dict[Any, list[dict[str, Any]]] = {
        Product: [],
        Variant: [],
        Offer: [],
        OfferPrice: [],
        Image: [],
    }
    for index in range(count):
        family = chosen.choice(families)
        category = leaves[family.id % len(leaves)]
        product = _product(
            chosen, index, family, category, rare[index % len(rare)], broad[index * 37 % 100]
        )
        tables[Product].append(product)
        tables[Image].append(_image(product["id"]))
        for key, row in _packs(chosen, product, family.code):
            tables[key].append(row)
    return tables


def _product(
    chosen: random.Random, index: int, family: Any, category: int, rare: Any, broad: Any
) -> dict[str, Any]:
    adjective = chosen.randrange(len(vocabulary.ADJECTIVES_EN))
    is_oil = family.code.startswith("OIL")
    moment = clock.now()
    return {
        "id": FIRST + index,
        "public_id": tokens.public_id(),
        "ownership": Ownership.FIRM,
        "owner_id": FIRST + chosen.randint(1, FIRMS),
        "family_id": family.id,
        "category_id": category,
        "state": ProductState.LIVE,
        "title_fa": f"{family.title_fa.split('(')[0].strip()} {vocabulary.ADJECTIVES_FA[adjective]} {rare[0]}",
        "title_en": f"{family.title_en} {vocabulary.ADJECTIVES_EN[adjective]} {rare[1]}",
        "slug_fa": f"p-{index}",
        "slug_en": f"p-{index}",
        "summary_fa": f"عطر میوه‌ای از باغ {broad[0]} در طارم سفلی.",
        "summary_en": f"Fruity, from the grove of {broad[1]} in Tarom Sofla.",
        "attributes": {"acidity": f"0.{chosen.randint(20, 80)}"} if is_oil else {},
        "grade": GRADES.get(family.code),
        "cultivar": chosen.choice(CULTIVARS) if chosen.random() < 0.8 else None,
        "harvest_year": chosen.choice((1403, 1404, 1405, 1405)) if is_oil else None,
        "has_seal": chosen.random() < 0.6,
        "published_at": moment - timedelta(minutes=chosen.randint(1, 1_000_000)),
        "created_at": moment,
        "updated_at": moment,
    }


def _image(product: int) -> dict[str, Any]:
    return {
        "public_id": tokens.public_id(),
        "product_id": product,
        "key": f"p/be/bench{product % 40:04d}",
        "position": 0,
        "state": ImageState.LIVE,
        "created_at": clock.now(),
    }


def _packs(
    chosen: random.Random, product: dict[str, Any], family: str
) -> Iterator[tuple[Any, dict[str, Any]]]:
    unit = NetUnit.MILLILITRE if family.startswith("OIL") else NetUnit.GRAM
    sizes = sorted(chosen.sample(SIZES, chosen.choice((1, 1, 2, 2, 3))))
    for place, size in enumerate(sizes):
        key = product["id"] * 3 + place
        yield Variant, {
            "id": key, "public_id": tokens.public_id(), "product_id": product["id"],
            "net_value": size, "net_unit": unit, "pieces": 1, "gross_g": size + 300,
            "packing": Packing.GLASS, "position": place,
        }  # fmt: skip
        yield Offer, {
            "id": key, "public_id": tokens.public_id(), "firm_id": product["owner_id"],
            "variant_id": key, "sku": f"S{key}", "state": OfferState.ACTIVE,
            "on_hand": chosen.choice((0, 50, 100, 500)), "reserved": 0, "low_at": 5,
        }  # fmt: skip
        yield OfferPrice, {
            "offer_id": key, "minimum": 1, "minor": size * chosen.randint(6_000, 14_000) // 10 * 10,
            "currency": Currency.IRR, "valid_from": clock.now() - timedelta(days=1),
            "created_by": "bench",
        }  # fmt: skip


def analyse(database: db.Database) -> None:
    """Statistics for the planner, as a night's upkeep leaves them."""
    if database.is_sqlite:
        with db.transaction() as session:
            upkeep.analyse(session)
        raw = database.engine.raw_connection()
        raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        raw.close()
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("products", "variants", "offers", "organisations"):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
            )
        connection.exec_driver_sql("VACUUM ANALYZE")
