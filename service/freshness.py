"""Facts past the age at which their source counts as out of date: not known to the rules, and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from graph.catalogue import Catalogue
from graph.model import Company, Product, Source

# The facts that rules rest on and that change with time. Names, identifiers, layers and model lineage do not age;
# certifications serve the search, which shows their source and its date.
_COMPANY_FACTS = ("incorporated_in", "based_in", "owned_by", "controlled_by", "small_business")
_LINK_FACTS = ("owned_by", "controlled_by")
_PRODUCT_FACTS = ("available_in", "unit_value", "us_value_share", "eccn", "open_weight")

_Thing = TypeVar("_Thing", Company, Product)


@dataclass(frozen=True, slots=True)
class StaleFact:
    """A fact that counts as not known: of which company or product, what it said, and since when it is too old."""

    subject: str
    field: str
    value: str
    source: str
    retrieved_at: str
    max_age_days: int
    since: date


def stale_since(source: Source) -> date | None:
    """The first day on which facts of the source are too old; None: they do not age. A copy of unknown date always is.

    Made-up examples do not age: nobody could renew them.
    """
    if source.max_age_days is None or source.illustrative:
        return None
    try:
        day = date.fromisoformat(source.retrieved_at[:10])
    except ValueError:
        return date.min
    return day + timedelta(days=source.max_age_days + 1)


def without_stale(catalogue: Catalogue, as_of: date) -> tuple[Catalogue, tuple[StaleFact, ...]]:
    """The catalogue in which every fact that is too old on ``as_of`` is not known, and the list of those facts.

    To be called on companies as they are stored, before merged ones are folded into one: there each company's facts
    come from the source that states it. A company or product is too old when every source of it is; owners and
    controllers, which may come from another source, are judged by their own, and one that is too old makes the whole
    list unknown, since what is left of it would read as all.
    """
    old = {key: day for key, one in catalogue.sources.items() if (day := stale_since(one)) is not None and day <= as_of}
    if not old:
        return catalogue, ()
    stale: list[StaleFact] = []
    watch = _Watch(catalogue.sources, old)
    companies = {key: watch.company(one, stale) for key, one in catalogue.companies.items()}
    products = {key: watch.blanked(one, _PRODUCT_FACTS, stale) for key, one in catalogue.products.items()}
    if not stale:
        return catalogue, ()
    return replace(catalogue, companies=companies, products=products), tuple(stale)


class _Watch:
    """Blanks facts of the sources in ``old`` (source id to the day since when)."""

    def __init__(self, sources: Mapping[str, Source], old: Mapping[str, date]) -> None:
        self._sources = sources
        self._old = old

    def company(self, company: Company, stale: list[StaleFact]) -> Company:
        linked = company
        for name in _LINK_FACTS:
            too_old = self._of_links(getattr(company, name) or ())
            if too_old is not None:
                stale.append(self._fact(company.id, name, getattr(company, name), too_old))
                unknown: dict[str, Any] = {name: None}
                linked = replace(linked, **unknown)
        return self.blanked(linked, _COMPANY_FACTS, stale)

    def blanked(self, thing: _Thing, names: Iterable[str], stale: list[StaleFact]) -> _Thing:
        source = self._of(ref.source_id for ref in thing.sources)
        if source is None:
            return thing
        gone: dict[str, Any] = {}
        for name in names:
            value = getattr(thing, name)
            if value is None or (name in _LINK_FACTS and self._fresh_links(value)):
                continue
            gone[name] = None
            stale.append(self._fact(thing.id, name, value, source))
        return replace(thing, **gone) if gone else thing

    def _of(self, sources: Iterable[str]) -> str | None:
        """The source that was the last to grow too old, when all did; None when one still stands (or there is none)."""
        found = list(sources)
        if not found or any(one not in self._old for one in found):
            return None
        return max(found, key=lambda one: self._old[one])

    def _of_links(self, links: Iterable[Any]) -> str | None:
        return next((one.source.source_id for one in links if one.source and one.source.source_id in self._old), None)

    def _fresh_links(self, links: Iterable[Any]) -> bool:
        """Owners that another source states, which still stands."""
        named = [one.source.source_id for one in links if one.source is not None]
        return bool(named) and all(one not in self._old for one in named)

    def _fact(self, subject: str, name: str, value: Any, source_id: str) -> StaleFact:
        source = self._sources[source_id]
        assert source.max_age_days is not None
        shown = ", ".join(str(getattr(one, "owner", one)) for one in value) if isinstance(value, tuple) else str(value)
        since = self._old[source_id]
        return StaleFact(subject, name, shown, source_id, source.retrieved_at, source.max_age_days, since)
