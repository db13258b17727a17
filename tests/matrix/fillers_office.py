"""The office of the consortium, and running the site."""

from tests.matrix.fillers_desk import nothing, rate, terms, why, zone


def known(name, what="public_id"):
    """A record of the office that the world keeps by name."""
    return lambda world, _whose: {what: world.office[name]}


def change(world, _whose):
    return {"public_id": world.houses["A"].changes["changed"].public_id}


def order(world, _whose):
    return {"number": world.sales["buyer_a", "paid"].order.public_id}


def part(state):
    def give(world, _whose):
        sale = world.sales["buyer_a", state]
        return {"number": sale.order.public_id, "part": sale.parts["A"].public_id}

    return give


def problem(world, whose):
    return part("problem")(world, whose) | {"state": "closed"}


def firm(house):
    return lambda world, _whose: {"public_id": world.houses[house].firm.public_id}


def refund(world, _whose):
    return {"public_id": world.sales["buyer_a", "cancelled"].refunds["A"]}


def application(world, _whose):
    return {"public_id": world.applications[0]}


def officer(world, _whose):
    return {"person": world.principals["office_officer"].user.public_id}


OBJECTS = {
    "consortium.change_role": officer,
    "consortium.end_membership": officer,
    "consortium.application": application,
    "consortium.approve_application": application,
    "consortium.refuse_application": application,
    "consortium.change": change,
    "consortium.decide": change,
    "consortium.order": order,
    "consortium.cancel_part": part("paid"),
    "consortium.resolve_part": problem,
    "consortium.suspend_firm": firm("A"),
    "consortium.reinstate_firm": known("suspended"),
    "consortium.transfer": known("transfer_shown"),
    "consortium.transfer_receipt": known("transfer_shown"),
    "consortium.confirm_transfer": known("transfer_shown"),
    "consortium.take_back_transfer": known("transfer_approved"),
    "consortium.refuse_transfer": known("transfer_shown"),
    "consortium.refund_paid": refund,
    "consortium.refund_retry": refund,
    "consortium.return_mismatch": known("mismatch", "attempt"),
    "consortium.withdrawal_handled": known("withdrawal"),
    "consortium.end_charge": known("rule"),
    "consortium.move_charge": known("rule"),
    "consortium.zone": known("zone", "name"),
    "consortium.save_zone": known("zone", "name"),
    "consortium.drop_zone": known("spare_zone", "name"),
    "consortium.add_rate": known("spare_zone", "name"),
    "consortium.rate": known("rate", "name"),
    "consortium.save_rate": known("rate", "name"),
    "consortium.stop_rate": known("rate", "name"),
    "consortium.start_rate": known("stopped_rate", "name"),
    "admin.category": lambda _w, _o: {"code": "evoo"},
    "admin.save_category": lambda _w, _o: {"code": "evoo"},
    "admin.remove_holiday": known("holiday", "day"),
    "admin.retry_job": known("job", "key"),
    "admin.send_again": known("message"),
    "admin.drop_second_step": lambda w, _o: {"public_id": w.principals["buyer_b"].user.public_id},
    "admin.set_user_active": lambda w, _o: {"public_id": w.principals["buyer_b"].user.public_id},
}
FORMS = {
    "consortium.invite": lambda _w, _o: {"email": "newofficer@example.com", "role": "officer"},
    "consortium.withdraw_invitation": lambda _w, _o: {"email": "nobody@example.com"},
    "consortium.change_role": lambda _w, _o: {"role": "auditor"},
    "consortium.end_membership": nothing,
    "consortium.approve_application": lambda _w, _o: {"code": "NEWF"},
    "consortium.refuse_application": why,
    "consortium.decide": lambda _w, _o: {"act": "approve", "note": "خوب"},
    "consortium.cancel_part": why,
    "consortium.resolve_part": why,
    "consortium.suspend_firm": why,
    "consortium.reinstate_firm": nothing,
    "consortium.refund_paid": lambda world, _o: {
        "receipt": "14050902-77", "account": world.sales["buyer_a", "cancelled"].account,
    },
    "consortium.confirm_transfer": lambda world, _o: {
        "received": str(world.transfers["buyer_a", "shown"].amount // 10),
        "bank_reference": "88-4711",
    },
    "consortium.take_back_transfer": nothing,
    "consortium.refuse_transfer": why,
    "consortium.refund_retry": nothing,
    "consortium.return_mismatch": nothing,
    "consortium.withdrawal_handled": nothing,
    "consortium.add_charge": lambda _w, _o: {
        "kind": "levy", "title_fa": "عوارض", "title_en": "Levy", "percent": "1.5",
        "vat_percent": "10", "firm": "", "family_code": "", "active_from": "1420/01/01",
    },
    "consortium.end_charge": nothing,
    "consortium.move_charge": lambda _w, _o: {"to": "down"},
    "consortium.save_tariff": terms,
    "consortium.add_zone": zone,
    "consortium.save_zone": zone,
    "consortium.drop_zone": nothing,
    "consortium.add_rate": rate,
    "consortium.save_rate": rate,
    "consortium.stop_rate": nothing,
    "consortium.start_rate": nothing,
    "admin.add_category": lambda _w, _o: {
        "code": "newshelf", "parent": "", "title_fa": "قفسه", "title_en": "Shelf", "position": "9",
        "is_visible": "y",
    },
    "admin.save_category": lambda _w, _o: {
        "parent": "oil", "title_fa": "فرابکر", "title_en": "Extra", "position": "1",
        "is_visible": "y",
    },
    "admin.add_holiday": lambda _w, _o: {
        "day": "1405/11/20", "title_fa": "تعطیل", "title_en": "Holiday",
    },
    "admin.remove_holiday": nothing,
    "admin.publish_terms": lambda _w, _o: {
        "code": "sale", "effective_on": "1405/11/01", "title_fa": "شرایط", "title_en": "Terms",
        "body_fa": "متن", "body_en": "Words",
    },
    "admin.retry_job": nothing,
    "admin.send_again": nothing,
    "admin.drop_second_step": lambda _w, _o: {"reason": "صدایش را شناختیم"},
    "admin.set_user_active": lambda _w, _o: {"active": "no"},
}  # fmt: skip
FOREIGN: dict = {}
QUIET = {"consortium.withdraw_invitation"}  # nobody is invited to the office in this world
MOVED: dict = {}
ONLY: dict = {}
EMPTY: set[str] = set()
