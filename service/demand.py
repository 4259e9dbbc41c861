"""What published demand asks for, and how far the catalogue answers it; read once and kept while nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from graph.errors import AlliedstackError
from graph.model import Layer, Opportunity
from matching.fit.match import MatchResult, whole
from matching.needs.model import Needs
from matching.search.filters import Filters
from service.app import Alliedstack
from service.matching import SERVES_FROM
from service.snapshot import Snapshot

MATCHED = 40  # products kept an opportunity
_READ_CHARS = 6_000  # of a notice's text: what it is about stands at its head; the rest is conditions of the procedure


@dataclass(frozen=True, slots=True)
class Demand:
    """One opportunity understood. ``fits``: product id to fit, the best ``MATCHED``; empty when nothing fits.

    ``layers``: probability that the text asks for each layer. ``missing``: asked capabilities that nobody shows.
    """

    opportunity: Opportunity
    needs: Needs
    layers: Mapping[Layer, float]
    fits: Mapping[str, float]
    nothing_fits: bool
    missing: tuple[str, ...]


@dataclass
class DemandBoard:
    """Demand per opportunity at one catalogue version."""

    version: int
    items: dict[str, Demand] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)  # opportunity id to why its text could not be read


Progress = Callable[[str, int, int], None]


def read_demand(app: Alliedstack, progress: Progress | None = None, limit: int | None = None) -> DemandBoard:
    """Understand every opportunity of the graph (the newest ``limit`` first) against the present catalogue.

    The first time takes about a second for each ten notices; the board is kept while the catalogue stays as it is.
    """
    snapshot = app.snapshot()
    held = app.boards.get(limit)
    if held is not None and held.version == snapshot.version:
        return held
    chosen = sorted(
        snapshot.catalogue.opportunities.values(), key=lambda one: (str(one.published or ""), one.id), reverse=True
    )[:limit]
    board = DemandBoard(snapshot.version)
    for number, opportunity in enumerate(chosen, start=1):
        try:
            board.items[opportunity.id] = demand_of(app, snapshot, opportunity)
        except AlliedstackError as error:  # an empty or unreadable notice: said, not hidden
            board.unread[opportunity.id] = error.message
        if progress is not None:
            progress("Reading demand", number, len(chosen))
    app.boards[limit] = board
    return board


def demand_of(app: Alliedstack, snapshot: Snapshot, opportunity: Opportunity) -> Demand:
    """One opportunity against the whole catalogue.

    Raises:
        BadInput: its text cannot be read.
    """
    needs = app.models.reader.read(opportunity.text[:_READ_CHARS])
    one = whole(needs)
    result: MatchResult = snapshot.matcher.match(
        one, needs.language, needs.constraints, filters=Filters(), limit=MATCHED, explain=False
    )
    fits = {match.product_id: match.fit for match in result.matches if match.fit >= SERVES_FROM}
    return Demand(opportunity, needs, dict(one.layers), fits, result.nothing_fits, result.missing)
