"""Cutting a large pool to the products that can matter, in a way that keeps the proof.

A **window** is how far below the best imaginable fit (every requirement served by its best product) the teams of
interest may stay. Within a window of w a requirement whose best fit is b has a server of at least b - w in every
place, so that

* fits under b - w play no part: something better serves there already;
* a layer that all those servers belong to, where they surely are available, needs no further product;
* a product without any part left (no fit, no open need, nothing to add to the content share, nothing built on it) is
  in no lean team of the window.

What remains beside the servers are fillers: products whose company offers nothing but a filled need or hardware with
more U.S. content than the threshold. Of companies that fill exactly the same, the best are kept. A team with
a dropped company can be rebuilt with kept ones that it does not hold, as often as different teams are asked for, and
each rebuilt team stands at least as high: so the places of the best teams are the same with and without the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from matching.rules.judge import Judge
from matching.teams.pool import Pool, worst_classes
from matching.teams.question import Presumption, Question

_WIDER = 4  # factor from one window to the next; fewer than four windows in all measured markets

Role = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Filler:
    """What a company without a fitting product can fill: comparable when ``kind`` is equal, better with more.

    ``free``: nothing else has to be in the team, or out of it, for its sake; only such a company is a substitute.
    """

    company: str
    free: bool
    kind: tuple[object, ...]
    amounts: tuple[Fraction, ...]


def windows(pool: Pool, candidates: int) -> Iterable[int]:
    """Growing windows, in units of the pool's fits; the last one holds every team.

    The first is wide enough to look at ``candidates`` products for each requirement that has so many.
    """
    most = sum(pool.best(requirement) for requirement in pool.wishes)
    window = max(most, 1)
    spans = [_span(pool, requirement, candidates) for requirement in pool.wishes]
    if any(span > 0 for span in spans):
        window = min(window, min(span for span in spans if span > 0))
    while window < most:
        yield window
        window *= _WIDER
    yield most


def _span(pool: Pool, requirement: str, candidates: int) -> int:
    """How far the ``candidates``-th best server in the worst-served place stays behind the best."""
    best = pool.best(requirement)
    fits = (sorted((pool.fit[requirement, p] for p in c), reverse=True) for c in pool.wishes[requirement])
    return max((best - f[candidates - 1] for f in fits if len(f) >= candidates), default=0)


def narrowed(judge: Judge, pool: Pool, question: Question, window: int) -> Pool:
    """The products that can be part of the best ``question.teams`` teams within ``window`` of the best fit.

    ``pool`` holds what the question admits and nothing built on what is missing.
    """
    floors = {requirement: pool.best(requirement) - window for requirement in pool.wishes}
    wishes = {
        r: worst_classes(frozenset(p for p in c if pool.fit[r, p] >= floors[r]) for c in classes)
        for r, classes in pool.wishes.items()
    }
    certain = [servers for r, classes in wishes.items() if floors[r] > 0 for servers in classes]
    needs = tuple(
        replace(need, classes=tuple(c for c in need.classes if not any(s <= c.sure for s in certain)))
        for need in pool.needs
    )
    trimmed = replace(pool, wishes=wishes, needs=tuple(need for need in needs if need.classes))
    if not certain and not trimmed.needs:
        return pool  # any product is a team: nothing to tell them apart by
    fitting = {p for r, classes in wishes.items() if pool.best(r) > 0 for servers in classes for p in servers}
    return trimmed.only(_Cut(judge, trimmed, question, fitting).kept())


class _Cut:
    """Finds the products with a part to play."""

    def __init__(self, judge: Judge, pool: Pool, question: Question, fitting: set[str]) -> None:
        self._judge = judge
        self._pool = pool
        self._question = question
        wanted = {*question.must_include, *([question.anchor] if question.anchor is not None else [])}
        named = (p for p in pool.products if pool.company(p) in wanted)
        self._strong = {*fitting, *named, *(p for p in question.must_use if p in set(pool.products))}
        self._counts = question.presumption is not Presumption.IGNORE and judge.content_threshold not in (None, 0)
        self._linked = {*pool.foundations, *(p for pair in pool.conflicts for p in pair)}
        self._roles = self._all_roles()
        self._shortfall: Fraction | None = None

    def kept(self) -> set[str]:
        self._strong |= self._bases(self._strong)
        strong_companies = {self._pool.company(p) for p in self._strong}
        kept = set(self._strong)
        others: dict[str, list[str]] = {}
        for product in self._roles:
            company = self._pool.company(product)
            if company in strong_companies:
                kept.add(product)
            else:
                others.setdefault(company, []).append(product)
        for company in self._best_fillers(others):
            kept.update(others[company])
        return kept | self._bases(kept)

    def _bases(self, products: Iterable[str]) -> set[str]:
        """What these products are built on, over any number of steps."""
        found: set[str] = set()
        queue = list(products)
        for product in queue:  # grows while it is walked
            fresh = [base for base in self._pool.foundations.get(product, ()) if base not in found]
            found.update(fresh)
            queue += fresh
        return found

    def _all_roles(self) -> dict[str, frozenset[Role]]:
        found: dict[str, set[Role]] = {}
        groups = [group for need in self._pool.needs for group in need.classes]
        for number, group in enumerate(groups):
            for product in group.possible:
                found.setdefault(product, set()).add(("possible", number))
            for product in group.sure:
                found.setdefault(product, set()).add(("sure", number))
        for product in self._pool.content if self._counts else ():
            surplus, value = self._pool.content[product], self._pool.by_id[product].unit_value
            if self._pool.content_low[product] if surplus is None else surplus >= 0 and value is not None and value > 0:
                found.setdefault(product, set()).add(("weight", 0))
        for name, asked, holds in (
            ("small", self._question.min_small_businesses, self._is_small),
            ("allied", self._question.min_allied, self._is_allied),
        ):
            if asked > 0:
                for product in self._pool.products:
                    if holds(self._pool.company(product)):
                        found.setdefault(product, set()).add((name, 0))
        inside = set(self._pool.products)
        return {product: frozenset(found[product]) for product in sorted(found) if product in inside}

    def _is_small(self, company: str) -> bool:
        found = self._judge.problem.companies.get(company)
        return found is not None and found.small_business is True

    def _is_allied(self, company: str) -> bool:
        found, allied = self._judge.problem.companies.get(company), self._question.allied
        return found is not None and found.incorporated_in in allied and found.based_in in allied

    def _best_fillers(self, others: Mapping[str, list[str]]) -> Iterable[str]:
        """Of companies that fill the same, the best."""
        if self._question.budget is not None:
            return others  # a dearer filler is no substitute for a cheaper one
        alike: dict[tuple[object, ...], list[_Filler]] = {}
        found: list[str] = []
        for company, products in others.items():
            filler = self._filler(company, products)
            alike.setdefault(filler.kind, []).append(filler)
        for fillers in alike.values():
            fillers.sort(key=lambda f: (-sum(f.amounts), not f.free, f.company))
            found += self._first(fillers)
        return found

    def _filler(self, company: str, products: list[str]) -> _Filler:
        rows = sorted(
            (
                (self._pool.by_id[p].layer.value, tuple(sorted(self._roles[p])), self._judge.open_product_rules(p)),
                -self._amount(p),
            )
            for p in products
        )
        opened = Counter(tuple(sorted(layers)) for layers in self._judge.open_member_rules(company))
        kind = (tuple(row for row, _ in rows), tuple(sorted(opened.items())))
        return _Filler(company, self._linked.isdisjoint(products), kind, tuple(-amount for _, amount in rows))

    def _amount(self, product: str) -> Fraction:
        surplus = self._pool.content.get(product) if self._counts else None
        if surplus is not None:
            return surplus
        harms = self._counts and product in self._pool.content and not self._pool.content_low[product]
        return -_HARM if harms else Fraction(0)

    def _first(self, fillers: list[_Filler]) -> Iterable[str]:
        """Those with too few better ones before them to be spared.

        A lean team has at most two fillers for each open need (one that serves, one that surely does), those asked
        for by number, and, to lift the content share, fewer than so many that the weakest of the kept ones lift any
        team's share: with more of them it could be rebuilt with fewer. All that, for each team asked for, and the
        fillers that a team has already.
        """
        open_needs = sum(len(need.classes) for need in self._pool.needs)
        needed = 2 * open_needs + self._question.min_small_businesses + self._question.min_allied
        columns = enumerate(zip(*(filler.amounts for filler in fillers), strict=True))
        varying = [number for number, column in columns if len(set(column)) > 1]
        lifters = 1
        while True:
            spare = (self._question.teams + 1) * (needed + lifters)
            kept = _undominated(fillers, varying, spare)
            free = [filler for filler in kept if filler.free]
            if len(kept) == len(fillers) or self._enough(free[-lifters:]):
                return [filler.company for filler in kept]
            lifters += 1 + lifters // 4

    def _enough(self, fillers: list[_Filler]) -> bool:
        """Whether these alone lift the content share of any team, whatever hardware it has for other reasons."""
        lift = sum((max(sum(f.amounts), _NOTHING) for f in fillers), _NOTHING)
        return lift == 0 or lift >= self._deepest_shortfall()

    def _deepest_shortfall(self) -> Fraction:
        """USD that a lean team's other hardware may lack at most: the worst choice for each thing it is needed for."""
        if self._shortfall is None:
            groups: list[Collection[str]] = [s for classes in self._pool.wishes.values() for s in classes]
            groups += [group.possible for need in self._pool.needs for group in need.classes]
            wanted = {*self._question.must_include, self._question.anchor}
            groups += [{p for p in self._pool.content if self._pool.company(p) == company} for company in wanted]
            groups += [{p} for p in self._question.must_use]
            groups += [{base} for base in self._bases({*self._strong, *self._roles})]
            asked = self._question.min_small_businesses + self._question.min_allied
            groups += [set(self._pool.content)] * asked
            worst = (
                min((a for p in group if -_HARM < (a := self._amount(p)) < 0), default=_NOTHING) for group in groups
            )
            self._shortfall = -sum(worst, _NOTHING)
        return self._shortfall


def _undominated(fillers: list[_Filler], varying: list[int], spare: int) -> list[_Filler]:
    """Those with fewer than ``spare`` free ones before them that are as good in every amount."""
    kept: list[_Filler] = []
    free: list[_Filler] = []
    for filler in fillers:
        better = 0
        if len(varying) < 2:  # in order of the one amount that differs: all before are as good
            better = len(free)
        for other in free if len(varying) > 1 else ():
            better += all(filler.amounts[i] <= other.amounts[i] for i in varying)
            if better >= spare:
                break
        if better < spare:
            kept.append(filler)
            if filler.free:
                free.append(filler)
    return kept


_NOTHING = Fraction(0)
_HARM = Fraction(10**18)  # USD; more than any surplus: such hardware keeps the presumption from being met
