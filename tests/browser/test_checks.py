"""The checks of pages bite: each planted fault is found."""

import pytest

from tests import working
from tests.browser import words
from tests.browser.watching import Watched

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><html lang="{language}" dir="{side}"><head><title>{title}</title></head>'
PERSIAN = PAGE.format(language="fa", side="rtl", title="فروشگاه")
ENGLISH = PAGE.format(language="en", side="ltr", title="Shop")


@pytest.fixture
def window(chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    yield Watched.on(context)
    context.close()


def shown(window, page):
    window.page.set_content(page)
    return window.page


@pytest.mark.parametrize(
    "body",
    [
        "<p>سبد خرید Checkout</p>",
        '<button aria-label="Remove">×</button>',
        '<img alt="Bottle of oil" src="data:,">',
        '<input placeholder="Search">',
        '<p><span class="vh">Error:</span> نشد</p>',
        "<select><option>Choose</option></select>",
    ],
)
def test_a_word_left_in_english_is_found(window, body):
    assert words.foreign(shown(window, f"{PERSIAN}<body>{body}"), "fa")


@pytest.mark.parametrize("body", ["<p>Basket سبد</p>", '<a title="سبد" href="#">x</a>'])
def test_a_word_left_in_persian_is_found(window, body):
    assert words.foreign(shown(window, f"{ENGLISH}<body>{body}"), "en")


@pytest.mark.parametrize(
    "body",
    [
        '<p>کد <bdi dir="ltr">SRD-1405</bdi></p>',
        '<a lang="en" href="#">English</a>',
        "<p>پروندهٔ PDF</p>",
        '<p hidden>Hidden</p><script>"Words"</script>',
    ],
)
def test_codes_and_the_names_of_languages_are_no_words(window, body):
    assert words.foreign(shown(window, f"{PERSIAN}<body>{body}"), "fa") == []


def test_a_latin_figure_in_persian_is_found(window):
    page = shown(window, f"{PERSIAN}<body><p>۲ بسته و 3 بسته</p>")

    assert words.latin_figures(page) == ["۲ بسته و 3 بسته"]


def test_a_page_wider_than_its_window_is_found(window):
    wide = '<div style="inline-size:600px">پهن</div>'

    assert words.overflow(shown(window, f"{PERSIAN}<body>{wide}"))
    assert words.overflow(shown(window, f"{PERSIAN}<body><p>باریک</p>")) == []


def test_axe_finds_what_a_screen_reader_would_stumble_over(window):
    shown(window, f'{ENGLISH}<body><input><img src="data:,"><p style="color:#bbb">pale</p>')
    found = {one.partition(":")[0] for one in window.violations()}

    assert {"label", "image-alt", "color-contrast", "landmark-one-main"} <= found


def test_noise_is_kept(window, site):
    window.page.goto(f"{site.address}/")
    window.page.evaluate("console.error('oh')")
    window.page.evaluate(
        "document.body.append(Object.assign(new Image(), {src: '/media/none.webp'}))"
    )
    window.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')"
    )
    working.wait_until(lambda: is_heard(window))


def is_heard(window):
    """All three faults; Playwright tells of events only while one waits with it."""
    window.page.wait_for_timeout(50)
    noise = " ".join(window.noise)
    says_csp = "csp" in noise.lower() or "Content Security Policy" in noise
    return says_csp and "console error: oh" in noise and "/media/none.webp" in noise
