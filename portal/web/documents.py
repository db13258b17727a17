"""Invoice and packing slip: words and figures of one language, drawn by `portal.web.pdf`."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app

from portal.catalog.models import VatStatus
from portal.core.money import Currency
from portal.i18n import formats
from portal.orders.documents import Document, DocumentLine, DocumentLot, Party
from portal.orders.slips import PackingSlip, SlipLine
from portal.web import pdf
from portal.web.pdf import ltr
from portal.web.wording import gettext as _

Cell = dict[str, Any]
HUNDRED = 100
LOGOS = {"fa": "/static/art/logo.svg"}
COMMA = {"fa": "، "}


def answer(content: bytes, filename: str) -> Response:
    """A PDF that opens in the browser under its own name."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def invoice_pdf(paper: Document, language: str) -> bytes:
    """The invoice or credit note of a seller order; numbers as issued, never recomputed."""
    return pdf.draw("invoice", _invoice(paper, language))


def packing_slip_pdf(slip: PackingSlip, language: str) -> bytes:
    """What goes into the parcel; a gift carries no prices."""
    return pdf.draw("slip", _slip(slip, language))


def _frame(title: str, language: str) -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    brand = settings.brand_fa if language == "fa" else settings.brand_en
    return {
        "language": language,
        "title": title,
        "logo": LOGOS.get(language, "/static/art/logo-en.svg"),
        "brand": brand,
        "page-word": _("page"),
        "digits": [formats.number(n, language) for n in range(HUNDRED)],
    }


def _invoice(paper: Document, language: str) -> dict[str, Any]:
    is_sale = paper.kind == "sale"
    return {
        **_frame(_("Sales invoice") if is_sale else _("Credit note"), language),
        "head": [
            [_("Number"), ltr(paper.number)],
            [_("Date"), formats.day(paper.issued_on, language, year=True)],
            [_("Order"), ltr(paper.order_number)],
        ],
        "seller": _party(_("Seller"), paper.seller, language),
        "buyer": _party(_("Buyer"), paper.buyer, language),
        "columns": _columns(
            ("#", False, False),
            (_("Goods"), True, False),
            (_("Units"), False, True),
            (_unit(_("Unit price"), paper.currency, language), False, True),
            (_("Discount"), False, True),
            (_("VAT in it"), False, True),
            (_unit(_("Sum"), paper.currency, language), False, True),
        ),
        "lines": [
            _line(i, line, paper.currency, language) for i, line in enumerate(paper.lines, 1)
        ],
        "sums": _sums(paper, language),
        "notes": _notes(paper, language),
    }


def _notes(paper: Document, language: str) -> list[Any]:
    """The rial equal, the invoice that a credit note corrects, and who issued it."""
    found: list[Any] = []
    if paper.currency is Currency.IRR:
        rials = formats.number(paper.total, language)
        found.append(_("Equal to %(amount)s rials.", amount=rials))
    if paper.replaces:
        found.append([_("This credit note belongs to invoice"), " ", ltr(paper.replaces), "."])
    else:
        brand = _frame("", language)["brand"]
        found.append(_("Issued by the seller under the joint brand %(brand)s.", brand=brand))
    return [*found, paper.note] if paper.note else found


def _unit(title: str, currency: Currency, language: str) -> str:
    """The head of a column of amounts: its figures stand without their unit."""
    unit = formats.toman(language) if currency is Currency.IRR else str(currency)
    return f"{title} ({unit})"


def _columns(*columns: tuple[str, bool, bool]) -> list[dict[str, Any]]:
    return [{"title": title, "wide": wide, "number": number} for title, wide, number in columns]


def _cell(content: object) -> Cell:
    return {"cell": content}


def _goods(line: DocumentLine | SlipLine, language: str) -> list[Any]:
    """Title and pack, then in small its code and the lots it came from."""
    pack = formats.digits(_two(line, "pack", language), language)
    small: list[Any] = [ltr(line.sku)]
    for lot in line.lots:
        small += [" · ", *_lot(lot, language)]
    return [_comma(language).join([_two(line, "title", language), pack]), {"small": small}]


def _lot(lot: DocumentLot, language: str) -> list[Any]:
    said: list[Any] = [_("lot"), " ", ltr(lot.code)]
    if lot.best_before:
        day = formats.day(lot.best_before, language, year=True)
        said += [_comma(language), _("best before"), " ", day]
    return said


def _comma(language: str) -> str:
    return COMMA.get(language, ", ")


def _line(index: int, line: DocumentLine, currency: Currency, language: str) -> list[Cell]:
    return [
        _cell(formats.number(index, language)),
        _cell(_goods(line, language)),
        _cell(formats.number(line.quantity, language)),
        _cell(_amount(line.unit_price, currency, language)),
        _cell(_amount(line.discount, currency, language) if line.discount else "—"),
        _cell(_vat(line, currency, language)),
        _cell(_amount(line.net, currency, language)),
    ]


def _vat(line: DocumentLine, currency: Currency, language: str) -> Any:
    """What of the sum is VAT, its rate below; or why there is none."""
    if line.vat_status is VatStatus.EXEMPT:
        return _("exempt")
    if line.vat_status is VatStatus.OUTSIDE:
        return _("outside VAT")
    rate = formats.rate(line.vat_rate_bp, language)
    return [_amount(line.vat, currency, language), {"small": [rate]}]


