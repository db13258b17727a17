"""scripts/messages on a small tree of its own."""

import shutil
from gettext import GNUTranslations
from pathlib import Path

import pytest

from scripts import catalogues

ROOT = Path(__file__).resolve().parents[2]
PYTHON = """
from flask_babel import gettext as _, lazy_gettext as _l, ngettext

TITLE = _l("Your basket")


def words(n):
    return _("Hello %(name)s", name="x"), ngettext("%(num)d jar", "%(num)d jars", n)
"""
HTML = """
<h1>{{ _("Olive oil") }}</h1>
{% trans firm=firm.name %}
  Sold by
  {{ firm }}
{% endtrans %}
{% trans count=n %}{{ count }} pack{% pluralize %}{{ count }} packs{% endtrans %}
"""
PERSIAN = {
    "Your basket": "سبد شما",
    "Hello %(name)s": "سلام %(name)s",
    "Olive oil": "روغن زیتون",
    "Sold by %(firm)s": "فروشنده: %(firm)s",
}
PLURALS = """
msgid "%(num)d jar"
msgid_plural "%(num)d jars"
msgstr[0] "%(num)d شیشه"

msgid "%(count)s pack"
msgid_plural "%(count)s packs"
msgstr[0] "%(count)s بسته"
"""


def part(entries, extra=""):
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head + "\n".join(f'msgid "{k}"\nmsgstr "{v}"\n' for k, v in entries.items()) + extra


@pytest.fixture
def tree(tmp_path):
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    for name in ("portal/web", "portal/templates/shop", "translations/parts"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "portal/web/page.py").write_text(PYTHON)
    (tmp_path / "portal/templates/shop/page.html").write_text(HTML)
    (tmp_path / "translations/parts/shop.po").write_text(part(PERSIAN, PLURALS))
    (tmp_path / "translations/latin_words.txt").write_text("# allowed\nPDF\n")
    return tmp_path


def write_part(tree, name, entries):
    (tree / f"translations/parts/{name}.po").write_text(part(entries))


def found(tree):
    catalogues.main([], tree)
    return list(catalogues.faults(tree))


def test_every_kind_of_message_is_extracted(tree):
    ids = {catalogues.key_of(message)[0] for message in catalogues.extract(tree) if message.id}
    assert ids == {*PERSIAN, "%(num)d jar", "%(count)s pack"}


def test_a_complete_tree_is_clean_and_speaks_persian(tree):
    assert found(tree) == []
    with open(tree / "translations/fa/LC_MESSAGES/messages.mo", "rb") as compiled:
        spoken = GNUTranslations(compiled)
    assert spoken.gettext("Your basket") == "سبد شما"
    assert spoken.ngettext("%(num)d jar", "%(num)d jars", 3) == "%(num)d شیشه"


def test_files_change_only_with_their_words(tree):
    catalogues.main([], tree)
    before = {path: path.read_bytes() for path in (tree / "translations").rglob("messages.*")}
    moved = tree / "portal/web/page.py"
    moved.write_text("\n\n" + moved.read_text())
    catalogues.main([], tree)
    assert before == {path: path.read_bytes() for path in before}
    template = (tree / "translations/messages.pot").read_text()
    assert str(tree) not in template
    assert "Date" not in template


def test_a_new_sentence_makes_the_catalogue_stale_and_is_listed(tree, capsys):
    catalogues.main([], tree)
    (tree / "portal/web/new.py").write_text('_("Brand new")')
    assert catalogues.main(["--check"], tree) == 1
    said = capsys.readouterr().out
    assert "stale: translations/messages.pot" in said
    assert "empty: 'Brand new'" in said


def test_missing_entries_are_printed_to_be_filled_in(tree, capsys):
    (tree / "portal/web/new.py").write_text('_("Brand new")')
    assert catalogues.main(["--missing", "portal/web"], tree) == 0
    assert 'msgid "Brand new"\nmsgstr ""' in capsys.readouterr().out
    catalogues.main(["--missing", "portal/templates"], tree)
    assert "Brand new" not in capsys.readouterr().out


def test_nothing_is_guessed_from_a_like_sentence(tree):
    page = tree / "portal/web/page.py"
    page.write_text(page.read_text().replace("Your basket", "Your baskets"))
    faults = found(tree)
    assert "empty: 'Your baskets'" in faults
    assert "unused in shop.po: 'Your basket'" in faults


def test_two_parts_that_differ_are_an_error_naming_both(tree, capsys):
    write_part(tree, "desk", {"Olive oil": "روغن"})
    assert catalogues.main([], tree) == 1
    said = capsys.readouterr().out
    assert "desk.po" in said
    assert "shop.po" in said


def test_two_parts_may_agree(tree):
    write_part(tree, "desk", {"Olive oil": "روغن زیتون"})
    assert found(tree) == []


@pytest.mark.parametrize(
    ("persian", "fault"),
    [
        ("روغن زيتون", "Arabic ي, ى, ك or ة"),
        ("روغن olive", "Latin words (olive)"),
        ("۱۲ روغن 500", "Latin digits"),
        ("روغن %(name)s", "other placeholders"),
    ],
)
def test_persian_is_persian(tree, persian, fault):
    write_part(tree, "shop", PERSIAN | {"Olive oil": persian})
    assert f"{fault}: 'Olive oil'" in found(tree)


@pytest.mark.parametrize(
    "persian", ["پروندهٔ PDF", 'روغن <b class=\\"x\\">زیتون</b>', "name@example.com"]
)
def test_codes_markup_and_addresses_may_be_latin(tree, persian):
    write_part(tree, "shop", PERSIAN | {"Olive oil": persian})
    assert not any("'Olive oil'" in fault for fault in found(tree))


def test_a_fuzzy_entry_is_refused(tree):
    shop = tree / "translations/parts/shop.po"
    shop.write_text(shop.read_text().replace('msgid "Olive oil"', '#, fuzzy\nmsgid "Olive oil"'))
    assert "fuzzy: 'Olive oil'" in found(tree)
