"""The outbox page: what was told to whom, and what could not be."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.pages import Page
from portal.messaging.models import Channel, Message, MessageState

SIZE = 50


def outbox(
    session: Session,
    *,
    channel: Channel | None = None,
    state: MessageState | None = None,
    recipient: str | None = None,
    page: int = 1,
) -> Page[Message]:
    """Messages, newest first, of the channel, state and recipient given. Two statements."""
    asked: list[ColumnElement[bool]] = []
    if channel is not None:
        asked.append(Message.channel == channel)
    if state is not None:
        asked.append(Message.state == state)
    if recipient is not None:
        asked.append(Message.recipient == recipient)
    total = session.scalar(select(func.count()).select_from(Message).where(*asked)) or 0
    newest = select(Message).where(*asked).order_by(Message.id.desc())
    rows = session.scalars(newest.limit(SIZE).offset((page - 1) * SIZE)).all()
    return Page(rows, page, SIZE, total)


def message(session: Session, *, public_id: str) -> Message:
    """One message as it was sent. Raises NotFound."""
    row = session.scalar(select(Message).where(Message.public_id == public_id))
    if row is None:
        raise NotFound
    return row
