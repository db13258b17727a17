"""What the consortium takes of a sale, and the texts that people accept."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Terms
from portal.orders.models import ChargeKind, ChargeRule
from portal.reference import source


def load(session: Session) -> None:
    """Insert charge rules of a kind that has none, and the versions of terms that are missing."""
    _load_charges(session)
    _load_terms(session)


def _load_charges(session: Session) -> None:
    kinds = set(session.scalars(select(ChargeRule.kind)))
    for row in source.rows("charge_rules"):
        kind = ChargeKind(row["kind"])
        if kind not in kinds:
            session.add(
                ChargeRule(
                    kind=kind,
                    title_fa=row["title_fa"],
                    title_en=row["title_en"],
                    position=int(row["position"]),
                    percent_bp=int(row["percent_bp"]),
                    vat_bp=int(row["vat_bp"]),
                    active_from=date.fromisoformat(row["active_from"]),
                )
            )
    session.flush()


def _load_terms(session: Session) -> None:
    known = {(row.code, row.version) for row in session.execute(select(Terms.code, Terms.version))}
    for row in source.rows("terms"):
        if (row["code"], row["version"]) not in known:
            session.add(_terms(row))
    session.flush()


def _terms(row: dict[str, str]) -> Terms:
    title_fa, body_fa = source.markdown(f"terms/{row['code']}.fa")
    title_en, body_en = source.markdown(f"terms/{row['code']}.en")
    return Terms(
        code=row["code"],
        version=row["version"],
        effective_on=date.fromisoformat(row["effective_on"]),
        title_fa=title_fa,
        title_en=title_en,
        body_fa=body_fa,
        body_en=body_en,
    )
