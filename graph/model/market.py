"""Foreign markets: countries, UN M49 regions, trade blocs, the world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.model.source import SourceRef

GLOBAL = "global"


class MarketKind(StrEnum):
    COUNTRY = "country"
    REGION = "region"
    BLOC = "bloc"
    GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Membership:
    """A country (alpha-2) in a bloc; ``since`` None: since when is not known; ``until``: the day it left."""

    country: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Market:
    """``id`` is the ISO 3166-1 alpha-2 code of a country, ``m49-NNN`` of a region, a short code of a bloc, ``global``.

    ``countries``: alpha-2 codes of the member countries as of the source's date (itself for a country,
    empty for ``global``). ``names``: other names it is known by. ``memberships``: with dates, former members too.
    """

    id: str
    kind: MarketKind
    name: str
    names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    memberships: tuple[Membership, ...] = ()
    sources: tuple[SourceRef, ...] = ()
