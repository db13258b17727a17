import re
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from portal.accounts import terms
from portal.catalog.models import AttributeKind, Category, Family, FamilyAttribute, VatStatus
from portal.core import clock, jalali
from portal.firms.models import Organisation
from portal.orders.models import ChargeRule
from portal.reference import families, source
from portal.reference.categories import NAV
from portal.reference.load import load
from portal.reference.policies import RETURN_POLICIES
from portal.schema import METADATA
from portal.shipping.models import Carrier, City, Holiday, Payer, Province, Rate, Tariff, Zone
from tests.reference.alphabets import has_latin, has_persian

POST_CARRIES = 30_000  # grams


@pytest.fixture
def loaded(session):
    load(session)
    session.flush()
    return session


def everything(session):
    session.flush()
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
        for table in METADATA.sorted_tables
    }


def test_loading_twice_changes_nothing(loaded):
    before = everything(loaded)
    loaded.expire_all()

    load(loaded)

    assert everything(loaded) == before


def test_what_the_office_edited_stays_as_it_is(loaded):
    family = loaded.scalars(select(Family).where(Family.code == "OIL_EVOO")).one()
    family.vat_rate_bp, family.title_en = 900, "Extra virgin"
    loaded.delete(loaded.scalars(select(Holiday).where(Holiday.day == date(2026, 3, 21))).one())
    loaded.flush()
    loaded.expire_all()

    load(loaded)

    family = loaded.scalars(select(Family).where(Family.code == "OIL_EVOO")).one()
    assert (family.vat_rate_bp, family.title_en) == (900, "Extra virgin")
    days = loaded.scalars(select(Holiday.day)).all()
    assert (date(2026, 3, 21) in days) == (clock.today() <= date(2026, 3, 21))


@pytest.mark.parametrize(
    ("model", "count"),
    [(Province, 31), (City, 1354), (Family, 29), (Carrier, 6), (Organisation, 2), (ChargeRule, 1)],
)
def test_all_of_it_is_there(loaded, model, count):
    assert loaded.scalar(select(func.count()).select_from(model)) == count


@pytest.mark.parametrize(
    "model", [Family, FamilyAttribute, Category, Province, City, Carrier, Tariff, Zone, Holiday]
)
def test_every_name_stands_in_both_languages_and_in_its_own_letters(loaded, model):
    for row in loaded.scalars(select(model)):
        names = [(c.key, getattr(row, c.key)) for c in model.__table__.columns]
        persian = [text for key, text in names if key in {"title_fa", "name_fa"}]
        english = [text for key, text in names if key in {"title_en", "name_en"}]
        assert all(persian), row
        assert all(english), row
        shown = [(key[-3:], text) for key, text in names if key.endswith(("_fa", "_en"))]
        assert not [text for end, text in shown if end == "_fa" and has_latin(text)]
        assert not [text for end, text in shown if end == "_en" and has_persian(text)]


def test_every_choice_has_options_in_both_languages(loaded):
    choices = select(FamilyAttribute).where(FamilyAttribute.kind == AttributeKind.CHOICE)
    for attribute in loaded.scalars(choices):
        assert attribute.options, attribute.code
        for option in attribute.options:
            assert option["code"]
            assert has_persian(option["fa"])
            assert not has_latin(option["fa"])
            assert option["en"]
            assert not has_persian(option["en"])


def test_cultivars_are_the_eighteen_and_a_blend(loaded):
    cultivar = select(FamilyAttribute).where(FamilyAttribute.code == "cultivar").limit(1)
    assert len(loaded.scalars(cultivar).one().options) == 19


def test_a_taxed_family_has_a_rate_and_every_status_says_where_it_was_read(loaded):
    for family in loaded.scalars(select(Family)):
        assert (family.vat_rate_bp > 0) == (family.vat_status is VatStatus.TAXABLE)
        assert family.vat_source
        assert family.return_policy in RETURN_POLICIES


def test_every_family_has_a_shelf_and_the_navigation_exists(loaded):
    codes = set(loaded.scalars(select(Category.code)))
    assert set(families.shelf_of().values()) <= codes
    assert set(NAV) <= codes


