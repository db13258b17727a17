"""Between our rows and the library `webauthn`: plain values in and out, None for what is not so."""

import json
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers import structs as w
from webauthn.helpers.exceptions import WebAuthnException

from portal.accounts.models import User
from portal.accounts.passkey_models import Ceremony

MILLISECONDS = 120_000  # that the browser waits for its user
NONSENSE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device proved. `public_key` is b"" where it only used a known one."""

    credential_id: str
    public_key: bytes
    sign_count: int
    is_backed_up: bool


def options(site: Any, user: User, ceremony: Ceremony, *, challenge: str, known: list[str]) -> str:
    """JSON for `navigator.credentials`, by PublicKeyCredential's own JSON form."""
    keys = [w.PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known]
    common = {"rp_id": site.host, "challenge": base64url_to_bytes(challenge)}
    if ceremony is Ceremony.USE:
        return webauthn.options_to_json(
            webauthn.generate_authentication_options(
                **common,
                timeout=MILLISECONDS,
                allow_credentials=keys,
                user_verification=w.UserVerificationRequirement.REQUIRED,
            )
        )
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            **common,
            rp_name=site.name,
            user_id=user.public_id.encode(),
            user_name=user.email or user.mobile or user.name,
            user_display_name=user.name,
            timeout=MILLISECONDS,
            attestation=w.AttestationConveyancePreference.NONE,
            authenticator_selection=w.AuthenticatorSelectionCriteria(
                resident_key=w.ResidentKeyRequirement.PREFERRED,
                user_verification=w.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=keys,
        )
    )


def challenge_of(answer: str) -> str | None:
    """Which challenge an answer says it signed; whether it did is judged later."""
    try:
        told = base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"])
        challenge = json.loads(told)["challenge"]
    except NONSENSE:
        return None
    return challenge if isinstance(challenge, str) else None


def registered(site: Any, answer: str, *, challenge: str) -> Answer | None:
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except NONSENSE:
        return None
    return Answer(
        bytes_to_base64url(made.credential_id),
        made.credential_public_key,
        made.sign_count,
        made.credential_backed_up,
    )


def used(site: Any, answer: str, *, challenge: str, public_key: bytes, count: int) -> Answer | None:
    """None also where a device that counts signed with a count that we have seen: a copy of it."""
    try:
        made = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except NONSENSE:
        return None
    name = bytes_to_base64url(made.credential_id)
    return Answer(name, b"", made.new_sign_count, made.credential_backed_up)
