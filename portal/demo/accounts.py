"""Who can sign in to the demo. Marked as demo accounts, so that production refuses them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import addresses, passwords
from portal.accounts.addresses import Place
from portal.accounts.models import User
from portal.accounts.passwords import Hashed
from portal.core import clock
from portal.firms import membership
from portal.firms.models import Organisation, Role

PASSPHRASE = "zard-mari-rowghani-1405"  # noqa: S105 - the demo's, and printed by `make run`
BY = "demo"


@dataclass(frozen=True, slots=True)
class Account:
    """One demo person; without an organisation a buyer."""

    name_fa: str
    name_en: str
    email: str
    mobile: str
    organisation_code: str | None
    role: Role | None
    what_fa: str
    what_en: str


BUYER = Account(
    "سارا محمدی", "Sara Mohammadi", "buyer@example.com", "+989120000101", None, None,
    "خریدار", "a buyer with some orders",
)  # fmt: skip

HOME = Place(
    recipient=BUYER.name_fa,
    mobile=BUYER.mobile,
    province_code="IR-23",
    city_code="2301021576",
    postcode="1591634311",
    line="خیابان نمونه، کوچهٔ دوم، پلاک ۱۲، واحد ۳",
)

ACCOUNTS: tuple[Account, ...] = (
    BUYER,
    Account(
        "لیلا رحیمی", "Leyla Rahimi", "owner.srd@example.com", "+989120000111", "SRD", Role.OWNER,
        "صاحب روغن‌کشی سیردان", "owner of Sirdan Mill",
    ),
    Account(
        "رضا رحیمی", "Reza Rahimi", "warehouse.srd@example.com", "+989120000112", "SRD",
        Role.WAREHOUSE, "انباردار روغن‌کشی سیردان", "warehouse of Sirdan Mill",
    ),
    Account(
        "احمد نیارکی", "Ahmad Niaraki", "owner.nyk@example.com", "+989120000121", "NYK", Role.OWNER,
        "صاحب فرآوردهٔ نیارک", "owner of Niarak Foods",
    ),
    Account(
        "زهرا کریمی", "Zahra Karimi", "warehouse.nyk@example.com", "+989120000122", "NYK",
        Role.WAREHOUSE, "انباردار فرآوردهٔ نیارک", "warehouse of Niarak Foods",
    ),
    Account(
        "مریم رستمی", "Maryam Rostami", "admin@example.com", "+989120000131", "QOC",
        Role.ADMINISTRATOR, "مدیر دفتر کنسرسیوم", "administrator of the consortium",
    ),
    Account(
        "کامران طاهری", "Kamran Taheri", "officer@example.com", "+989120000132", "QOC",
        Role.OFFICER, "کارشناس دفتر کنسرسیوم", "officer of the consortium",
    ),
    Account(
        "ناهید شریفی", "Nahid Sharifi", "finance@example.com", "+989120000133", "QOC",
        Role.FINANCE, "حسابدار دفتر کنسرسیوم", "accountant of the consortium",
    ),
)  # fmt: skip


def hashes() -> list[Hashed]:
    """A hash of the passphrase per account: slow, so outside a transaction."""
    return [passwords.hash_password(PASSPHRASE) for _ in ACCOUNTS]


def add(session: Session, hashed: Sequence[Hashed]) -> None:
    """The people and where they work."""
    organisations = _organisations(session)
    for account, password in zip(ACCOUNTS, hashed, strict=True):
        user = _user(account, password)
        session.add(user)
        session.flush()
        if account is BUYER:
            addresses.add(session, user_id=user.id, place=HOME, by=BY)
        if account.organisation_code and account.role:
            membership.add(
                session,
                organisation_id=organisations[account.organisation_code],
                user_id=user.id,
                role=account.role,
                by=BY,
            )


def _organisations(session: Session) -> Mapping[str, int]:
    return {row.code: row.id for row in session.execute(select(Organisation.code, Organisation.id))}


def _user(account: Account, password: Hashed) -> User:
    now = clock.now()
    return User(
        name=account.name_fa,
        email=account.email,
        mobile=account.mobile,
        email_verified_at=now,
        mobile_verified_at=now,
        password_hash=password,
        is_demo=True,
    )


def is_present(session: Session) -> bool:
    """Whether the demo has been filled in here before."""
    return session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None
