"""What pages ask about organisations. Every function: at most two statements."""

from typing import TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from portal.core.errors import NotFound
from portal.core.pages import Page
from portal.core.text import fold, sort_key
from portal.firms.models import Application, Organisation, OrganisationKind, OrganisationState

Row = TypeVar("Row", Application, Organisation)

PUBLIC_STATES = (OrganisationState.ACTIVE, OrganisationState.PAUSED)
PUBLIC_KINDS = (OrganisationKind.FIRM, OrganisationKind.BRAND)


def firm_page(session: Session, *, public_id: str) -> Organisation:
    """A maker's public page. Raises NotFound for those that are not, or no longer, in the shop."""
    mine = select(Organisation).where(
        Organisation.public_id == public_id,
        Organisation.kind.in_(PUBLIC_KINDS),
        Organisation.state.in_(PUBLIC_STATES),
    )
    firm = session.scalar(mine)
    if firm is None:
        raise NotFound
    return firm


def firms(session: Session) -> list[Organisation]:
    """The makers, in the order Persian readers look for their names."""
    ours = select(Organisation).where(
        Organisation.kind == OrganisationKind.FIRM, Organisation.state.in_(PUBLIC_STATES)
    )
    return sorted(session.scalars(ours), key=lambda firm: (sort_key(firm.name_fa), firm.id))


def desk(session: Session, *, firm_id: int) -> Organisation:
    """The firm, for its own back office. Raises NotFound."""
    firm = session.get(Organisation, firm_id)
    if firm is None:
        raise NotFound
    return firm


def by_code(session: Session, code: str) -> Organisation | None:
    """By the code in an address, in either case."""
    return session.scalar(select(Organisation).where(Organisation.code == code.upper()))


def by_public_id(session: Session, public_id: str) -> Organisation:
    """Any organisation, for the office. Raises NotFound."""
    found = session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def _paged(session: Session, wanted: Select[Row], number: int, size: int) -> Page[Row]:
    counted = select(func.count()).select_from(wanted.order_by(None).subquery())
    total = session.scalar(counted) or 0
    rows = session.scalars(wanted.limit(size).offset((number - 1) * size))
    return Page(list(rows), number, size, total)


def applications(
    session: Session,
    *,
    state: OrganisationState | None = OrganisationState.APPLIED,
    number: int = 1,
    size: int = 50,
) -> Page[Application]:
    """The queue of the office, oldest first, each with its organisation; None: in any state."""
    wanted = (
        select(Application)
        .join(Application.organisation)
        .options(contains_eager(Application.organisation))
        .order_by(Application.id)
    )
    if state is not None:
        wanted = wanted.where(Organisation.state == state)
    return _paged(session, wanted, number, size)


def application(session: Session, *, public_id: str) -> Application:
    """With its organisation. Raises NotFound."""
    mine = (
        select(Application)
        .join(Application.organisation)
        .options(contains_eager(Application.organisation))
        .where(Application.public_id == public_id)
    )
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def organisations(
    session: Session,
    *,
    kind: OrganisationKind | None = None,
    state: OrganisationState | None = None,
    words: str = "",
    number: int = 1,
    size: int = 50,
) -> Page[Organisation]:
    """All of them for the office, newest first; `words` looks into both names and the code."""
    wanted = select(Organisation).order_by(Organisation.id.desc())
    if kind is not None:
        wanted = wanted.where(Organisation.kind == kind)
    if state is not None:
        wanted = wanted.where(Organisation.state == state)
    text = fold(words)
    if text:
        held = (Organisation.name_fa, Organisation.name_en, Organisation.code)
        wanted = wanted.where(or_(*(part.icontains(text, autoescape=True) for part in held)))
    return _paged(session, wanted, number, size)
