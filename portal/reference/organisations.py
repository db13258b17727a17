"""The consortium itself and the joint brand: organisations like any other, of their own kind."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.firms.models import ORGANISATION, Organisation, OrganisationKind, OrganisationState
from portal.reference import source

CONSORTIUM = "QOC"
BRAND = "QZB"


def load(session: Session) -> None:
    """Insert the two where they are missing."""
    known = set(session.scalars(select(Organisation.code)))
    for row in source.rows("organisations"):
        if row["code"] not in known:
            facts = row | {"kind": OrganisationKind(row["kind"]), "tint": int(row["tint"])}
            made = Organisation(**facts, state=OrganisationState.ACTIVE, province_code="IR-26")
            session.add(made)
            session.flush()
            ORGANISATION.begin(session, made, by="reference")
