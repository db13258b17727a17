"""Who works where: (user, organisation, role). Invitations are in inviting.py.

A membership that ends stays as a row, and may be revived. The last owner (of an office: the last
administrator) can neither leave nor step down. What somebody may do changes with their sessions:
both end, so that a cookie never outlives the right it was given for.
"""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, contains_eager

from portal.accounts import sessions
from portal.accounts.models import Lifetime, User
from portal.core import clock
from portal.core.errors import Invalid, NotFound, Refused
from portal.firms import policy
from portal.firms.inviting import (
    Invitation,
    Invited,
    Pending,
    accept,
    invitations,
    invite,
    join,
    peek,
    withdraw,
)
from portal.firms.models import Membership, Organisation, OrganisationKind, Role
from portal.firms.office import create_admin
from portal.firms.roster import enrol

__all__ = [
    "Invitation",
    "Invited",
    "Pending",
    "accept",
    "add",
    "change_role",
    "create_admin",
    "end",
    "invitations",
    "invite",
    "join",
    "lifetime_of",
    "of",
    "peek",
    "team",
    "withdraw",
]


# Built once, as every page of a signed-in person asks it.
_OF = (
    select(Membership)
    .join(Membership.organisation)
    .options(contains_eager(Membership.organisation))
    .where(
        Membership.user_id == bindparam("user_id"),
        Membership.ended_at.is_(None),
        Organisation.state.not_in(policy.OUTSIDE),
    )
    .order_by(Membership.id)
)


def of(session: Session, *, user_id: int) -> list[Membership]:
    """Where a person works, with each organisation, in a stable order. One statement.

    Organisations still applying or rejected are left out; one that left stays, for its old orders.
    """
    return list(session.scalars(_OF, {"user_id": user_id}))


def lifetime_of(session: Session, *, user_id: int) -> Lifetime:
    """How long a sign-in of this person may last: the strictest place they work at decides."""
    kinds = {held.organisation.kind for held in of(session, user_id=user_id)}
    if OrganisationKind.CONSORTIUM in kinds:
        return Lifetime.OFFICE
    return Lifetime.FIRM if kinds else Lifetime.BUYER


def team(session: Session, *, organisation_id: int) -> list[Membership]:
    """Everybody who works or worked there, each with the user; present ones first."""
    ours = (
        select(Membership)
        .join(Membership.user)
        .options(contains_eager(Membership.user))
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.ended_at.is_not(None), Membership.id)
    )
    return list(session.scalars(ours))


def add(
    session: Session,
    *,
    organisation_id: int,
    user_id: int,
    role: Role,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> Membership:
    """Make somebody a member without asking them: the demo and the first people of a place."""
    return enrol(session, organisation_id=organisation_id, user_id=user_id, role=role)


def _lock(session: Session, organisation_id: int) -> Organisation:
    """One change of a team at a time, so that two owners cannot leave at once."""
    mine = select(Organisation).where(Organisation.id == organisation_id).with_for_update()
    return session.scalars(mine).one()


def _member(session: Session, organisation_id: int, user_public_id: str) -> Membership:
    """Raises NotFound, for members of other organisations too."""
    mine = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            User.public_id == user_public_id,
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
        )
    )
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def _refuse_last(session: Session, organisation: Organisation, member: Membership) -> None:
    top = policy.TOP[organisation.kind]
    if member.role is not top:
        return
    others = select(func.count()).where(
        Membership.organisation_id == organisation.id,
        Membership.role == top,
        Membership.ended_at.is_(None),
        Membership.id != member.id,
    )
    if not session.scalar(others):
        raise Refused("last_owner")


def change_role(
    session: Session,
    *,
    organisation_id: int,
    user_public_id: str,
    role: Role,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> Membership:
    """Raises NotFound, Invalid on "role", Refused("last_owner"). The person signs in again."""
    organisation = _lock(session, organisation_id)
    member = _member(session, organisation_id, user_public_id)
    if role not in policy.roles_of(organisation.kind):
        raise Invalid({"role": "unknown_role"})
    if role is not member.role:
        _refuse_last(session, organisation, member)
        member.role = role
        sessions.end_all_of(session, user_id=member.user_id)
    return member


def end(
    session: Session,
    *,
    organisation_id: int,
    user_public_id: str,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> Membership:
    """Somebody works here no longer. Raises NotFound, Refused("last_owner")."""
    organisation = _lock(session, organisation_id)
    member = _member(session, organisation_id, user_public_id)
    _refuse_last(session, organisation, member)
    member.ended_at = clock.now()
    sessions.end_all_of(session, user_id=member.user_id)
    return member
