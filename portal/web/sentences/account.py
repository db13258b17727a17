"""Sentences about people, their passwords, links and invitations."""

from portal.web.wording import LazyString
from portal.web.wording import lazy as _l

SENTENCES: dict[str, LazyString] = {
    "password_too_short": _l("A password has at least 15 characters: three or four words."),
    "password_too_long": _l("A password has at most 128 characters."),
    "password_common": _l("Many people use this password, so it is guessed first. Choose another."),
    "password_personal": _l("Do not use your name or e-mail in the password."),
    "wrong_password": _l("These do not fit together. Check them, or ask for a new password."),
    "wrong_code": _l("This code is not right or is too old. Ask for another one."),
    "wrong_factor": _l("This code is not right, is too old or was used. Wait for the next one."),
    "wrong_passkey": _l("This passkey could not be checked. Try again, or write a code."),
    "no_passkeys_here": _l("This address of the site cannot have passkeys."),
    "too_many_passkeys": _l("Ten passkeys are enough. Take an old one away first."),
    "second_step_required": _l("Who works at a desk keeps one second step. Set up another first."),
    "identity_unproven": _l("Write how you made sure who it is."),
    "link_spent": _l("This link was used before or is too old. Ask for a new one."),
    "email_taken": _l("Somebody has this e-mail address already."),
    "mobile_taken": _l("Somebody has this mobile number already."),
    "sign_in_to_confirm": _l("Sign in with the account that this address is for, then confirm it."),
    "account_closed": _l("This account is closed. Write to the consortium office."),
    "other_email": _l("The invitation went to another e-mail address. Sign in with that account."),
    "sign_in_first": _l("This address has an account. Sign in, then accept the invitation."),
    "already_a_member": _l("This person is a member already."),
    "last_owner": _l("Somebody must keep this role. Give it to another person first."),
    "too_many_addresses": _l("The address book is full. Remove one you no longer need."),
    "terms_exist": _l("There is a version for this day already. Choose another day."),
    "unknown_role": _l("Choose one of the roles."),
    "unknown_theme": _l("Choose light or dark."),
    "bad_code": _l("Use only the letters a to z, digits and hyphens."),
    "code_taken": _l("This code is in use. Choose another."),
    "in_the_past": _l("This day has passed. Choose one from today on."),
    "too_late": _l("This day is too far away. Choose an earlier one."),
}
