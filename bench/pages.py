"""Which pages are asked for: random shelves, sorts, filters, products, words."""

import random
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sqlalchemy import Engine, text

from bench import vocabulary

SORTS = ("suggested", "newest", "cheapest", "cheapest_unit")
PAGES_DEEP = 40
COUNT = 60
SHELVES = """
SELECT c.code, c.slug_fa, count(*) FROM bench_cards b JOIN categories c ON c.code = b.category
GROUP BY c.code, c.slug_fa HAVING count(*) > 48
"""


@dataclass
class Chooser:
    """A seeded source of addresses; ours and the baseline's are drawn alike."""

    categories: list[tuple[str, str, int]]  # code, slug, products
    products: list[tuple[str, str]]  # public id, slug
    firms: list[str]
    products_count: int
    seed: random.Random

    @classmethod
    def of(cls, engine: Engine, count: int) -> "Chooser":
        with engine.connect() as connection:
            categories = connection.execute(text(SHELVES)).all()
            products = connection.execute(
                text("SELECT public_id, slug FROM bench_cards LIMIT 5000")
            ).all()
            firms = connection.execute(text("SELECT code FROM organisations WHERE kind = 'firm'"))
            codes = [row.code for row in firms]
        shelves = [tuple(row) for row in categories]
        return cls(shelves, [tuple(row) for row in products], codes, count, random.Random(11))

    def listing(self) -> tuple[str, str]:
        """(ours, bare) for one shelf, sort and page."""
        category, slug, size = self.seed.choice(self.categories)
        sort = self.seed.choice(SORTS)
        page = self.seed.randint(1, max(1, min(size // 24, PAGES_DEEP)))
        query = urlencode({"sort": sort, "page": page})
        return (
            f"/c/{category}/{quote(slug)}?{query}",
            f"/listing?{urlencode({'category': category, 'sort': sort, 'page': page})}",
        )

    def filtered(self) -> str:
        """One to three filters; prices make the combination one that does not repeat."""
        low = self.seed.randint(50_000, 3_000_000)
        wanted = {"min": low, "firm": self.seed.choice(self.firms)}
        extra = [
            ("cultivar", self.seed.choice(("zard", "mari", "koroneiki"))),
            ("stock", "1"),
            ("grade", "EVOO"),
        ]
        number = self.seed.randint(1, 3)
        if number == 1:
            return "/shop?" + urlencode({"min": low})
        if number == 2:
            return "/shop?" + urlencode({"min": low, **dict([self.seed.choice(extra)])})
        return "/shop?" + urlencode(wanted | dict([self.seed.choice(extra)]))

    def product(self) -> tuple[str, str]:
        chosen, slug = self.seed.choice(self.products)
        return f"/p/{chosen}/{quote(slug)}", f"/product/{chosen}"

    def word(self, *, is_broad: bool = False) -> str:
        names = vocabulary.broad() if is_broad else vocabulary.rare(self.products_count)
        return self.seed.choice(names)[0]

    def search(self, *, is_broad: bool = False) -> tuple[str, str]:
        word = quote(self.word(is_broad=is_broad))
        return f"/shop?q={word}", f"/search?q={word}"
