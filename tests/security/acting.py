"""Do one true act as somebody who may, and tell apart what it wrote from what chance wrote."""

from collections import Counter

from portal.schema import METADATA
from tests.matrix import cases

WHO = {
    "firm": "a_owner",
    "office": "office_administrator",
    "person": "buyer_a",
    "public": "buyer_a",
}
# Random names and moments differ from one act to the next; what they name does not.
BY_CHANCE = {
    "public_id", "sealed", "pending", "link", "key", "token_hash", "code_hash", "provider_ref", "authority", "sha256",
    "request_id", "before_hash", "after_hash", "idempotency_key", "fingerprint", "holder", "visitor",
    "raw", "facts", "body", "source", "event_ref", "object_id", "recipient_key", "password_hash",
    "return_url", "image_key", "snapshot", "details", "words_digest", "description", "changed_at",
    "at", "id", "challenge",
}  # fmt: skip
JOBS = {"workflow_status", "workflow_input", "card_index", "word_index"}


def acts(site, *kinds):
    """A case for every act of the site, by the person of its kind."""
    for rule in site.app.url_map.iter_rules():
        mark = site.app.view_functions[rule.endpoint].access if rule.endpoint != "static" else None
        if mark is None or "POST" not in rule.methods or mark.kind not in (kinds or WHO):
            continue
        for case in cases.of_rule(site.world, rule, mark):
            if case.is_own and case.principal.name == WHO[mark.kind]:
                yield case


def done(site, case, form, query=""):
    """Act, look, put back. (status, what was written, in any order)."""
    with site.app.test_request_context():
        path = site.app.url_for(case.endpoint, **case.args)
    if query:
        path += f"{'&' if '?' in path else '?'}{query}"
    ground = site.matrix.ground
    response = site.post(site.matrix.client(case), path, form)
    written = told(ground) if ground.is_touched() else Counter()
    ground.restore()
    return response.status_code, written


def told(ground):
    """Every row that differs, without what chance chose."""
    found = Counter()
    columns = {}
    for (table, _key), (_was, now) in ground.changes().items():
        if table in JOBS or table == "audit_entries":
            continue
        names = columns.setdefault(table, ground.columns(table))
        kept = zip(names, now or (), strict=False)
        found[table, tuple((n, v) for n, v in kept if not is_chance(table, n, v))] += 1
    return found


def is_chance(table, name, value):
    if name in BY_CHANCE or name.endswith(("_at", "_until", "valid_from")):
        return True
    known = METADATA.tables.get(table)
    return known is None or name not in known.columns
