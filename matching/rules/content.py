"""U.S. content of the hardware layer: the value-weighted share of U.S. origin, as an interval.

Sum(value x share) / Sum(value) over the hardware products of the team, where a share may be an interval or not known
([0, 1]), and a value that is not known may be any positive amount. With the value V > 0 of the known amounts and their
weighted share L, the unknown amounts move the result between L (as they go to nothing) and the share of one of them
(as it outgrows the rest): the closed interval is [min(L, shares), max(H, shares)], whose ends may be limits only.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from graph.model import Product
from matching.rules.exact import ANYTHING, ZERO, Interval, exact
from matching.rules.findings import MissingFact


def share_of(product: Product) -> Interval:
    """The product's own U.S. share; [0, 1] when not known."""
    if product.us_value_share is None:
        return ANYTHING
    low, high = product.us_value_share
    return Interval(exact(low), exact(high))


def us_content(products: Iterable[Product]) -> Interval:
    """The content interval of these hardware products.

    [0, 1] when there is none, and when no amount is above 0: a share of nothing says nothing.
    """
    value, least, most = ZERO, ZERO, ZERO
    unvalued: list[Interval] = []
    for product in products:
        share = share_of(product)
        if product.unit_value is None:
            unvalued.append(share)
            continue
        amount = exact(product.unit_value)
        value += amount
        least += amount * share.low
        most += amount * share.high
    lows: list[Fraction] = [share.low for share in unvalued]
    highs: list[Fraction] = [share.high for share in unvalued]
    if value > 0:
        lows.append(least / value)
        highs.append(most / value)
    return Interval(min(lows), max(highs)) if lows else ANYTHING


def missing_content_facts(products: Iterable[Product]) -> tuple[MissingFact, ...]:
    """The values and shares that are not known; an interval counts as known, though an attestation may narrow it."""
    found: list[MissingFact] = []
    for product in products:
        if product.us_value_share is None:
            found.append(MissingFact(product.id, "us_value_share"))
        if product.unit_value is None:
            found.append(MissingFact(product.id, "unit_value"))
    return tuple(found)
