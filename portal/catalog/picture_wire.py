"""What a picture child and its parent agree on, apart from the libraries of either."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

LENGTH = struct.Struct(">I")  # stands before every message, in bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """What is made of a picture: `sides` in px, the largest first; each in every format."""

    sides: tuple[int, ...]
    formats: tuple[str, ...]
    takes: tuple[str, ...]  # what may come, as Pillow names it


PRODUCT, RECEIPT = "product", "receipt"
PLANS: Mapping[str, Plan] = {
    PRODUCT: Plan((1200, 600, 300), ("avif", "webp"), ("JPEG", "PNG", "WEBP")),
    # One file, large enough to read the small print of a tall screenshot.
    RECEIPT: Plan((2000,), ("webp",), ("JPEG", "PNG", "WEBP", "AVIF")),
}
