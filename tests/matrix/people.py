"""Who looks at the site: every role of every house, rivals, and those who are no longer or not yet in."""

from dataclasses import dataclass, field

from portal.accounts import passwords, sessions
from portal.accounts.models import User
from portal.core import clock
from portal.firms import membership
from portal.firms.models import (
    ORGANISATION,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Role,
)
from tests import make
from tests.matrix import marks

CITY = "2603042667"  # Sirdan, as the official list has it
PASSWORD = "four olive trees on a hill"


@dataclass
class Principal:
    """Somebody with a browser. `sees`: the houses and people whose private markers he may read."""

    name: str
    user: User | None = None
    member: Membership | None = None
    house: str | None = None  # "A", "B" ...: at whose desk he sits
    sees: frozenset[str] = frozenset()
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def role(self):
        return self.member.role if self.member and self.member.ended_at is None else None

    def __str__(self):
        return self.name


def firm(session, code, name, **facts) -> Organisation:
    """A member firm, marked in every field."""
    given = {
        "code": code,
        "name_fa": marks.text(f"روغن‌کشی {name}"),
        "name_en": marks.text(f"Mill {name}"),
        "slug_fa": f"mill-{code.lower()}-fa",
        "slug_en": f"mill-{code.lower()}",
        "story_fa": marks.text("داستان"),
        "story_en": marks.text("Story"),
        "place_fa": marks.text("سیردان"),
        "place_en": marks.text("Sirdan"),
        "legal_name": marks.text("شرکت"),
        "national_id": f"1{marks.figure(10)}",
        "economic_code": f"4{marks.figure(10)}",
        "licence_number": marks.text("50"),
        "iban": f"IR06{marks.figure(11)}{marks.figure(11)}",
        "email": marks.mail(f"desk.{code.lower()}"),
        "mobile": marks.mobile(),
        "phone": f"+9828{marks.figure(8)}",
        "city_code": CITY,
        "postcode": "3419613145",
        "address": marks.text("جاده"),
        "founded": 1372,
    }
    made = make.organisation(session, **(given | facts))
    ORGANISATION.begin(session, made, by="test")
    return made


def person(session, name, **facts) -> User:
    return make.user(
        session,
        name=marks.text(name),
        email=marks.mail(name),
        mobile=marks.mobile(),
        password_hash=passwords.accept(PASSWORD),
        email_verified_at=clock.now(),
        mobile_verified_at=clock.now(),
        **facts,
    )


def signed_in(session, principal: Principal) -> Principal:
    lifetime = membership.lifetime_of(session, user_id=principal.user.id)
    principal.cookies["sid"] = sessions.begin(session, user_id=principal.user.id, lifetime=lifetime)
    return principal


def member(session, name, house, organisation, role, sees, **facts) -> Principal:
    user = person(session, name)
    held = make.membership(
        session, user_id=user.id, organisation_id=organisation.id, role=role, **facts
    )
    assert held.organisation is organisation  # read now, used when the session is gone
    own = frozenset({*sees, f"user:{user.id}"})
    return signed_in(session, Principal(name, user, held, house, own))


def buyer(session, name) -> Principal:
    user = person(session, name)
    return signed_in(session, Principal(name, user, sees=frozenset({f"user:{user.id}"})))


FIRM_ROLES = (Role.OWNER, Role.SALES, Role.WAREHOUSE, Role.FINANCE, Role.VIEWER)
OFFICE_ROLES = (Role.ADMINISTRATOR, Role.OFFICER, Role.FINANCE, Role.AUDITOR)


def firm_staff(session, house, organisation, roles=FIRM_ROLES) -> list[Principal]:
    return [
        member(session, f"{house.lower()}_{role}", house, organisation, role, {house})
        for role in roles
    ]


def office_staff(session, organisation) -> list[Principal]:
    return [
        member(session, f"office_{role}", "office", organisation, role, {"office"})
        for role in OFFICE_ROLES
    ]


def outsiders(session, a: Organisation, brand: Organisation) -> list[Principal]:
    """Members of nothing that is open: ended, suspended, applying; and the brand's own."""
    ended = member(session, "ended", None, a, Role.OWNER, (), ended_at=clock.now())
    suspended = firm(session, "GIM", "C", state=OrganisationState.SUSPENDED)
    stopped = member(session, "suspended", "C", suspended, Role.OWNER, {"C"})
    asking = firm(session, "DAL", "D", state=OrganisationState.APPLIED)
    applying = member(session, "applying", None, asking, Role.OWNER, ())
    joint = member(session, "brand", None, brand, Role.OWNER, ())
    return [ended, stopped, applying, joint]


def house_of(session, code) -> Organisation:
    return session.query(Organisation).filter_by(code=code).one()


def is_office(organisation: Organisation) -> bool:
    return organisation.kind is OrganisationKind.CONSORTIUM
