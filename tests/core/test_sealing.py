"""Sealed secrets: changed, moved or opened by another key they stay shut."""

import base64

import pytest

from portal.core import sealing

KEY, OTHER = "k" * 40, "o" * 40


@pytest.fixture(autouse=True)
def _keys():
    before = sealing._Setting.keys
    sealing.configure([KEY])
    yield
    sealing._Setting.keys = before


@pytest.mark.asvs("11.3.3")
def test_what_was_sealed_is_read_again():
    sealed = sealing.seal("JBSWY3DP", about="user-a")
    assert "JBSWY3DP" not in sealed
    assert sealing.unseal(sealed, about="user-a") == "JBSWY3DP"
    assert sealing.seal("JBSWY3DP", about="user-a") != sealed


@pytest.mark.asvs("11.3.3")
def test_a_flipped_bit_anywhere_is_noticed():
    raw = base64.b64decode(sealing.seal("JBSWY3DP", about="user-a"))
    for place in range(len(raw)):
        broken = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(base64.b64encode(broken).decode(), about="user-a")


@pytest.mark.asvs("11.3.3")
def test_a_seal_moved_to_another_row_or_key_stays_shut():
    sealed = sealing.seal("JBSWY3DP", about="user-a")
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, about="user-b")
    sealing.configure([OTHER])
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, about="user-a")
    sealing.configure([OTHER, KEY])
    assert sealing.unseal(sealed, about="user-a") == "JBSWY3DP"
