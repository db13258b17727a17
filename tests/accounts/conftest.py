from collections.abc import Iterator

import pytest

from portal.accounts import passwords


@pytest.fixture(autouse=True)
def cheap_hashes() -> Iterator[None]:
    passwords.configure(testing=True)
    yield
    passwords.configure(testing=False)
