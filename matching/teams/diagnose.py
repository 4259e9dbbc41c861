"""Why there is no team, and what would make one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from matching.rules.judge import Judge
from matching.rules.predicates import MarketNamed
from matching.teams.answer import Relaxation
from matching.teams.gaps import Gap, GapKind
from matching.teams.model import ModelBuilder
from matching.teams.pool import Need, Pool, build_pool, unserved
from matching.teams.question import Presumption, Question
from matching.teams.search import Search

_MOST_RELAXATIONS = 5  # alternatives shown; more than a handful helps nobody to decide
_EFFORT_OF_A_NEED = 3  # one new provider is offered before changing four limits at once

# Each limit with the question that does without it; None where the limit is not set. Order of the scenario format.
_LIMITS: dict[str, Callable[[Question], Question]] = {
    "max_members": lambda q: replace(q, max_members=None),
    "must_include": lambda q: replace(q, must_include=()),
    "must_exclude": lambda q: replace(q, must_exclude=()),
    "anchor": lambda q: replace(q, anchor=None),
    "presumption": lambda q: replace(q, presumption=_unrequired(q.presumption)),
    "fit_floor": lambda q: replace(q, fit_floor=0.0),
    "budget": lambda q: replace(q, budget=None),
    "max_layer_share": lambda q: replace(q, max_layer_share=None),
    "min_small_businesses": lambda q: replace(q, min_small_businesses=0),
    "min_allied": lambda q: replace(q, min_allied=0),
    "must_use": lambda q: replace(q, must_use=()),
    "must_not_use": lambda q: replace(q, must_not_use=()),
}


def missing_for_a_team(judge: Judge, pool: Pool, question: Question) -> tuple[tuple[Gap, ...], tuple[Relaxation, ...]]:
    """Gaps in the documented order: what nobody serves; else each limit that stands alone in the way; else the
    products that a needed one is built on. Beside them the smallest sets of changes that together make a team."""
    relaxations = tuple(smallest_relaxations(judge, pool, question))
    gaps = tuple(_unserved_gaps(judge, build_pool(judge)))
    if not gaps:
        gaps = tuple(_limit_gaps(judge, question))
    if not gaps:
        gaps = tuple(_foundation_gaps(pool))
    return gaps, relaxations


def smallest_relaxations(judge: Judge, pool: Pool, question: Question) -> Iterable[Relaxation]:
    """Sets of limits and needs, the easiest first, without which there would be a team. None contains another."""
    builder = ModelBuilder(judge, pool.only(pool.products), question, soft=True)
    model = builder.build()
    search = Search(judge, pool, question)
    model.cp.minimize(sum(literal * _effort(name) for name, literal in model.relax.items()))
    limits_do = False
    for _ in range(_MOST_RELAXATIONS):
        solver = search.solve(model)
        if solver is None or not search.proven:
            return
        lifted = [name for name, literal in model.relax.items() if solver.value(literal)]
        if not lifted or (limits_do and any(":" in name for name in lifted)):
            return  # where lifting limits is enough, nobody has to be found
        limits_do = limits_do or not any(":" in name for name in lifted)
        yield Relaxation(tuple(_action(name, question) for name in lifted), tuple(lifted))
        model.cp.add_bool_or([~model.relax[name] for name in lifted])


def _effort(name: str) -> int:
    """A limit is lifted with a word; a company or product that serves a need has to be found first."""
    return _EFFORT_OF_A_NEED if ":" in name else 1


def _unrequired(presumption: Presumption) -> Presumption:
    return Presumption.PREFER if presumption is Presumption.REQUIRE else presumption


def _unserved_gaps(judge: Judge, pool: Pool) -> Iterable[Gap]:
    market = judge.problem.market
    if judge.reading.of_kind(MarketNamed) and not market.named:
        yield Gap(GapKind.MARKET)
    for need, without in unserved(pool, judge):
        everywhere = len(without) == len(market.places)
        for place in (None,) if everywhere else without:
            yield _need_gap(need, place)


def _need_gap(need: Need, place: str | None) -> Gap:
    if need.kind == "layer":
        return Gap(GapKind.LAYER, layer=need.subject, country=place)
    return Gap(GapKind.REQUIREMENT, requirement=need.subject, country=place)


def _limit_gaps(judge: Judge, question: Question) -> Iterable[Gap]:
    for field, without in _LIMITS.items():
        freed = without(question)
        if freed != question and Search(judge, build_pool(judge, freed.fit_floor), freed).feasible():
            yield Gap(GapKind.LIMIT, field=field)


def _foundation_gaps(pool: Pool) -> Iterable[Gap]:
    """For needs that only products serve which are built on something that no team can hold."""
    standing = pool.only(pool.products)
    kept = set(standing.products)
    for before, after in zip(pool.needs, standing.needs, strict=True):
        if all(group.possible for group in after.classes):
            continue
        for product in sorted(set().union(*(group.possible for group in before.classes)) - kept):
            for base in pool.foundations.get(product, ()):
                if base not in kept:
                    yield Gap(GapKind.PRODUCT, subject=product, product=base)


def _action(name: str, question: Question) -> str:
    kind, _, subject = name.partition(":")
    words = {
        "layer": f"find a product of layer {subject} that is available there and goes with the rest",
        "requirement": f"find a product that serves requirement {subject} there, or no longer call it mandatory",
        "market": "name a country",
        "max_members": f"allow more than {question.max_members} members",
        "must_include": f"do not insist on {', '.join(question.must_include)}",
        "must_exclude": f"admit one of {', '.join(question.must_exclude)}",
        "anchor": f"let another company than {question.anchor} be the anchor",
        "presumption": "accept content to be justified, or obtain attestations of U.S. content",
        "budget": f"allow more than {question.budget} USD" if question.budget is not None else "",
        "max_layer_share": "let one company supply more of the layers",
        "min_small_businesses": f"ask for fewer than {question.min_small_businesses} small businesses",
        "min_allied": f"ask for fewer than {question.min_allied} allied members",
        "must_use": f"do not insist on the products {', '.join(question.must_use)}",
        "must_not_use": f"admit one of the products {', '.join(question.must_not_use)}",
    }
    return words[kind]