def test_no_two_categories_share_an_address(loaded):
    for column in (Category.slug_fa, Category.slug_en):
        slugs = loaded.scalars(select(column)).all()
        assert len(set(slugs)) == len(slugs)


def test_cities_of_one_name_are_told_apart(loaded):
    seen = {}
    for city in loaded.scalars(select(City)):
        for name, note in ((city.name_fa, city.note_fa), (city.name_en, city.note_en)):
            seen.setdefault(name, []).append((note, city.province_code))
    for name, notes in seen.items():
        if len(notes) > 1:
            assert all(note for note, _ in notes), name
            assert len(set(notes)) == len(notes), name


def test_sirdan_of_lower_tarom_is_in_qazvin_and_tarom_is_in_zanjan(loaded):
    named = {city.name_en: city for city in loaded.scalars(select(City))}
    assert named["Sirdan"].province_code == "IR-26"
    assert "طارم سفلی" in named["Sirdan"].note_fa
    assert named["Chavarzaq"].province_code == "IR-19"
    assert named["Chavarzaq"].note_en == "Tarom county"


def test_a_carriers_own_example_is_a_good_number(loaded):
    for carrier in loaded.scalars(select(Carrier)):
        assert re.fullmatch(carrier.tracking_pattern, carrier.tracking_example)


def test_the_post_goes_everywhere_with_bands_that_meet(loaded):
    for zone in loaded.scalars(select(Zone)):
        services = {}
        for rate in zone.rates:
            services.setdefault((rate.carrier_code, rate.service_en), []).append(rate)
        assert "post" in {code for code, _ in services}
        for rates in services.values():
            rates.sort(key=lambda rate: rate.from_g)
            assert all(a.to_g == b.from_g for a, b in pairwise(rates))
            assert [rate.base for rate in rates] == sorted(rate.base for rate in rates)
        post = [rate for rate in zone.rates if rate.carrier_code == "post"]
        assert max(rate.to_g for rate in post) == POST_CARRIES
        assert all(rate.payer is Payer.BUYER for rate in post)


def test_no_rate_is_above_what_its_carrier_takes(loaded):
    limits = dict(loaded.execute(select(Carrier.code, Carrier.maximum_g)).all())
    for rate in loaded.scalars(select(Rate)):
        assert rate.to_g <= limits[rate.carrier_code]


@pytest.mark.parametrize("year", [1405, 1406])
@pytest.mark.parametrize(
    "day", [(1, 1), (1, 2), (1, 3), (1, 4), (1, 12), (1, 13), (3, 14), (3, 15), (11, 22), (12, 29)]
)
def test_the_fixed_holidays_are_exact(loaded, year, day):
    assert jalali.to_date(year, *day) in set(loaded.scalars(select(Holiday.day)))


def test_estimated_holidays_say_so():
    rows = source.rows("holidays")
    assert {row["basis"] for row in rows} == {"fixed", "lunar_estimate", "fixed+lunar_estimate"}
    for row in rows:
        y, m, d = jalali.from_date(date.fromisoformat(row["day"]))
        assert row["jalali"] == f"{y}-{m:02}-{d:02}"


@pytest.mark.parametrize("code", ["sale", "privacy", "membership"])
def test_terms_are_in_force_in_both_languages(loaded, code):
    text = terms.current(loaded, code=code)
    assert has_persian(text.title_fa)
    assert not has_latin(text.body_fa)
    assert not has_persian(text.body_en)
    assert text.body_fa.count("\n## ") == text.body_en.count("\n## ")


def test_the_terms_of_sale_name_the_duties_of_the_law(loaded):
    text = terms.current(loaded, code="sale")
    for article in ("۳۳", "۳۷", "۳۸"):
        assert f"مادهٔ {article}" in text.body_fa
    for article in ("33", "37", "38"):
        assert re.search(f"[Aa]rticle {article}", text.body_en)


def test_the_commission_is_eight_percent_and_bears_ten_percent_vat(loaded):
    rule = loaded.scalars(select(ChargeRule)).one()
    assert (rule.percent_bp, rule.vat_bp) == (800, 1000)
