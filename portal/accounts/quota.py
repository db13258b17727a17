"""How often the flows of this package may be used (security notes, 4.4). Subjects are digests."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.core import limits, tokens

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Limit = tuple[int, timedelta]

SIGN_IN_ACCOUNT: tuple[Limit, ...] = ((5, MINUTE), (20, HOUR), (100, DAY))
SIGN_IN_ADDRESS: tuple[Limit, ...] = ((30, MINUTE),)
FACTOR: tuple[Limit, ...] = ((5, 15 * MINUTE), (100, DAY))
PASSKEY: tuple[Limit, ...] = ((30, 15 * MINUTE),)
LETTER_ADDRESS: tuple[Limit, ...] = ((5, HOUR),)  # register, reset, e-mail change, invite
LETTER_TARGET: tuple[Limit, ...] = ((3, HOUR),)
CODE_TARGET: tuple[Limit, ...] = ((1, MINUTE), (5, HOUR), (10, DAY))
CODE_ADDRESS: tuple[Limit, ...] = ((30, HOUR),)  # a mobile carrier puts many behind one address


def use(session: Session, flow: str, subject: str, allowed: tuple[Limit, ...]) -> None:
    """Count one use against every limit. Raises TooMany; commit, or the count is lost."""
    for most, per in allowed:
        name = f"{flow}:{int(per.total_seconds())}"
        limits.count(session, name, tokens.digest(subject), limit=most, per=per)


def letter(session: Session, flow: str, *, address: str, target: str) -> None:
    """A flow that sends a letter: counted by who asks (network address) and by who gets it."""
    use(session, f"{flow}:from", address, LETTER_ADDRESS)
    use(session, f"{flow}:to", target, LETTER_TARGET)
