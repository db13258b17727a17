"""Invented words for the bench's goods, so that a search hits about as many products as we say."""

SYLLABLES_FA = "با بو تا تی جا چو خا دا را رو زا سا شو فا قا کو گا لا ما نا وا هی یا پا".split()
SYLLABLES_EN = "ba bu ta ti ja chu kha da ra ru za sa shu fa gha ku ga la ma na va hi ya pa".split()
ADJECTIVES_FA = "ویژه ممتاز خانگی سنتی محلی تازه خوش‌عطر تند ملایم طلایی کوهستانی دستچین".split()
ADJECTIVES_EN = (
    "special premium homemade traditional local fresh fragrant peppery mild golden".split()
)
HUNDREDTH = 200_000  # names from here on stand in 1 % of the products each


def name(number: int) -> tuple[str, str]:
    """A farm's name of four syllables, Persian and English, one for each number."""
    persian = english = ""
    for _ in range(4):
        number, rest = divmod(number, len(SYLLABLES_FA))
        persian, english = persian + SYLLABLES_FA[rest], english + SYLLABLES_EN[rest]
    return persian, english


def rare(count: int) -> list[tuple[str, str]]:
    """Names of which each stands in about 100 of `count` products."""
    return [name(1000 + 7 * index) for index in range(max(1, count // 100))]


def broad() -> list[tuple[str, str]]:
    """A hundred names of which each stands in 1 % of the products."""
    return [name(HUNDREDTH + 13 * index) for index in range(100)]
