"""Finding a market by what people call it: a code, a name in several languages, a region, a bloc, the world."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from graph.errors import NotFound
from graph.model import GLOBAL, Market, MarketKind

_SUGGESTIONS = 3  # near names shown with an unknown market
_CATALOGUES = 4  # whose names are remembered: today's with and without examples, and those before a change
_SUGGESTION_FLOOR = 60  # rapidfuzz ratio under which a suggestion is noise rather than help

WORLD = Market(id=GLOBAL, kind=MarketKind.GLOBAL, name="Global", names=("world", "worldwide", "international"))


def fold(name: str) -> str:
    """Lower case without accents and with single spaces."""
    decomposed = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


class _This:
    """A mapping as a key: this very object. Catalogues are never changed in place, and comparing content takes longer
    than what is remembered."""

    def __init__(self, markets: Mapping[str, Market]) -> None:
        self.markets = markets

    def __hash__(self) -> int:
        return id(self.markets)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.markets is self.markets


@lru_cache(maxsize=_CATALOGUES)
def _index(these: _This) -> Mapping[str, Market]:
    """Every name to its market; a country's name wins over a bloc's or region's of the same name."""
    markets = these.markets
    by_name: dict[str, Market] = {}
    for market in sorted(markets.values(), key=lambda m: (m.kind is MarketKind.COUNTRY, m.id)):
        for name in (*market.names, market.name, market.id):
            by_name[fold(name)] = market
    for name in (WORLD.id, *WORLD.names):
        by_name.setdefault(fold(name), markets.get(GLOBAL, WORLD))
    return by_name


def find_market(wanted: str, markets: Mapping[str, Market]) -> Market:
    """The market that ``wanted`` names.

    Raises:
        NotFound: no market has that name; the hint holds the nearest ones.
    """
    if wanted in markets:  # an id, as programs send it, needs no index of all names
        return markets[wanted]
    by_name = _index(_This(markets))
    found = by_name.get(fold(wanted))
    if found is not None:
        return found
    near = process.extract(fold(wanted), by_name.keys(), scorer=fuzz.WRatio, limit=10, score_cutoff=_SUGGESTION_FLOOR)
    names = list(dict.fromkeys(f"{by_name[name].name} ({by_name[name].id})" for name, _, _ in near))[:_SUGGESTIONS]
    hint = f"Did you mean {' or '.join(names)}?" if names else "Name a country, region or bloc, for example KE, ASEAN."
    if not markets:
        hint = "The graph is empty. The bundled sample: alliedstack demo. Your own records: alliedstack ingest FILE."
    raise NotFound(f"There is no market {wanted!r}.", hint)
