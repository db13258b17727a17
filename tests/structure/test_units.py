"""The order in which tests are handed out."""

from pathlib import Path

import pytest

from tests import units
from tests.matrix.test_matrix import AREAS

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = {
    *units.TOGETHER,
    *units.APART,
    units.PAGES,
    *(name for name in units.FIRST if "::" in name),
}


def test_a_module_stays_together():
    assert units.unit("tests/a/test_b.py::test_c[d::e]") == "tests/a/test_b.py"


def test_what_shares_a_site_stays_together_across_modules():
    assert units.unit("tests/browser/test_buying.py::test_a") == "site"
    assert units.unit("tests/browser/test_work.py::test_b") == "site"


def test_the_pages_of_each_language_are_a_unit():
    assert units.unit("tests/browser/test_shots.py::test_c[nobody-fa]") == "pages"
    assert units.unit("tests/browser/test_shots.py::test_c[nobody-en]") == "pages-en"


@pytest.mark.parametrize("name", sorted(NAMED))
def test_what_is_named_exists(name):
    """What was renamed would lose its unit or its turn in silence."""
    place, _, test = name.partition("::")

    assert (ROOT / place).exists()
    assert not test or test.partition("[")[2].rstrip("]") in AREAS
