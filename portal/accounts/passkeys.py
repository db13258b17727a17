"""Passkeys as a second step: bound to our address, opened by finger, face or PIN, never typed.

The device proves that it verified its user (security notes, 4.3: the library's default does not ask
for that). A challenge is taken before an answer is judged, so that no answer is judged twice. The
site's name and address come from the settings; an address without a host name has no passkeys.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.passkey_models import Ceremony, Passkey, PasskeyChallenge
from portal.core import clock, tokens
from portal.core.db import changed
from portal.core.errors import NotFound, Refused

LIFE = timedelta(minutes=5)
MOST = 10  # keys of one person
LONGEST = 20_000  # characters of a device's answer
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Site:
    """Whom a device answers. `host` is the relying party's id."""

    origin: str
    host: str
    name: str


class _Current:
    site: Site | None = None


def configure(public_url: str, name: str) -> None:
    host = urlsplit(public_url).hostname or ""
    _Current.site = None if not host or _is_number(host) else Site(public_url, host, name)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def are_possible() -> bool:
    """Whether browsers let this site have any: not on the bare number of a machine."""
    return _Current.site is not None


def _site() -> Site:
    if _Current.site is None:
        raise Refused("no_passkeys_here")
    return _Current.site


def _wire() -> Any:
    """The library takes a tenth of a second and a second TLS: only who needs it loads it."""
    return import_module("portal.accounts.passkey_wire")


def listing(session: Session, *, user_id: int) -> list[Passkey]:
    """The oldest first."""
    mine = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return list(session.scalars(mine))


def count(session: Session, *, user_id: int) -> int:
    mine = select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)
    return session.scalar(mine) or 0


def options(session: Session, *, user_id: int, ceremony: Ceremony) -> str:
    """What the browser hands to the device, as JSON, with a fresh challenge in it.

    Raises Refused("no_passkeys_here"), Refused("too_many_passkeys").
    """
    site, user = _site(), session.get_one(User, user_id)
    known = [key.credential_id for key in listing(session, user_id=user_id)]
    if ceremony is Ceremony.REGISTER and len(known) >= MOST:
        raise Refused("too_many_passkeys")
    challenge, now = tokens.secret(), clock.now()
    session.add(
        PasskeyChallenge(
            challenge=challenge,
            user_id=user_id,
            ceremony=ceremony,
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    session.flush()
    made: str = _wire().options(site, user, ceremony, challenge=challenge, known=known)
    return made


def register(session: Session, *, user_id: int, answer: str, name: str) -> Passkey | None:
    """Keep a new key; None when the answer is not one to a question of ours."""
    challenge = _taken(session, user_id, Ceremony.REGISTER, answer)
    made = challenge and _wire().registered(_site(), answer, challenge=challenge)
    if not made or _is_known(session, made.credential_id):
        return None
    key = Passkey(
        user_id=user_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        is_backed_up=made.is_backed_up,
        name=name[:LONGEST_NAME],
    )
    session.add(key)
    session.flush()
    return key


def _is_known(session: Session, credential_id: str) -> bool:
    known = select(Passkey.id).where(Passkey.credential_id == credential_id)
    return session.scalar(known) is not None


def use(session: Session, *, user_id: int, answer: str) -> bool:
    """Did a key of this person sign our question, for the first time? Commit also after a no."""
    challenge = _taken(session, user_id, Ceremony.USE, answer)
    key = _named(session, user_id, answer)
    if not challenge or key is None:
        return False
    used = _wire().used(
        _site(), answer, challenge=challenge, public_key=key.public_key, count=key.sign_count
    )
    if used is None:
        return False
    key.sign_count, key.is_backed_up, key.used_at = used.sign_count, used.is_backed_up, clock.now()
    session.flush()
    return True


def _taken(session: Session, user_id: int, ceremony: Ceremony, answer: str) -> str | None:
    """The open challenge that the answer is to, used up from now on."""
    challenge = _wire().challenge_of(answer) if len(answer) <= LONGEST else None
    mine = update(PasskeyChallenge).where(
        PasskeyChallenge.challenge == challenge,
        PasskeyChallenge.user_id == user_id,
        PasskeyChallenge.ceremony == ceremony,
        PasskeyChallenge.used_at.is_(None),
        PasskeyChallenge.expires_at > clock.now(),
    )
    if challenge is None or not changed(session, mine.values(used_at=clock.now())):
        return None
    return str(challenge)


def _named(session: Session, user_id: int, answer: str) -> Passkey | None:
    """The person's key that the answer names. Locked: a device that counts signs one at a time."""
    try:
        name = json.loads(answer).get("id")
    except (ValueError, AttributeError):
        return None
    mine = select(Passkey).where(Passkey.user_id == user_id, Passkey.credential_id == str(name))
    return session.scalar(mine.with_for_update())


def remove(session: Session, *, user_id: int, public_id: str) -> None:
    """Raises NotFound, for another person's too."""
    mine = delete(Passkey).where(Passkey.user_id == user_id, Passkey.public_id == public_id)
    if not changed(session, mine):
        raise NotFound


def remove_all(session: Session, *, user_id: int) -> None:
    session.execute(delete(Passkey).where(Passkey.user_id == user_id))


def sweep(session: Session, *, older_than: timedelta = timedelta(days=1)) -> None:
    late = PasskeyChallenge.expires_at < clock.now() - older_than
    session.execute(delete(PasskeyChallenge).where(late))