def _sums(paper: Document, language: str) -> list[list[Any]]:
    rows: list[list[Any]] = [[_("Goods"), _whole(paper.goods_total, paper, language), False]]
    if paper.discount_total:
        rows.append([_("Discount"), _whole(-paper.discount_total, paper, language), False])
    rows.append([_("Delivery"), _delivery(paper, language), False])
    rows.append([_("Total"), _whole(paper.total, paper, language), True])
    rows.append([_("VAT included in it"), _whole(paper.vat_total, paper, language), False])
    return rows


def _whole(minor: int, paper: Document, language: str) -> Any:
    shown = formats.money(minor, paper.currency, language)
    return shown if paper.currency is Currency.IRR else ltr(shown)


def _amount(minor: int, currency: Currency, language: str) -> Any:
    """The figure alone: the head of its column says the unit."""
    if currency is Currency.IRR:
        return formats.amount(minor, language)
    return ltr(formats.money(minor, currency, language))


def _two(row: Any, name: str, language: str) -> str:
    return str(getattr(row, f"{name}_{language}", "") or getattr(row, f"{name}_fa"))


def _delivery(paper: Document, language: str) -> Any:
    """What the buyer paid for it, or why nothing: a dash where the paper does not know."""
    if paper.shipping_total:
        return _whole(paper.shipping_total, paper, language)
    if paper.kind != "sale" or paper.is_collect is None:
        return "—"
    return _("freight collect") if paper.is_collect else _("free")


def _party(title: str, who: Party, language: str) -> dict[str, Any]:
    facts: Sequence[tuple[str, Any]] = (
        (_("National id"), _id(who.national_id, language)),
        (_("Economic code"), _id(who.economic_code, language)),
        (_("Address"), _address_of(who, language)),
        (_("Postcode"), who.postcode and ltr(who.postcode)),
        (_("Phone"), who.phone and ltr(who.phone.replace("+98", "0", 1))),
    )
    return {
        "title": title,
        "name": _two(who, "name", language),
        "facts": [[label, value] for label, value in facts if value],
    }


def _address_of(who: Party, language: str) -> str:
    """The place in the language of the paper, the street as it was written."""
    if language == "fa" or not who.place_en or who.address.startswith(who.place):
        return _address(who.place, who.address)
    return f"{who.place_en}{_comma(language)}{who.address}" if who.address else ""


def _address(place: str, address: str) -> str:
    """As people write it, the place first unless the address begins with it."""
    is_said = not place or address.startswith(place)
    return address if is_said or not address else f"{place}، {address}"


def _id(value: str | None, language: str) -> str | None:
    """National ids on Persian papers stand in Persian digits (GUIDE section 5)."""
    return formats.digits(value, language) if value else None


def _slip(slip: PackingSlip, language: str) -> dict[str, Any]:
    columns = [("#", False, False), (_("Goods"), True, False), (_("Units"), False, True)]
    if not slip.is_gift:
        columns.append((_unit(_("Sum"), Currency.IRR, language), False, True))
    return {
        **_frame(_("Packing slip"), language),
        "head": _slip_head(slip, language),
        "receiver": {
            "title": _("Receiver"),
            "name": slip.recipient,
            "facts": [
                [_("Address"), _address(slip.place_fa, slip.address)],
                [_("Postcode"), ltr(slip.postcode)],
                [_("Mobile"), ltr(slip.mobile.replace("+98", "0", 1))],
            ],
        },
        "sender": _party(_("Sender"), slip.firm, language),
        "columns": _columns(*columns),
        "lines": [_slip_line(i, line, slip, language) for i, line in enumerate(slip.lines, 1)],
        "notes": _slip_notes(slip, language),
    }


def _slip_head(slip: PackingSlip, language: str) -> list[list[Any]]:
    place, count = (formats.number(n, language) for n in (slip.part_index, slip.part_count))
    carrier = [_two(slip, "carrier", language), _two(slip, "service", language)]
    return [
        [_("Order"), ltr(slip.number)],
        [_("Parcel"), _("%(n)s of %(m)s", n=place, m=count)],
        [_("Weight"), formats.weight(slip.weight_g, language)],
        [_("Carrier"), _comma(language).join(dict.fromkeys(carrier))],
        [_("Ship by"), formats.day(slip.dispatch_by, language, year=True)],
    ]


def _slip_notes(slip: PackingSlip, language: str) -> list[str]:
    notes = []
    if slip.is_gift:
        notes.append(_("This parcel is a gift."))
    if slip.gift_note:
        notes.append(slip.gift_note)
    if slip.is_collect:
        sum_ = formats.money(slip.collect_estimate, Currency.IRR, language)
        notes.append(_("Freight collect: the receiver pays the carrier, about %(sum)s.", sum=sum_))
    return [*notes, slip.note] if slip.note else notes


def _slip_line(index: int, line: SlipLine, slip: PackingSlip, language: str) -> list[Cell]:
    cells = [
        _cell(formats.number(index, language)),
        _cell(_goods(line, language)),
        _cell(formats.number(line.units, language)),
    ]
    if not slip.is_gift:
        cells.append(_cell(formats.amount(line.net or 0, language)))
    return cells
