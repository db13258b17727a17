"""Documents: numbered without gaps, never changed, and credit notes that end at the whole."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.catalog.models import VatStatus
from portal.core.audit import AuditEntry
from portal.core.errors import NotFound, Refused
from portal.core.jalali import year_of
from portal.core.tokens import digest
from portal.orders import cancelling, documents, dropping, fulfilment, invoices, papers, slips
from portal.orders.fulfilment import LotPick
from portal.orders.models import Invoice, OrderLine
from portal.orders.papers import Back
from tests import make
from tests.orders import shop


@pytest.fixture
def firm(session):
    shop.network(session)
    return make.organisation(
        session,
        code="KHN",
        legal_name="شرکت خندان",
        national_id="10380284790",
        economic_code="10380284790",
        address="خندان",
        postcode="3415913947",
    )


@pytest.fixture
def olives(session, firm):
    family = make.family(session, vat_status=VatStatus.TAXABLE, vat_rate_bp=1000, stuff_id="27")
    return shop.goods(session, firm, price=1_490_000, family=family)


@pytest.fixture
def part(session, olives):
    return shop.bought(session, (olives, 3)).seller_orders[0]


def ask(session, part):
    return invoices.ask(session, link=part.order.link, part=part.public_id, by="buyer")


def test_the_buyer_asks_and_gets_the_same_paper_every_time(session, part):
    first = ask(session, part)
    again = ask(session, part)
    copy = invoices.ask_as_firm(session, firm_id=part.firm_id, number=part.number, by="user:x")

    assert first is again is copy
    year = year_of(part.paid_at)
    assert first.snapshot["number"] == f"KHN-{year}-S00001"


def test_an_invoice_says_everything_it_must(session, firm, part):
    paper = documents.read(ask(session, part).snapshot)

    assert paper.seller.name_fa == "شرکت خندان"
    assert paper.seller.national_id == "10380284790"
    assert (paper.buyer.name_fa, paper.order_number) == (part.order.name, part.number)
    [line] = paper.lines
    assert (line.quantity, line.gross, line.net, line.vat) == (3, 4_470_000, 4_470_000, 406_364)
    assert (line.stuff_id, line.vat_rate_bp, line.vat_status) == ("27", 1000, VatStatus.TAXABLE)
    assert (paper.shipping_total, paper.vat_total) == (shop.SHIPPING, 406_364)
    assert paper.total == part.total == 4_970_000


def test_a_company_stands_on_the_invoice(session, olives):
    shop.fill(session, (olives, 1))
    buyer = replace(
        shop.BUYER,
        company_name="شرکت نمونه",
        company_national_id="14003778990",
        company_economic_code="14003778990",
    )
    order = shop.pay(session, shop.place(session, buyer=buyer))

    paper = documents.read(ask(session, order.seller_orders[0]).snapshot)
    assert paper.buyer.name_fa == "شرکت نمونه"
    assert paper.buyer.economic_code == "14003778990"


def test_lots_are_on_the_invoice_that_shipping_issues(session, part):
    facts = {"firm_id": part.firm_id, "number": part.number, "by": "user:x"}
    fulfilment.accept(session, **facts)
    pick = LotPick(part.lines[0].public_id, "L-7", 3, date(2028, 3, 1))
    fulfilment.pack(session, lots=[pick], **facts)
    fulfilment.ship(session, tracking="1" * 24, **facts)
    session.commit()

    row = session.scalars(select(Invoice)).one()
    [lot] = documents.read(row.snapshot).lines[0].lots
    assert (lot.code, lot.best_before, lot.quantity) == ("L-7", date(2028, 3, 1), 3)


def test_numbers_have_no_gap_even_when_an_issue_is_rolled_back(session, olives):
    for name in ("a", "b", "c"):
        holder = {"token_hash": digest(name)}
        shop.fill(session, (olives, 1), **holder)
        buyer = replace(shop.BUYER, mobile=f"0912111222{ord(name) % 10}")
        shop.pay(session, shop.place(session, buyer=buyer, **holder))
    session.commit()
    first, second, third = session.scalars(select(OrderLine).order_by(OrderLine.id)).all()
    ask(session, first.seller_order)
    session.commit()
    ask(session, second.seller_order)
    session.rollback()

    ask(session, third.seller_order)
    session.commit()

    assert session.scalars(select(Invoice.number).order_by(Invoice.id)).all() == [1, 2]


def test_there_is_no_invoice_before_the_money_or_after_a_cancel(session, olives, part):
    other = {"token_hash": digest("b")}
    shop.fill(session, (olives, 1), **other)
    unpaid = shop.place(session, **other).seller_orders[0]

    with pytest.raises(Refused, match="not_paid"):
        ask(session, unpaid)
    cancelling.cancel_part(session, link=part.order.link, part=part.public_id, by="buyer")
    with pytest.raises(Refused, match="not_paid"):
        ask(session, part)


def test_only_its_buyer_and_its_firm_read_a_document(session, firm, part):
    name = ask(session, part).public_id

    assert invoices.document(session, public_id=name, link=part.order.link).total == part.total
    assert invoices.document(session, public_id=name, firm_id=firm.id).total == part.total
    for stranger in ({"link": "x"}, {"firm_id": make.organisation(session).id}, {}):
        with pytest.raises(NotFound):
            invoices.document(session, public_id=name, **stranger)


def test_a_reduced_line_after_the_invoice_is_a_credit_note(session, part):
    sale = ask(session, part)
    [line] = part.lines
    dropped = dropping.drop(
        session, firm_id=part.firm_id, number=part.number, units={line.public_id: 1}, by="user:x"
    )

    note = session.scalars(select(Invoice).where(Invoice.replaces_id == sale.id)).one()
    paper = documents.read(note.snapshot)
    assert (paper.kind, paper.replaces) == ("credit", sale.snapshot["number"])
    assert paper.total == dropped.refund.amount == 1_490_000
    assert (paper.lines[0].quantity, paper.lines[0].vat) == (1, 135_455)
    assert paper.shipping_total == 0


def test_issuing_leaves_an_audit_row(session, part):
    ask(session, part)
    session.flush()

    row = session.scalars(select(AuditEntry).where(AuditEntry.action == "invoice.issued")).one()
    assert (row.actor, row.on_behalf_of) == ("buyer", part.firm_id)


lots = st.builds(
    documents.DocumentLot,
    code=st.text(),
    best_before=st.none() | st.dates(),
    quantity=st.integers(1, 9),
)


@given(st.lists(lots, max_size=3), st.text(), st.dates())
def test_a_snapshot_comes_back_as_it_went(lots, name, day):
    party = documents.Party(name, name, None, "1", "", "", "", "")
    line = documents.DocumentLine(
        "ا", "a", "", "", "S", None, 1, 10, 10, 1, 9, 1, 1000, VatStatus.TAXABLE, tuple(lots)
    )
    paper = documents.Document("sale", "N", None, day, party, party, "O", "IRR", (line,), 5, "note")

    assert documents.read(json.loads(json.dumps(paper.snapshot()))) == paper


@given(
    price=st.integers(1, 10**9),
    discount_share=st.integers(0, 100),
    steps=st.lists(st.integers(1, 5), min_size=1, max_size=6),
    rate=st.sampled_from([0, 900, 1000]),
)
def test_credit_notes_end_exactly_at_the_sale(price, discount_share, steps, rate):
    quantity = sum(steps)
    gross = price * quantity
    discount = gross * discount_share // 100
    line = OrderLine(
        id=1,
        quantity=quantity,
        unit_price=price,
        gross=gross,
        discount=discount,
        vat_rate_bp=rate,
        vat_status=VatStatus.TAXABLE if rate else VatStatus.EXEMPT,
    )
    net = gross - discount
    [sale] = papers.sold([line], {})

    before, notes = Back(), []
    for units in steps:
        done = before.quantity + units
        now = Back(units, net * done // quantity - before.goods)
        notes += papers.credited([line], {1: before}, {1: now})
        before = Back(done, before.goods + now.goods)

    for figure in ("quantity", "gross", "discount", "net", "vat"):
        assert sum(getattr(note, figure) for note in notes) == getattr(sale, figure)
    assert papers.sold([line], {1: before}) == []


def test_the_slip_of_a_gift_has_no_prices(session, olives, part):
    shop.fill(session, (olives, 2), token_hash=digest("b"))
    gift = shop.pay(session, shop.place(session, token_hash=digest("b"), address=shop.gift()))
    present = gift.seller_orders[0]

    plain = slips.packing_slip(session, firm_id=part.firm_id, number=part.number)
    secret = slips.packing_slip(session, firm_id=part.firm_id, number=present.number)

    assert [(line.units, line.net) for line in plain.lines] == [(3, 4_470_000)]
    assert [(line.units, line.net, line.unit_price) for line in secret.lines] == [(2, None, None)]
    assert (secret.recipient, secret.gift_note) == ("سارا", "نوروز مبارک")
    assert (secret.part_index, secret.part_count) == (1, 1)
    with pytest.raises(NotFound):
        slips.packing_slip(session, firm_id=make.organisation(session).id, number=part.number)
