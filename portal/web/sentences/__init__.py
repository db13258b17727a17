"""One sentence for each refusal code of the domain: what happened, and what to do next.

Each area keeps its own table; a code stands in one table only.
"""

from portal.web.sentences import account, common, desk, storefront
from portal.web.wording import LazyString
from portal.web.wording import gettext as _

TABLES: list[dict[str, LazyString]] = [
    common.SENTENCES,
    storefront.SENTENCES,
    account.SENTENCES,
    desk.SENTENCES,
]


def sentence(code: str, **facts: object) -> str:
    """The reader's sentence for `code`; an unknown code is a fault of ours and says so plainly."""
    for table in TABLES:
        found = table.get(code)
        if found is not None:
            return str(found) % facts if facts and "%(" in str(found) else str(found)
    return _("This cannot be done now. Go back and try again.")
