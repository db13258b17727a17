"""A picture that somebody sends, read no further than is allowed."""

from flask import request

from portal.catalog import pictures
from portal.core.errors import Invalid

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".avif")
CODES = {"too_large": "picture_too_large"}  # the common sentence is about numbers


def picture(name: str) -> bytes:
    """The bytes of the field; at most one more than is allowed. Raises Invalid without a file.

    Of its name only the ending counts; what is in it is judged by `pictures`.
    """
    file = request.files.get(name)
    content = b""
    if file is not None:
        content = file.read(pictures.LARGEST + 1)
        file.close()
    if file is None or not content:
        raise Invalid({name: "no_file"})
    if not (file.filename or "").lower().endswith(ENDINGS):
        raise Invalid({name: "not_an_image"})
    return content


def said(errors: Invalid) -> dict[str, str]:
    """The faults by field, in codes that speak of files."""
    return {field: CODES.get(code, code) for field, code in errors.errors.items()}
