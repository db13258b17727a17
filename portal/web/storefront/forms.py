"""What shoppers and applicants fill in."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from portal.core import identifiers
from portal.payments.refund_accounts import LONGEST_HOLDER
from portal.web.forms import (
    EconomicCode,
    Email,
    Iban,
    Mobile,
    Parsed,
    Phone,
    PortalForm,
    Postcode,
    Required,
    Text,
)

NAME, LINE, NOTE, STORY = 120, 300, 300, 2000


def _either_id(typed: str) -> str | None:
    return identifiers.legal_id(typed) or identifiers.national_id(typed)


class CompanyId(Parsed):
    """A company's eleven digits, or the ten of the person who trades."""

    code = "not_a_company_id"
    parse = staticmethod(_either_id)
    data: str | None


def _province() -> SelectField:
    """Of the official list; the page gives the choices and the domain checks them."""
    return SelectField(_l("Province"), validate_choice=False)


def _city() -> SelectField:
    return SelectField(_l("City"), validate_choice=False)


class AddressForm(PortalForm):
    """Who buys, and where it goes; in the order of the page, which is that of its summary."""

    name = Text(_l("First and last name"), [Required()], longest=NAME)
    mobile = Mobile(_l("Mobile number"), [Required()])
    email = Email(_l("E-mail"), [Optional()])
    province_code = _province()
    city_code = _city()
    address = Text(_l("Postal address"), [Required()], longest=LINE)
    postcode = Postcode(_l("Postcode"), [Required()])
    keep = BooleanField(_l("Keep this address in my address book"))
    note = Text(_l("Note for the maker"), longest=NOTE)
    recipient = Text(_l("Name of the receiver"), longest=NAME)
    recipient_mobile = Mobile(_l("Mobile of the receiver"), [Optional()])
    is_gift = BooleanField(_l("This is a gift: leave the prices out of the parcel"))
    gift_note = Text(_l("A line to put into the parcel"), longest=NOTE)
    company_name = Text(_l("Registered name of the company"), longest=NAME)
    company_national_id = CompanyId(_l("National id of the company"), [Optional()])
    company_economic_code = EconomicCode(_l("Economic code"), [Optional()])


class FindForm(PortalForm):
    """An order by its number and the mobile it was placed with."""

    number = Text(_l("Order number"), [Required()], longest=40)
    mobile = Mobile(_l("Mobile number"), [Required()])


class ProblemForm(PortalForm):
    """What is wrong with a package."""

    note = Text(_l("What is wrong?"), [Required()], longest=1000)


class RefundAccountForm(PortalForm):
    """The buyer's own bank account, for money that is paid back by hand."""

    holder = Text(_l("Name of the account holder"), [Required()], longest=LONGEST_HOLDER)
    iban = Iban(_l("IBAN (Sheba)"), [Required()])


class JoinForm(PortalForm):
    """A firm asks to join."""

    name_fa = Text(_l("Name of the firm in Persian"), [Required()], longest=NAME)
    name_en = Text(_l("Name of the firm in English"), [Required()], longest=NAME)
    legal_name = Text(_l("Registered name"), [Required()], longest=NAME)
    national_id = CompanyId(_l("National id of the firm or its owner"), [Required()])
    licence_number = Text(_l("Licence number"), [Required()], longest=40)
    phone = Phone(_l("Telephone"), [Required()])
    province_code = _province()
    city_code = _city()
    place_fa = Text(_l("Village or town, in Persian"), longest=NAME)
    place_en = Text(_l("Village or town, in English"), longest=NAME)
    address = Text(_l("Address of the workshop"), [Required()], longest=LINE)
    postcode = Postcode(_l("Postcode"), [Required()])
    contact_name = Text(_l("Whom do we call?"), [Required()], longest=NAME)
    contact_mobile = Mobile(_l("Mobile number"), [Required()])
    contact_email = Email(_l("E-mail"), [Required()])
    message = Text(_l("What do you make?"), [Required()], longest=STORY)
    accepts = BooleanField(_l("I accept the terms of membership"))
