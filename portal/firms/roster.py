"""The one place that writes a new membership, or revives an ended one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import Invalid
from portal.firms import policy
from portal.firms.models import Membership, Organisation, Role


def enrol(session: Session, *, organisation_id: int, user_id: int, role: Role) -> Membership:
    """Raises Invalid({"role": "unknown_role"}) for a role that such an organisation has not."""
    organisation = session.get_one(Organisation, organisation_id)
    if role not in policy.roles_of(organisation.kind):
        raise Invalid({"role": "unknown_role"})
    mine = select(Membership).where(
        Membership.user_id == user_id, Membership.organisation_id == organisation_id
    )
    held = session.scalar(mine)
    if held is None:
        held = Membership(user_id=user_id, organisation_id=organisation_id, role=role)
        session.add(held)
    elif held.ended_at is not None:
        held.ended_at, held.role, held.created_at = None, role, clock.now()
    session.flush()
    return held


def is_member(session: Session, *, organisation_id: int, user_id: int) -> bool:
    mine = select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None),
    )
    return session.scalar(mine) is not None
