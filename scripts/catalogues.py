"""The translation catalogues: extract, merge the parts, compile, judge.

    scripts/messages             translations/messages.pot, fa/LC_MESSAGES/messages.po and .mo anew
    scripts/messages --check     change nothing; list what is wrong, exit 1
    scripts/messages --missing   print what has no Persian yet, as entries to fill in (to a file of
                                 translations/parts/); words after it choose source paths

msgids are English, so English needs no catalogue. Each area keeps its Persian in
translations/parts/<area>.po; messages.po is made from them. Nothing is matched by likeness.
"""

import io
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scripts import wording

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "fa"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # so that a file changes only with its words
DATES = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By')
KEYWORDS = {
    "_": None, "gettext": None, "lazy_gettext": None, "_l": None, "lazy": None,
    "ngettext": (1, 2), "lazy_ngettext": (1, 2), "_n": (1, 2),
    "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
Key = tuple[str, str | None]  # singular msgid, context


class ConflictError(Exception):
    """Two parts say different things for one msgid."""


def key_of(message: Message) -> Key:
    return wording.forms(message.id)[0], message.context


def strings_of(message: Message) -> tuple[str, ...]:
    """The Persian of an entry, one for every plural form; () when it has none."""
    strings = tuple(wording.forms(message.string))
    return strings if any(strings) else ()


def _empty(locale: str | None = None) -> Catalog:
    return Catalog(
        locale=locale, project="olive-portal", version="1", charset="utf-8", fuzzy=False,
        header_comment="# Made by scripts/messages from translations/parts.",
        creation_date=UNDATED, revision_date=UNDATED,
        last_translator="the founders", language_team="fa",
    )  # fmt: skip


def extract(root: Path) -> Catalog:
    """Every message of the code and the templates, with its files, without line numbers."""
    with open(root / "babel.cfg", encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    template = _empty()
    here = os.getcwd()
    os.chdir(root)  # Babel names files from the working directory: no path of a machine gets in
    try:
        found = extract_from_dir(".", methods, options, KEYWORDS, ("Translators:",))
        for name, line, message, comments, context in sorted(found, key=lambda hit: hit[:2]):
            template.add(message, None, [(name, line)], auto_comments=comments, context=context)
    finally:
        os.chdir(here)
    return template


def read_parts(root: Path) -> dict[Key, tuple[tuple[str, ...], str, bool]]:
    """(Persian, part, fuzzy?) of every entry. Raises ConflictError naming both parts."""
    known: dict[Key, tuple[tuple[str, ...], str, bool]] = {}
    for path in sorted((root / "translations" / "parts").glob("*.po")):
        with open(path, "rb") as file:
            part = read_po(file, locale=LOCALE, abort_invalid=True)
        for message in part:
            strings = strings_of(message)
            if not message.id or not strings:
                continue
            key = key_of(message)
            before = known.get(key)
            if before and before[0][0] != strings[0]:
                raise ConflictError(f"{before[1]} and {path.name} differ on {key[0]!r}")
            known[key] = (strings, path.name, message.fuzzy)
    return known


def merge(template: Catalog, parts: Mapping[Key, tuple[tuple[str, ...], str, bool]]) -> Catalog:
    """The Persian catalogue: exactly the messages of `template`, in its order."""
    persian = _empty(LOCALE)
    for message in template:
        if not message.id:
            continue
        strings, _part, is_fuzzy = parts.get(key_of(message), ((), "", False))
        persian.add(
            message.id,
            _fitting(message, strings, persian.num_plurals),
            message.locations,
            flags={"fuzzy"} if is_fuzzy else set(),
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return persian


def _fitting(message: Message, strings: tuple[str, ...], forms: int) -> str | tuple[str, ...]:
    first = strings[0] if strings else ""
    if not message.pluralizable:
        return first
    return tuple((*strings, *[first] * forms)[:forms])


def as_po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=100, sort_output=True, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(DATES))


def as_mo(catalog: Catalog) -> bytes:
    """Compiled from the text of the .po, as that is what people review."""
    out = io.BytesIO()
    clean = read_po(io.BytesIO(as_po(catalog)), locale=LOCALE)
    clean.creation_date = clean.revision_date = UNDATED
    write_mo(out, clean)
    return out.getvalue()


def build(root: Path) -> tuple[Catalog, dict[Path, bytes]]:
    """The Persian catalogue and every file as it should be."""
    template = extract(root)
    persian = merge(template, read_parts(root))
    folder = root / "translations"
    return persian, {
        folder / "messages.pot": as_po(template),
        folder / LOCALE / "LC_MESSAGES" / "messages.po": as_po(persian),
        folder / LOCALE / "LC_MESSAGES" / "messages.mo": as_mo(persian),
    }


def faults(root: Path) -> Iterator[str]:
    """All that `--check` refuses, one line each."""
    persian, files = build(root)
    for path, content in files.items():
        if not path.exists() or path.read_bytes() != content:
            yield f"stale: {path.relative_to(root)} (run scripts/messages)"
    allowed = wording.allowed(root / "translations" / "latin_words.txt")
    used = set()
    for message in persian:
        if message.id:
            used.add(key_of(message))
            for fault in wording.judge(message, allowed):
                yield f"{fault}: {key_of(message)[0]!r}"
    for key, (_strings, part, _fuzzy) in read_parts(root).items():
        if key not in used:
            yield f"unused in {part}: {key[0]!r}"


def missing(root: Path, paths: list[str]) -> str:
    """Entries without Persian whose sources begin with one of `paths` (all when none is given)."""
    persian, _files = build(root)
    wanted = _empty(LOCALE)
    for message in persian:
        is_near = not paths or any(
            name.startswith(tuple(paths)) for name, _line in message.locations
        )
        if message.id and not strings_of(message) and is_near:
            wanted.add(message.id, locations=message.locations, context=message.context)
    return as_po(wanted).decode()


def main(arguments: list[str], root: Path = ROOT) -> int:
    try:
        if "--check" in arguments:
            found = list(faults(root))
            print("\n".join(found) or "catalogues: fresh and complete")
            return 1 if found else 0
        if "--missing" in arguments:
            print(missing(root, [word for word in arguments if not word.startswith("-")]))
            return 0
        for path, content in build(root)[1].items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except ConflictError as conflict:
        print(f"conflict: {conflict}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
