"""The standing menu for a buyer: packages ranked by fit to the requirements, with gaps and swaps that close them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.model import Market, Product
from graph.model.package import Package, PackageKind, PackageProduct, PackageStatus
from matching.fit.match import MatchResult
from matching.needs.model import Need, Needs
from matching.rules.problem import Target
from matching.rules.standing import Standing
from matching.search.filters import Filters
from service.app import Alliedstack
from service.markets import find_market
from service.matching import SERVES_FROM
from service.packages.cases import target_of
from service.packages.evaluate import Evaluation, evaluate
from service.packages.lifecycle import OFFERED, expired
from service.packages.store import PackageStore
from service.replay import Replay
from service.snapshot import Snapshot
from service.teams import Served

_TRIED = 3  # products tried for each gap: the best fitting ones; more made no better swap in practice
_SWAPS_SHOWN = 5
# Standings from worst to best, to tell whether a swap made things worse. An order of what is known, not of worth.
_ORDER = (
    Standing.BARRED,
    Standing.INCOMPLETE,
    Standing.UNVERIFIED,
    Standing.TO_BE_JUSTIFIED,
    Standing.PRESUMPTION_MET,
)


@dataclass(frozen=True, slots=True)
class Swap:
    """One change: ``add`` comes in, ``drop`` (None: nothing) goes out; ``closes`` what it closes."""

    add: str
    drop: str | None
    closes: str
    fit: float
    standing: Standing


@dataclass(frozen=True, slots=True)
class PackageFit:
    """``fit``: mean over the requirements of the best fit among the package's products, within [0, 1].

    ``unserved``: requirements that none of its products fits. ``evaluation``: its findings in the buyer's market.
    """

    package: Package
    fit: float
    served: tuple[Served, ...]
    unserved: tuple[str, ...]
    evaluation: Evaluation
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class PackageSearch:
    """``found``: the best fitting first. ``elsewhere``: packages left out because they do not target the market."""

    needs: Needs
    market: Market
    found: tuple[PackageFit, ...]
    elsewhere: int
    replay: Replay
    snapshot: Snapshot = field(repr=False)


def search_packages(
    app: Alliedstack,
    store: PackageStore,
    needs: Needs,
    market: str,
    *,
    drafts: bool = False,
    limit: int = 10,
    seen: Callable[[Package], bool] = lambda _: True,
) -> PackageSearch:
    """Packages on offer in the market, ranked by fit only. ``seen``: which packages whoever asks may see at all.

    Raises:
        NotFound: there is no such market.
    """
    snapshot = app.snapshot(illustrative=True)
    wanted = find_market(market, snapshot.catalogue.markets)
    live = [one for one in store.all() if seen(one) and _on_offer(one, app, drafts)]
    there = [one for one in live if _serves(one, wanted, snapshot)]
    fits = {need.id: _fits(snapshot, need, needs) for need in needs.requirements}
    target = target_of([wanted])
    found = [_fit(app, snapshot, package, needs, fits, target) for package in there]
    found.sort(key=lambda one: (-one.fit, len(one.unserved), one.package.id))
    return PackageSearch(needs, wanted, tuple(found[:limit]), len(live) - len(there), app.replay(snapshot), snapshot)


def _on_offer(package: Package, app: Alliedstack, drafts: bool) -> bool:
    statuses = OFFERED | {PackageStatus.DRAFT} if drafts else OFFERED
    return package.kind is PackageKind.STANDING and package.status in statuses and not expired(package, app.today())


def _serves(package: Package, market: Market, snapshot: Snapshot) -> bool:
    """Whether the package targets all of the market: the world, the market itself, or each of its countries."""
    if "global" in package.markets or market.id in package.markets:
        return True
    markets = snapshot.catalogue.markets
    covered = {country for one in package.markets if one in markets for country in markets[one].countries}
    return bool(market.countries) and set(market.countries) <= covered


def _fits(snapshot: Snapshot, need: Need, needs: Needs) -> dict[str, float]:
    """Product id to fit, of all products that fit at all."""
    result: MatchResult = snapshot.matcher.match(
        need, needs.language, needs.constraints, filters=Filters(), limit=len(snapshot.corpus), explain=False
    )
    return {match.product_id: match.fit for match in result.matches if match.fit >= SERVES_FROM}


def _fit(
    app: Alliedstack,
    snapshot: Snapshot,
    package: Package,
    needs: Needs,
    fits: Mapping[str, Mapping[str, float]],
    target: Target,
) -> PackageFit:
    products = [one.product for one in package.products]
    served = tuple(_served(need, products, fits[need.id]) for need in needs.requirements)
    total = sum(one.fit for one in served) / max(len(served), 1)
    evaluation = evaluate(app, package, market=target)
    unserved = tuple(one.requirement for one in served if one.product is None)
    swaps = tuple(_swaps(app, snapshot, package, evaluation, unserved, fits, target))[:_SWAPS_SHOWN]
    return PackageFit(package, round(total, 4), served, unserved, evaluation, swaps)


def _served(need: Need, products: Sequence[str], fits: Mapping[str, float]) -> Served:
    fit, product = max(((fits.get(one, 0.0), one) for one in products), default=(0.0, ""))
    return Served(need.id, product if fit > 0 else None, round(fit, 4))


def _swaps(
    app: Alliedstack,
    snapshot: Snapshot,
    package: Package,
    before: Evaluation,
    unserved: Sequence[str],
    fits: Mapping[str, Mapping[str, float]],
    target: Target,
) -> Iterable[Swap]:
    """For each unserved requirement the best product that comes in without making the standing worse."""
    for requirement in unserved:
        best = sorted(fits[requirement].items(), key=lambda pair: (-pair[1], pair[0]))[:_TRIED]
        for product, fit in best:
            swap = _try(app, snapshot, package, before, snapshot.catalogue.products[product], target)
            if swap is not None:
                drop, standing = swap
                yield Swap(product, drop, requirement, fit, standing)
                break


def _try(
    app: Alliedstack, snapshot: Snapshot, package: Package, before: Evaluation, product: Product, target: Target
) -> tuple[str | None, Standing] | None:
    same = [
        one.product
        for one in package.products
        if one.product in snapshot.catalogue.products
        and snapshot.catalogue.products[one.product].layer is product.layer
    ]
    floor = _ORDER.index(before.team.standing)
    for drop in (None, *same):  # adding disturbs nobody; a replacement only where adding does not do
        kept = tuple(one for one in package.products if one.product != drop)
        changed = replace(package, products=(*kept, PackageProduct(product.id)))
        standing = evaluate(app, changed, market=target).team.standing
        if _ORDER.index(standing) >= floor:
            return drop, standing
    return None
