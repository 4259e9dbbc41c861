"""From a buyer's text to requirements, and from requirements to the products that fit each, with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.errors import NotFound
from graph.model import Layer, Market, Product
from matching.fit.match import Match, MatchResult, whole
from matching.needs.model import Need, Needs
from matching.search.filters import Filters, Removal, removals
from service.app import Alliedstack
from service.lookup import find_product
from service.markets import find_market
from service.replay import Replay
from service.snapshot import Snapshot

# Fit from which a product counts as serving a requirement: a chance of nearly one in three that a buyer finds a
# substantial part of it in the product. Below it a team would be called complete that most likely is not.
SERVES_FROM = 0.3
DEFAULT_SHOWN = 5  # products shown a requirement: enough to compare, few enough to read


def for_one_requirement(result: MatchResult) -> MatchResult:
    """The result for one requirement of a text, of which nothing fits only when no product would be let serve it.

    The matcher's own word on that was learned on whole texts; on a single clause it is too strict.
    """
    if not result.nothing_fits or not result.matches or result.matches[0].fit < SERVES_FROM:
        return result
    return replace(result, nothing_fits=False, reason="")


@dataclass(frozen=True, slots=True)
class MatchWish:
    """What a match is limited to. ``market``: any name of a market, "" for any; other fields as in ``Filters``."""

    market: str = ""
    layers: frozenset[Layer] = frozenset()
    certifications: frozenset[str] = frozenset()
    deployments: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()
    strict: bool = False
    limit: int = DEFAULT_SHOWN
    buyer_has: frozenset[str] = frozenset()
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """``results``: requirement id to its matches; ``whole``: the matches for the text taken as one."""

    needs: Needs
    market: Market | None
    results: Mapping[str, MatchResult]
    whole: MatchResult
    replay: Replay
    snapshot: Snapshot = field(repr=False)


def read_needs(app: Alliedstack, text: str) -> Needs:
    """The requirements of a text in any language, for a person to correct.

    Raises:
        BadInput: nothing readable in it.
    """
    return app.models.read(text)


def notice_text(app: Alliedstack, opportunity_id: str) -> str:
    """The text of an opportunity in the graph.

    Raises:
        NotFound: there is no such opportunity.
    """
    opportunity = app.snapshot().catalogue.opportunities.get(opportunity_id)
    if opportunity is None:
        raise NotFound(f"There is no opportunity {opportunity_id!r}.", "List them: alliedstack opportunities")
    return opportunity.text


def filters_of(wish: MatchWish, market: Market | None) -> Filters:
    """The wish as filters on products."""
    return Filters(
        layers=wish.layers,
        markets=frozenset(market.countries) if market is not None else frozenset(),
        certifications=wish.certifications,
        deployments=wish.deployments,
        sectors=wish.sectors,
        languages=wish.languages,
        companies=wish.companies,
        strict=wish.strict,
    )


def _within(app: Alliedstack, wish: MatchWish) -> tuple[Snapshot, Market | None, Filters]:
    """What is searched, for which market, within which filters."""
    snapshot = app.snapshot(illustrative=wish.illustrative)
    market = find_market(wish.market, snapshot.catalogue.markets) if wish.market else None
    return snapshot, market, filters_of(wish, market)


def match_needs(app: Alliedstack, needs: Needs, wish: MatchWish | None = None) -> MatchAnswer:
    """The products that fit each requirement best, and those that fit the whole text.

    Raises:
        NotFound: there is no such market.
    """
    wish = wish or MatchWish()
    snapshot, market, filters = _within(app, wish)

    def matched(need: Need) -> MatchResult:
        return snapshot.matcher.match(
            need, needs.language, needs.constraints, filters=filters, buyer_has=wish.buyer_has, limit=wish.limit
        )

    results = {need.id: for_one_requirement(matched(need)) for need in needs.requirements}
    text = whole(needs)
    same = next((need for need in needs.requirements if _same_question(need, text)), None)
    of_text = results[same.id] if same is not None else matched(text)
    return MatchAnswer(needs, market, results, of_text, app.replay(snapshot), snapshot)


def _same_question(need: Need, other: Need) -> bool:
    """Whether a match reads the same in both: a text of one requirement need not be matched twice."""
    return replace(need, id="", span=(0, 0), mandatory=True, weight=1.0) == replace(
        other, id="", span=(0, 0), mandatory=True, weight=1.0
    )


def only(needs: Needs, dropped: Sequence[str]) -> Needs:
    """The needs without some requirements.

    Raises:
        NotFound: a requirement that the text does not have.
    """
    known = {need.id for need in needs.requirements}
    for one in dropped:
        if one not in known:
            raise NotFound(f"There is no requirement {one!r}.", f"One of: {', '.join(sorted(known))}.")
    return replace(needs, requirements=tuple(need for need in needs.requirements if need.id not in dropped))


@dataclass(frozen=True, slots=True)
class Explained:
    """One product against each requirement: its place among all that passed, and what speaks for and against it.

    ``places``: requirement id to (place from 1, of how many), None where a filter removed it. ``removals``: the filters
    that the product fails or of whose facts nothing is known.
    """

    product: Product
    needs: Needs
    places: Mapping[str, tuple[int, int] | None]
    matches: Mapping[str, Match | None]
    removals: tuple[Removal, ...]
    replay: Replay


def explain_product(app: Alliedstack, needs: Needs, product: str, wish: MatchWish | None = None) -> Explained:
    """Why the product is in the list or not.

    Raises:
        NotFound: no such product or market.
    """
    wish = wish or MatchWish()
    snapshot, _, filters = _within(app, wish)
    found = find_product(product, snapshot)
    places: dict[str, tuple[int, int] | None] = {}
    matches: dict[str, Match | None] = {}
    for need in needs.requirements:
        result = snapshot.matcher.match(
            need,
            needs.language,
            needs.constraints,
            filters=filters,
            buyer_has=wish.buyer_has,
            limit=len(snapshot.corpus),
        )
        place = next((n for n, m in enumerate(result.matches, start=1) if m.product_id == found.id), None)
        places[need.id] = (place, result.passed) if place is not None else None
        matches[need.id] = result.matches[place - 1] if place is not None else None
    return Explained(found, needs, places, matches, removals(found, filters), app.replay(snapshot))
