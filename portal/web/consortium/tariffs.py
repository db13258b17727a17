"""The consortium's delivery prices, which hold for every firm without its own."""

from flask.typing import ResponseReturnValue

from portal.firms.policy import Permission
from portal.web import access
from portal.web.consortium.area import consortium
from portal.web.tariffs import Owner, acts, pages

OURS = Owner(None, "consortium")


@consortium.get("/tariffs")
@access.office(Permission.TARIFFS_EDIT)
def tariffs() -> ResponseReturnValue:
    return pages.tariff(OURS)


@consortium.post("/tariffs")
@access.office(Permission.TARIFFS_EDIT)
def save_tariff() -> ResponseReturnValue:
    return acts.save_terms(OURS)


@consortium.post("/tariffs/zones")
@access.office(Permission.TARIFFS_EDIT)
def add_zone() -> ResponseReturnValue:
    return acts.add_zone(OURS)


@consortium.get("/tariffs/zones/<name>")
@access.office(Permission.TARIFFS_EDIT)
def zone(name: str) -> ResponseReturnValue:
    return pages.zone(OURS, name)


@consortium.post("/tariffs/zones/<name>")
@access.office(Permission.TARIFFS_EDIT)
def save_zone(name: str) -> ResponseReturnValue:
    return acts.save_zone(OURS, name)


@consortium.post("/tariffs/zones/<name>/drop")
@access.office(Permission.TARIFFS_EDIT)
def drop_zone(name: str) -> ResponseReturnValue:
    return acts.drop_zone(OURS, name)


@consortium.post("/tariffs/zones/<name>/rates")
@access.office(Permission.TARIFFS_EDIT)
def add_rate(name: str) -> ResponseReturnValue:
    return acts.add_rate(OURS, name)


@consortium.get("/tariffs/rates/<name>")
@access.office(Permission.TARIFFS_EDIT)
def rate(name: str) -> ResponseReturnValue:
    return pages.rate(OURS, name)


@consortium.post("/tariffs/rates/<name>")
@access.office(Permission.TARIFFS_EDIT)
def save_rate(name: str) -> ResponseReturnValue:
    return acts.save_rate(OURS, name)


@consortium.post("/tariffs/rates/<name>/stop")
@access.office(Permission.TARIFFS_EDIT)
def stop_rate(name: str) -> ResponseReturnValue:
    return acts.turn_rate(OURS, name, is_on=False)


@consortium.post("/tariffs/rates/<name>/start")
@access.office(Permission.TARIFFS_EDIT)
def start_rate(name: str) -> ResponseReturnValue:
    return acts.turn_rate(OURS, name, is_on=True)
