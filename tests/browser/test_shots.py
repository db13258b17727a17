"""Every page of the site: nothing sideways, nothing untranslated, nothing for axe, a silent console."""

from dataclasses import dataclass

import pytest

from portal.i18n.languages import LANGUAGES
from portal.orders.models import SellerOrderState
from scripts import shot_list, shots
from tests import serving
from tests.browser import demo, words
from tests.browser.watching import Watched

pytestmark = pytest.mark.browser
AXE_AT = {"fa": 390, "en": 1280}  # one width each: what axe sees hardly depends on it


@dataclass
class Gallery:
    address: str
    pages: list
    world: object
    chromium: object

    def visits(self, who):
        """A window of this person, and the pages that are his."""
        context = shots.context_for(self.chromium, self.world, who, self.address, 1280)
        return context, Watched.on(context), [page for page in self.pages if page.who == who]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory, chromium):
    folder = demo.copied(tmp_path_factory, "gallery")
    found, world = shots.listed(folder)
    settings, port = shots.settings_of(folder), serving.free_port()
    address = f"http://localhost:{port}"  # the number of a machine has no passkeys
    with serving.web(settings.database_url, folder, port=port, threads=4, PUBLIC_URL=address):
        yield Gallery(address, found, world, chromium)


def read_by_axe(pages, language):
    """Every page in Persian; in English the first page of every address, for its variants differ little."""
    if language == "fa":
        return set(pages)
    return set({page.name.partition("-")[0]: page for page in reversed(pages)}.values())


def seen(window, address, language, page, *, by_axe):
    """All that is wrong with one page in one language."""
    wrong = []
    answer = window.page.goto(address + LANGUAGES[language].prefix + page.path)
    if answer.status != page.status:
        wrong.append(f"status {answer.status}")
    for width, height in shots.WIDTHS.items():
        window.page.set_viewport_size({"width": width, "height": height})
        wrong += [f"wider than {width}: {found}" for found in words.overflow(window.page)]
        if by_axe and AXE_AT[language] == width:
            wrong += [f"axe: {found}" for found in window.violations()]
    wrong += [f"word: {found}" for found in words.foreign(window.page, language)]
    if language == "fa":
        wrong += [f"figure: {found}" for found in words.latin_figures(window.page)]
    return wrong + window.hush()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["nobody", "basket", "shopper", "buyer", "firm", "office"])
def test_every_page_can_be_read(gallery, who, language):
    context, window, pages = gallery.visits(who)
    by_axe = read_by_axe(pages, language)
    wrong = {
        page.name: seen(window, gallery.address, language, page, by_axe=page in by_axe)
        for page in pages
    }
    context.close()

    assert pages
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_list_holds_every_page_and_every_kind_of_order(gallery):
    """`pages` fails for an address that it does not know; the demo shows every state."""
    names = {page.name for page in gallery.pages}

    assert len(names) == len(gallery.pages) > 100
    assert {f"storefront.order-{state.value}" for state in SellerOrderState} <= names
    assert {"storefront.order-refund-by-hand", "storefront.order-refund-to-account"} <= names


def test_an_unlisted_page_makes_the_list_fail(tmp_path_factory):
    from portal.app import create_app
    from portal.web import access

    app = create_app(shots.settings_of(demo.template(tmp_path_factory)))

    @app.get("/brand-new/<thing>")
    @access.public
    def brand_new(thing):
        return thing

    with pytest.raises(shot_list.UnlistedError, match="brand_new"):
        shot_list.pages(app, EmptyWorld())


class EmptyWorld:
    """Groups without records."""

    firm = "srd"

    class _Groups(dict):
        def __missing__(self, _key):
            return {}

    variants = _Groups()
