"""Who works in the office, in which role; invitations."""

from flask import g
from flask.typing import ResponseReturnValue

from portal.firms.models import OrganisationKind
from portal.firms.policy import Permission
from portal.web import access, teams
from portal.web.consortium.area import consortium
from portal.web.teams import House


def _house() -> House:
    return House(g.organisation_id, OrganisationKind.CONSORTIUM, "consortium")


@consortium.get("/team")
@access.office(Permission.TEAM_EDIT)
def team() -> ResponseReturnValue:
    return teams.page(_house())


@consortium.post("/team/invite")
@access.office(Permission.TEAM_EDIT)
def invite() -> ResponseReturnValue:
    return teams.invite(_house())


@consortium.post("/team/invitations/withdraw")
@access.office(Permission.TEAM_EDIT)
def withdraw_invitation() -> ResponseReturnValue:
    return teams.withdraw(_house())


@consortium.post("/team/<person>/role")
@access.office(Permission.TEAM_EDIT)
def change_role(person: str) -> ResponseReturnValue:
    return teams.change_role(_house(), person)


@consortium.post("/team/<person>/end")
@access.office(Permission.TEAM_EDIT)
def end_membership(person: str) -> ResponseReturnValue:
    return teams.end(_house(), person)
