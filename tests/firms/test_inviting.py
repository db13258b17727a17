import pytest

from portal.accounts import passwords
from portal.core.errors import Invalid, Refused, TooMany
from portal.firms import membership
from portal.firms.models import Role
from tests import make
from tests.accounts.makers import ADDRESS, GOOD, OTHER


@pytest.fixture
def firm(session):
    return make.organisation(session)


def invite(session, firm, email="new@example.com", role=Role.SALES, address=ADDRESS):
    return membership.invite(
        session, organisation_id=firm.id, email=email, role=role, address=address, by="test"
    )


def join(session, secret, name="رضا"):
    return membership.join(session, secret=secret, name=name, password=passwords.accept(GOOD))


def test_somebody_new_joins_by_the_link(session, firm):
    sent = invite(session, firm, email="New@example.com")
    assert (sent.email, sent.organisation.id) == ("new@example.com", firm.id)
    seen = membership.peek(session, secret=sent.secret)
    assert (seen.organisation.id, seen.role, seen.is_known) == (firm.id, Role.SALES, False)
    made = join(session, sent.secret)
    assert (made.organisation_id, made.role) == (firm.id, Role.SALES)
    assert made.user.email_verified_at is not None
    assert passwords.verify(made.user.password_hash, GOOD)
    assert membership.peek(session, secret=sent.secret) is None
    with pytest.raises(Refused, match="link_spent"):
        join(session, sent.secret)


def test_somebody_known_signs_in_and_accepts(session, firm):
    user = make.user(session, email="new@example.com", password_hash=passwords.accept(OTHER))
    secret = invite(session, firm).secret
    assert membership.peek(session, secret=secret).is_known
    with pytest.raises(Refused, match="sign_in_first"):
        join(session, secret)
    assert membership.accept(session, secret=secret, user_id=user.id).role is Role.SALES
    assert passwords.verify(user.password_hash, OTHER)


def test_a_buyer_without_a_password_chooses_one(session, firm):
    user = make.user(session, email="new@example.com", name="")
    made = join(session, invite(session, firm).secret)
    assert made.user_id == user.id
    assert user.name == "رضا"


def test_an_invitation_is_for_one_mailbox(session, firm):
    secret = invite(session, firm).secret
    with pytest.raises(Refused, match="other_email"):
        membership.accept(session, secret=secret, user_id=make.user(session).id)
    with pytest.raises(Refused, match="link_spent"):
        membership.accept(session, secret="guess", user_id=make.user(session).id)
    with pytest.raises(Invalid):
        join(session, secret, name=" ")


def test_invitations_wait_and_are_withdrawn(session, firm):
    secret = invite(session, firm, email="a@example.com").secret
    invite(session, make.organisation(session), email="a@example.com", address="192.0.2.8")
    newer = invite(session, firm, email="a@example.com", role=Role.FINANCE).secret
    assert membership.peek(session, secret=secret) is None
    (waiting,) = membership.invitations(session, organisation_id=firm.id)
    assert (waiting.email, waiting.role) == ("a@example.com", Role.FINANCE)
    membership.withdraw(session, organisation_id=firm.id, email="a@example.com", by="test")
    assert membership.peek(session, secret=newer) is None
    assert membership.invitations(session, organisation_id=firm.id) == []


def test_bad_invitations_are_refused_field_by_field(session, firm):
    with pytest.raises(Invalid) as refused:
        invite(session, firm, email="nobody", role=Role.ADMINISTRATOR)
    assert refused.value.errors == {"email": "not_an_email", "role": "unknown_role"}
    member = make.membership(session, organisation_id=firm.id)
    with pytest.raises(Invalid) as refused:
        invite(session, firm, email=member.user.email)
    assert refused.value.errors == {"email": "already_a_member"}


def test_a_mailbox_is_not_flooded_with_invitations(session, firm):
    for n in range(3):
        invite(session, firm, address=f"192.0.2.{n}")
    with pytest.raises(TooMany):
        invite(session, firm, address="192.0.2.9")
