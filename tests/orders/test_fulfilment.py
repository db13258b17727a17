"""The firm's work: accept, pack, ship; then carrier, buyer and clock."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import Invalid, NotFound, Refused
from portal.firms.models import Organisation, OrganisationKind, Role
from portal.messaging.models import Message
from portal.orders import clocks, fulfilment
from portal.orders.fulfilment import LotPick
from portal.orders.hints import next_action
from portal.orders.models import SELLER_ORDER, Invoice, OrderState
from portal.orders.models import SellerOrderState as State
from tests import make
from tests.orders import shop

TRACKING = "1" * 24


@pytest.fixture
def firm(session):
    shop.network(session)
    return make.organisation(session)


@pytest.fixture
def oil(session, firm):
    return shop.goods(session, firm)


@pytest.fixture
def part(session, oil):
    return shop.bought(session, (oil, 2)).seller_orders[0]


def act(verb, session, part, **facts):
    return verb(session, firm_id=part.firm_id, number=part.number, by="user:x", **facts)


def shipped(session, part):
    act(fulfilment.accept, session, part)
    act(fulfilment.pack, session, part)
    return act(fulfilment.ship, session, part, tracking=TRACKING)


def told(session, kind):
    return session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()


def test_the_way_of_a_parcel(session, oil, part):
    hints = [next_action(part, now=clock.now()).code]
    act(fulfilment.accept, session, part)
    hints.append(next_action(part, now=clock.now()).code)
    act(fulfilment.pack, session, part)
    hints.append(next_action(part, now=clock.now()).code)
    act(fulfilment.ship, session, part, tracking=" ۱۱۱۱" + "1" * 20)
    hints.append(next_action(part, now=clock.now()).code)
    act(fulfilment.deliver, session, part)
    hints.append(next_action(part, now=clock.now()).code)

    assert hints == ["accept", "pack", "ship", "wait_delivery", "wait_close"]
    assert (part.state, part.tracking) == (State.DELIVERED, TRACKING)
    assert part.shipped_at <= part.delivered_at
    assert shop.numbers(session, oil) == (18, 0)
    steps = [step.now for step in SELLER_ORDER.history(session, part.id)]
    assert steps == ["awaiting", "paid", "preparing", "ready", "shipped", "delivered"]


def test_the_buyer_gets_the_tracking_number(session, firm, part):
    shipped(session, part)

    [mail, sms] = sorted(told(session, "order_shipped"), key=lambda m: m.channel)
    assert (mail.facts["tracking"], mail.facts["firm_en"]) == (TRACKING, firm.name_en)
    assert mail.facts["link"] == f"/o/{part.order.link}"
    assert sms.recipient == part.order.mobile


def test_shipping_issues_the_invoice(session, part):
    shipped(session, part)

    [invoice] = session.scalars(select(Invoice))
    assert (invoice.seller_order_id, invoice.total) == (part.id, part.total)


def test_packing_may_be_skipped(session, part):
    act(fulfilment.accept, session, part)

    assert act(fulfilment.ship, session, part, tracking=TRACKING).state is State.SHIPPED


@pytest.mark.parametrize("tracking", ["", "12", "x" * 24])
def test_a_wrong_tracking_number_changes_nothing(session, oil, part, tracking):
    act(fulfilment.accept, session, part)
    session.commit()

    with pytest.raises(Invalid):
        act(fulfilment.ship, session, part, tracking=tracking)
    session.rollback()
    session.refresh(part)
    assert (part.state, part.tracking, part.shipped_at) == (State.PREPARING, None, None)
    assert shop.numbers(session, oil) == (20, 2)


def test_a_mistyped_number_is_corrected_and_told_again(session, part):
    shipped(session, part)

    act(fulfilment.correct_tracking, session, part, tracking="2" * 24)
    act(fulfilment.correct_tracking, session, part, tracking="2" * 24)

    assert part.tracking == "2" * 24
    assert len(told(session, "order_shipped")) == 4


@pytest.mark.asvs("2.3.1")
def test_each_step_only_from_its_state(session, part):
    for verb, facts in (
        (fulfilment.pack, {}),
        (fulfilment.ship, {"tracking": TRACKING}),
        (fulfilment.correct_tracking, {"tracking": TRACKING}),
        (fulfilment.deliver, {}),
        (fulfilment.resolve, {"to": State.CLOSED, "note": "x"}),
    ):
        with pytest.raises(Refused, match="wrong_state"):
            act(verb, session, part, **facts)
    act(fulfilment.accept, session, part)
    with pytest.raises(Refused, match="wrong_state"):
        act(fulfilment.accept, session, part)


def test_another_firms_order_does_not_exist(session, part):
    stranger = make.organisation(session)

    for verb in (fulfilment.accept, fulfilment.deliver):
        with pytest.raises(NotFound):
            verb(session, firm_id=stranger.id, number=part.number, by="user:x")


def test_lots_are_kept_with_their_lines(session, part):
    act(fulfilment.accept, session, part)
    [line] = part.lines
    picks = [
        LotPick(line.public_id, "SRD-1405-1", 1, date(2028, 3, 1)),
        LotPick(line.public_id, "SRD-1405-2", 1),
    ]

    act(fulfilment.pack, session, part, lots=picks)

    assert [(lot.lot_code, lot.quantity) for lot in line.lots] == [
        ("SRD-1405-1", 1),
        ("SRD-1405-2", 1),
    ]


@pytest.mark.parametrize(
    ("code", "quantity", "fault"),
    [("", 1, "required"), ("x" * 41, 1, "too_long"), ("a", 0, "too_small"), ("a", 3, "too_large")],
)
def test_lots_are_checked(session, part, code, quantity, fault):
    act(fulfilment.accept, session, part)
    name = part.lines[0].public_id

    with pytest.raises(Invalid) as caught:
        act(fulfilment.pack, session, part, lots=[LotPick(name, code, quantity)])
    assert caught.value.errors == {name: fault}
    with pytest.raises(Invalid) as caught:
        act(fulfilment.pack, session, part, lots=[LotPick("other", "a", 1)])
    assert caught.value.errors == {"other": "unknown"}


def test_the_buyer_confirms_with_one_tap_or_two(session, part):
    shipped(session, part)
    link = part.order.link

    for _ in range(2):
        fulfilment.confirm_delivery(session, link=link, part=part.public_id, by="buyer")

    assert part.state is State.DELIVERED
    with pytest.raises(NotFound):
        fulfilment.confirm_delivery(session, link="other", part=part.public_id, by="buyer")


def test_a_parcel_arrives_after_seven_silent_days_and_closes_after_seven_more(session, part):
    shipped(session, part)
    assert clocks.deliver_overdue(session) == 0
    part.shipped_at = clock.now() - timedelta(days=7, seconds=1)

    assert clocks.deliver_overdue(session) == 1
    assert part.state is State.DELIVERED
    assert clocks.close_overdue(session) == 0
    part.delivered_at = clock.now() - timedelta(days=7, seconds=1)
    assert clocks.close_overdue(session) == 1
    assert part.state is State.CLOSED
    assert clocks.deliver_overdue(session) == clocks.close_overdue(session) == 0


def test_a_problem_stops_the_clocks_until_it_is_resolved(session, part):
    shipped(session, part)
    fulfilment.report_problem(
        session, link=part.order.link, part=part.public_id, note="شیشه شکسته", by="buyer"
    )
    part.shipped_at = clock.now() - timedelta(days=30)

    assert clocks.deliver_overdue(session) == 0
    assert next_action(part, now=clock.now()).code == "resolve"
    act(fulfilment.resolve, session, part, to=State.DELIVERED, note="تازه فرستادیم")
    assert (part.state, part.delivered_at is not None) == (State.DELIVERED, True)
    notes = [step.note for step in SELLER_ORDER.history(session, part.id)]
    assert notes[-2:] == ["شیشه شکسته", "تازه فرستادیم"]


def test_a_problem_may_end_with_money_back_and_no_goods(session, oil, part):
    shipped(session, part)
    fulfilment.report_problem(
        session, link=part.order.link, part=part.public_id, note="نرسید", by="buyer"
    )

    act(fulfilment.resolve, session, part, to=State.CANCELLED, note="گم شد")

    assert (part.state, part.refunded) == (State.CANCELLED, part.total)
    assert part.order.state is OrderState.CANCELLED
    assert shop.numbers(session, oil) == (18, 0)


@pytest.mark.parametrize(("note", "code"), [(" ", "required"), ("x" * 501, "too_long")])
def test_a_problem_needs_words(session, part, note, code):
    shipped(session, part)

    with pytest.raises(Invalid) as caught:
        fulfilment.report_problem(
            session, link=part.order.link, part=part.public_id, note=note, by="buyer"
        )
    assert caught.value.errors == {"note": code}


def test_a_firm_that_does_not_accept_is_reminded_once(session, firm, part):
    assert clocks.remind_unaccepted(session) == 0
    part.accept_by = clock.now() - timedelta(minutes=1)

    assert clocks.remind_unaccepted(session) == 1
    assert clocks.remind_unaccepted(session) == 0
    assert next_action(part, now=clock.now()).is_late
    assert len(told(session, "order_late_firm")) == 2  # by e-mail and by SMS


def test_a_firm_that_cannot_be_told_is_not_tried_for_ever(session, firm, part):
    part.accept_by = clock.now() - timedelta(minutes=1)
    firm.email, firm.mobile = None, ""

    assert clocks.remind_unaccepted(session) == 0

    firm.mobile = "+989131234567"
    assert clocks.remind_unaccepted(session) == 1
    assert len(told(session, "order_late_firm")) == 1


def test_sending_late_is_seen(session, part):
    act(fulfilment.accept, session, part)
    part.dispatch_by = clock.today() - timedelta(days=1)

    hint = next_action(part, now=clock.now())
    assert (hint.code, hint.due, hint.is_late) == ("pack", part.dispatch_by, True)


def the_office(session):
    kind = OrganisationKind.CONSORTIUM
    found = session.scalars(select(Organisation).where(Organisation.kind == kind)).first()
    return found or make.organisation(session, kind=kind)


def told_of_a_problem(session):
    wanted = select(Message).where(Message.kind == "problem_reported")
    return {(row.recipient, row.facts["desk_link_path"]) for row in session.scalars(wanted)}


def report(session, part, note="شیشه شکسته"):
    fulfilment.report_problem(
        session, link=part.order.link, part=part.public_id, note=note, by="buyer"
    )


def test_a_problem_is_heard_by_its_firm_and_by_the_office(session, part):
    office = the_office(session)
    part.firm.email, part.firm.mobile = "mill@example.com", "+989121110001"
    office.email, office.mobile = "office@example.com", "+989121110002"
    shipped(session, part)
    report(session, part)

    desk = f"/desk/{part.firm.code.lower()}/orders/{part.number}"
    bureau = f"/consortium/orders/{part.order.public_id}"
    assert told_of_a_problem(session) == {
        ("mill@example.com", desk), ("+989121110001", desk),
        ("office@example.com", bureau), ("+989121110002", bureau),
    }  # fmt: skip


def test_an_office_without_a_mailbox_is_reached_by_who_decides_there(session, part):
    office = the_office(session)
    office.email = office.mobile = part.firm.email = part.firm.mobile = None
    held = {
        role: make.membership(session, organisation_id=office.id, role=role)
        for role in (Role.ADMINISTRATOR, Role.FINANCE, Role.OFFICER)
    }
    left = make.membership(session, organisation_id=office.id, role=Role.ADMINISTRATOR)
    left.ended_at = clock.now()
    shipped(session, part)
    report(session, part)

    people = [session.get_one(User, held[r].user_id) for r in (Role.ADMINISTRATOR, Role.FINANCE)]
    assert {to for to, _path in told_of_a_problem(session)} == {user.email for user in people}


def test_a_second_problem_of_the_same_part_is_told_again(session, part):
    part.firm.email, part.firm.mobile = "mill@example.com", None
    shipped(session, part)
    report(session, part)
    act(fulfilment.resolve, session, part, to=State.SHIPPED, note="دوباره فرستادیم")
    report(session, part, "باز هم نرسید")
    wanted = select(Message).where(Message.recipient == "mill@example.com")
    notes = [row.facts["note"] for row in session.scalars(wanted) if row.kind == "problem_reported"]
    assert sorted(notes) == sorted(["شیشه شکسته", "باز هم نرسید"])
