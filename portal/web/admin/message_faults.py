"""Why a message was not delivered, in words. What a mail server said itself is shown as it is."""

import re
from collections.abc import Iterable, Mapping

from portal.web.wording import LazyString
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l
from portal.web.words import FAULT_WORDS

SILENCE = re.compile(  # of httpx, smtplib and the system's own network
    r"http \d+$|(Connect|Read|Write)(Error|Timeout)$|(RemoteProtocol|JSONDecode)Error$|too long$"
    r"|kavenegar (None|took nothing)$"
    r"|(Timeout|Connection\w*)Error\(|gaierror\(|SMTPServerDisconnected\("
)


def _each(words: LazyString, *codes: int) -> Iterable[tuple[str, LazyString]]:
    return [(f"kavenegar {code}", words) for code in codes]


KAVENEGAR: Mapping[str, LazyString] = dict(
    [
        *_each(_l("Kavenegar has switched our account off."), 401),
        *_each(_l("Kavenegar does not accept our key."), 403),
        *_each(_l("Kavenegar is busy or has a fault."), 402, 409, 451),
        *_each(_l("Kavenegar takes nothing from our server's address."), 407, 416, 429),
        *_each(_l("This number cannot receive text messages."), 411),
        *_each(_l("The line that texts go out by is not ours."), 412),
        *_each(_l("The text is empty or too long."), 413),
        *_each(_l("Our credit at Kavenegar has run out."), 418),
        *_each(_l("Kavenegar allows no links in our texts yet."), 420),
        *_each(_l("The text has a letter that cannot be sent."), 422),
        *_each(_l("Kavenegar does not know the template of codes, or it is not right."), 424, 432),
        *_each(_l("Our account may not do this yet; Kavenegar's panel says why."), 426, 427),
        *_each(_l("Our account may not do this yet; Kavenegar's panel says why."), 430, 501),
        *_each(_l("The code does not fit the template."), 431),
        *_each(_l("Kavenegar did not understand our request."), 400, 404, 405, 406, 414, 415),
        *_each(_l("Kavenegar did not understand our request."), 417, 419, 428, 604, 607),
        ("kavenegar status 6", _l("The operator could not deliver it.")),
        ("kavenegar status 11", _l("The operator could not deliver it.")),
        ("kavenegar status 13", _l("The operator could not deliver it.")),
        ("kavenegar status 14", _l("The receiver has blocked texts of this line.")),
    ]
)


def fault(said: str) -> str:
    """The words of a message's fault; "CERTIFICATE" is what OpenSSL says of an untrusted server."""
    words = FAULT_WORDS.get(said) or KAVENEGAR.get(said)
    if words is not None:
        return str(words)
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return _("The mail server's certificate is not trusted.")
    return _("No answer came.") if SILENCE.match(said) else said
