"""Compiled templates are kept in files, which count only while nothing has changed."""

import pytest
from jinja2 import DictLoader, Environment

from portal.web.compiled import Compiled, ground

PAGE = "Welcome, {{ name }}"


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def compile(self, *args, **options):
        self.compiled += 1
        return super().compile(*args, **options)


@pytest.fixture
def process(tmp_path):
    """A process that comes to the same files, with what it knows of all that settles a page."""

    def start(source=PAGE, known=b"today", language="en", folder=tmp_path):
        kept = Compiled(language, folder, lambda: known)
        made = Counting(loader=DictLoader({"page": source}), bytecode_cache=kept)
        assert made.get_template("page").render(name="Zeytun") == source.replace(
            "{{ name }}", "Zeytun"
        )
        return made.compiled

    return start


def test_the_next_process_loads_what_was_compiled(process):
    assert [process(), process()] == [1, 0]


@pytest.mark.parametrize(
    "change", [{"source": "Hello, {{ name }}"}, {"known": b"tomorrow"}, {"language": "fa"}]
)
def test_what_has_changed_is_compiled_anew(process, change):
    process()

    assert process(**change) == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"0123\nno code"])
def test_a_broken_file_is_compiled_anew(process, tmp_path, content):
    process()
    (kept,) = (tmp_path / "en").iterdir()
    kept.write_bytes(content)

    assert [process(), process()] == [1, 0]


def test_a_folder_that_cannot_be_written_is_no_obstacle(process, tmp_path):
    (tmp_path / "file").touch()

    assert process(folder=tmp_path / "file") == 1


def test_all_that_settles_a_page_is_known():
    known = ground()

    assert known == ground.__wrapped__()
    assert len(known) == 64
