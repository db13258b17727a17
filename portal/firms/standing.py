"""The office stops a firm, lets it go on, or sees it off. Old orders and books stay."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid, NotFound
from portal.core.text import fold
from portal.firms.models import ORGANISATION, Organisation, OrganisationState


def _locked(session: Session, public_id: str) -> Organisation:
    mine = select(Organisation).where(Organisation.public_id == public_id).with_for_update()
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def _stop(
    session: Session, public_id: str, state: OrganisationState, reason: str, by: str
) -> Organisation:
    if not fold(reason):
        raise Invalid({"reason": "required"})
    organisation = _locked(session, public_id)
    ORGANISATION.move(session, organisation, state, by=by, note=fold(reason))
    return organisation


def suspend(session: Session, *, public_id: str, reason: str, by: str) -> Organisation:
    """No sale and no edits until reinstated. Raises NotFound, WrongMove, Invalid on "reason"."""
    return _stop(session, public_id, OrganisationState.SUSPENDED, reason, by)


def leave(session: Session, *, public_id: str, reason: str, by: str) -> Organisation:
    """For good. Raises NotFound, WrongMove, Invalid on "reason"."""
    return _stop(session, public_id, OrganisationState.LEFT, reason, by)


def reinstate(session: Session, *, public_id: str, by: str) -> Organisation:
    """A suspended firm goes on. Raises NotFound, WrongMove."""
    organisation = _locked(session, public_id)
    ORGANISATION.move(session, organisation, OrganisationState.ACTIVE, by=by)
    return organisation
