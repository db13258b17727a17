"""Passkeys: what a device must prove, and each way in which an answer is none (B77)."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import passkeys
from portal.accounts.passkey_models import Ceremony, Passkey, PasskeyChallenge
from portal.core import clock, db
from portal.core.errors import NotFound, Refused
from tests import make
from tests.authenticator import Device, packed, unpacked

SITE = "https://shop.example.ir"


@pytest.fixture(autouse=True)
def site():
    passkeys.configure(SITE, "چهل‌زیتون")
    yield
    passkeys.configure("http://127.0.0.1:8000", "چهل‌زیتون")


@pytest.fixture
def user(session):
    made = make.user(session, name="سارا", email="sara@example.com")
    session.commit()
    return made


def question(session, user, ceremony=Ceremony.USE):
    return passkeys.options(session, user_id=user.id, ceremony=ceremony)


def register(session, user, device, answer=None):
    asked = question(session, user, Ceremony.REGISTER)
    answer = answer or device.create(asked)
    return passkeys.register(session, user_id=user.id, answer=answer, name="گوشی")


@pytest.fixture
def device(session, user):
    made = Device(SITE)
    assert register(session, user, made) is not None
    session.commit()
    return made


def use(session, user, answer):
    return passkeys.use(session, user_id=user.id, answer=answer)


def test_a_key_is_registered_and_used(session, user, device):
    [key] = passkeys.listing(session, user_id=user.id)
    assert (key.credential_id, key.sign_count, key.name) == (device.name, 1, "گوشی")
    assert key.used_at is None
    assert use(session, user, device.get(question(session, user)))
    assert (key.sign_count, key.used_at is not None) == (2, True)


def test_the_browser_is_told_to_verify_its_user_and_which_keys_there_are(session, user, device):
    asked = json.loads(question(session, user))
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "shop.example.ir"
    assert [key["id"] for key in asked["allowCredentials"]] == [device.name]
    more = json.loads(question(session, user, Ceremony.REGISTER))
    assert more["authenticatorSelection"]["userVerification"] == "required"
    assert more["attestation"] == "none"
    assert [key["id"] for key in more["excludeCredentials"]] == [device.name]
    assert len(unpacked(asked["challenge"])) == 32


def test_an_answer_is_good_once(session, user, device):
    answer = device.get(question(session, user))
    assert use(session, user, answer)
    assert not use(session, user, answer)


def test_an_answer_to_no_question_of_ours_is_none(session, user, device):
    asked = json.loads(question(session, user))
    asked["challenge"] = packed(b"x" * 32)
    assert not use(session, user, device.get(json.dumps(asked)))


def test_an_answer_comes_within_five_minutes(session, user, device):
    answer = device.get(question(session, user))
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)):
        assert not use(session, user, answer)


def test_the_question_of_one_ceremony_is_none_of_the_other(session, user, device):
    asked = json.loads(question(session, user, Ceremony.REGISTER))
    asked["rpId"] = asked["rp"]["id"]
    assert not use(session, user, device.get(json.dumps(asked)))


def test_a_device_that_did_not_verify_its_user_proves_nothing(session, user, device):
    device.verifies = False
    assert not use(session, user, device.get(question(session, user)))
    assert register(session, user, Device(SITE, verifies=False)) is None


@pytest.mark.parametrize(
    "origin", ["https://shop.example.ir.evil.example", "http://shop.example.ir"]
)
def test_another_origin_is_not_ours(session, user, device, origin):
    device.origin = origin
    assert not use(session, user, device.get(question(session, user)))
    assert register(session, user, Device(origin)) is None


def test_another_relying_party_is_not_ours(session, user, device):
    asked = json.loads(question(session, user))
    asked["rpId"] = "evil.example"
    assert not use(session, user, device.get(json.dumps(asked)))


def test_a_copy_of_a_device_that_counts_is_found(session, user, device):
    assert use(session, user, device.get(question(session, user)))
    device.count -= 1
    assert not use(session, user, device.get(question(session, user)))


def test_a_device_that_does_not_count_is_fine(session, user):
    device = Device(SITE, counts=False)
    register(session, user, device)
    for _ in range(2):
        assert use(session, user, device.get(question(session, user)))


def test_a_key_is_its_owners(session, user, device):
    other = make.user(session, name="دارا", email="dara@example.com")
    session.commit()
    assert not use(session, other, device.get(question(session, other)))
    assert not use(session, other, device.get(question(session, user)))
    assert register(session, other, device) is None  # known already
    [key] = passkeys.listing(session, user_id=user.id)
    with pytest.raises(NotFound):
        passkeys.remove(session, user_id=other.id, public_id=key.public_id)


def test_another_key_of_the_same_name_signs_for_nobody(session, user, device):
    forger = Device(SITE, id=device.id, count=50)
    assert not use(session, user, forger.get(question(session, user)))


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "7", '{"response": {"clientDataJSON": "!"}}',
     '{"response": {"clientDataJSON": "e30"}}', "x" * 20_001, '{"id": ["a"]}'],
)  # fmt: skip
def test_nonsense_is_no_answer(session, user, device, answer):
    question(session, user)
    assert not use(session, user, answer)
    assert register(session, user, device, answer=answer or " ") is None


def test_broken_answers_use_their_question_up(session, user, device):
    told = json.loads(device.get(question(session, user)))
    told["response"]["signature"] = packed(b"no signature")
    assert not use(session, user, json.dumps(told))
    assert session.scalars(select(PasskeyChallenge.used_at)).all()[-1] is not None


def test_ten_are_enough(session, user):
    for _ in range(passkeys.MOST):
        register(session, user, Device(SITE))
    with pytest.raises(Refused, match="too_many_passkeys"):
        question(session, user, Ceremony.REGISTER)


def test_the_number_of_a_machine_has_none(session, user):
    for address in ("http://127.0.0.1:8000", "http://[::1]:8000", ""):
        passkeys.configure(address, "x")
        assert not passkeys.are_possible()
        with pytest.raises(Refused, match="no_passkeys_here"):
            question(session, user)


def test_old_questions_are_swept(session, user):
    question(session, user)
    with clock.at(clock.now() + timedelta(days=2)):
        passkeys.sweep(session)
    assert session.scalars(select(PasskeyChallenge)).all() == []


def test_of_two_browsers_with_the_same_answer_one_enters(database, session, user, device):
    answer = device.get(question(session, user))
    session.commit()
    start, seen = threading.Barrier(2), []

    def enter():
        start.wait()
        seen.append(db.retrying(lambda own: use(own, user, answer)))

    rivals = [threading.Thread(target=enter) for _ in range(2)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert sorted(seen) == [False, True]
    session.expire_all()
    assert session.scalars(select(Passkey.sign_count)).one() == 2
