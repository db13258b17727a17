"""`python -m bench.plans`: the query plans of the bare pages on DATABASE_URL, as one JSON line."""

import json

from bench import baseline, vocabulary

SEARCH = baseline.FTS if baseline.IS_SQLITE else baseline.TRIGRAM
STATEMENTS = {
    "listing": (baseline.LISTING.format(order="price"), ("evoo", 24)),
    "product": (baseline.PRODUCT, ("x",)),
    "search": (SEARCH, (vocabulary.rare(10_000)[3][0],)),
    "cart_add": (baseline.CART, ("x", "y")),
}


def plan(sql: str, values: tuple[object, ...]) -> list[str]:
    """The steps of a statement, as its database tells them."""
    word = "EXPLAIN QUERY PLAN" if baseline.IS_SQLITE else "EXPLAIN"
    return [str(row[-1]).strip() for row in baseline.run((f"{word} {sql}", values))]


if __name__ == "__main__":
    print(
        json.dumps({name: plan(*asked) for name, asked in STATEMENTS.items()}, ensure_ascii=False)
    )
