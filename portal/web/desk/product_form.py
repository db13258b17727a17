"""The form of a product's texts and facts: its fields follow the attributes of the family."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, request
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField

from portal.catalog import fields
from portal.catalog.models import AttributeKind, FamilyAttribute
from portal.catalog.queries import ProductEdit, Section
from portal.i18n import formats
from portal.web import listing_words
from portal.web.forms import Choose, PortalForm, Required, Text
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

PERSIAN = ("title_fa", "summary_fa", "body_fa", "ingredients_fa", "storage_fa")
ENGLISH = ("title_en", "summary_en", "body_en", "ingredients_en", "storage_en")
NUMBERS = frozenset({AttributeKind.NUMBER, AttributeKind.YEAR})
LONG = frozenset(name for name in (*PERSIAN, *ENGLISH) if not name.startswith("title"))


class NewForm(PortalForm):
    family = Choose(_l("Kind of goods"))
    category = Choose(_l("Shelf of the shop"))
    title_fa = Text(_l("Name in Persian"), [Required()], longest=120)
    title_en = Text(_l("Name in English"), [Required()], longest=120)


def path_of(attribute: FamilyAttribute) -> str:
    """The field's name, which is its path: "grade", "attributes.acidity"."""
    return fields.canonical(f"{fields.ATTRIBUTE}{attribute.code}")


def product_form(edit: ProductEdit, sections: Sequence[Section], *, posted: bool) -> PortalForm:
    """As posted, or as the product stands with the wishes that wait already filled in."""
    kind: Any = type("ProductForm", (PortalForm,), _fields(edit, sections))
    if posted:
        made: PortalForm = kind(MultiDict(request.form))
        return made
    return kind(data=present(edit))  # type: ignore[no-any-return]


def _fields(edit: ProductEdit, sections: Sequence[Section]) -> dict[str, Any]:
    texts = {
        name: Text(
            listing_words.TEXTS[name],
            [Required()] if name.startswith("title") else [],
            longest=rule.longest,
        )
        for name, rule in fields.TEXTS.items()
    }
    category = Choose(listing_words.TEXTS["category"], choices=shelf_choices(sections))
    facts = {path_of(attribute): _field(attribute) for attribute in edit.attributes}
    return {**texts, "category": category, **facts}


def shelf_choices(sections: Sequence[Section]) -> list[tuple[str, str]]:
    """Categories under their section's name; a section without any stands for itself."""
    name = "title_fa" if g.language == "fa" else "title_en"
    found = []
    for section in sections:
        head = getattr(section.category, name)
        found += [(row.code, f"{head}: {getattr(row, name)}") for row in section.children]
        if not section.children:
            found.append((section.category.code, head))
    return found


def _field(attribute: FamilyAttribute) -> Field:
    persian = g.language == "fa"
    title = attribute.title_fa if persian else attribute.title_en
    unit = attribute.unit_fa if persian else attribute.unit_en
    label = f"{title} ({unit})" if unit else title
    if attribute.kind is AttributeKind.CHOICE:
        options = [(o["code"], o["fa" if persian else "en"]) for o in attribute.options]
        return Choose(label, choices=[("", _("not stated")), *options], default="")
    if attribute.kind is AttributeKind.FLAG:
        flags = [("", _("not stated")), ("yes", _("yes")), ("no", _("no"))]
        return Choose(label, choices=flags, default="")
    return StringField(label)


def present(edit: ProductEdit) -> dict[str, Any]:
    """Every field's value as a form shows it: what waits for review before what stands."""
    shown, numbers = standing(edit), _numbers(edit)
    for item in edit.change.items if edit.change and not edit.change.is_new else ():
        if item.path in shown:
            shown[item.path] = _typed(item.now["value"], is_number=item.path in numbers)
    return shown


def _numbers(edit: ProductEdit) -> set[str]:
    """The fields that hold figures."""
    return {path_of(attribute) for attribute in edit.attributes if attribute.kind in NUMBERS}


def standing(edit: ProductEdit) -> dict[str, Any]:
    """What the product itself says, as a form shows it."""
    shown = {name: getattr(edit.product, name) or "" for name in fields.TEXTS}
    shown[fields.CATEGORY] = edit.product.category.code
    for attribute in edit.attributes:
        value = edit.value(attribute.code)
        shown[path_of(attribute)] = _typed(value, is_number=attribute.kind in NUMBERS)
    return shown


def _typed(value: Any, *, is_number: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    return formats.ungrouped(value, g.language) if is_number else str(value)


def typed(form: PortalForm) -> Mapping[str, object]:
    """What goes to the domain, which judges it: path to text."""
    return {name: field.data or "" for name, field in form._fields.items()}
