"""Contracts that companies are known to have been awarded: what they have proven in a market or sector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from graph.catalogue import Catalogue
from matching.capabilities.tagger import Tagger

MAX_AWARDS = 50  # kept a company: enough to show use, and no company's list grows without bound


@dataclass(frozen=True, slots=True)
class Award:
    """``sectors`` follow from the capabilities that the notice's words name."""

    opportunity: str
    title: str
    countries: tuple[str, ...]
    sectors: tuple[str, ...]


def awards_of(catalogue: Catalogue, tagger: Tagger) -> Mapping[str, tuple[Award, ...]]:
    """Company id to its awards, in the order of the opportunities' ids."""
    found: dict[str, list[Award]] = defaultdict(list)
    for opportunity in catalogue.opportunities.values():
        if not opportunity.awarded_to:
            continue
        tags = tagger.tags(opportunity.text, (opportunity.language or "en",))
        sectors = sorted({sector for tag in tags for sector in tagger.vocabulary[tag.capability].sectors})
        award = Award(opportunity.id, opportunity.title, opportunity.countries, tuple(sectors))
        for company in opportunity.awarded_to:
            if len(found[company]) < MAX_AWARDS:
                found[company].append(award)
    return {company: tuple(awards) for company, awards in found.items()}
