"""What buyers may send: pictures made anew, words judged beside their fields, nothing by GET."""

import io
import struct
import zlib
from datetime import timedelta

import pytest
from PIL import Image

from portal.core import clock, files, jalali
from portal.payments.transfer_models import TransferState
from tests.web.house import picture
from tests.web.transfers.conftest import said

ALL = ("JPEG", "PNG", "WEBP", "AVIF")


def bomb():
    """A PNG of 169 megapixels in a few bytes."""

    def chunk(kind, body):
        packed = kind + body
        return struct.pack(">I", len(body)) + packed + struct.pack(">I", zlib.crc32(packed))

    head = struct.pack(">IIBBBBB", 13_000, 13_000, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"\0" * 13_001 * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ALL)
def test_a_receipt_is_made_anew_and_lies_apart(trip, kind):
    assert trip.show(picture(400, 700, kind), f"a.{kind.lower()}").status == 200
    row = trip.row()
    assert row.state is TransferState.SHOWN
    assert row.receipt_key.startswith("t/")
    made = Image.open(io.BytesIO(files.store().read(row.receipt_key)))
    assert (made.format, made.size) == ("WEBP", (400, 700))
    assert trip.buyer.ask(f"/media/{row.receipt_key}").status_code == 404
    assert trip.house.person("administrator").ask(f"/media/{row.receipt_key}").status_code == 404


def test_its_metadata_are_dropped(trip):
    kept = Image.Exif()
    kept[0x010E] = "where I live"
    content = io.BytesIO()
    Image.new("RGB", (300, 300)).save(content, "JPEG", exif=kept)
    trip.show(content.getvalue(), "a.jpg")

    assert b"where I live" not in files.store().read(trip.row().receipt_key)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"not a picture", "receipt.jpg", "تصویر نیست"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "تصویر نیست"),
        (b"", "receipt.png", "پروندهٔ تصویر"),
        (bomb(), "receipt.png", "۲۵ مگاپیکسل"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * (8 * 2**20 + 1), "a.png", "۸ مگابایت"),
    ],
    ids=["text", "svg", "empty", "bomb", "large"],
)
def test_what_is_no_receipt_is_refused_and_what_was_typed_stays(trip, content, name, words):
    page = trip.show(content, name)
    assert page.status == 422
    assert words in page.text
    assert 'value="سارا محمدی"' in page.html
    assert trip.row().state is TransferState.WAITING
    assert files.store().keys("t/") == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"sender_name": ""}, "نام فرستنده"),
        ({"tracking": " - "}, "شمارهٔ پیگیری بانک"),
        ({"tracking": "1" * 61}, "بلند است"),
        ({"paid_on": ""}, "روز انتقال"),
        ({"paid_on": "۱۴۰۵/۱۳/۴۰"}, "تاریخ را"),
        ({"paid_on": "{}/{}/{}"}, "هنوز نرسیده است"),
    ],
    ids=["no name", "no number", "long number", "no day", "no such day", "tomorrow"],
)
def test_words_are_judged_beside_their_fields(trip, facts, words):
    tomorrow = jalali.from_date(clock.today() + timedelta(days=1))
    typed = {name: text.format(*tomorrow) for name, text in facts.items()}
    page = trip.show(**typed)
    assert page.status == 422
    assert 'class="err-summary"' in page.html
    assert words in page.text
    assert trip.row().state is TransferState.WAITING


def test_persian_digits_are_kept_as_latin_ones(trip):
    trip.show(tracking="۱۲۳۴-٥٦")
    assert trip.row().tracking == "123456"


def test_a_second_receipt_is_refused(trip):
    trip.show()
    assert trip.show().status == 409


@pytest.mark.usefixtures("still")
def test_receipts_are_counted(trip):
    answers = [trip.show(b"no picture", "a.png").status for _ in range(11)]
    assert answers[:10] == [422] * 10
    assert answers[10] == 429


def test_a_transfer_that_nobody_began_is_not_found(house, trip):
    page = house.stranger()
    assert page.ask(f"/transfer/{'x' * 43}").status_code == 404
    assert page.post(f"/transfer/{'x' * 43}", said()).status == 404
    assert page.post(f"/transfer/{'x' * 43}/cancel").status == 404


@pytest.mark.parametrize("who", ["owner", "neighbour", "finance", "officer", "auditor", "buyer"])
def test_only_those_who_decide_see_transfers_and_receipts(trip, who):
    trip.show()
    person = trip.house.person(who)
    for path in ("/consortium/transfers", trip.office_path, f"{trip.office_path}/receipt"):
        assert person.ask(path).status_code == 404, path
    assert trip.see(person).status == 404
    assert trip.row().state is TransferState.SHOWN


def test_a_guest_is_sent_to_sign_in(trip):
    trip.show()
    assert trip.buyer.ask(f"{trip.office_path}/receipt").status_code == 303
