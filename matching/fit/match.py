"""The room's entrance: a requirement against a corpus, answered by matches with reasons, or by "nothing fits"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from graph.errors import NotFound
from graph.model import Layer
from matching.capabilities.vocabulary import Vocabulary
from matching.fit.criteria import Case, CriterionScore, judge
from matching.fit.features import FEATURES, features
from matching.fit.model import FitModel
from matching.fit.why_not import WhyNot, behind, sentences
from matching.needs.model import Constraint, Need, NeededCapability, Needs
from matching.search.candidates import DEFAULT_CANDIDATES, Candidates, CandidateSource, SnapshotSource
from matching.search.corpus import Corpus
from matching.search.embedder import Embedder
from matching.search.filters import Filters, removals, removes
from matching.search.fusion import Scores, top
from matching.search.query import AskedCapability, Query, build_query

DEFAULT_LIMIT = 10
REMEMBERED_QUERIES = 2_000  # about 10 kB each
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Match:
    """``fit``: calibrated probability, in [0, 1], that the product delivers a substantial part of the need.

    ``score`` orders matches. ``missing``: criteria on which the product does not say anything.
    """

    product_id: str
    fit: float
    score: float
    criteria: tuple[CriterionScore, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchResult:
    """``nothing_fits``: no product reaches a fit worth proposing; the matches are then only the nearest there are.

    ``missing``: labels of the asked capabilities that no match shows. ``considered``/``passed``: products judged
    closely and products that passed the filters; ``catalogue``: all there are.
    """

    matches: tuple[Match, ...]
    nothing_fits: bool
    reason: str
    missing: tuple[str, ...]
    considered: int
    passed: int
    catalogue: int
    filters: Filters


@dataclass(frozen=True, slots=True)
class _Ranking:
    """``scores`` and ``table`` (features) belong to the rows of ``candidates``."""

    candidates: Candidates
    scores: Scores
    table: Scores


def query_of(need: Need, language: str, vocabulary: Vocabulary, embedders: Mapping[str, Embedder]) -> Query:
    """What the search legs read of one requirement."""
    asked = [AskedCapability(c.capability, c.weight) for c in need.capabilities if c.capability in vocabulary]
    odds = dict(need.layers) if need.layers else dict.fromkeys(Layer, 0.0)
    return build_query(need.text, language, asked, odds, need.sector, vocabulary, embedders)


@dataclass(frozen=True)
class Matcher:
    """What does not change between requirements: corpus, models, weights."""

    corpus: Corpus
    embedders: Mapping[str, Embedder]
    model: FitModel
    source: CandidateSource | None = None

    def query(self, need: Need, language: str) -> Query:
        """What the legs read of one requirement; of the latest it is remembered."""
        return self._queries(need, language)

    @cached_property
    def _queries(self) -> Callable[[Need, str], Query]:
        def read(need: Need, language: str) -> Query:
            return query_of(need, language, self.corpus.vocabulary, self.embedders)

        return lru_cache(REMEMBERED_QUERIES)(read)

    def match(
        self,
        need: Need,
        language: str = "en",
        constraints: Sequence[Constraint] = (),
        *,
        filters: Filters = NO_FILTERS,
        buyer_has: frozenset[str] = frozenset(),
        limit: int = DEFAULT_LIMIT,
        explain: bool = True,
    ) -> MatchResult:
        """The ``limit`` products that fit one requirement best.

        ``constraints`` are compared as criteria; only ``filters`` remove anything. Without ``explain`` the criteria
        are left out, which is most of the time when many are asked for.
        """
        ranking = self._rank(need, language, filters, max(limit, DEFAULT_CANDIDATES))
        if ranking.candidates.rows.size == 0:
            return self._empty(need, filters)
        best = top(ranking.scores, limit)
        fits = self.model.fit(ranking.scores[best])
        matches = tuple(
            self._match(need, constraints, int(ranking.candidates.rows[place]), score, fit, filters, buyer_has)
            if explain
            else Match(self._id(ranking, place), round(float(fit), 4), round(float(score), 5))
            for place, score, fit in zip(best, ranking.scores[best].tolist(), fits.tolist(), strict=True)
        )
        nothing = self.model.nothing(ranking.scores, ranking.table)
        missing = self._missing(need, matches)
        return MatchResult(
            matches=matches,
            nothing_fits=nothing,
            reason=_reason(nothing, matches, missing),
            missing=missing,
            considered=int(ranking.candidates.rows.size),
            passed=ranking.candidates.passed,
            catalogue=len(self.corpus),
            filters=filters,
        )

    def why_not(
        self,
        product_id: str,
        need: Need,
        language: str = "en",
        constraints: Sequence[Constraint] = (),
        *,
        filters: Filters = NO_FILTERS,
        buyer_has: frozenset[str] = frozenset(),
        limit: int = DEFAULT_LIMIT,
    ) -> WhyNot:
        """Why a product is not among the ``limit`` best, and what would change it; arguments as in :meth:`match`.

        Raises:
            NotFound: the catalogue has no such product.
        """
        row = self.corpus.row.get(product_id)
        if row is None:
            raise NotFound(
                f"There is no product {product_id!r} in the catalogue.", "Give the id of a product that it has."
            )
        product = self.corpus.products[row]
        removed = tuple(r for r in removals(product, filters) if removes(r, filters))
        if removed:
            said = sentences(product.name, removed, None, limit, False, ())
            return WhyNot(product_id, removed, None, 0, limit, False, None, (), said)
        everything = self._rank(need, language, filters, len(self.corpus))
        score = float(everything.scores[np.flatnonzero(everything.candidates.rows == row)[0]])
        shown = self._rank(need, language, filters, max(limit, DEFAULT_CANDIDATES))
        unlike = row not in shown.candidates.rows
        compared = shown if unlike else everything
        place = int((compared.scores > score).sum()) + 1
        last = int(shown.candidates.rows[top(shown.scores, limit)[-1]])
        mine = self._match(
            need, constraints, row, score, float(self.model.fit(np.array([score]))[0]), filters, buyer_has
        )
        theirs = self._match(need, constraints, last, 0.0, 0.0, filters, buyer_has)
        gaps = behind(mine.criteria, theirs.criteria) if place > limit or unlike else ()
        said = sentences(product.name, (), place, limit, unlike, gaps)
        passed = everything.candidates.passed
        return WhyNot(product_id, (), place, passed, limit, unlike, mine.fit, gaps, said)

    def _rank(self, need: Need, language: str, filters: Filters, count: int) -> _Ranking:
        query = self.query(need, language)
        source = self.source or SnapshotSource(self.corpus)
        candidates = source.candidates(query, filters, count)
        if candidates.rows.size == 0:
            nothing = np.zeros((0, len(FEATURES)), dtype=np.float32)
            return _Ranking(candidates, np.zeros(0, dtype=np.float32), nothing)
        table = features(query, self.corpus, candidates.rows)
        return _Ranking(candidates, self.model.scores(table), table)

    def _id(self, ranking: _Ranking, place: int) -> str:
        return self.corpus.products[int(ranking.candidates.rows[place])].id

    def _match(
        self,
        need: Need,
        constraints: Sequence[Constraint],
        row: int,
        score: float,
        fit: float,
        filters: Filters,
        buyer_has: frozenset[str],
    ) -> Match:
        product = self.corpus.products[row]
        criteria = judge(
            Case(
                need,
                constraints,
                product,
                self.corpus.provided[row],
                self.corpus.vocabulary,
                buyer_has,
                filters.markets,
                self.corpus.awards.get(product.company, ()),
            )
        )
        missing = tuple(c.name for c in criteria if c.score is None)
        return Match(product.id, round(fit, 4), round(score, 5), criteria, missing)

    def _missing(self, need: Need, matches: Sequence[Match]) -> tuple[str, ...]:
        """Asked capabilities that none of the matches shows."""
        shown: set[str] = set()
        for match in matches:
            for provided in self.corpus.provided[self.corpus.row[match.product_id]]:
                shown.update(self.corpus.vocabulary.broader_of(provided.capability))
        return tuple(
            self.corpus.vocabulary[c.capability].label() for c in need.capabilities if c.capability not in shown
        )

    def _empty(self, need: Need, filters: Filters) -> MatchResult:
        labels = tuple(self.corpus.vocabulary[c.capability].label() for c in need.capabilities)
        reason = "No product passes the filters." if len(self.corpus) else "The catalogue holds no products yet."
        return MatchResult((), True, reason, labels, 0, 0, len(self.corpus), filters)


def _reason(nothing: bool, matches: Sequence[Match], missing: Sequence[str]) -> str:
    if not nothing:
        return ""
    best = matches[0].fit if matches else 0.0
    lacking = f" No product shows: {', '.join(missing)}." if missing else ""
    return f"Nothing in the catalogue fits: the nearest product reaches a fit of {best:.0%}.{lacking}"


def whole(needs: Needs) -> Need:
    """All requirements of a text as one, for ranking products against the text as a whole.

    A capability keeps its highest weight; layer odds are averaged by the requirements' weight; the first sector holds.
    """
    capabilities: dict[str, NeededCapability] = {}
    odds: dict[Layer, float] = {}
    total = sum(max(n.weight, 0.05) for n in needs.requirements)  # a floor, so that unrecognised parts still count
    for need in needs.requirements:
        for asked in need.capabilities:
            held = capabilities.get(asked.capability)
            if held is None or held.weight < asked.weight:
                capabilities[asked.capability] = asked
        for layer, p in need.layers:
            odds[layer] = odds.get(layer, 0.0) + p * max(need.weight, 0.05) / total
    layers = tuple(sorted(((layer, round(p, 4)) for layer, p in odds.items()), key=lambda pair: (-pair[1], pair[0])))
    sector = next((n.sector for n in needs.requirements if n.sector), "")
    ordered = tuple(sorted(capabilities.values(), key=lambda c: (-c.weight, c.capability)))
    return Need("text", needs.text, (0, len(needs.text)), layers[0][0] if layers else None, layers, ordered, sector)
