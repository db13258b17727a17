"""Cities as people write them, one a line: the name alone, or with its province."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from flask import g
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.text import compact_key
from portal.shipping import places
from portal.shipping.models import City, Province

MOST = 300  # lines


def lines(session: Session, codes: Iterable[str]) -> str:
    """The cities of these codes in the reader's language, one a line."""
    wanted = set(codes)
    found = [
        _label(city, province, g.language)
        for city, province in places.everywhere(session)
        if city.code in wanted
    ]
    return "\n".join(sorted(found, key=compact_key))


def codes(session: Session, typed: str) -> list[str]:
    """The codes of what was typed. Raises Invalid: cities "city_unknown" or "city_ambiguous"."""
    written = [line.strip() for line in typed.splitlines() if line.strip()][:MOST]
    if not written:
        return []
    known = _known(session)
    return [_one(known, line) for line in written]


def _one(known: Mapping[str, set[str]], line: str) -> str:
    found = known.get(compact_key(line), set())
    if len(found) != 1:
        raise Invalid({"cities": "city_ambiguous" if found else "city_unknown"})
    return next(iter(found))


def _known(session: Session) -> Mapping[str, set[str]]:
    """Every way to write a city, as search key, with the codes that it may mean."""
    known: dict[str, set[str]] = defaultdict(set)
    for city, province in places.everywhere(session):
        ways = [city.name_fa, city.name_en]
        ways += [_label(city, province, language) for language in ("fa", "en")]
        for way in ways:
            known[compact_key(way)].add(city.code)
    return known


def _label(city: City, province: Province, language: str) -> str:
    """In English "Shahriar, Tehran"; a note in brackets tells two of one name apart."""
    name, note = (city.name_fa, city.note_fa) if language == "fa" else (city.name_en, city.note_en)
    name = f"{name} ({note})" if note else name
    if language == "fa":
        return f"{province.name_fa}، {name}"
    return f"{name}, {province.name_en}"
