"""Every test of orders may be paid at the sandbox bank."""

import pytest

from portal.payments import gateways


@pytest.fixture(autouse=True)
def _bank() -> None:
    gateways.configure(["sandbox"])
