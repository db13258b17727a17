"""What stands beside a product's fields: the office's reasons, what waits, what others wrote."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from portal.catalog import fields
from portal.catalog.models import ChangeState
from portal.catalog.queries import ProductEdit
from portal.core.text import latin_digits
from portal.web import listing_words
from portal.web.desk import product_form
from portal.web.forms import PortalForm
from portal.web.listing_words import Words
from portal.web.wording import gettext as _

REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Note:
    """`kind` bad: the office's reason; info: waits for review; warn: somebody else's value."""

    kind: str
    text: str


Notes = Mapping[str, list[Note]]


def notes(edit: ProductEdit, words: Words) -> Notes:
    """By path: the reasons of the office, and what the shop shows while a wish waits."""
    found: dict[str, list[Note]] = defaultdict(list)
    change = edit.change
    for item in change.items if change else ():
        if item.verdict == REJECTED:
            said = listing_words.reason(item.reason_code, item.reason)
            found[item.path].append(Note("bad", _("The office: %(reason)s", reason=said)))
        elif change and not change.is_new and change.state is ChangeState.SUBMITTED:
            shown = words.value(item.path, item.was["value"])
            text = _("Waits for the office. The shop still shows: %(value)s", value=shown)
            found[item.path].append(Note("info", text))
    return found


def differences(edit: ProductEdit, form: PortalForm, words: Words) -> Notes:
    """After somebody else saved first: by path, what stands now where it is not what was typed."""
    now, typed = product_form.standing(edit), product_form.typed(form)
    found = {}
    for path, value in now.items():
        if _plain(typed.get(path, "")) != _plain(value):
            said = words.value(path, paths_value(edit, path))
            text = _("Saved meanwhile by somebody else: %(value)s", value=said)
            found[path] = [Note("warn", text)]
    return found


def _plain(typed: object) -> str:
    """With the figures of either language alike."""
    return latin_digits(str(typed)).replace("٫", ".")


def paths_value(edit: ProductEdit, path: str) -> object:
    """The stored value of a path of the form."""
    if path == fields.CATEGORY:
        return edit.product.category.code
    if path in fields.TEXTS:
        return getattr(edit.product, path)
    return edit.value(path.removeprefix(fields.ATTRIBUTE))
