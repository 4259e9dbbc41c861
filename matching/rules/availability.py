"""Where a product can be had, in three answers."""

from __future__ import annotations

from graph.model import GLOBAL, Product
from matching.rules.location import Answer


def available(product: Product, place: str) -> Answer:
    """Whether the product is available in ``place``: a country (ISO 3166-1 alpha-2), or ``"global"``.

    "global" availability covers every country; the market "global" is served by it alone.
    """
    if product.available_in is None:
        return Answer.UNKNOWN
    return Answer.YES if GLOBAL in product.available_in or place in product.available_in else Answer.NO
