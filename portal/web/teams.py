"""People of a house, the same for a firm and for the consortium: invited, given roles, ended."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.firms import membership, policy
from portal.firms.models import OrganisationKind, Role
from portal.web import access, limits, tell, unit
from portal.web.forms import Choose, Email, PortalForm, Required, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

ROLE_WORDS = {
    Role.OWNER: _l("Owner"),
    Role.SALES: _l("Sales"),
    Role.WAREHOUSE: _l("Warehouse"),
    Role.FINANCE: _l("Finance"),
    Role.VIEWER: _l("Viewer"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.OFFICER: _l("Officer"),
    Role.AUDITOR: _l("Auditor"),
}


class InviteForm(PortalForm):
    email = Email(_l("E-mail"), [Required()])
    role = Choose(_l("Role"))


@dataclass(frozen=True, slots=True)
class House:
    """Whose people, and the blueprint under which their pages stand."""

    organisation_id: int
    kind: OrganisationKind
    area: str

    @property
    def roles(self) -> dict[Role, Any]:
        return {role: ROLE_WORDS[role] for role in policy.roles_of(self.kind)}

    def address(self, endpoint: str, **values: Any) -> str:
        return url_for(f"{self.area}.{endpoint}", **values)

    def back(self) -> Response:
        answer: Response = redirect(self.address("team"), 303)  # type: ignore[assignment]
        return answer


def _form(house: House, *, posted: bool) -> InviteForm:
    form = submitted(InviteForm) if posted else InviteForm()
    form.role.choices = [(role.value, title) for role, title in house.roles.items()]
    return form


def page(house: House, form: InviteForm | None = None, status: int = 200) -> ResponseReturnValue:
    session = unit.reader()
    return render_template(
        "teams/team.html",
        layout=f"{house.area}/layout.html",
        house=house,
        people=membership.team(session, organisation_id=house.organisation_id),
        pending=membership.invitations(session, organisation_id=house.organisation_id),
        form=form or _form(house, posted=False),
        roles=house.roles,
    ), status


def invite(house: House) -> ResponseReturnValue:
    form = _form(house, posted=True)
    if not form.validate():
        return page(house, form, 422)
    try:
        with unit.transaction() as session:
            unit.about("invitation", form.role.data)
            made = membership.invite(
                session,
                organisation_id=house.organisation_id,
                email=form.email.data,
                role=Role(form.role.data),
                address=limits.caller(),
                by=access.actor_name(),
            )
            tell.invite(session, invitation=made)
    except Invalid as error:
        form.refuse(error.errors)
        return page(house, form, 422)
    flash(_("The invitation is on its way. Its link works for seven days."), "ok")
    return house.back()


def withdraw(house: House) -> ResponseReturnValue:
    email = request.form.get("email", "")[:254]
    with unit.transaction() as session:
        unit.about("invitation", "withdrawn")
        membership.withdraw(
            session,
            organisation_id=house.organisation_id,
            email=email,
            by=access.actor_name(),
        )
    flash(_("The invitation no longer works."), "ok")
    return house.back()


def change_role(house: House, person: str) -> ResponseReturnValue:
    role = request.form.get("role", "")
    if role not in {known.value for known in house.roles}:
        raise Invalid({"role": "unknown_role"})
    with unit.transaction() as session:
        unit.about("membership", person, role=role)
        membership.change_role(
            session,
            organisation_id=house.organisation_id,
            user_public_id=person,
            role=Role(role),
            by=access.actor_name(),
        )
    flash(_("The role was changed."), "ok")
    return house.back()


def end(house: House, person: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("membership", person)
        membership.end(
            session,
            organisation_id=house.organisation_id,
            user_public_id=person,
            by=access.actor_name(),
        )
    flash(_("This person can no longer enter here."), "ok")
    return house.back()
