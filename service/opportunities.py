"""The demand that the graph holds, filtered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.model import Opportunity
from service.app import Alliedstack
from service.markets import find_market


@dataclass(frozen=True, slots=True)
class Found:
    """``shown``: the newest first; ``total``: how many there are."""

    shown: tuple[Opportunity, ...]
    total: int


def find_opportunities(app: Alliedstack, market: str = "", words: str = "", limit: int = 20) -> Found:
    """Opportunities in a market whose text has all the words.

    Raises:
        NotFound: there is no such market.
    """
    catalogue = app.catalogue()
    countries = set(find_market(market, catalogue.markets).countries) if market else set()
    wanted = [word.casefold() for word in words.split()]
    found = [
        one
        for one in catalogue.opportunities.values()
        if (not countries or countries & set(one.countries)) and all(word in one.text.casefold() for word in wanted)
    ]
    found.sort(key=lambda one: (one.published or date.min, one.id), reverse=True)
    return Found(tuple(found[:limit]), len(found))
