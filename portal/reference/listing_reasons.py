"""Why the office sends a listing back, in both languages: pages and messages say the same."""

from collections.abc import Mapping

Pair = tuple[str, str]  # Persian, English

REASONS: Mapping[str, Pair] = {  # what an officer may choose
    "untrue": ("درست نیست یا برگه‌ای آن را نشان نمی‌دهد", "Not true or not shown by a paper"),
    "unclear": ("برای خریدار روشن نیست", "Unclear to a shopper"),
    "spelling": ("املا یا نگارش", "Spelling or language"),
    "picture_poor": (
        "تصویر خوب نیست یا کالا را نشان نمی‌دهد",
        "The picture is poor or does not show the goods",
    ),
    "health_claim": (
        "ادعای درمانی دارد که مجاز نیست",
        "A health claim, which is not allowed",
    ),
    "other": ("دلیل دیگر", "Another reason"),
}
BY_ITSELF: Mapping[str, Pair] = {  # what happens with no officer choosing
    "firm_suspended": ("کار تولیدکننده متوقف شده است", "The firm was suspended"),
    "firm_not_active": ("تولیدکننده فعال نیست", "The firm is not active"),
}
FIELDS: Mapping[str, Pair] = {
    "title_fa": ("نام فارسی", "Persian name"),
    "title_en": ("نام انگلیسی", "English name"),
    "summary_fa": ("دو جملهٔ فارسی", "two sentences in Persian"),
    "summary_en": ("دو جملهٔ انگلیسی", "two sentences in English"),
    "body_fa": ("شرح فارسی", "Persian description"),
    "body_en": ("شرح انگلیسی", "English description"),
    "ingredients_fa": ("مواد تشکیل‌دهندهٔ فارسی", "ingredients in Persian"),
    "ingredients_en": ("مواد تشکیل‌دهندهٔ انگلیسی", "ingredients in English"),
    "storage_fa": ("شیوهٔ نگهداری فارسی", "keeping in Persian"),
    "storage_en": ("شیوهٔ نگهداری انگلیسی", "keeping in English"),
    "licence_number": ("شمارهٔ پروانهٔ بهداشتی", "health licence"),
    "category": ("دسته", "category"),
    "variant": ("اندازه‌ها", "packs"),
    "image": ("تصویرها", "pictures"),
}
FACTS: Pair = ("مشخصات", "facts")  # an attribute that the family has no longer
OTHER = "other"


def why(code: str | None, words: str | None, language: str) -> str:
    """The reason in a few words: its own sentence, then what the officer wrote."""
    place = 0 if language == "fa" else 1
    known = {**REASONS, **BY_ITSELF}.get(code or "")
    said = [known[place]] if known and code != OTHER else []
    said += [words] if words else []
    return ("؛ " if language == "fa" else "; ").join(said) or REASONS[OTHER][place]


def in_words(reason: Mapping[str, str], language: str) -> str:
    """One line of a message: the field, and why.

    `reason` has field, code, text; and name_fa, name_en where the field is an attribute.
    """
    field = reason["field"].partition(".")[0].partition(":")[0]
    known = FIELDS.get(field, FACTS)[0 if language == "fa" else 1]
    name = reason.get(f"name_{language}") or known
    return f"{name}: {why(reason['code'], reason['text'], language)}"
