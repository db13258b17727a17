"""Provinces and cities for the two lists of an address form; the official list changes yearly."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.shipping import places
from portal.web.storefront.shelves import Kept


class Named(NamedTuple):
    """`note_*` tells two cities of one name apart; provinces have none."""

    code: str
    name_fa: str
    name_en: str
    note_fa: str = ""
    note_en: str = ""


def _provinces(session: Session) -> Sequence[Named]:
    return [Named(row.code, row.name_fa, row.name_en) for row in places.provinces(session)]


def _cities(session: Session, province_code: str) -> Sequence[Named]:
    return [
        Named(row.code, row.name_fa, row.name_en, row.note_fa, row.note_en)
        for row in places.cities(session, province_code=province_code)
    ]


provinces = Kept(_provinces)
cities = Kept(_cities)
