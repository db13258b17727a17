"""Product pictures from the store: a year in every cache, for a key never changes its bytes."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portal.catalog.picture_wire import PRODUCT
from portal.catalog.pictures import FOLDERS
from portal.core import files
from portal.core.errors import NotFound
from portal.core.files import StoredFile
from portal.firms.models import OrganisationKind
from portal.web import access, security
from portal.web.assets import YEAR
from portal.web.reading import reader

SHOWN = f"{FOLDERS[PRODUCT]}/"  # receipts and the like have views of their own
TYPES = frozenset({"image/avif", "image/webp", "image/jpeg", "image/png"})

media = Blueprint("media", __name__)


@media.get("/media/<path:key>")
@access.public
def picture(key: str) -> ResponseReturnValue:
    """One stored picture. A pending one is for its firm and the office only, and never cached."""
    row = files.find(reader(), key) if key.startswith(SHOWN) else None
    if row is None or row.media_type not in TYPES or (row.is_private and not _is_insider(row)):
        raise NotFound
    response = Response(mimetype=row.media_type)
    response.set_etag(row.sha256)
    if row.is_private:
        response.headers["Cache-Control"] = "private, no-store"
    else:
        security.exempt_caching(response, YEAR)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.make_conditional(request)
    if response.status_code == 200:  # noqa: PLR2004 - not a 304
        response.data = _bytes(row)
    return response


def _bytes(row: StoredFile) -> bytes:
    try:
        return files.store().read(row.key)
    except FileNotFoundError:
        raise NotFound from None


def _is_insider(row: StoredFile) -> bool:
    return any(
        held.organisation_id == row.owner_id
        or held.organisation.kind is OrganisationKind.CONSORTIUM
        for held in access.memberships()
    )
