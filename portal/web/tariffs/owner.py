"""Whose tariff a page edits, and under which addresses."""

from dataclasses import dataclass
from typing import Any

from flask import url_for


@dataclass(frozen=True, slots=True)
class Owner:
    """`firm_id` None: the consortium's. `area` is the blueprint whose endpoints the links use."""

    firm_id: int | None
    area: str

    @property
    def home(self) -> str:
        return self.address("tariffs" if self.firm_id is None else "shipping")

    def address(self, endpoint: str, **values: Any) -> str:
        return url_for(f"{self.area}.{endpoint}", **values)
