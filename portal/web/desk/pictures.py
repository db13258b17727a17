"""Pictures of a product: taken in outside any transaction, shown after the office has seen them."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import images, pictures
from portal.catalog.queries import ProductEdit
from portal.core.errors import Invalid
from portal.core.text import fold
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.web import access, unit
from portal.web.desk import editor
from portal.web.desk.area import desk
from portal.web.desk.pack_forms import PictureForm, posted
from portal.web.desk.products import to_editor
from portal.web.wording import gettext as _

CODES = {"too_large": "picture_too_large"}  # the common sentence is about numbers
LAST = 10_000
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")


@desk.post("/products/<public_id>/pictures")
@access.firm(Permission.CATALOGUE_EDIT)
def add_picture(firm_id: int, public_id: str) -> ResponseReturnValue:
    """Made anew in a child process first; the row is a short transaction of its own."""
    form = posted(PictureForm, "picture")
    editor.read(firm_id, public_id)
    try:
        if not form.validate():
            return editor.page(firm_id, public_id, posted={"picture": form}, status=422)
        stored = pictures.take_in(_uploaded())
        with unit.transaction() as session:
            unit.about("product", public_id)
            images.add(
                session,
                firm_id=firm_id,
                public_id=public_id,
                picture=stored,
                alt_fa=form.alt_fa.data,
                alt_en=form.alt_en.data,
                language=form.language.data or None,
                by=access.actor_name(),
            )
    except Invalid as error:
        form.refuse({k: CODES.get(code, code) for k, code in error.errors.items()})
        return editor.page(firm_id, public_id, posted={"picture": form}, status=422)
    flash(_("The picture was taken in. Shoppers see it once the office has approved it."), "ok")
    return to_editor(public_id, "pictures")


def _uploaded() -> bytes:
    """At most one byte more than is allowed is read. Raises Invalid without a file.

    Of its name only the ending counts; what is in it is judged by `pictures`.
    """
    file = request.files.get("image")
    content = b""
    if file is not None:
        content = file.read(pictures.LARGEST + 1)
        file.close()
    if file is None or not content:
        raise Invalid({"image": "no_file"})
    if not (file.filename or "").lower().endswith(ENDINGS):
        raise Invalid({"image": "not_an_image"})
    return content


@desk.post("/products/<public_id>/pictures/save")
@access.firm(Permission.CATALOGUE_EDIT)
def save_pictures(firm_id: int, public_id: str) -> ResponseReturnValue:
    """Order and descriptions of all pictures at once."""
    edit, _sections = editor.read(firm_id, public_id)
    order = sorted((image.public_id for image in edit.images), key=_place)
    by = access.actor_name()
    with unit.transaction() as session:
        unit.about("product", public_id)
        images.reorder(session, firm_id=firm_id, public_id=public_id, order=order)
        for image_id, fa, en in _described(edit):
            images.set_alt(session, firm_id=firm_id, image_id=image_id, alt_fa=fa, alt_en=en, by=by)
    flash(_("Saved."), "ok")
    return redirect(url_for("desk.product", public_id=public_id, _anchor="pictures"), 303)


def _place(image_id: str) -> int:
    return parse.integer(request.form.get(f"place-{image_id}", "")) or LAST


def _described(edit: ProductEdit) -> list[tuple[str, str, str]]:
    """(public id, Persian, English) of the pictures whose description is another one now."""
    found = []
    for image in edit.images:
        fa = fold(request.form.get(f"fa-{image.public_id}", image.alt_fa))
        en = fold(request.form.get(f"en-{image.public_id}", image.alt_en))
        if (fa, en) != (image.alt_fa, image.alt_en):
            found.append((image.public_id, fa, en))
    return found


@desk.post("/products/<public_id>/pictures/<image_id>/remove")
@access.firm(Permission.CATALOGUE_EDIT)
def remove_picture(firm_id: int, public_id: str, image_id: str) -> ResponseReturnValue:
    editor.read(firm_id, public_id)
    with unit.transaction() as session:
        unit.about("image", image_id)
        images.remove(session, firm_id=firm_id, image_id=image_id, by=access.actor_name())
    flash(_("Taken down; one that shoppers see goes after the office has looked."), "ok")
    return to_editor(public_id, "pictures")
