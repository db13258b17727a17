"""Who may do what: one table, read by people and by `allows`. Pure.

A permission belongs to a role in a kind of organisation. Laboratories and the cluster programme
get their own permissions when their pages come; their people and profile can be kept already.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.firms.models import OrganisationKind as Kind
from portal.firms.models import OrganisationState, Role


class Permission(StrEnum):
    CATALOGUE_EDIT = "catalogue.edit"
    STOCK_EDIT = "stock.edit"
    ORDERS_VIEW = "orders.view"
    ORDERS_FULFIL = "orders.fulfil"
    MONEY_VIEW = "money.view"
    TEAM_EDIT = "team.edit"
    PROFILE_EDIT = "profile.edit"
    REPORTS_VIEW = "reports.view"
    # the consortium's office
    FIRMS_APPROVE = "firms.approve"
    LISTINGS_REVIEW = "listings.review"
    CATEGORIES_EDIT = "categories.edit"
    TARIFFS_EDIT = "tariffs.edit"
    CHARGES_EDIT = "charges.edit"
    REFUNDS_DECIDE = "refunds.decide"
    TRANSFERS_DECIDE = "transfers.decide"
    AUDIT_READ = "audit.read"
    USERS_EDIT = "users.edit"
    OUTBOX_READ = "outbox.read"
    JOBS_RETRY = "jobs.retry"
    TERMS_EDIT = "terms.edit"


P = Permission
FIRM = frozenset(
    {
        P.CATALOGUE_EDIT, P.STOCK_EDIT, P.ORDERS_VIEW, P.ORDERS_FULFIL,
        P.MONEY_VIEW, P.TEAM_EDIT, P.PROFILE_EDIT, P.REPORTS_VIEW,
    }
)  # fmt: skip
OFFICE = frozenset(Permission) - FIRM | {
    P.TEAM_EDIT, P.PROFILE_EDIT, P.REPORTS_VIEW, P.ORDERS_VIEW,
}  # fmt: skip
OWN_HOUSE = frozenset({P.TEAM_EDIT, P.PROFILE_EDIT})

TABLE: Mapping[tuple[Kind, Role], frozenset[Permission]] = {
    (Kind.FIRM, Role.OWNER): FIRM,
    (Kind.FIRM, Role.SALES): frozenset(
        {P.CATALOGUE_EDIT, P.STOCK_EDIT, P.ORDERS_VIEW, P.ORDERS_FULFIL, P.REPORTS_VIEW}
    ),
    (Kind.FIRM, Role.WAREHOUSE): frozenset({P.STOCK_EDIT, P.ORDERS_VIEW, P.ORDERS_FULFIL}),
    (Kind.FIRM, Role.FINANCE): frozenset({P.ORDERS_VIEW, P.MONEY_VIEW, P.REPORTS_VIEW}),
    (Kind.FIRM, Role.VIEWER): frozenset({P.ORDERS_VIEW, P.REPORTS_VIEW}),
    (Kind.BRAND, Role.OWNER): FIRM,
    (Kind.BRAND, Role.SALES): frozenset({P.CATALOGUE_EDIT, P.ORDERS_VIEW, P.REPORTS_VIEW}),
    (Kind.BRAND, Role.VIEWER): frozenset({P.REPORTS_VIEW}),
    (Kind.CONSORTIUM, Role.ADMINISTRATOR): OFFICE,
    (Kind.CONSORTIUM, Role.OFFICER): frozenset(
        {
            P.FIRMS_APPROVE, P.LISTINGS_REVIEW, P.CATEGORIES_EDIT, P.TARIFFS_EDIT,
            P.OUTBOX_READ, P.REPORTS_VIEW, P.ORDERS_VIEW,
        }
    ),
    (Kind.CONSORTIUM, Role.FINANCE): frozenset(
        {
            P.CHARGES_EDIT, P.REFUNDS_DECIDE, P.TRANSFERS_DECIDE, P.REPORTS_VIEW,
            P.ORDERS_VIEW,
        }
    ),
    (Kind.CONSORTIUM, Role.AUDITOR): frozenset(
        {P.AUDIT_READ, P.OUTBOX_READ, P.REPORTS_VIEW, P.ORDERS_VIEW}
    ),
    (Kind.LABORATORY, Role.OWNER): OWN_HOUSE,
    (Kind.PROGRAMME, Role.ADMINISTRATOR): OWN_HOUSE,
}  # fmt: skip

# Views of these want a proof of the last hour: money, team and bank account, accounts of people.
STEP_UP = frozenset(
    {
        P.MONEY_VIEW, P.TEAM_EDIT, P.REFUNDS_DECIDE, P.TRANSFERS_DECIDE, P.CHARGES_EDIT,
        P.USERS_EDIT,
    }
)  # fmt: skip
# What a remembered telephone is good for when its day is over.
PACKING = frozenset({P.ORDERS_VIEW, P.ORDERS_FULFIL, P.STOCK_EDIT})

TOP: Mapping[Kind, Role] = {  # the role that must never be left empty
    Kind.FIRM: Role.OWNER,
    Kind.BRAND: Role.OWNER,
    Kind.CONSORTIUM: Role.ADMINISTRATOR,
    Kind.LABORATORY: Role.OWNER,
    Kind.PROGRAMME: Role.ADMINISTRATOR,
}

STOPPED = frozenset({OrganisationState.SUSPENDED, OrganisationState.LEFT})
KEPT_WHEN_STOPPED = frozenset(
    {P.ORDERS_VIEW, P.ORDERS_FULFIL, P.MONEY_VIEW, P.REPORTS_VIEW}
)  # what was sold must still be sent, and its money seen
OUTSIDE = frozenset({OrganisationState.APPLIED, OrganisationState.REJECTED})
NOTHING: frozenset[Permission] = frozenset()


def allows(
    kind: Kind,
    role: Role,
    permission: Permission,
    state: OrganisationState = OrganisationState.ACTIVE,
) -> bool:
    """May a `role` of an organisation of this kind do it, in the state the organisation is in."""
    if permission not in TABLE.get((kind, role), NOTHING) or state in OUTSIDE:
        return False
    return state not in STOPPED or permission in KEPT_WHEN_STOPPED


def roles_of(kind: Kind) -> tuple[Role, ...]:
    """The roles that can be given in an organisation of this kind."""
    return tuple(role for of, role in TABLE if of is kind)
