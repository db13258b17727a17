"""Who works for the firm, in which role; invitations."""

from flask.typing import ResponseReturnValue

from portal.firms.models import OrganisationKind
from portal.firms.policy import Permission
from portal.web import access, teams
from portal.web.desk.area import desk
from portal.web.teams import House


def _house(firm_id: int) -> House:
    return House(firm_id, OrganisationKind.FIRM, "desk")


@desk.get("/team")
@access.firm(Permission.TEAM_EDIT)
def team(firm_id: int) -> ResponseReturnValue:
    return teams.page(_house(firm_id))


@desk.post("/team/invite")
@access.firm(Permission.TEAM_EDIT)
def invite(firm_id: int) -> ResponseReturnValue:
    return teams.invite(_house(firm_id))


@desk.post("/team/invitations/withdraw")
@access.firm(Permission.TEAM_EDIT)
def withdraw_invitation(firm_id: int) -> ResponseReturnValue:
    return teams.withdraw(_house(firm_id))


@desk.post("/team/<person>/role")
@access.firm(Permission.TEAM_EDIT)
def change_role(firm_id: int, person: str) -> ResponseReturnValue:
    return teams.change_role(_house(firm_id), person)


@desk.post("/team/<person>/end")
@access.firm(Permission.TEAM_EDIT)
def end_membership(firm_id: int, person: str) -> ResponseReturnValue:
    return teams.end(_house(firm_id), person)
