"""One JSON line a figure; a missed limit ends the run with 1."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Figure:
    figure: str
    db: str
    products: int
    concurrency: int
    value: float
    limit: float
    unit: str = "ratio"

    @property
    def is_met(self) -> bool:
        return self.value <= self.limit


@dataclass
class Report:
    db: str
    products: int
    figures: list[Figure] = field(default_factory=list)

    def add(
        self, name: str, value: float, limit: float, *, c: int = 1, unit: str = "ratio"
    ) -> None:
        made = Figure(name, self.db, self.products, c, round(value, 3), limit, unit)
        self.figures.append(made)
        print(json.dumps(asdict(made) | {"ok": made.is_met}), flush=True)

    def exactly(self, name: str, value: float, wanted: float, *, unit: str = "count") -> None:
        """A count that has to be met, not only kept under: a miss is shown over its limit."""
        shown = value if value == wanted else max(value, wanted + 1)
        self.add(name, shown, wanted, unit=unit)

    def say(self, name: str, **facts: object) -> None:
        """Something absolute that is told, not judged: a baseline's p50, a query plan."""
        print(
            json.dumps({"note": name, "db": self.db, "products": self.products, **facts}),
            flush=True,
        )
