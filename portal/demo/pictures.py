"""The committed PNG files, taken in by the picture pipeline like any upload."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.catalog import images, pictures
from portal.catalog.models import Product
from portal.catalog.pictures import Rendered, StoredPicture
from portal.core.errors import Invalid
from portal.demo import content
from portal.demo.accounts import BY
from portal.demo.content import Goods

LANGUAGES = ("fa", "en")
Drawn = Mapping[tuple[str, str], Rendered]  # (picture, language)


def render(goods: list[Goods]) -> Drawn:
    """Every distinct picture made anew, two at a time: the slow part, with no transaction open."""
    names = sorted({one.picture for one in goods})
    wanted = [(name, language) for name in names for language in LANGUAGES]
    made = pictures.render_many([content.picture(*which) for which in wanted])
    return {which: _sound(one) for which, one in zip(wanted, made, strict=True)}


def _sound(made: Rendered | Invalid) -> Rendered:
    if isinstance(made, Invalid):
        raise made
    return made


def store(goods: list[Goods], drawn: Drawn) -> dict[tuple[str, str], StoredPicture]:
    """Files of its own for each product and language: (`Goods.name`, language)."""
    return {
        (one.name, language): pictures.store(drawn[one.picture, language])
        for one in goods
        for language in LANGUAGES
    }


def add(
    session: Session,
    goods: list[Goods],
    products: Mapping[str, Product],
    stored: Mapping[tuple[str, str], StoredPicture],
) -> None:
    """The rows: a picture per product and language."""
    for one in goods:
        for language in LANGUAGES:
            images.add(
                session,
                firm_id=products[one.name].owner_id,
                public_id=products[one.name].public_id,
                picture=stored[one.name, language],
                alt_fa=f"تصویر {one.title[0]}",
                alt_en=f"Picture of {one.title[1]}",
                language=language,
                by=BY,
            )
