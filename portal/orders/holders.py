"""Whose cart: a signed-in user's, or the one behind a guest's cookie."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false

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

    def owns(self) -> ColumnElement[bool]:
        """A condition on Cart; a nobody owns none."""
        if self.user_id is not None:
            return Cart.user_id == self.user_id
        return Cart.token_hash == self.token_hash if self.token_hash is not None else false()
