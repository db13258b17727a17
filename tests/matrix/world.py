"""The world of the matrix: two rival firms, buyers, offices, and a record of every kind and state."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from portal.accounts import addresses, codes, links, sessions, totp
from portal.accounts.models import CodePurpose, LinkPurpose, LoginSession, OneTimeCode
from portal.core import tokens
from portal.firms import applications, inviting
from portal.firms.models import Role
from portal.orders import cart
from portal.payments import refund_accounts
from portal.payments.models import REFUND, Refund, RefundState
from portal.reference import load
from tests.firms.makers import wish
from tests.matrix import bureau, goods, marks, paid_in, people, sales
from tests.matrix.fillers_account import MOBILE, PHONE
from tests.matrix.people import CITY, Principal
from tests.matrix.sales import Sale

LEGAL_IDS = ("10380284790", "10101704295")
BUYERS = ("buyer_a", "buyer_b", "guest")


@dataclass
class World:
    """Everything the fillers name; `principals` by name, `houses` by letter."""

    principals: dict[str, Principal]
    houses: dict[str, goods.Goods]
    sales: dict[tuple[str, str], Sale] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    applications: list[str] = field(default_factory=list)
    invitations: dict[str, str] = field(default_factory=dict)  # house -> secret
    secrets: dict[str, str] = field(default_factory=dict)  # purpose -> secret
    logins: dict[str, str] = field(default_factory=dict)  # buyer -> one of their sign-ins
    invited: dict[str, str] = field(default_factory=dict)  # house -> mailbox
    placing: dict[str, dict[str, str]] = field(default_factory=dict)  # the last form of a checkout
    office: dict[str, str] = field(default_factory=dict)  # its records by name
    transfers: dict[tuple[str, str], Any] = field(default_factory=dict)  # buyer, stage

    def part(self, house: str, state: str, owner: str = "buyer_a") -> Any:
        return self.sales[owner, state].parts[house]


def build(session) -> World:
    """Flushed, not committed."""
    load.load(session)
    a, b = people.firm(session, "ALF", "A"), people.firm(session, "BET", "B")
    office, brand = (people.house_of(session, code) for code in ("QOC", "QZB"))
    staff = [
        *people.firm_staff(session, "A", a),
        *people.firm_staff(session, "B", b, (Role.OWNER, Role.WAREHOUSE)),
        *people.office_staff(session, office),
        *people.outsiders(session, a, brand),
        *(people.buyer(session, name) for name in ("buyer_a", "buyer_b")),
        Principal("nobody"),
        Principal("guest", sees=frozenset({"guest"}), cookies={"cart": tokens.secret()}),
    ]
    world = World(
        {one.name: one for one in staff},
        {"A": goods.stocked(session, a), "B": goods.stocked(session, b)},
    )
    sold(session, world)
    kept(session, world)
    asked(session, world)
    paid_in.furnish(session, world)
    bureau.furnish(session, world)
    for login in session.query(LoginSession):
        login.seen_at += timedelta(hours=1)  # the visits need not be written down
    session.flush()
    return world


def sold(session, world: World) -> None:
    for owner, states in sales.STATES_OF.items():
        user = world.principals[owner].user
        for state in states:
            sale = sales.placed(session, owner, world.houses, user)
            world.sales[owner, state] = sales.brought_to(session, sale, state)
    session.flush()
    for owner in sales.STATES_OF:
        by_hand(session, world.sales[owner, "cancelled"])


def by_hand(session, sale: sales.Sale) -> None:
    """The bank could not give the money back: a person must, to the account that the buyer gave."""
    for public_id in sale.refunds.values():
        refund = session.query(Refund).filter_by(public_id=public_id).one()
        refund.fault = marks.text("bank")
        REFUND.move(session, refund, RefundState.NEEDS_PERSON, by="test")
    account = refund_accounts.give(
        session, order_id=sale.order.id, holder=marks.text("دارنده"), iban=marks.iban(), by="buyer"
    )
    sale.account = account.public_id


def kept(session, world: World) -> None:
    """Address books and baskets."""
    for owner in BUYERS:
        principal = world.principals[owner]
        holder = (
            {"user_id": principal.user.id}
            if principal.user
            else {"token_hash": tokens.digest(principal.cookies["cart"])}
        )
        for house in world.houses.values():
            cart.add(session, **holder, offer=house.offers["second"].public_id, quantity=2)
        world.placing[owner] = sales.last_form(session, holder, principal.user)
        if principal.user:
            world.addresses[owner] = address(session, principal.user)


def address(session, user) -> str:
    place = addresses.Place(
        recipient=marks.text("گیرنده"), mobile=marks.mobile(), province_code="IR-26",
        city_code=CITY, postcode="3419613145", line=marks.text("کوچه"),
    )  # fmt: skip
    return addresses.add(session, user_id=user.id, place=place, by="test").public_id


def asked(session, world: World) -> None:
    """Firms that apply, colleagues that are invited, passwords that are forgotten."""
    for n in range(2):
        made = applications.apply(
            session,
            wish=wish(
                name_fa=marks.text("متقاضی"), name_en=marks.text("Applicant"),
                legal_name=marks.text("شرکت"), national_id=LEGAL_IDS[n],
                address=marks.text("جاده"), contact_name=marks.text("سارا"),
                contact_mobile=marks.mobile(), contact_email=marks.mail("asks"),
                message=marks.text("سلام"), city_code=CITY,
            ),
            terms_version="1405-01-01",
            language="fa",
            address="192.0.2.1",
        )  # fmt: skip
        world.applications.append(made.public_id)
    for name, house in world.houses.items():
        made = inviting.make(
            session, organisation=house.firm, email=marks.mail("invited"), role=Role.SALES
        )
        world.invitations[name], world.invited[name] = made.secret, made.email
    user = world.principals["buyer_a"].user
    for purpose in (LinkPurpose.RESET_PASSWORD, LinkPurpose.VERIFY_EMAIL):
        world.secrets[purpose.value] = links.make(
            session, purpose=purpose, user_id=user.id, facts={"email": user.email}
        )
    world.secrets["accept"] = inviting.make(
        session, organisation=world.houses["B"].firm, email=user.email, role=Role.VIEWER
    ).secret
    totp.begin(session, user_id=user.id)
    world.secrets["app"] = totp.pending(session, user=user)
    for name in ("buyer_a", "buyer_b"):
        mine = sessions.open_of(session, user_id=world.principals[name].user.id)
        world.logins[name] = mine[0].public_name
    world.secrets["code"] = codes.send(
        session, mobile=MOBILE, purpose=CodePurpose.SIGN_IN, address="192.0.2.2"
    )
    world.secrets["phone_code"] = codes.send(
        session, mobile=PHONE, purpose=CodePurpose.VERIFY_MOBILE, address="192.0.2.3"
    )
    for code in session.query(OneTimeCode):
        code.expires_at += timedelta(hours=1)  # longer than the matrix runs
