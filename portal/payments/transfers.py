"""What people do about a transfer: the buyer shows a receipt, the office looks at its statement."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import clock, files
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.text import fold, latin_digits
from portal.payments.transfer_models import OPEN, TRANSFER, BankTransfer, TransferState

State = TransferState
DECIDED = frozenset({State.CONFIRMED, State.REFUSED})
MEDIA_TYPE = "image/webp"
LONGEST = 60
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the buyer says of his transfer; the picture lies in the store already."""

    sender_name: str
    tracking: str
    paid_on: date
    receipt_key: str
    receipt_sha256: str
    picture_sha256: str
    size: int  # bytes of the picture


def number(text: str) -> str:
    """A bank's number as two people write it the same: letters and Latin digits alone, capitals."""
    return "".join(sign for sign in latin_digits(fold(text)).upper() if sign.isalnum())


def by_reference(session: Session, reference: str) -> BankTransfer:
    """Locked. Raises NotFound."""
    return _locked(session, BankTransfer.reference == reference)


def by_public_id(session: Session, public_id: str) -> BankTransfer:
    """Locked. Raises NotFound."""
    return _locked(session, BankTransfer.public_id == public_id)


def _locked(session: Session, which: object) -> BankTransfer:
    mine = select(BankTransfer).where(which)  # type: ignore[arg-type]
    row = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def faults(*, sender_name: str, tracking: str, paid_on: date) -> dict[str, str]:
    """What is wrong with what the buyer typed, by field; before the picture is looked into."""
    found = {}
    for name, text in {"sender_name": fold(sender_name), "tracking": number(tracking)}.items():
        if not text or len(text) > LONGEST:
            found[name] = "too_long" if text else "required"
    if paid_on > clock.today():
        found["paid_on"] = "day_to_come"
    return found


def show(session: Session, row: BankTransfer, receipt: Receipt, *, by: str) -> None:
    """The receipt goes to the office, once. Raises Refused("transfer_shown")."""
    if row.state is not State.WAITING:
        raise Refused("transfer_shown")
    row.sender_name = fold(receipt.sender_name)
    row.tracking = number(receipt.tracking)
    row.paid_on = receipt.paid_on
    row.receipt_key = receipt.receipt_key
    row.receipt_sha256 = receipt.receipt_sha256
    row.picture_sha256 = receipt.picture_sha256
    row.uploaded_at = clock.now()
    session.add(
        files.StoredFile(
            key=receipt.receipt_key,
            sha256=receipt.picture_sha256,
            size=receipt.size,
            media_type=MEDIA_TYPE,
            is_private=True,
        )
    )
    TRANSFER.move(session, row, State.SHOWN, by=by)


def cancel(session: Session, row: BankTransfer, *, by: str) -> None:
    """The buyer pays another way. Raises Refused("transfer_in_hand") when the money is here."""
    if row.state not in OPEN:
        raise Refused("transfer_in_hand")
    row.cancelled_at = clock.now()
    TRANSFER.move(session, row, State.CANCELLED, by=by)


def approve(
    session: Session,
    row: BankTransfer,
    *,
    received: int,
    bank_reference: str,
    second_above: int,
    by: str,
) -> None:
    """`by` saw `received` (minor units) on our statement, under the bank's reference.

    Above `second_above` somebody else has to see the same before the money counts. Raises Invalid
    (received, bank_reference), Refused: transfer_decided, transfer_same_person, transfer_differs.
    """
    seen = number(bank_reference)
    _check_seen(received, seen)
    if row.state in DECIDED:
        raise Refused("transfer_decided")
    if row.state is State.APPROVED:
        _second(session, row, received, seen, by)
        return
    _take_line(session, row, seen)
    row.received, row.first_by, row.first_at = received, by, clock.now()
    needs_two = max(received, row.amount) > second_above
    TRANSFER.move(session, row, State.APPROVED if needs_two else State.CONFIRMED, by=by)
    session.flush()


def _check_seen(received: int, seen: str) -> None:
    faults = {}
    if received <= 0:
        faults["received"] = "too_small"
    if not seen or len(seen) > LONGEST:
        faults["bank_reference"] = "too_long" if seen else "required"
    if faults:
        raise Invalid(faults)


def _second(session: Session, row: BankTransfer, received: int, seen: str, by: str) -> None:
    if by == row.first_by:
        raise Refused("transfer_same_person")
    if (received, seen) != (row.received, row.bank_reference):
        raise Refused("transfer_differs")
    row.second_by, row.second_at = by, clock.now()
    TRANSFER.move(session, row, State.CONFIRMED, by=by)


def _take_line(session: Session, row: BankTransfer, seen: str) -> None:
    """One line of the statement pays one order. The database decides between two at once."""
    try:
        with session.begin_nested():
            row.bank_reference = seen
            session.flush()
    except IntegrityError as error:
        raise Invalid({"bank_reference": "bank_reference_used"}) from error


def take_back(session: Session, row: BankTransfer, *, by: str) -> None:
    """The first person was wrong: it waits as before. Raises Refused("transfer_decided")."""
    if row.state is not State.APPROVED:
        raise Refused("transfer_decided")
    note = f"{row.received} {row.bank_reference}"
    TRANSFER.move(session, row, _before(row), by=by, note=note)
    _forget(row)


def _before(row: BankTransfer) -> TransferState:
    if row.cancelled_at:
        return State.CANCELLED
    return State.SHOWN if row.receipt_key else State.WAITING


def _forget(row: BankTransfer) -> None:
    row.received = row.bank_reference = row.first_by = row.first_at = None


def refuse(session: Session, row: BankTransfer, *, reason: str, by: str) -> None:
    """No such money came. Raises Invalid (reason), Refused("transfer_decided")."""
    told = fold(reason)
    if not told or len(told) > LONGEST_REASON:
        raise Invalid({"reason": "too_long" if told else "required"})
    if row.state in DECIDED:
        raise Refused("transfer_decided")
    if row.state is State.APPROVED:
        _forget(row)
    row.reason, row.refused_by, row.refused_at = told, by, clock.now()
    TRANSFER.move(session, row, State.REFUSED, by=by)


def reference_of(session: Session, public_id: str) -> str:
    """The name that its attempt knows it by. Raises NotFound."""
    mine = select(BankTransfer.reference).where(BankTransfer.public_id == public_id)
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found
