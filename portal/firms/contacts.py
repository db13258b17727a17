"""Whom to tell at the consortium's office."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.firms.models import Membership, Organisation, OrganisationKind
from portal.firms.policy import Permission, allows, roles_of


@dataclass(frozen=True, slots=True)
class Contact:
    email: str | None
    mobile: str | None = None


def office_contacts(session: Session) -> list[Contact]:
    """The office's own mailbox and mobile; without them, the people who decide on money there."""
    kind = OrganisationKind.CONSORTIUM
    ours = select(Organisation).where(Organisation.kind == kind).order_by(Organisation.id)
    office = session.scalar(ours.limit(1))
    if office is None:
        return []
    if office.email or office.mobile:
        return [Contact(office.email, office.mobile)]
    roles = [role for role in roles_of(kind) if allows(kind, role, Permission.REFUNDS_DECIDE)]
    staff = (
        select(User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == office.id,
            Membership.role.in_(roles),
            Membership.ended_at.is_(None),
            User.is_active,
            User.email.is_not(None),
        )
        .order_by(User.id)
    )
    return [Contact(email) for email in session.scalars(staff)]
