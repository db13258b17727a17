"""A matrix that cannot fail is decoration: views that leak, in test code only, must be found."""

import pytest
from flask import Blueprint, abort
from sqlalchemy import select

from portal.app import create_app
from portal.firms.policy import Permission
from portal.orders.models import SellerOrder
from portal.web import access, unit
from tests.matrix import fillers
from tests.matrix.conftest import matrix_of

leaky = Blueprint("leaky", __name__)


@leaky.get("/desk/<firm>/leaky/<number>")
@access.firm(Permission.ORDERS_VIEW)
def order(firm_id, number):
    """The classic: found by its number, whoever's it is."""
    part = unit.reader().scalar(select(SellerOrder).where(SellerOrder.number == number))
    if part is None:
        abort(404)
    return f"{part.order.recipient} {part.total} {part.tracking}"


@leaky.get("/desk/<firm>/leaky-sum")
@access.firm(Permission.ORDERS_VIEW)
def rivals_sum(firm_id):
    """An aggregate over everybody, in Persian digits and grouped."""
    totals = unit.reader().scalars(select(SellerOrder.total)).all()
    shown = " ".join(f"{total // 10:,}" for total in totals)
    return shown.replace(",", "٬").translate({ord(str(d)): "۰۱۲۳۴۵۶۷۸۹"[d] for d in range(10)})


@leaky.post("/desk/<firm>/leaky-write/<number>")
@access.firm(Permission.ORDERS_FULFIL)
def write(firm_id, number):
    """Another firm's row is changed by a name in the address."""
    with unit.transaction() as session:
        part = session.scalar(select(SellerOrder).where(SellerOrder.number == number))
        if part is None:
            abort(404)
        part.service_fa = "ربوده"
    return "", 204


@leaky.get("/desk/<firm>/leaky-forbidden/<number>")
@access.firm(Permission.ORDERS_VIEW)
def forbidden(firm_id, number):
    """403 tells that the record is there."""
    part = unit.reader().scalar(select(SellerOrder).where(SellerOrder.number == number))
    if part is None:
        abort(404)
    if part.firm_id != firm_id:
        abort(403)
    return "yours"


@leaky.get("/leaky-open")
@access.public
def forgotten_mark():
    """Meant for the office, marked for all."""
    return " ".join(filter(None, unit.reader().scalars(select(SellerOrder.tracking))))


@leaky.get("/leaky-unmarked")
def unmarked():
    return "anybody"


@leaky.get("/leaky-broken")
@access.public
def broken():
    raise ZeroDivisionError


@leaky.get("/desk/<firm>/leaky-hollow")
@access.firm(Permission.ORDERS_VIEW)
def hollow(firm_id):
    abort(404)


@leaky.get("/leaky-unknown/<thing>")
@access.public
def unknown(thing):
    return thing


@leaky.post("/desk/<firm>/leaky-silent")
@access.firm(Permission.PROFILE_EDIT)
def silent(firm_id):
    """An act without a line in the audit log."""
    from portal.core import db
    from portal.firms.models import Organisation

    with db.transaction() as session:
        session.get_one(Organisation, firm_id).story_fa = "نو"
    return "", 204


EXPECTED = {
    "leaky.order": {"leak", "entered"},
    "leaky.rivals_sum": {"leak"},
    "leaky.write": {"written", "entered"},
    "leaky.forbidden": {"existence"},
    "leaky.forgotten_mark": {"leak"},
    "leaky.unmarked": {"undeclared"},
    "leaky.broken": {"broken"},
    "leaky.hollow": {"hollow"},
    "leaky.unknown": {"undeclared"},
    "leaky.silent": {"unaudited"},
}


@pytest.fixture(scope="module")
def leaky_matrix(built):
    app = create_app(built.settings)
    app.register_blueprint(leaky)
    made = matrix_of(built, app)
    numbered = fillers.OBJECTS["desk.order"]
    added = {f"leaky.{name}": numbered for name in ("order", "write", "forbidden")}
    fillers.OBJECTS.update(added)
    fillers.FORMS.update({"leaky.write": fillers.nothing, "leaky.silent": fillers.nothing})
    yield made
    for name in [*added, "leaky.silent"]:
        fillers.OBJECTS.pop(name, None)
        fillers.FORMS.pop(name, None)
    made.ground.close()


@pytest.mark.asvs("8.2.1", "8.2.2", "8.4.1")
@pytest.mark.parametrize("endpoint", EXPECTED)
def test_a_planted_fault_is_found(leaky_matrix, endpoint):
    report = leaky_matrix.run([endpoint])

    assert report.kinds() >= EXPECTED[endpoint], str(report)
