"""From the public form to the shop's shelf, through the pages of everybody on the way."""

from sqlalchemy import select

from portal.catalog.models import ProductChange
from portal.core import db
from portal.firms.models import Application, Organisation, OrganisationState
from portal.worker import rendering
from tests.web.desk.listings import TEXTS, Desk

WISH = {
    "name_fa": "روغن‌کشی کوهپایه", "name_en": "Foothill Mill", "legal_name": "شرکت کوهپایهٔ طارم",
    "national_id": "10380284790", "licence_number": "50/77777", "phone": "02833330000",
    "province_code": "IR-26", "city_code": "2603051595", "place_fa": "طارم", "place_en": "Tarom",
    "address": "خیابان باغ، پلاک ۳", "postcode": "3414811111", "contact_name": "زهرا کوهی",
    "contact_mobile": "09121112233", "contact_email": "zahra@example.com",
    "message": "روغن زیتون فرابکر", "accepts": "y",
}  # fmt: skip
PASSWORD = "سه واژهٔ بلند و ساده"


def apply(house):
    page = house.stranger().post("/join", WISH)
    assert page.path == "/join/thanks", page.text
    with db.reading() as session:
        return session.scalars(select(Application.public_id)).one()


def change(state=None):
    with db.reading() as session:
        query = select(ProductChange.public_id).order_by(ProductChange.id.desc())
        return session.scalars(query).first()


def test_from_the_application_to_the_shelf(house, office):
    asked = apply(house)
    assert "روغن‌کشی کوهپایه" in office.get("/consortium/applications").text

    office.post(f"/consortium/applications/{asked}/approve", {"code": "KHP"})
    owner = house.stranger()
    joined = owner.post(
        house.letters("invite")[-1].facts["link"] + "/join",
        {"name": "زهرا کوهی", "password": PASSWORD},
    )
    assert "روغن‌کشی کوهپایه" in joined.text
    assert owner.get("/desk/khp/").status == 200

    desk = Desk(owner, "khp")
    name = desk.complete()
    assert "کوهپایه" not in house.stranger().get("/c/evoo").text

    # Sent back with a reason at a field, corrected, approved.
    page = office.get(f"/consortium/listings/{change()}")
    assert TEXTS["summary_fa"] in page.text
    office.post(
        f"/consortium/listings/{change()}",
        {
            "act": "back",
            "bad-summary_fa": "y",
            "why-summary_fa": "unclear",
            "text-summary_fa": "کدام رقم؟",
        },
    )
    back = desk.page(name)
    assert "برای خریدار روشن نیست؛ کدام رقم؟" in back.text
    told = house.letters("listing_sent_back")[-1]
    assert "دو جملهٔ فارسی: برای خریدار روشن نیست؛ کدام رقم؟" in rendering.render(told).body

    desk.save(name, summary_fa="رقم زرد، با عطر برگ گوجه.")
    desk.submit(name)
    office.post(f"/consortium/listings/{change()}", {"act": "approve"})

    shop = house.stranger()
    for address in ("/c/evoo", "/shop?firm=KHP", "/shop?q=کوهپایه", "/shop?cultivar=zard&firm=KHP"):
        assert TEXTS["title_fa"] in shop.get(address).text, address
    assert "رقم زرد، با عطر برگ گوجه." in shop.get(f"/p/{name}").text
    assert [m.recipient for m in house.letters("listing_approved")]


def test_a_firm_is_refused_with_a_reason_it_reads(house, office):
    asked = apply(house)
    page = office.post(f"/consortium/applications/{asked}/refuse", {"reason": ""})
    assert page.status == 422
    office.post(f"/consortium/applications/{asked}/refuse", {"reason": "پروانه پیوست نیست"})

    with db.reading() as session:
        firm = session.scalars(
            select(Organisation).where(Organisation.name_en == "Foothill Mill")
        ).one()
    assert firm.state is OrganisationState.REJECTED
    [letter] = house.letters("application_rejected")
    assert letter.facts["reason"] == "پروانه پیوست نیست"
    assert letter.recipient == "zahra@example.com"


def test_a_code_that_is_taken_or_odd_is_refused(house, office):
    asked = apply(house)
    taken = office.post(f"/consortium/applications/{asked}/approve", {"code": "SRD"})
    assert taken.status == 422
    assert "این کد گرفته شده است" in taken.text
    odd = office.post(f"/consortium/applications/{asked}/approve", {"code": "؟"})
    assert odd.status == 422
