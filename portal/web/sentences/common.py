"""Sentences that every area may need."""

from portal.web.wording import LazyString
from portal.web.wording import lazy as _l

SENTENCES: dict[str, LazyString] = {
    "wrong_move": _l(
        "The state of this record has changed meanwhile. Look at it again, then decide."
    ),
    "stale_version": _l(
        "Somebody else changed this record while you were editing. Compare, then save again."
    ),
    "out_of_stock": _l("Some of the goods are no longer available in this number."),
    "required": _l("Fill in this field."),
    "not_a_number": _l("Write a whole number, in Persian or Latin digits."),
    "too_small": _l("This number is too small."),
    "too_large": _l("This number is too large."),
    "not_an_amount": _l("Write the amount in toman, digits only."),
    "not_a_date": _l("Write the date like 2026-11-23."),
    "not_a_mobile": _l("A mobile number has 11 digits and begins with 09."),
    "not_a_phone": _l("Write the phone number with its area code."),
    "not_an_email": _l("Write an e-mail address like name@example.com."),
    "not_a_postcode": _l("A postcode has exactly ten digits."),
    "not_a_national_id": _l("A national id has ten digits; check it once more."),
    "not_a_legal_id": _l("The national id of a company has eleven digits; check it once more."),
    "not_an_economic_code": _l("An economic code has eleven, twelve or fourteen digits."),
    "not_an_iban": _l("An IBAN begins with IR and has 24 digits after it."),
    "too_long": _l("This text is too long."),
}
