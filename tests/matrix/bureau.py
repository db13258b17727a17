"""What waits at the office: a payment that does not fit, a failed message and job, its tariff."""

from sqlalchemy import select, text

from portal.core import clock
from portal.core.money import Currency, Money
from portal.firms.models import Organisation
from portal.messaging.models import Message, MessageState
from portal.orders import charge_rules
from portal.orders.models import ChargeKind
from portal.payments import intake, refunds, withdrawals
from portal.payments.gateways.interface import Code, Fate, Outflow, Verdict
from portal.payments.withdrawal_models import Withdrawal, WithdrawalKind
from portal.shipping.models import Holiday, Tariff
from tests.matrix import goods, marks
from tests.orders import sales as paying


def furnish(session, world) -> None:
    world.office["suspended"] = session.scalar(
        select(Organisation.public_id).where(Organisation.code == "GIM")
    )
    world.office["rule"] = levy(session)
    world.office["mismatch"] = mismatch(session, world)
    world.office["withdrawal"] = withdrawal(session, world)
    world.office["message"] = failed_message(session)
    world.office["job"] = failed_job(session)
    world.office["holiday"] = coming_holiday(session)
    tariff(session, world)


def levy(session) -> str:
    """A second rule behind the one of the reference data."""
    rule = charge_rules.add(
        session, kind=ChargeKind.COMMISSION, title_fa=marks.text("کارمزد"),
        title_en=marks.text("Fee"), percent_bp=500, vat_bp=1000, firm_code=None, family_code=None,
        active_from=clock.today(), by="test",
    )  # fmt: skip
    return rule.public_id


def mismatch(session, world) -> str:
    """The bank says another amount than we asked for."""
    sale = world.sales["buyer_b", "awaiting"]
    tried = paying.attempt(session, sale.order)
    intake.claim(session, attempt=tried, by="gateway")
    other = Money(sale.order.total - 10, Currency.IRR)
    intake.mismatch(session, attempt=tried, verdict=Verdict(Code.PAID, other), by="gateway")
    return tried.public_id


def withdrawal(session, world) -> str:
    """A dispute that the buyer won."""
    attempt = refunds.of_order(session, order_id=world.sales["buyer_b", "paid"].order.id)
    told = Outflow(
        marks.text("dp_"), attempt.public_id, Money(attempt.amount, Currency.IRR), Fate.KEPT,
        "lost", marks.text("fraud"),
    )  # fmt: skip
    withdrawals.record(
        session, attempt=attempt, kind=WithdrawalKind.DISPUTE, told=told, by="gateway"
    )
    return session.scalars(select(Withdrawal.public_id)).one()


def failed_message(session) -> str:
    kept = session.scalars(select(Message).where(Message.kind == "order_paid_buyer")).first()
    kept.state, kept.fault = MessageState.FAILED, marks.text("smtp")
    return kept.public_id


def failed_job(session) -> str:
    session.flush()
    key = session.scalar(text("SELECT workflow_uuid FROM workflow_status LIMIT 1"))
    failed = text("UPDATE workflow_status SET status = 'ERROR' WHERE workflow_uuid = :key")
    session.execute(failed, {"key": key})
    return key


def coming_holiday(session) -> str:
    days = select(Holiday.day).where(Holiday.day > clock.today()).order_by(Holiday.day)
    return session.scalars(days).first().isoformat()


def tariff(session, world) -> None:
    """The consortium's own, as the reference data made it, with a zone to spare."""
    own = session.scalar(select(Tariff).where(Tariff.firm_id.is_(None)))
    zone = next(zone for zone in own.zones if zone.rates)
    spare = goods.add_zone(session, None, (goods.ZoneKind.PROVINCE, "IR-17"))
    stopped = goods.add_rate(session, None, spare)
    goods.bands.stop(session, firm_id=None, rate=stopped, by="test")
    world.office |= {
        "zone": zone.public_id, "rate": zone.rates[0].public_id, "spare_zone": spare,
        "stopped_rate": stopped,
    }  # fmt: skip
