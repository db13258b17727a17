"""What a person keeps: sign-in, addresses, password, invitations."""

import pyotp

from tests.matrix.fillers_store import ALWAYS, nothing
from tests.matrix.people import CITY, PASSWORD

MOBILE = "+989129998877"
PHONE = "+989129998866"
NEW = "seven green hills of Tarom"


def secret(purpose):
    return lambda world, _whose: {"secret": world.secrets[purpose]}


def invitation(world, _whose):
    return {"secret": world.invitations["A"]}


def accepted(world, whose):
    """To buyer A's mailbox; of others it is the one that went to somebody else."""
    return {"secret": world.secrets["accept"] if whose == "buyer_a" else world.invitations["A"]}


def own_address(world, whose):
    return {"public_id": world.addresses[whose]}


def no_passkey(_world, _whose):
    """A second step would stand in everybody's way here; whose key is whose: test_passkeys.py."""
    return {"key_id": "0000000000000000"}


def own_session(world, whose):
    return {"name": world.logins[whose]}


def factor_of(world):
    """The six digits of now, of buyer A's app that waits for its first code."""
    return pyotp.TOTP(world.secrets["app"]).now()


OBJECTS = {
    "account.end_session": own_session,
    "account.invited": invitation,
    "account.join": invitation,
    "account.accept_invitation": accepted,
    "account.reset": secret("reset_password"),
    "account.reset_now": secret("reset_password"),
    "account.verify_email": secret("verify_email"),
    "account.verify_email_now": secret("verify_email"),
    "account.remove_address": own_address,
    "account.remove_passkey": no_passkey,
}


def place(_world, _whose):
    return {
        "recipient": "سارا", "mobile": "09121234567", "province_code": "IR-26",
        "city_code": CITY, "postcode": "3419613145", "line": "کوچهٔ زیتون",
    }  # fmt: skip


def sign_in(world, whose):
    user = world.principals[whose if whose != "guest" else "buyer_a"].user
    return {"identifier": user.email, "password": PASSWORD}


FORMS = {
    "account.sign_in_now": sign_in,
    "account.sign_out": nothing,
    "account.confirm_now": lambda _w, _o: {"step_up_password": PASSWORD},
    "account.register_now": lambda _w, _o: {
        "name": "نو", "email": "new@example.com", "password": NEW,
    },
    "account.ask_reset": lambda world, _o: {"email": world.principals["buyer_a"].user.email},
    "account.reset_now": lambda _w, _o: {"password": NEW},
    "account.change_password": lambda _w, _o: {"present": PASSWORD, "password": NEW},
    "account.verify_email_now": nothing,
    "account.ask_email": lambda _w, _o: {"email": "elsewhere@example.com"},
    "account.send_phone_code": lambda _w, _o: {"mobile": "09129990001"},
    "account.save_phone": lambda world, _o: {"mobile": PHONE, "code": world.secrets["phone_code"]},
    "account.send_code": lambda _w, _o: {"mobile": "09129990000"},
    "account.enter_by_code": lambda world, _o: {"mobile": MOBILE, "code": world.secrets["code"]},
    "account.add_address": place,
    "account.remove_address": nothing,
    "account.save": lambda _w, _o: {"name": "نام دیگر", "language": "en", "theme": "dark"},
    "account.end_others": nothing,
    "account.end_session": nothing,
    "account.second_now": lambda _w, _o: {"code": "000000"},
    "account.begin_app": nothing,
    "account.confirm_app": lambda world, _o: {"code": factor_of(world)},
    "account.remove_app": nothing,
    "account.renew_codes": nothing,
    "account.second_question": nothing,
    "account.confirm_question": nothing,
    "account.passkey_question": nothing,
    "account.add_passkey": lambda _w, _o: {"name": "تلفن", "passkey": "{}"},
    "account.remove_passkey": nothing,
    "account.join": lambda _w, _o: {"name": "همکار", "password": NEW},
    "account.accept_invitation": nothing,
}  # fmt: skip
QUIET = {  # they write sessions, which the comparison leaves out
    "account.confirm_now", "account.sign_out", "account.sign_in_now", "account.end_others",
    "account.end_session",
    "account.second_now",  # nobody here stands between the password and the second step
    "account.remove_app", "account.renew_codes",  # nothing to take away, nothing to renew
}  # fmt: skip
MOVED = {"account.sign_in": ALWAYS, "account.second": ALWAYS, "account.app": frozenset({"buyer_a"})}
# The invitation went to this person's mailbox.
ONLY = {
    "account.accept_invitation": frozenset({"buyer_a"}),
    "account.confirm_app": frozenset({"buyer_a"}),
    "account.second_question": frozenset(),  # nobody here stands there
    "account.add_passkey": frozenset(),  # nobody here has a device
}
FOREIGN: dict = {}
EMPTY = {"account.remove_passkey"}
