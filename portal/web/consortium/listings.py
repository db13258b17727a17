"""Listings and changes that wait for review: a diff, field by field, with reasons."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import queries, review
from portal.catalog.models import ChangeState
from portal.catalog.review import Reason
from portal.core import text
from portal.core.errors import Refused
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.reference.listing_reasons import OTHER, REASONS
from portal.web import access, listing_words, unit
from portal.web.consortium.area import consortium
from portal.web.wording import gettext as _

LONGEST = 500


@consortium.get("/listings")
@access.office(Permission.LISTINGS_REVIEW)
def listings() -> ResponseReturnValue:
    number = parse.integer(request.args.get("page", "1")) or 1
    page = queries.review_queue(unit.reader(), number=number)
    return render_template("consortium/listings.html", page=page)


@consortium.get("/listings/<public_id>")
@access.office(Permission.LISTINGS_REVIEW)
def change(public_id: str) -> ResponseReturnValue:
    session = unit.reader()
    seen = queries.change_for_review(session, public_id=public_id)
    product = seen.product
    words = listing_words.words_of(
        product.family.attributes,
        product.variants,
        product.images,
        queries.categories_tree(session, with_hidden=True),
    )
    return render_template(
        "consortium/change.html",
        seen=seen,
        words=words,
        reasons=listing_words.reasons(),
        say_why=listing_words.reason,
    )


def _reasons() -> dict[str, Reason]:
    """What was marked on the page: `bad-<path>` with `why-<path>` and `text-<path>`."""
    found = {}
    for key in request.form:
        if not key.startswith("bad-"):
            continue
        path = key.removeprefix("bad-")
        code = request.form.get(f"why-{path}", OTHER)
        words = text.fold(request.form.get(f"text-{path}", ""))[:LONGEST]
        found[path] = Reason(code if code in REASONS else OTHER, words)
    return found


@consortium.post("/listings/<public_id>")
@access.office(Permission.LISTINGS_REVIEW)
def decide(public_id: str) -> ResponseReturnValue:
    """Approve what is not marked, or send all of it back with the marks."""
    reasons, note = _reasons(), text.fold(request.form.get("note", ""))[:LONGEST]
    is_approval = request.form.get("act") == "approve"
    if not is_approval and not reasons and not note:
        raise Refused("mark_a_field")
    with unit.transaction() as session:
        unit.about("product_change", public_id, act="approve" if is_approval else "send_back")
        if is_approval:
            done = review.approve(
                session, public_id=public_id, rejected=reasons, note=note, by=access.actor_name()
            )
        else:
            done = review.send_back(
                session, public_id=public_id, reasons=reasons, note=note, by=access.actor_name()
            )
    flash(_outcome(done.state), "ok")
    return redirect(url_for("consortium.listings"), 303)


def _outcome(state: ChangeState) -> str:
    if state is ChangeState.STALE:
        return _("The product was changed meanwhile; the firm has been asked to send it again.")
    if state is ChangeState.APPROVED:
        return _("Approved. The shop shows it at once, and the firm has been told.")
    return _("Sent back with your reasons.")
