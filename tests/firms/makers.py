"""The application of a made-up mill, true in every field."""

from typing import Any

from portal.firms.applications import Wish
from portal.firms.profile import Profile

CONTACT = "owner@mill.example"


def wish(**facts: Any) -> Wish:
    given: dict[str, Any] = {
        "name_fa": "روغن‌کشی سردارن",
        "name_en": "Sardaran Mill",
        "legal_name": "شرکت سردارن طارم",
        "national_id": "۱۰۳۸۰۲۸۴۷۹۰",
        "phone": "028-33334444",
        "province_code": "IR-26",
        "city_code": "2601",
        "postcode": "34196-13145",
        "address": "طارم سفلی، جادهٔ سیردان",
        "place_fa": "طارم سفلی",
        "place_en": "Tarom Sofla",
        "licence_number": "",
        "contact_name": "سارا احمدی",
        "contact_mobile": "09121234567",
        "contact_email": "Owner@mill.example",
        "message": "",
    }
    return Wish(**(given | facts))


def profile(**facts: Any) -> Profile:
    given: dict[str, Any] = {
        "name_fa": "روغن‌کشی سردارن",
        "name_en": "Sardaran Mill",
        "story_fa": "سه نسل زیتون‌کار.",
        "story_en": "Three generations.",
        "place_fa": "طارم سفلی",
        "place_en": "Tarom Sofla",
        "founded": 1352,
        "phone": "",
        "email": "Desk@mill.example",
        "mobile": "۰۹۱۲۱۲۳۴۵۶۷",
        "legal_name": "",
        "national_id": "",
        "economic_code": "",
        "licence_number": "",
        "province_code": "IR-26",
        "city_code": "2601",
        "postcode": "3419613145",
        "address": "طارم سفلی",
        "preparation_days": 2,
        "tint": 3,
    }
    return Profile(**(given | facts))
