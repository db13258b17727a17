"""Every refusal has a sentence in the reader's language; none is said by its code."""

import ast
import re
from collections import Counter

from portal.web.sentences import TABLES
from tests.structure import source

CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
KNOWN = {code for table in TABLES for code in table}
HANDLED = {  # pages answer these by a page of their own and never say them in one sentence
    "total_changed",
}


def texts(node):
    """The string constants an expression may give: `"a" if x else "b"` gives both."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    if isinstance(node, ast.BoolOp):
        return set().union(*map(texts, node.values))
    return set()


def codes_of(call):
    """The codes that `Refused("x")`, `fail("x")`, `sentence("x")`, `Invalid({f: "x"})` name."""
    name = source.name_of(call.func)
    first = call.args[0] if call.args else None
    if name in {"Refused", "fail", "sentence"} and first is not None:
        return texts(first)
    if name in {"Invalid", "refuse"} and isinstance(first, (ast.Dict, ast.DictComp)):
        values = first.values if isinstance(first, ast.Dict) else [first.value]
        return set().union(*map(texts, values))
    return set()


def raised():
    for path, call in source.nodes(ast.Call):
        for code in codes_of(call):
            yield code, source.place(path, call.lineno)


def collected():
    """`errors["field"] = "code"` and `found[name] = "code"`: what becomes an Invalid later."""
    for path, node in source.nodes(ast.Assign):
        is_entry = any(
            isinstance(to, ast.Subscript)
            and source.name_of(to.value) in {"errors", "faults", "wrong"}
            for to in node.targets
        )
        for code in texts(node.value) if is_entry else ():
            yield code, source.place(path, node.lineno)


def form_codes():
    """`code = "not_a_number"` in the classes of fields."""
    for path, node in source.nodes(ast.ClassDef, under=source.PORTAL / "web"):
        for inner in node.body:
            if isinstance(inner, ast.Assign) and source.name_of(inner.targets[0]) == "code":
                for code in texts(inner.value):
                    yield code, source.place(path, inner.lineno)


def test_every_code_that_is_raised_has_a_sentence():
    found = [*raised(), *collected(), *form_codes()]
    missing = {code: where for code, where in found if code not in KNOWN | HANDLED}

    assert len({code for code, _where in found}) > 60  # the search itself still finds them
    assert missing == {}


def test_codes_are_plain_names():
    assert [code for code in KNOWN if not CODE.fullmatch(code)] == []


def test_a_code_stands_in_one_table():
    counts = Counter(code for table in TABLES for code in table)

    assert [code for code, times in counts.items() if times > 1] == []


def test_every_sentence_is_one_that_somebody_may_hear():
    """A code in a table that nothing in the portal spells is left over from something removed."""
    spelled = set()
    for path, node in source.nodes(ast.Constant):
        if "sentences" not in path.parts and isinstance(node.value, str):
            spelled.add(node.value)

    assert sorted(KNOWN - spelled) == []
