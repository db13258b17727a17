"""What the consortium takes of a sale: which rule applies, and the amounts, frozen per order line.

Per kind (commission, levy) the first rule by position that fits firm, family and day applies; no
rule, no charge. The base is what the firm sells for, net of VAT: a discount that the firm bears
lowers it, one that the brand bears does not (marketplace.md 2.7, 2.10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Date, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.catalog.models import VatStatus
from portal.core import rows
from portal.core.money import BASIS_POINTS, half_up, included_vat
from portal.core.native import Statement
from portal.core.shapes import Shape
from portal.orders.models import ChargeKind, ChargeLine, ChargeRule


@dataclass(frozen=True, slots=True)
class Sale:
    """What a rule looks at: whose goods, of which family, sold on which day (Tehran)."""

    firm_id: int
    family_code: str
    day: date


@dataclass(frozen=True, slots=True)
class Sold:
    """An order line as its charges see it, in minor units.

    `gross` includes VAT; `firm_discount` is the part of its discount that its firm bears.
    """

    line_id: int
    firm_id: int
    family_code: str
    gross: int
    vat_rate_bp: int
    vat_status: VatStatus
    firm_discount: int = 0


class Fit(StrEnum):
    """How a rule stands to a sale."""

    HIT = "hit"
    SHADOWED = "shadowed"  # it would fit, but one above it does already
    OTHER_FIRM = "other_firm"
    OTHER_FAMILY = "other_family"
    NOT_YET = "not_yet"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule and why it does or does not apply."""

    rule: ChargeRule
    fit: Fit


@dataclass(frozen=True, slots=True)
class Charge:
    """Minor units: the base net of VAT, the charge on it, and the VAT on the charge."""

    base: int
    amount: int
    vat: int


def fit(rule: ChargeRule, sale: Sale) -> Fit:
    """Of one rule alone, whatever stands above it."""
    if rule.firm_id not in {None, sale.firm_id}:
        return Fit.OTHER_FIRM
    if rule.family_code not in {None, sale.family_code}:
        return Fit.OTHER_FAMILY
    if sale.day < rule.active_from:
        return Fit.NOT_YET
    if rule.active_to is not None and rule.active_to < sale.day:
        return Fit.ENDED
    return Fit.HIT


def consider(rules: Iterable[ChargeRule], sale: Sale) -> list[Considered]:
    """Every rule in its order, with its verdict; at most one HIT per kind."""
    taken: set[ChargeKind] = set()
    told = []
    for rule in in_order(rules):
        found = fit(rule, sale)
        if found is Fit.HIT and rule.kind in taken:
            found = Fit.SHADOWED
        elif found is Fit.HIT:
            taken.add(rule.kind)
        told.append(Considered(rule, found))
    return told


def in_order(rules: Iterable[ChargeRule]) -> list[ChargeRule]:
    return sorted(rules, key=lambda rule: (rule.kind, rule.position, rule.id or 0))


def applying(rules: Iterable[ChargeRule], sale: Sale) -> list[ChargeRule]:
    """The rules that apply, at most one per kind."""
    return [each.rule for each in consider(rules, sale) if each.fit is Fit.HIT]


def charge(rule: ChargeRule, base: int) -> Charge:
    """Half up twice: the charge of the base, the VAT of the charge."""
    amount = half_up(base * rule.percent_bp, BASIS_POINTS)
    return Charge(base, amount, half_up(amount * rule.vat_bp, BASIS_POINTS))


def base_of(sold: Sold) -> int:
    """What the firm sells the line for, net of VAT."""
    price = sold.gross - sold.firm_discount
    rate = sold.vat_rate_bp if sold.vat_status is VatStatus.TAXABLE else 0
    return price - included_vat(price, rate)


def freeze(session: Session, *, lines: Sequence[Sold], day: date) -> None:
    """Write the charge lines of new order lines; two statements."""
    rules = in_force(session, day=day)
    rows.add(session, ChargeLine, [row for sold in lines for row in _rows(rules, sold, day)])


def in_force(session: Session, *, day: date) -> list[ChargeRule]:
    """The rules of that day; one statement."""
    session.flush()  # a statement of the driver flushes nothing by itself
    return [RULE.detached(values) for values in ALIVE.typed(session, day=day)]


def _alive() -> Select[*tuple[object, ...]]:
    day = bindparam("day", type_=Date())
    is_open = or_(ChargeRule.active_to.is_(None), ChargeRule.active_to >= day)
    return select(*RULE.columns).where(ChargeRule.active_from <= day, is_open)


RULE = Shape(ChargeRule)
ALIVE = Statement(_alive)


def _rows(rules: Iterable[ChargeRule], sold: Sold, day: date) -> list[dict[str, object]]:
    sale, base = Sale(sold.firm_id, sold.family_code, day), base_of(sold)
    return [_row(sold, rule, charge(rule, base)) for rule in applying(rules, sale)]


def _row(sold: Sold, rule: ChargeRule, made: Charge) -> dict[str, object]:
    return {
        "order_line_id": sold.line_id,
        "rule_id": rule.id,
        "kind": rule.kind,
        "label_fa": rule.title_fa,
        "label_en": rule.title_en,
        "percent_bp": rule.percent_bp,
        "base": made.base,
        "amount": made.amount,
        "vat": made.vat,
    }


def why(session: Session, *, firm_id: int, family_code: str, day: date) -> list[Considered]:
    """For the office: every rule in order, and which one would hit this sale and why."""
    rules = session.scalars(select(ChargeRule)).all()
    return consider(rules, Sale(firm_id, family_code, day))


def shadowed(rules: Iterable[ChargeRule]) -> list[tuple[ChargeRule, ChargeRule]]:
    """(rule, the one above it that leaves it nothing): wider, and in force at least as long."""
    ordered = in_order(rules)
    pairs = []
    for place, rule in enumerate(ordered):
        above = next((upper for upper in ordered[:place] if covers(upper, rule)), None)
        if above is not None:
            pairs.append((rule, above))
    return pairs


def covers(upper: ChargeRule, lower: ChargeRule) -> bool:
    """Whether `upper` fits every sale that `lower` fits."""
    return (
        upper.kind is lower.kind
        and upper.firm_id in {None, lower.firm_id}
        and upper.family_code in {None, lower.family_code}
        and upper.active_from <= lower.active_from
        and (upper.active_to or date.max) >= (lower.active_to or date.max)
    )
