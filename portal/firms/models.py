"""Organisations of every kind, who belongs to them, and how a firm applied."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core import clock, tokens
from portal.core.db import Model, Short, choice
from portal.core.states import StateMachine


class OrganisationKind(StrEnum):
    FIRM = "firm"
    BRAND = "brand"
    CONSORTIUM = "consortium"
    LABORATORY = "laboratory"
    PROGRAMME = "programme"


class OrganisationState(StrEnum):
    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"  # its own holiday: pages stay, nothing can be ordered
    SUSPENDED = "suspended"  # by the office
    REJECTED = "rejected"
    LEFT = "left"


ORGANISATION = StateMachine(
    "organisation",
    {
        OrganisationState.APPLIED: {OrganisationState.ACTIVE, OrganisationState.REJECTED},
        OrganisationState.ACTIVE: {
            OrganisationState.PAUSED,
            OrganisationState.SUSPENDED,
            OrganisationState.LEFT,
        },
        OrganisationState.PAUSED: {
            OrganisationState.ACTIVE,
            OrganisationState.SUSPENDED,
            OrganisationState.LEFT,
        },
        OrganisationState.SUSPENDED: {OrganisationState.ACTIVE, OrganisationState.LEFT},
    },
)


class Organisation(Model):
    """A firm, the brand office, the consortium, a laboratory or the cluster programme."""

    __tablename__ = "organisations"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind), index=True)
    state: Mapped[OrganisationState] = mapped_column(choice(OrganisationState), index=True)
    code: Mapped[str] = mapped_column(Short, unique=True)  # "SRD": prefix of its document numbers
    name_fa: Mapped[str]
    name_en: Mapped[str]
    slug_fa: Mapped[str]
    slug_en: Mapped[str]
    tint: Mapped[int] = mapped_column(default=1)  # monogram colour class, 1..8
    story_fa: Mapped[str] = mapped_column(default="")
    story_en: Mapped[str] = mapped_column(default="")
    place_fa: Mapped[str] = mapped_column(default="")
    place_en: Mapped[str] = mapped_column(default="")
    founded: Mapped[int | None]  # Jalali year
    phone: Mapped[str | None] = mapped_column(Short)
    email: Mapped[str | None]
    mobile: Mapped[str | None] = mapped_column(Short)  # hears of orders
    legal_name: Mapped[str | None]
    national_id: Mapped[str | None] = mapped_column(Short)  # legal id (11) or a person's (10)
    economic_code: Mapped[str | None] = mapped_column(Short)
    licence_number: Mapped[str | None] = mapped_column(Short)
    iban: Mapped[str | None] = mapped_column(Short)
    province_code: Mapped[str | None] = mapped_column(Short)
    city_code: Mapped[str | None] = mapped_column(Short)
    postcode: Mapped[str | None] = mapped_column(Short)
    address: Mapped[str | None]
    closed_until: Mapped[date | None]
    preparation_days: Mapped[int] = mapped_column(default=1)  # working days
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Role(StrEnum):
    """What a member does there; what that allows is the table in policy.py."""

    OWNER = "owner"
    SALES = "sales"
    WAREHOUSE = "warehouse"
    FINANCE = "finance"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"  # of the consortium's office
    OFFICER = "officer"
    AUDITOR = "auditor"


class Membership(Model):
    """A user works for an organisation in a role. An ended one stays, and may be revived."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Application(Model):
    """What a firm wrote when it asked to join, and how the office answered."""

    __tablename__ = "applications"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), unique=True)
    contact_name: Mapped[str]
    contact_mobile: Mapped[str] = mapped_column(Short)
    contact_email: Mapped[str]
    message: Mapped[str]
    language: Mapped[str] = mapped_column(Short, default="fa")
    terms_version: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(Short)
    reason: Mapped[str | None]

    organisation: Mapped[Organisation] = relationship()
