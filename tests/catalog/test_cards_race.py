"""Two changes of one product at once: the card knows both."""

import threading

import pytest

from portal.catalog import cards
from portal.catalog.card_tables import Card, CardFace
from portal.catalog.models import OfferPrice
from portal.core.db import reading, transaction
from tests.catalog import goods


@pytest.mark.race
def test_two_prices_set_at_the_same_time_are_both_on_the_card(database):
    with transaction() as session:
        product = goods.product(session, price=90_000_000)
        offers = [goods.pack(session, product, price=9_000_000, net_value=ml) for ml in (250, 750)]
        offer_ids, product_id = [offer.id for offer in offers], product.id

    start = threading.Barrier(2)

    def reprice(offer_id: int, minor: int) -> None:
        start.wait()
        with transaction() as session:
            session.add(OfferPrice(offer_id=offer_id, minor=minor, created_by="test"))
            cards.refresh(session, [product_id])

    for round_ in range(1, 6):
        prices = [1_000_000 * round_, 3_000_000 * round_]
        threads = [
            threading.Thread(target=reprice, args=pair)
            for pair in zip(offer_ids, prices, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with reading() as session:
            assert session.get(Card, product_id).price == prices[0]
            assert session.get(CardFace, product_id).unit_from == 4 * prices[0]
