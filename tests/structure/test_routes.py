"""Every route says who may enter; every act is guarded against forgery and has bounds (W21)."""

import pytest

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
KINDS = {"public", "person", "firm", "office", "machine"}
BY_FLASK = {"static"}  # read-only bytes of our own folder
# Who calls them holds no cookie of ours: gateways, monitors, and browsers that report.
MACHINES = {"health.alive", "health.ready", "health.figures", "health.csp_report", "hooks.receive"}
RESERVED = ("/desk/", "/consortium", "/admin", "/p/", "/o/", "/b/", "/01/", "/hooks/")


def mark_of(app, rule):
    return getattr(app.view_functions[rule.endpoint], "access", None)


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in BY_FLASK]


@pytest.mark.asvs("8.2.1")
def test_every_route_says_who_may_enter(app):
    unmarked = [rule.rule for rule in rules(app) if mark_of(app, rule) is None]

    assert unmarked == []
    assert {mark_of(app, rule).kind for rule in rules(app)} <= KINDS


def test_a_permission_belongs_to_firms_and_offices_alone(app):
    for rule in rules(app):
        mark = mark_of(app, rule)
        assert (mark.permission is not None) == (mark.kind in {"firm", "office"}), rule.rule


def test_only_machines_are_free_of_the_forgery_check(app):
    machines = {rule.endpoint for rule in rules(app) if mark_of(app, rule).kind == "machine"}

    assert machines <= MACHINES
    acting = {r.endpoint for r in rules(app) if r.endpoint in machines and r.methods & UNSAFE}
    assert acting <= {"health.csp_report", "hooks.receive"}


def test_no_address_both_shows_and_acts_in_one_view(app):
    both = [r.rule for r in rules(app) if r.methods & UNSAFE and "GET" in r.methods]

    assert both == []


@pytest.mark.asvs("3.5.3")
def test_acts_are_posts(app):
    others = [r.rule for r in rules(app) if r.methods & (UNSAFE - {"POST"})]

    assert others == []


@pytest.mark.parametrize("start", RESERVED)
def test_reserved_addresses_are_served(app, start):
    assert any(rule.rule.startswith(start) for rule in rules(app))


def test_a_desk_is_entered_by_members_of_the_firm_in_its_address(app):
    for rule in rules(app):
        if rule.rule.startswith("/desk/"):
            assert mark_of(app, rule).kind == "firm", rule.rule
            assert rule.rule.startswith("/desk/<firm>/"), rule.rule
        if rule.rule.startswith(("/consortium", "/admin")):
            assert mark_of(app, rule).kind == "office", rule.rule


def test_addresses_carry_no_integer_keys(app):
    numbered = [rule.rule for rule in rules(app) if "<int:" in rule.rule]

    assert numbered == []


@pytest.mark.asvs("5.2.1")
def test_bodies_are_bounded(app):
    assert app.config["MAX_CONTENT_LENGTH"] <= 12 * 2**20
    assert app.config["MAX_FORM_MEMORY_SIZE"] <= 500_000
    assert app.config["MAX_FORM_PARTS"] <= 1000
