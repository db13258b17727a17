"""What the files of the demo say, before a database sees it."""

import io
import tomllib
from itertools import pairwise

import pytest
from PIL import Image
from sqlalchemy import select

from portal.catalog import fields, packs
from portal.catalog.models import Family, NetUnit, UnitBasis
from portal.catalog.unit_prices import Content, unit_price
from portal.core.identifiers import gtin13, iban, legal_id
from portal.demo import accounts, content, firms, goods, plan
from portal.reference import families, source
from portal.reference.load import load
from portal.reference.organisations import BRAND
from tests.reference.alphabets import has_latin, has_persian

EVERYTHING = content.goods(families.shelf_of(), BRAND)
WAITING = [goods for goods, _ in content.waiting(families.shelf_of())]
BASES = {row["code"]: row["unit_basis"] for row in source.document("families")["families"]}
LARGEST_PNG = 60 * 1024
PICTURES = tomllib.loads((content.ART / "pictures.toml").read_text(encoding="utf-8"))


def sale_of(sku):
    return next(sale for name, sale in goods.each_sale(EVERYTHING) if name == sku)


def test_eight_firms_sixty_products_a_hundred_and_fifty_packs():
    assert len(content.table("firms")) == 8
    assert len(EVERYTHING) >= 60
    assert sum(len(one.packs) for one in EVERYTHING) >= 150


def test_the_families_of_the_taxonomy_are_for_sale():
    sold = {one.family for one in EVERYTHING}
    assert sold == set(BASES) - {"SERVICE_TOLL_PRESS"}


@pytest.mark.parametrize(
    ("sku", "toman"),
    [
        ("SRD-FH-500", 695_000),
        ("SRD-FH-250", 380_000),
        ("SRD-FH-750", 990_000),
        ("SRD-FT-3000", 3_690_000),
        ("SRD-KV-5000", 3_950_000),
        ("CHZ-ZD-750", 980_000),
        ("CHZ-VD-1000", 840_000),
        ("NYK-GW-700", 238_000),
        ("NYK-BP-680", 289_000),
        ("NYK-SP-680", 312_000),
        ("NYK-PG-10000", 2_480_000),
        ("KHN-PW-400", 265_000),
        ("KHN-TM-220", 185_000),
        ("KHG-EG-250", 520_000),
    ],
)
def test_prices_are_those_of_the_mockups(sku, toman):
    assert sale_of(sku).price == toman * 10


def test_no_sku_is_given_twice():
    names = [sku for sku, _ in goods.each_sale(EVERYTHING + WAITING)]
    assert len(set(names)) == len(names)


def test_some_are_sold_out_some_run_low_some_are_cheaper_than_they_were():
    sales = [sale for _, sale in goods.each_sale(EVERYTHING)]
    assert sum(sale.stock == 0 for sale in sales) >= 3
    assert sum(0 < sale.stock <= 5 for sale in sales) >= 3
    assert sum(sale.was is not None for sale in sales) >= 2
    assert all(sale.was is None or sale.was > sale.price for sale in sales)


def test_more_units_never_cost_more_each():
    for sku, sale in goods.each_sale(EVERYTHING):
        steps = [(1, sale.price), *sale.tiers]
        for (fewer, dearer), (more, cheaper) in pairwise(steps):
            assert fewer < more, sku
            assert dearer > cheaper, sku


def test_a_larger_pack_is_never_dearer_per_litre_or_kilogram():
    for one in EVERYTHING:
        for firm in {sale.firm for pack in one.packs for sale in pack.sales}:
            per_unit = sorted(
                (pack.net * pack.pieces, of_unit(one, pack, sale))
                for pack in one.packs
                for sale in pack.sales
                if sale.firm == firm
            )
            prices = [price for _, price in per_unit]
            assert prices == sorted(prices, reverse=True), (one.name, prices)


def of_unit(one, pack, sale):
    inside = Content(pack.net, NetUnit(pack.unit), pack.pieces, pack.drained)
    return unit_price(sale.price, inside, UnitBasis(BASES[one.family])).minor


def test_every_pack_makes_sense():
    for one in EVERYTHING + WAITING:
        for pack in one.packs:
            facts = packs.clean(
                {
                    "net_value": pack.net,
                    "net_unit": pack.unit,
                    "pieces": pack.pieces,
                    "drained_g": pack.drained,
                    "gross_g": pack.gross,
                    "packing": pack.packing,
                }
            )
            packs.check(facts, UnitBasis(BASES[one.family]))


@pytest.mark.parametrize("one", EVERYTHING + WAITING, ids=lambda one: one.name)
def test_texts_are_in_their_own_letters(one):
    for name in ("title", "summary", "body", "ingredients", "storage"):
        persian, english = getattr(one, name)
        assert has_persian(persian)
        assert not has_latin(persian)
        assert english
        assert not has_persian(english)


def test_attributes_and_texts_are_what_a_firm_could_have_typed(session):
    load(session)
    known = {family.code: family for family in session.scalars(select(Family))}
    for one in EVERYTHING + WAITING:
        typed = {f"attributes.{code}": value for code, value in one.attributes.items()}
        for name in ("title", "summary", "body", "ingredients", "storage"):
            typed[f"{name}_fa"], typed[f"{name}_en"] = getattr(one, name)
        cleaned = fields.clean(session, known[one.family], typed)
        stated = {code.removeprefix("attributes."): value for code, value in cleaned.items()}
        assert stated == {**stated, **one.attributes}, one.name


def test_stories_are_short_and_in_both_languages():
    for code, row in content.table("firms").items():
        persian, english = row["story"]
        assert not has_latin(persian), code
        assert not has_persian(english), code
        assert max(len(persian.split()), len(english.split())) <= 120


def test_every_product_has_a_drawn_picture_in_both_languages():
    assert {one.picture for one in EVERYTHING + WAITING} == set(PICTURES)


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_square_large_and_small_in_bytes(name, language):
    png = content.picture(name, language)
    with Image.open(io.BytesIO(png)) as opened:
        assert (opened.format, opened.size) == ("PNG", (1200, 1200))
    assert len(png) <= LARGEST_PNG


def test_invented_numbers_are_formally_valid():
    assert legal_id(firms.invented_legal_id(3))
    for number, (code, row) in enumerate(content.table("firms").items(), start=1):
        firm = firms._firm(number, code, row)
        assert legal_id(firm.national_id)
        assert iban(firm.iban)
    place = goods.Shelf(*({} for _ in range(3)))
    assert place.families == {}
    assert gtin13(goods._gtin(EVERYTHING[0], 0))


def test_one_passphrase_that_the_rules_accept_opens_every_account():
    assert len(accounts.PASSPHRASE) >= 15
    assert {account.organisation_code for account in accounts.ACCOUNTS} == {
        None, "SRD", "NYK", "QOC",
    }  # fmt: skip


def test_buyers_live_in_towns_of_the_official_list():
    towns = {(row["province_code"], row["name_fa"]) for row in source.rows("cities")}
    assert {(buyer.province, buyer.city) for buyer in plan.buyers()} <= towns
