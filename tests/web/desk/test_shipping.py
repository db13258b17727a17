"""A firm's own delivery prices, edited through pages and seen in the quotes of the basket."""

import pytest
from sqlalchemy import select

from portal.core import clock, db
from portal.shipping import rates
from portal.shipping.models import Rate, Tariff, Zone
from portal.shipping.rates import Goods, Parcel

TEHRAN = {"province_code": "IR-23", "city_code": "2301021576", "postcode": "1591634311"}
ZONE = {
    "zone-title_fa": "تهران", "zone-title_en": "Tehran", "zone-provinces": "IR-23",
    "zone-cities": "", "zone-prefixes": "",
}  # fmt: skip
RATE = {
    "carrier_code": "post", "service_fa": "پست ویژه", "service_en": "Special post",
    "from_g": "۰", "to_g": "۵", "base": "۴۲٬۰۰۰", "per_kg": "", "payer": "buyer",
    "lead_days": "۲", "cutoff_hour": "۱۴",
}  # fmt: skip


@pytest.fixture
def open_own(owner):
    owner.post(
        "/desk/srd/shipping",
        {"title_fa": "ارسال سیردان", "title_en": "Sirdan delivery", "free_above": "۲٬۰۰۰٬۰۰۰"},
    )


def quoted(house):
    with db.reading() as session:
        firm = house.shop.sirdan.id
        parcel = Parcel(firm, (Goods(900, None, None, None, 1),), 6_950_000)
        return rates.quote(session, parcels=[parcel], at=clock.now(), **TEHRAN)[firm]


def one(kind):
    with db.reading() as session:
        query = select(kind)
        if kind is Rate:
            query = query.where(Rate.service_en == "Special post")
        elif kind is Zone:
            query = query.join(Tariff).where(Tariff.firm_id.is_not(None))
        return session.scalars(query).one()


def test_without_its_own_the_consortiums_hold(owner, house):
    page = owner.get("/desk/srd/shipping")
    assert "هزینهٔ ارسال بسته‌های شما همان هزینه‌های کنسرسیوم است" in page.text
    assert any(offer.service_fa == "پست پیشتاز" for offer in quoted(house))


@pytest.mark.usefixtures("open_own")
def test_an_own_rate_is_what_buyers_are_quoted(owner, house):
    assert owner.post("/desk/srd/shipping/zones", ZONE).status == 200
    page = owner.post(f"/desk/srd/shipping/zones/{one(Zone).public_id}/rates", RATE)
    assert "پست ویژه" in page.text
    assert [(offer.service_fa, offer.price) for offer in quoted(house)] == [("پست ویژه", 420_000)]

    rate = one(Rate).public_id
    owner.post(f"/desk/srd/shipping/rates/{rate}", RATE | {"base": "50,000"})
    assert quoted(house)[0].price == 500_000
    owner.post(f"/desk/srd/shipping/rates/{rate}/stop")
    assert quoted(house) == []
    owner.post(f"/desk/srd/shipping/rates/{rate}/start")
    assert quoted(house)[0].price == 500_000

    owner.post("/desk/srd/shipping/close")
    assert any(offer.service_fa == "پست پیشتاز" for offer in quoted(house))


@pytest.mark.usefixtures("open_own")
def test_overlapping_weights_are_refused_at_their_field(owner):
    owner.post("/desk/srd/shipping/zones", ZONE)
    address = f"/desk/srd/shipping/zones/{one(Zone).public_id}/rates"
    owner.post(address, RATE)
    page = owner.post(address, RATE | {"from_g": "4", "to_g": "10"})
    assert page.status == 422
    assert "هم‌پوشانی" in page.text
    assert 'value="10"' in page.html


@pytest.mark.usefixtures("open_own")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"to_g": "0"}, "وزن پایان باید از وزن شروع بیشتر باشد"),
        ({"to_g": "500"}, "بسته‌ای با این وزن نمی‌پذیرد"),
        ({"base": "x"}, "تومان"),
        ({"carrier_code": "nobody"}, "یکی را از فهرست برگزینید"),
        ({"lead_days": "-1"}, "این عدد کم است"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(owner, typed, said):
    owner.post("/desk/srd/shipping/zones", ZONE)
    page = owner.post(f"/desk/srd/shipping/zones/{one(Zone).public_id}/rates", RATE | typed)
    assert page.status == 422
    assert said in page.text


@pytest.mark.usefixtures("open_own")
def test_cities_are_written_as_people_write_them(owner):
    page = owner.post(
        "/desk/srd/shipping/zones",
        ZONE
        | {"zone-provinces": [], "zone-cities": "تهران، شهریار\nقزوین", "zone-prefixes": "۳۴ 3415"},
    )
    assert page.status == 200
    zone = owner.get(f"/desk/srd/shipping/zones/{one(Zone).public_id}")
    assert "تهران، شهریار" in zone.html
    assert "34 3415" in zone.html


@pytest.mark.usefixtures("open_own")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"zone-cities": "ناکجاآباد"}, "شهری به این نام نیست"),
        ({"zone-provinces": []}, "این خانه را پر کنید"),
        ({"zone-title_fa": ""}, "این خانه را پر کنید"),
    ],
)
def test_a_zone_that_cannot_be_is_refused_and_kept(owner, typed, said):
    page = owner.post("/desk/srd/shipping/zones", ZONE | typed)
    assert page.status == 422
    assert said in page.text
    assert 'value="Tehran"' in page.html


@pytest.mark.usefixtures("open_own")
def test_a_place_stands_in_one_zone_only(owner):
    owner.post("/desk/srd/shipping/zones", ZONE)
    page = owner.post("/desk/srd/shipping/zones", ZONE)
    assert page.status == 422
    assert "پیش‌تر ثبت شده است" in page.text


def test_another_firms_zone_and_rate_are_not_found(owner, house):
    with db.reading() as session:
        ours = session.scalars(select(Zone.public_id)).first()
        rate = session.scalars(select(Rate.public_id)).first()
    assert owner.get(f"/desk/srd/shipping/zones/{ours}").status == 404
    assert owner.get(f"/desk/srd/shipping/rates/{rate}").status == 404
    assert owner.post(f"/desk/srd/shipping/rates/{rate}/stop").status == 404
