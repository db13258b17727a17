"""Whose cart: a signed-in user's, or the one behind a guest's cookie."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, bindparam, false

from portal.core import tokens
from portal.orders.models import Cart


@dataclass(frozen=True, slots=True)
class CartHolder:
    """`token_hash` is the digest of the cookie; the user wins where both are known."""

    token_hash: str | None = None
    user_id: int | None = None

    @property
    def is_known(self) -> bool:
        return self.user_id is not None or self.token_hash is not None

    @property
    def facts(self) -> dict[str, Any]:
        """The one column that identifies the cart."""
        if self.user_id is not None:
            return {"user_id": self.user_id}
        return {"token_hash": self.token_hash}

    @property
    def name(self) -> str:
        """What the audit log calls the cart: no secret, and no key of ours."""
        if self.user_id is not None:
            return tokens.digest(f"user:{self.user_id}")
        return self.token_hash or ""

    @property
    def column(self) -> str:
        """Of Cart: which one identifies it."""
        return next(iter(self.facts))

    @property
    def key(self) -> Any:
        """The value of that column; None for a nobody, and equal to none."""
        return self.facts[self.column]

    def owns(self) -> ColumnElement[bool]:
        """A condition on Cart; a nobody owns none."""
        return getattr(Cart, self.column) == self.key if self.is_known else false()


def held_by(column: str) -> ColumnElement[bool]:
    """`owns` for a statement that is built once: the holder's key is bound as "holder"."""
    return cast("ColumnElement[bool]", getattr(Cart, column) == bindparam("holder"))
