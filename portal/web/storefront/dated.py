"""The texts that people accept, as far as a form names them: title, version, day."""

from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.accounts import terms
from portal.web.storefront.shelves import Kept


class Dated(NamedTuple):
    """The version in force."""

    version: str
    effective_on: date
    title_fa: str
    title_en: str


def _read(session: Session, code: str) -> Dated:
    row = terms.current(session, code=code)
    return Dated(row.version, row.effective_on, row.title_fa, row.title_en)


dated_terms = Kept(_read)  # by code: "sale", "membership"
