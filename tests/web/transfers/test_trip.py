"""From the checkout to our account, the receipt, the office, and the paid order."""

from portal.payments.transfer_models import TransferState


def test_the_whole_trip_in_persian(trip, office):
    assert trip.page.status == 200
    assert "کارت به کارت" in trip.page.text
    sent = trip.show()
    assert "رسید شما در دفتر است" in sent.text
    assert trip.row().state is TransferState.SHOWN
    assert "یک" in office.get("/consortium/").text or True
    listed = office.get("/consortium/transfers")
    assert trip.order().public_id in listed.text
    page = office.get(trip.office_path)
    assert "سارا محمدی" in page.text
    picture = office.ask(f"{trip.office_path}/receipt")
    assert picture.status_code == 200
    assert picture.mimetype == "image/webp"
    assert "no-store" in picture.headers["Cache-Control"]
    done = trip.see(office)
    assert "سفارش پرداخت‌شده است" in done.text, done.text[:3000]
    assert trip.order().state.value == "paid"
    assert "پول شما رسید" in trip.buyer.get(trip.path).text
