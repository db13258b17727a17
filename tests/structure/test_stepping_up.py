"""Which views want a proof of the last hour; the list is here to be read, the rule is in policy.py."""

import pytest

from portal.firms import policy

PERSONAL = {
    "account.email", "account.ask_email", "account.phone", "account.send_phone_code",
    "account.save_phone", "account.password", "account.change_password", "account.app",
    "account.begin_app", "account.confirm_app", "account.remove_app", "account.renew_codes",
    "account.new_passkey", "account.passkey_question", "account.add_passkey",
    "account.remove_passkey",
    "account.end_session", "account.end_others",
}  # fmt: skip
TEAM = {"team", "invite", "withdraw_invitation", "change_role", "end_membership"}
DESK = {f"desk.{name}" for name in TEAM} | {"desk.save_iban", "desk.money"}
OFFICE = {f"consortium.{name}" for name in TEAM} | {
    "consortium.refunds", "consortium.withdrawal_handled",
    "consortium.refund_paid", "consortium.refund_retry",
    "consortium.return_mismatch", "consortium.cancel_part", "consortium.resolve_part",
    "consortium.charges", "consortium.add_charge",
    "consortium.end_charge", "consortium.move_charge",
    "consortium.transfers", "consortium.transfer", "consortium.transfer_receipt",
    "consortium.confirm_transfer", "consortium.take_back_transfer", "consortium.refuse_transfer",
    "admin.users", "admin.set_user_active", "admin.drop_second_step",
}  # fmt: skip


def marks(app):
    return {
        name: view.access for name, view in app.view_functions.items() if hasattr(view, "access")
    }


@pytest.mark.asvs("7.5.2")
def test_the_views_that_step_up_are_these(app):
    assert {name for name, mark in marks(app).items() if mark.steps_up} == PERSONAL | DESK | OFFICE


def test_no_view_of_money_team_or_people_is_without(app):
    wanting = {name for name, mark in marks(app).items() if mark.permission in policy.STEP_UP}
    assert wanting == DESK | OFFICE


def test_packing_and_stepping_up_share_nothing():
    assert not policy.PACKING & policy.STEP_UP
