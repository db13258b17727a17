"""People of a firm: invited by message, given roles, ended; each with effect at once."""

from portal.accounts.models import User
from portal.core import db
from tests.web.storefront.browser import Browser


def invite(owner, email="new@example.com", role="sales"):
    return owner.post("/desk/srd/team/invite", {"email": email, "role": role})


def link(house):
    return house.letters("invite")[-1].facts["link"]


def test_an_invited_person_joins_by_the_link_of_the_message(house, owner):
    assert "دعوت" in invite(owner).text
    stranger = house.stranger()
    page = stranger.get(link(house))
    assert "روغن‌کشی سیردان" in page.text

    page = stranger.post(link(house) + "/join", {"name": "نیما", "password": "سه واژهٔ بلند و ساده"})
    assert "نیما" in page.text
    assert stranger.get("/desk/srd/products").status == 200
    assert stranger.get("/desk/srd/team").status == 404  # sales may not
    assert stranger.get(link(house)).status == 409  # once only


def test_a_weak_password_is_said_and_the_name_kept(house, owner):
    invite(owner)
    page = house.stranger().post(link(house) + "/join", {"name": "نیما", "password": "کوتاه"})
    assert page.status == 422
    assert "دست‌کم ۱۵ نویسه" in page.text
    assert 'value="نیما"' in page.html
    assert "کوتاه" not in page.html


def test_somebody_with_an_account_accepts_signed_in(house, owner):
    neighbour = house.people["neighbour"]
    with db.transaction() as session:
        session.get_one(User, neighbour.id).password_hash = "known"
    invite(owner, neighbour.email, "viewer")
    browser = house.person("neighbour")
    assert "پذیرفتن دعوت" in browser.get(link(house)).text
    assert "میز کار" in browser.post(link(house) + "/accept").text
    assert browser.get("/desk/srd/").status == 200


def test_a_new_role_holds_at_once(house, owner):
    clerk = house.people["warehouse"]
    assert house.person("warehouse").get("/desk/srd/products").status == 404
    owner.post(f"/desk/srd/team/{clerk.public_id}/role", {"role": "sales"})

    again = Browser(house.client(clerk.id))  # the change ended the open sessions
    assert again.get("/desk/srd/products").status == 200


def test_an_ended_member_is_out_at_once(house, owner):
    clerk = house.people["warehouse"]
    desk = house.person("warehouse")
    assert desk.get("/desk/srd/orders").status == 200
    owner.post(f"/desk/srd/team/{clerk.public_id}/end")

    assert "ورود" in desk.get("/desk/srd/orders").text  # signed out
    assert Browser(house.client(clerk.id)).get("/desk/srd/orders").status == 404


def test_the_last_owner_stays(house, owner):
    me = house.people["owner"]
    page = owner.post(f"/desk/srd/team/{me.public_id}/end")
    assert "دست‌کم یک نفر باید این نقش را داشته باشد" in page.text
    assert owner.get("/desk/srd/team").status == 200


def test_an_invitation_can_be_withdrawn(house, owner):
    invite(owner)
    owner.post("/desk/srd/team/invitations/withdraw", {"email": "new@example.com"})
    assert house.stranger().get(link(house)).status == 409


def test_a_member_is_not_invited_twice(house, owner):
    page = invite(owner, house.people["sales"].email)
    assert page.status == 422
    assert "پیش‌تر عضو شده است" in page.text


def test_a_stranger_cannot_be_changed(house, owner):
    other = house.people["neighbour"]
    assert owner.post(f"/desk/srd/team/{other.public_id}/end").status == 404
    with db.reading() as session:
        assert session.get_one(User, other.id).is_active
