"""Every code that the office's log, outbox and list of jobs may show is said in words."""

import ast
import re

from portal.messaging.gateways import kavenegar
from portal.messaging.kinds import KINDS
from portal.payments import gateways
from portal.web.admin import act_words, message_faults, words
from portal.web.words import FAULT_WORDS, GATEWAY_WORDS
from portal.worker.handlers import HANDLERS
from tests.structure import source

ACT = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDERS = {"record", "_record", "_note"}
NOTERS = {"about": 0, "_tried": 1}  # what names a thing: the place of its kind
DEMO = source.PORTAL / "demo"


def strings(values):
    """The texts among these expressions, and those that `x or "y"` may give."""
    found = set()
    for value in values:
        if isinstance(value, ast.BoolOp):
            found |= strings(value.values)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.add(value.value)
    return found


def called(*names):
    for _path, call in source.nodes(ast.Call):
        if source.name_of(call.func) in names:
            yield call


def given(keyword):
    """Every text that is handed over under this name."""
    return set().union(
        *(
            strings(word.value for word in call.keywords if word.arg == keyword)
            for _path, call in source.nodes(ast.Call)
        )
    )


def views(app):
    """The acts of people: what a POST of the site may leave in the log under its own name."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and app.view_functions[rule.endpoint].access.kind != "machine"
    }


def records():
    """The acts that the domain writes itself: "invoice.issued"."""
    found = set()
    for call in called(*RECORDERS):
        found |= strings([*call.args, *(word.value for word in call.keywords)])
    return {text for text in found if ACT.fullmatch(text)}


def actors():
    """`by="clock"`, and the constants `BY = "gateway"` of modules."""
    found = given("by") - {""}
    for _path, node in source.nodes(ast.Assign):
        if source.name_of(node.targets[0]) == "BY":
            found |= strings([node.value])
    return found


def things():
    found = given("object_kind")
    for call in called(*NOTERS):
        place = NOTERS[source.name_of(call.func)]
        found |= strings(call.args[place : place + 1])
    return found


def test_every_act_of_the_log_has_its_words_and_no_words_are_left_over(app):
    written = records()

    assert len(written) > 10  # the search itself still finds them
    assert set(act_words.ACTS) == views(app) | written


def test_an_act_stands_in_one_area():
    assert len(act_words.ACTS) == sum(len(acts) for _title, acts in act_words.AREAS)


def test_everybody_who_acts_has_a_name():
    assert set(act_words.ACTORS) == actors()


def test_every_kind_of_thing_has_a_name():
    assert set(act_words.THINGS) == things()


def test_marks_in_place_of_names_are_known():
    marks = set()
    for call in called(*NOTERS):
        place = NOTERS[source.name_of(call.func)] + 1
        marks |= strings(call.args[place : place + 1])

    assert marks == act_words.MARKS


def test_every_message_and_every_job_has_its_words():
    assert set(words.MESSAGES) == set(KINDS)
    assert set(words.JOBS) == set(HANDLERS)


def test_every_gateway_has_its_words():
    assert set(GATEWAY_WORDS) == set(gateways.KNOWN)


def test_every_refusal_of_our_own_has_its_words():
    refused = set().union(*(strings(call.args[:1]) for call in called("Declined")))

    assert refused
    assert refused | given("fault") <= set(FAULT_WORDS)


def test_every_word_of_the_operator_has_our_words():
    codes = kavenegar.OURS | kavenegar.REFUSED | {402, 409, 451}
    lost = {f"kavenegar status {status}" for status in kavenegar.LOST}

    assert set(message_faults.KAVENEGAR) == {f"kavenegar {code}" for code in codes} | lost
