"""The official list of provinces and cities, and how an address names its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.kept import Kept
from portal.core.text import compact_key
from portal.shipping.models import City, Province


@dataclass(frozen=True, slots=True)
class Place:
    """A city in its province, as an address prints it."""

    province_code: str
    city_code: str
    title_fa: str
    title_en: str


@dataclass(frozen=True, slots=True)
class FoundCity:
    """One hit of a search; `note` tells cities of one name apart."""

    code: str
    name_fa: str
    name_en: str
    note_fa: str
    note_en: str
    province_code: str
    province_fa: str
    province_en: str


def provinces(session: Session) -> list[Province]:
    return list(session.scalars(select(Province).order_by(Province.sort_key)))


def cities(session: Session, *, province_code: str) -> list[City]:
    mine = select(City).where(City.province_code == province_code)
    return list(session.scalars(mine.order_by(City.sort_key, City.code)))


def everywhere(session: Session) -> Sequence[tuple[City, Province]]:
    """Every city with its province, some 1,400; one statement."""
    rows = select(City, Province).join(Province, Province.code == City.province_code)
    return [(city, province) for city, province in session.execute(rows)]


def named(session: Session, *, province_code: str, city_code: str) -> Place:
    """Raises Invalid: province_code "unknown"; city_code "unknown" or "not_in_province".

    The official list changes yearly: a place is looked up once a minute.
    """
    return _known.of(session, province_code, city_code)


def _named(session: Session, province_code: str, city_code: str) -> Place:
    wanted = (
        select(Province, City)
        .outerjoin(City, City.code == city_code)
        .where(Province.code == province_code)
    )
    found = session.execute(wanted).one_or_none()
    if found is None:
        raise Invalid({"province_code": "unknown"})
    province, city = found
    if city is None:
        raise Invalid({"city_code": "unknown"})
    if city.province_code != province.code:
        raise Invalid({"city_code": "not_in_province"})
    return Place(
        province_code=province.code,
        city_code=city.code,
        title_fa=f"{province.name_fa}، {city.name_fa}",
        title_en=f"{city.name_en}, {province.name_en}",
    )


_known = Kept(_named)


def search(
    session: Session, *, text: str, province_code: str | None = None, limit: int = 20
) -> list[FoundCity]:
    """Cities whose name in either language begins with `text`, then those that contain it.

    The official list has some 1,400 rows, so comparing them here is quicker than an index.
    """
    wanted = compact_key(text)
    if not wanted:
        return []
    rows = select(City, Province).join(Province, Province.code == City.province_code)
    if province_code is not None:
        rows = rows.where(City.province_code == province_code)
    ranked = [
        (rank, city.sort_key, city.code, _found(city, province))
        for city, province in session.execute(rows)
        if (rank := _rank(wanted, city)) is not None
    ]
    return [found for *_, found in sorted(ranked, key=lambda hit: hit[:3])[:limit]]


def _rank(wanted: str, city: City) -> int | None:
    names = (compact_key(city.name_fa), compact_key(city.name_en))
    if any(name.startswith(wanted) for name in names):
        return 0
    return 1 if any(wanted in name for name in names) else None


def _found(city: City, province: Province) -> FoundCity:
    return FoundCity(
        code=city.code,
        name_fa=city.name_fa,
        name_en=city.name_en,
        note_fa=city.note_fa,
        note_en=city.note_en,
        province_code=province.code,
        province_fa=province.name_fa,
        province_en=province.name_en,
    )
