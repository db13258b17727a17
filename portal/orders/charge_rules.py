"""The office keeps the rules of what the consortium takes. Rules end; they are never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.models import Family
from portal.core import audit
from portal.core.errors import Invalid, NotFound
from portal.core.money import BASIS_POINTS
from portal.firms.models import Organisation
from portal.orders.charges import covers, in_order, shadowed
from portal.orders.models import ChargeKind, ChargeRule

STEP = 10  # between positions


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule in the office's list. No firm or family: all of them. Rates in basis points."""

    public_id: str
    kind: ChargeKind
    title_fa: str
    title_en: str
    position: int
    percent_bp: int
    vat_bp: int
    firm_fa: str
    firm_en: str
    family_code: str | None
    family_fa: str
    family_en: str
    active_from: date
    active_to: date | None
    is_shadowed: bool  # one above it takes every sale that it would fit


def listing(session: Session) -> list[RuleView]:
    """Every rule, ended ones too, in the order in which they are tried; one statement."""
    found = session.execute(
        select(ChargeRule, Organisation, Family)
        .outerjoin(Organisation, Organisation.id == ChargeRule.firm_id)
        .outerjoin(Family, Family.code == ChargeRule.family_code)
    ).all()
    named = {rule.id: (firm, family) for rule, firm, family in found}
    rules = in_order(rule for rule, _, _ in found)
    hidden = {rule.id for rule, _ in shadowed(rules)}
    return [_view(rule, *named[rule.id], is_shadowed=rule.id in hidden) for rule in rules]


def _view(
    rule: ChargeRule, firm: Organisation | None, family: Family | None, *, is_shadowed: bool
) -> RuleView:
    return RuleView(
        public_id=rule.public_id,
        kind=rule.kind,
        title_fa=rule.title_fa,
        title_en=rule.title_en,
        position=rule.position,
        percent_bp=rule.percent_bp,
        vat_bp=rule.vat_bp,
        firm_fa=firm.name_fa if firm else "",
        firm_en=firm.name_en if firm else "",
        family_code=rule.family_code,
        family_fa=family.title_fa if family else "",
        family_en=family.title_en if family else "",
        active_from=rule.active_from,
        active_to=rule.active_to,
        is_shadowed=is_shadowed,
    )


def add(
    session: Session,
    *,
    kind: ChargeKind,
    title_fa: str,
    title_en: str,
    percent_bp: int,
    vat_bp: int,
    active_from: date,
    by: str,
    active_to: date | None = None,
    firm_code: str | None = None,
    family_code: str | None = None,
) -> ChargeRule:
    """Sales from now on follow it; sold lines keep what was frozen.

    It is tried just before the first rule that would leave it nothing, else last. Raises Invalid:
    title_fa, title_en "required"; percent, vat_percent "out_of_range"; firm, family_code
    "unknown"; active_to "before_start".
    """
    firm_id = _firm_id(session, firm_code)
    rule = ChargeRule(
        kind=kind,
        title_fa=title_fa.strip(),
        title_en=title_en.strip(),
        percent_bp=percent_bp,
        vat_bp=vat_bp,
        active_from=active_from,
        active_to=active_to,
        firm_id=firm_id,
        family_code=family_code,
    )
    _check(rule, is_family_known=_has_family(session, family_code))
    others = _of_kind(session, kind)
    wider = (place for place, other in enumerate(others) if covers(other, rule))
    others.insert(next(wider, len(others)), rule)
    _number(others)
    session.add(rule)
    session.flush()
    _record(session, "charge_rule.added", rule, by)
    return rule


def _firm_id(session: Session, code: str | None) -> int | None:
    if code is None:
        return None
    firm_id = session.scalar(select(Organisation.id).where(Organisation.code == code))
    if firm_id is None:
        raise Invalid({"firm": "unknown"})
    return firm_id


def _has_family(session: Session, code: str | None) -> bool:
    named = select(Family.id).where(Family.code == code)
    return code is None or session.scalar(named) is not None


def _check(rule: ChargeRule, *, is_family_known: bool) -> None:
    faults = {
        "title_fa": "" if rule.title_fa else "required",
        "title_en": "" if rule.title_en else "required",
        "percent": "" if 0 <= rule.percent_bp <= BASIS_POINTS else "out_of_range",
        "vat_percent": "" if 0 <= rule.vat_bp <= BASIS_POINTS else "out_of_range",
        "family_code": "" if is_family_known else "unknown",
        "active_to": "" if (rule.active_to or date.max) >= rule.active_from else "before_start",
    }
    found = {name: code for name, code in faults.items() if code}
    if found:
        raise Invalid(found)


def end(session: Session, *, public_id: str, last_day: date, by: str) -> ChargeRule:
    """The rule is in force up to `last_day`. Raises NotFound, Invalid active_to "before_start"."""
    rule = _find(session, public_id)
    if last_day < rule.active_from:
        raise Invalid({"active_to": "before_start"})
    rule.active_to = last_day
    _record(session, "charge_rule.ended", rule, by)
    return rule


def move(session: Session, *, public_id: str, step: int, by: str) -> ChargeRule:
    """Try the rule `step` places later among its kind, earlier when negative. Raises NotFound."""
    rule = _find(session, public_id)
    others = [other for other in _of_kind(session, rule.kind) if other is not rule]
    place = sum(other.position < rule.position for other in others)
    others.insert(max(0, place + step), rule)
    _number(others)
    _record(session, "charge_rule.moved", rule, by)
    return rule


def _of_kind(session: Session, kind: ChargeKind) -> list[ChargeRule]:
    mine = select(ChargeRule).where(ChargeRule.kind == kind).order_by(ChargeRule.id)
    return in_order(session.scalars(mine.with_for_update()))


def _number(rules: Iterable[ChargeRule]) -> None:
    for place, rule in enumerate(rules, start=1):
        rule.position = place * STEP


def _find(session: Session, public_id: str) -> ChargeRule:
    rule = session.scalar(select(ChargeRule).where(ChargeRule.public_id == public_id))
    if rule is None:
        raise NotFound
    return rule


def _record(session: Session, action: str, rule: ChargeRule, by: str) -> None:
    audit.record(
        session,
        action=action,
        actor=by,
        object_kind="charge_rule",
        object_id=rule.public_id,
        after={
            "kind": rule.kind,
            "position": rule.position,
            "percent_bp": rule.percent_bp,
            "vat_bp": rule.vat_bp,
            "active_from": rule.active_from,
            "active_to": rule.active_to,
        },
    )
