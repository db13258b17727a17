"""Price lists for parcels: the consortium's (firm_id None), and those of firms that set their own.

A firm's tariff without zones keeps the consortium's rates and only sets its own threshold.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.text import fold
from portal.shipping.models import Tariff

LONGEST_TITLE = 80
MOST_RIALS = 10**12


def of(session: Session, *, firm_id: int | None) -> Tariff:
    """The tariff of a firm, or the consortium's. Raises NotFound."""
    found = session.scalar(select(Tariff).where(Tariff.firm_id.is_not_distinct_from(firm_id)))
    if found is None:
        raise NotFound
    return found


def open_own(
    session: Session,
    *,
    firm_id: int,
    title_fa: str,
    title_en: str,
    free_above: int | None,
    by: str,
) -> Tariff:
    """Raises Refused("tariff_exists"), Invalid as `edit` does."""
    terms = _terms(title_fa, title_en, free_above)
    if session.scalar(select(Tariff.id).where(Tariff.firm_id == firm_id)) is not None:
        raise Refused("tariff_exists")
    tariff = Tariff(firm_id=firm_id, **terms)
    session.add(tariff)
    session.flush()
    _note(session, "tariff.opened", tariff, by, after=terms)
    return tariff


def edit(
    session: Session,
    *,
    firm_id: int | None,
    title_fa: str,
    title_en: str,
    free_above: int | None,
    by: str,
) -> Tariff:
    """Raises Invalid: title_* "required", "too_long"; free_above "too_small", "too_large"."""
    terms = _terms(title_fa, title_en, free_above)
    tariff = of(session, firm_id=firm_id)
    before = {name: getattr(tariff, name) for name in terms}
    for name, value in terms.items():
        setattr(tariff, name, value)
    _note(session, "tariff.edited", tariff, by, before=before, after=terms)
    return tariff


def close_own(session: Session, *, firm_id: int, by: str) -> None:
    """Back to the consortium's rates. Orders keep what they were quoted."""
    tariff = of(session, firm_id=firm_id)
    _note(session, "tariff.closed", tariff, by)
    session.delete(tariff)
    session.flush()


def titles(title_fa: str, title_en: str, *, prefix: str = "title") -> tuple[str, str]:
    """Both folded. Raises Invalid: <prefix>_fa, <prefix>_en "required" or "too_long"."""
    made = {f"{prefix}_fa": fold(title_fa), f"{prefix}_en": fold(title_en)}
    errors = {
        field: "too_long" if text else "required"
        for field, text in made.items()
        if not 0 < len(text) <= LONGEST_TITLE
    }
    if errors:
        raise Invalid(errors)
    return made[f"{prefix}_fa"], made[f"{prefix}_en"]


def _terms(title_fa: str, title_en: str, free_above: int | None) -> dict[str, Any]:
    fa, en = titles(title_fa, title_en)
    if free_above is not None and not 0 < free_above <= MOST_RIALS:
        raise Invalid({"free_above": "too_small" if free_above < 1 else "too_large"})
    return {"title_fa": fa, "title_en": en, "free_above": free_above}


def _note(
    session: Session,
    action: str,
    tariff: Tariff,
    by: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        session,
        action=action,
        actor=by,
        on_behalf_of=tariff.firm_id,
        object_kind="tariff",
        object_id=tariff.public_id,
        before=before,
        after=after,
    )
