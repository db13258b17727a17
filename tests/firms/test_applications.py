import pytest

from portal.accounts import passwords
from portal.core.errors import Invalid, NotFound, TooMany, WrongMove
from portal.firms import applications, membership, queries
from portal.firms.models import ORGANISATION, OrganisationState, Role
from tests import make
from tests.accounts.makers import ADDRESS, GOOD, at_most
from tests.firms.makers import CONTACT, wish


def apply(session, address=ADDRESS, **facts):
    return applications.apply(
        session, wish=wish(**facts), terms_version="1405-09-01", language="fa", address=address
    )


def test_a_firm_applies_and_waits(session):
    made = apply(session)
    firm = made.organisation
    assert firm.state is OrganisationState.APPLIED
    assert (firm.code, firm.slug_fa, firm.slug_en) == ("SRD", "روغن-کشی-سردارن", "sardaran-mill")
    assert (firm.national_id, firm.postcode, firm.phone) == (
        "10380284790", "3419613145", "+982833334444",
    )  # fmt: skip
    assert (firm.email, firm.mobile, firm.licence_number) == (CONTACT, "+989121234567", None)
    assert queries.firms(session) == []
    assert [step.now for step in ORGANISATION.history(session, firm.id)] == ["applied"]


@pytest.mark.asvs("2.2.1")
def test_every_fault_of_the_form_is_told_at_once(session):
    with pytest.raises(Invalid) as refused:
        apply(session, name_fa=" ", national_id="123", contact_email="x", postcode="1", phone="0")
    assert refused.value.errors == {
        "name_fa": "required",
        "national_id": "not_a_national_id",
        "contact_email": "not_an_email",
        "postcode": "not_a_postcode",
        "phone": "not_a_phone",
    }


def test_a_firm_applies_once_unless_it_was_rejected(session):
    first = apply(session)
    with pytest.raises(Invalid) as refused:
        apply(session)
    assert refused.value.errors == {"national_id": "already_applied"}
    applications.reject(session, public_id=first.public_id, reason="پروانه ندارد", by="office:x")
    assert apply(session).organisation.code == "SRR"


def test_applications_are_counted_by_address(session):
    for n in range(5):
        apply(session, national_id=f"{NATIONAL[n]}", contact_email=f"a{n}@mill.example")
    with pytest.raises(TooMany):
        apply(session, national_id=NATIONAL[5], contact_email="a6@mill.example")


NATIONAL = ["0499370899", "0084575948", "4329722811", "4338662018", "2701641047", "0055750044"]


def test_approval_opens_the_firm_and_invites_its_owner(session):
    made = apply(session)
    approved = applications.approve(session, public_id=made.public_id, by="office:x")
    assert made.organisation.state is OrganisationState.ACTIVE
    assert (made.decided_by, made.decided_at is not None) == ("office:x", True)
    assert approved.invitation.email == CONTACT
    held = membership.join(
        session, secret=approved.invitation.secret, name="سارا", password=passwords.accept(GOOD)
    )
    assert (held.organisation_id, held.role) == (made.organisation_id, Role.OWNER)
    with pytest.raises(WrongMove):
        applications.approve(session, public_id=made.public_id, by="office:x")


def test_the_office_may_choose_another_code(session):
    make.organisation(session, code="ZTN")
    made = apply(session)
    for code, fault in (("ztn", "code_taken"), ("1", "bad_code"), ("زیتون", "bad_code")):
        with pytest.raises(Invalid) as refused:
            applications.approve(session, public_id=made.public_id, code=code, by="office:x")
        assert refused.value.errors == {"code": fault}
    applications.approve(session, public_id=made.public_id, code=" sar ", by="office:x")
    assert made.organisation.code == "SAR"
    assert queries.by_code(session, "sar").id == made.organisation_id


def test_a_rejection_gives_its_reason(session):
    made = apply(session)
    with pytest.raises(Invalid):
        applications.reject(session, public_id=made.public_id, reason=" ", by="office:x")
    applications.reject(session, public_id=made.public_id, reason="پروانه ندارد", by="office:x")
    assert made.organisation.state is OrganisationState.REJECTED
    assert made.reason == "پروانه ندارد"
    with pytest.raises(WrongMove):
        applications.approve(session, public_id=made.public_id, by="office:x")
    with pytest.raises(NotFound):
        applications.approve(session, public_id="nobody", by="office:x")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Sardaran Mill", "SRD"),
        ("Rudbar Olive", "RDB"),
        ("Aria", "ARI"),
        ("Io Farm", "FRM"),
        ("روغن", "FRM"),
        ("", "FRM"),
    ],
)
def test_a_code_is_proposed_from_the_english_name(session, name, code):
    assert applications.propose_code(session, name) == code


def test_a_proposed_code_is_always_free(session):
    seen = set()
    for _ in range(60):
        code = applications.propose_code(session, "Sardaran")
        assert code not in seen
        seen.add(code)
        make.organisation(session, code=code)
    assert {"SRD", "SRR", "SRN", "SRDA", "SRDAA"} <= seen


def test_the_queue_of_the_office_is_read_in_two_statements(session):
    first = apply(session)
    second = apply(session, national_id=NATIONAL[0])
    applications.reject(session, public_id=second.public_id, reason="نه", by="office:x")
    session.commit()
    session.expunge_all()
    with at_most(2):
        page = queries.applications(session)
        assert [made.organisation.name_en for made in page.items] == ["Sardaran Mill"]
    assert queries.applications(session, state=None).total == 2
    assert queries.application(session, public_id=first.public_id).id == first.id
    with pytest.raises(NotFound):
        queries.application(session, public_id="nobody")
