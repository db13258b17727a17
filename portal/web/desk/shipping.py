"""The firm's own delivery prices, or the consortium's where it keeps none."""

from flask.typing import ResponseReturnValue

from portal.firms.policy import Permission
from portal.web import access
from portal.web.desk.area import desk
from portal.web.tariffs import Owner, acts, pages

AREA = "desk"


@desk.get("/shipping")
@access.firm(Permission.PROFILE_EDIT)
def shipping(firm_id: int) -> ResponseReturnValue:
    return pages.tariff(Owner(firm_id, AREA))


@desk.post("/shipping")
@access.firm(Permission.PROFILE_EDIT)
def save_tariff(firm_id: int) -> ResponseReturnValue:
    return acts.save_terms(Owner(firm_id, AREA))


@desk.post("/shipping/close")
@access.firm(Permission.PROFILE_EDIT)
def close_tariff(firm_id: int) -> ResponseReturnValue:
    return acts.close(Owner(firm_id, AREA), firm_id)


@desk.post("/shipping/zones")
@access.firm(Permission.PROFILE_EDIT)
def add_zone(firm_id: int) -> ResponseReturnValue:
    return acts.add_zone(Owner(firm_id, AREA))


@desk.get("/shipping/zones/<name>")
@access.firm(Permission.PROFILE_EDIT)
def zone(firm_id: int, name: str) -> ResponseReturnValue:
    return pages.zone(Owner(firm_id, AREA), name)


@desk.post("/shipping/zones/<name>")
@access.firm(Permission.PROFILE_EDIT)
def save_zone(firm_id: int, name: str) -> ResponseReturnValue:
    return acts.save_zone(Owner(firm_id, AREA), name)


@desk.post("/shipping/zones/<name>/drop")
@access.firm(Permission.PROFILE_EDIT)
def drop_zone(firm_id: int, name: str) -> ResponseReturnValue:
    return acts.drop_zone(Owner(firm_id, AREA), name)


@desk.post("/shipping/zones/<name>/rates")
@access.firm(Permission.PROFILE_EDIT)
def add_rate(firm_id: int, name: str) -> ResponseReturnValue:
    return acts.add_rate(Owner(firm_id, AREA), name)


@desk.get("/shipping/rates/<name>")
@access.firm(Permission.PROFILE_EDIT)
def rate(firm_id: int, name: str) -> ResponseReturnValue:
    return pages.rate(Owner(firm_id, AREA), name)


@desk.post("/shipping/rates/<name>")
@access.firm(Permission.PROFILE_EDIT)
def save_rate(firm_id: int, name: str) -> ResponseReturnValue:
    return acts.save_rate(Owner(firm_id, AREA), name)


@desk.post("/shipping/rates/<name>/stop")
@access.firm(Permission.PROFILE_EDIT)
def stop_rate(firm_id: int, name: str) -> ResponseReturnValue:
    return acts.turn_rate(Owner(firm_id, AREA), name, is_on=False)


@desk.post("/shipping/rates/<name>/start")
@access.firm(Permission.PROFILE_EDIT)
def start_rate(firm_id: int, name: str) -> ResponseReturnValue:
    return acts.turn_rate(Owner(firm_id, AREA), name, is_on=True)
