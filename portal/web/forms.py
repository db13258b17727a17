"""Forms: every field takes Persian and Arabic digits, and says its fault by code.

A field's error is a code of `sentences`; the page shows the sentence in the reader's language.
What was typed is echoed back as typed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from flask import g, request
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    Form,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag
from wtforms.widgets import TextInput

from portal.accounts import emails
from portal.core import identifiers, jalali, text
from portal.i18n import formats, parse
from portal.i18n.languages import LANGUAGES
from portal.web.sentences import sentence

LONGEST = 500
RIALS_PER_TOMAN = 10
DECIMALS = 6


class PortalForm(Form):
    """A form of this site. `problems` lists (field id, label, sentence) for the summary on top."""

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        return [
            (field.id, str(field.label.text), str(error))
            for field in self
            for error in field.errors[:1]
        ]

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put the domain's verdict (field to code) beside the fields it is about."""
        for name, code in errors.items():
            target = self._fields.get(name) or next(iter(self._fields.values()))
            target.errors = [*target.errors, sentence(code)]


FormOf = TypeVar("FormOf", bound=PortalForm)


def submitted(kind: type[FormOf], **kwargs: Any) -> FormOf:
    """The form as posted."""
    return kind(MultiDict(request.form) if not request.files else _with_files(), **kwargs)


def _with_files() -> MultiDict[str, Any]:
    both: MultiDict[str, Any] = MultiDict(request.form)
    both.update(request.files)
    return both


def fail(code: str) -> ValidationError:
    return ValidationError(sentence(code))


class Required:
    """The field must say something; blanks are nothing."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __call__(self, _form: Form, field: Field) -> None:
        is_blank = isinstance(field.data, str) and not field.data.strip()
        if (field.data is None or is_blank) and not field.errors:
            raise fail("required")


class Text(StringField):
    """One line or many, folded to the stored form (ی, ک, no stray marks), bounded."""

    data: Any  # text; None before anything was posted

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] = (),
        *,
        longest: int = LONGEST,
        **kw: Any,
    ) -> None:
        super().__init__(label, list(validators), **kw)
        self.longest = longest

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = text.fold(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        if self.data and len(self.data) > self.longest:
            raise fail("too_long")


class Hidden(Text):
    """What a script fills in, bounded like the rest."""

    def __init__(self, *, longest: int, **kw: Any) -> None:
        super().__init__("", longest=longest, **kw)


class Password(PasswordField):
    """Never shown again, not even when the form is refused."""

    data: Any  # text; None before anything was posted


def _choices(pairs: Any) -> list[Any]:
    return [pair if isinstance(pair, SelectChoice) else SelectChoice(*pair) for pair in pairs or ()]


class Choose(SelectField):
    """One of a list of (value, words); what is not in it is refused in our own words."""

    def __init__(self, label: Any = None, *, choices: Any = (), **kw: Any) -> None:
        super().__init__(label, choices=_choices(choices), **kw)

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValueError:
            raise fail("unknown_choice") from None


class ChooseMany(SelectMultipleField):
    """Several of a list of (value, words)."""

    def __init__(self, label: Any = None, *, choices: Any = (), **kw: Any) -> None:
        super().__init__(label, choices=_choices(choices), **kw)

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValueError:
            raise fail("unknown_choice") from None


class Parsed(Field):
    """A field whose text becomes a value through `parse`; empty is None."""

    widget = TextInput()
    code = "required"
    parse: Callable[[str], Any]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def show(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if len(typed) > LONGEST:
            raise ValueError(sentence("too_long"))
        self.data = type(self).parse(typed)
        if self.data is None:
            raise ValueError(sentence(self.code))


class Whole(Parsed):
    """A whole number between `least` and `most`."""

    code = "not_a_number"
    parse = staticmethod(parse.integer)
    data: Any  # int; None when nothing was typed

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] = (),
        *,
        least: int = 0,
        most: int = 10**9,
        **kw: Any,
    ) -> None:
        super().__init__(label, list(validators), **kw)
        self.least, self.most = least, most

    def show(self, value: int) -> str:
        return formats.digits(value, g.language)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        if self.data is None:
            return
        if self.data < self.least:
            raise fail("too_small")
        if self.data > self.most:
            raise fail("too_large")


class Toman(Parsed):
    """An amount typed in toman; `data` is rials."""

    code = "not_an_amount"
    parse = staticmethod(parse.toman)
    data: Any  # int; None when nothing was typed

    def show(self, value: int) -> str:
        return formats.number(value // RIALS_PER_TOMAN, g.language)


class Number(Parsed):
    code = "not_a_number"
    parse = staticmethod(parse.decimal)
    data: Any  # Decimal; None when nothing was typed

    def show(self, value: Decimal) -> str:
        return formats.short_decimal(value, DECIMALS, g.language)


class JalaliDay(Parsed):
    code = "not_a_date"
    parse = staticmethod(parse.jalali_day)
    data: Any  # date; None when nothing was typed

    def show(self, value: date) -> str:
        """As the reader counts; both calendars are read back."""
        if LANGUAGES[g.language].calendar != "jalali":
            return value.isoformat()
        year, month, day = jalali.from_date(value)
        return formats.digits(f"{year}/{month}/{day}", g.language)


class Mobile(Parsed):
    """E.164."""

    code = "not_a_mobile"
    parse = staticmethod(identifiers.mobile)
    data: Any  # str; None when nothing was typed

    def show(self, value: str) -> str:
        return value.replace("+98", "0", 1)


class Phone(Parsed):
    code = "not_a_phone"
    parse = staticmethod(identifiers.phone)
    data: Any  # str; None when nothing was typed

    def show(self, value: str) -> str:
        return value.replace("+98", "0", 1)


class Postcode(Parsed):
    code = "not_a_postcode"
    parse = staticmethod(identifiers.postcode)
    data: Any  # str; None when nothing was typed


class NationalId(Parsed):
    code = "not_a_national_id"
    parse = staticmethod(identifiers.national_id)
    data: Any  # str; None when nothing was typed


class LegalId(Parsed):
    code = "not_a_legal_id"
    parse = staticmethod(identifiers.legal_id)
    data: Any  # str; None when nothing was typed


class EconomicCode(Parsed):
    code = "not_an_economic_code"
    parse = staticmethod(identifiers.economic_code)
    data: Any  # str; None when nothing was typed


class Iban(Parsed):
    code = "not_an_iban"
    parse = staticmethod(identifiers.iban)
    data: Any  # str; None when nothing was typed


class Email(Parsed):
    code = "not_an_email"
    parse = staticmethod(emails.canonical)
    data: Any  # str; None when nothing was typed
