"""Who completes a stack with a company: ranked by what they add, never by worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.model import Company, Layer, Market, Product, ProductLinkKind
from matching.needs.model import Needs
from matching.rules.availability import available
from matching.rules.findings import Finding, Outcome
from matching.rules.judge import Judge
from matching.rules.location import Answer as Held
from matching.rules.problem import Problem, Target
from service.app import Alliedstack
from service.demand import Demand, read_demand
from service.lookup import find_company
from service.markets import find_market
from service.replay import Replay
from service.snapshot import Snapshot
from service.teams import TeamsAnswer, TeamWish, compose_teams
from service.world import with_linked, with_owners

EXAMPLE_TEAMS = 3  # partners for whom a team is composed as an example
_TOGETHER = (ProductLinkKind.BUILT_ON, ProductLinkKind.WORKS_WITH)


@dataclass(frozen=True, slots=True)
class Partner:
    """``adds``: layers that the company lacks and the partner has, by how well it is known to be available there.

    ``opportunities``: open or past notices there that a product of the partner fits, with that fit. ``interoperable``:
    product pairs that state to work together. ``joint_awards``: contracts won together. ``open_findings``: bars or
    required rules that are not known for the partner.
    """

    company: Company
    adds: tuple[Layer, ...]
    products: tuple[str, ...]
    opportunities: tuple[tuple[str, float], ...]
    interoperable: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str], ...]
    joint_awards: int
    open_findings: tuple[Finding, ...]

    @property
    def place(self) -> tuple[int, int, float, int, int, str]:
        """The stated order: layers added, links that work together, fit to demand there, joint awards, fewer open
        findings, then the id."""
        return (
            -len(self.adds),
            -len(self.interoperable) - self.joint_awards,
            -sum(fit for _, fit in self.opportunities),
            len(self.conflicts),
            len(self.open_findings),
            self.company.id,
        )


@dataclass(frozen=True, slots=True)
class PartnersAnswer:
    """``own``: what the company has by layer; ``lacks``: layers it needs partners for; ``hindrances``: findings on the
    company itself that keep it from eligible teams or are not known. ``left_out``: companies that a bar hits."""

    company: Company
    market: Market
    own: Mapping[Layer, tuple[str, ...]]
    lacks: tuple[Layer, ...]
    hindrances: tuple[Finding, ...]
    partners: tuple[Partner, ...]
    total: int
    left_out: int
    teams: Mapping[str, TeamsAnswer]
    replay: Replay
    snapshot: Snapshot = field(repr=False)


def find_partners(
    app: Alliedstack,
    company: str,
    market: str,
    *,
    limit: int = 10,
    examples: int = EXAMPLE_TEAMS,
    demand: bool = True,
    illustrative: bool = False,
) -> PartnersAnswer:
    """Partners for a company in a market.

    Raises:
        NotFound: no such company or market.
    """
    snapshot = app.snapshot(illustrative=illustrative)
    catalogue = snapshot.catalogue
    own_company = find_company(company, snapshot)
    wanted = find_market(market, catalogue.markets)
    target = Target(wanted.kind, wanted.countries)
    there = {key: p for key, p in catalogue.products.items() if _offered(p, target)}
    judge = Judge(_problem(app, catalogue.companies, with_linked(there, catalogue.products), target))
    own = _by_layer(p for p in there.values() if p.company == own_company.id)
    lacks = tuple(layer for layer in Layer if layer not in own)
    asked = _demand(app, wanted) if demand else []
    others: dict[str, list[Product]] = {}
    for product in there.values():
        if product.company != own_company.id:
            others.setdefault(product.company, []).append(product)
    partners, left_out = [], 0
    for key, products in others.items():
        admissible = [p for p in products if not judge.barred_by(p.id)]
        if not admissible:
            left_out += 1
            continue
        partners.append(_partner(catalogue.companies[key], admissible, own_company, there, lacks, asked, judge))
    useful = sorted((p for p in partners if p.adds or p.interoperable or p.joint_awards), key=lambda p: p.place)
    shown = tuple(useful[:limit])
    teams = {p.company.id: _example(app, own_company, p, wanted, illustrative) for p in shown[:examples]}
    return PartnersAnswer(
        own_company, wanted, own, lacks, tuple(_hindrances(judge, own_company, own)), shown, len(useful), left_out,
        teams, app.replay(snapshot), snapshot,
    )  # fmt: skip


def _offered(product: Product, target: Target) -> bool:
    """Whether it is, or may be, available in some country of the market."""
    return any(available(product, place) is not Held.NO for place in target.places)


def _problem(
    app: Alliedstack, companies: Mapping[str, Company], products: Mapping[str, Product], target: Target
) -> Problem:
    return Problem(
        companies=with_owners({p.company for p in products.values()}, companies),
        products=products,
        market=target,
        rulebook=app.rulebook,
        as_of=app.today(),
        screening=app.screening_outcomes(),
    )


def _by_layer(products: object) -> dict[Layer, tuple[str, ...]]:
    found: dict[Layer, tuple[str, ...]] = {}
    for product in products:  # type: ignore[attr-defined]
        found[product.layer] = (*found.get(product.layer, ()), product.id)
    return dict(sorted(found.items()))


def _demand(app: Alliedstack, market: Market) -> list[Demand]:
    board = read_demand(app)
    return [
        one
        for one in board.items.values()
        if not market.countries or set(market.countries) & set(one.opportunity.countries)
    ]


def _partner(
    company: Company,
    products: Sequence[Product],
    own: Company,
    there: Mapping[str, Product],
    lacks: Sequence[Layer],
    asked: Sequence[Demand],
    judge: Judge,
) -> Partner:
    ids = {p.id for p in products}
    mine = {key for key, p in there.items() if p.company == own.id}
    best = {one.opportunity.id: max((one.fits.get(key, 0.0) for key in ids), default=0.0) for one in asked}
    return Partner(
        company=company,
        adds=tuple(layer for layer in lacks if any(p.layer is layer for p in products)),
        products=tuple(sorted(p.id for p in products if p.layer in lacks)),
        opportunities=tuple(sorted(((k, fit) for k, fit in best.items() if fit > 0), key=lambda pair: -pair[1])[:5]),
        interoperable=tuple(_links(products, mine, there, _TOGETHER)),
        conflicts=tuple(_links(products, mine, there, (ProductLinkKind.CONFLICTS_WITH,))),
        joint_awards=sum(award.partner == own.id for award in company.teamed_with)
        + sum(award.partner == company.id for award in own.teamed_with),
        open_findings=tuple(_open(judge, company, products)),
    )


def _links(
    products: Sequence[Product], mine: set[str], there: Mapping[str, Product], kinds: Sequence[ProductLinkKind]
) -> list[tuple[str, str]]:
    theirs = {p.id for p in products}
    found = {(p.id, other) for p in products for kind in kinds for other in p.linked(kind) if other in mine}
    found |= {(other, key) for key in mine for kind in kinds for other in there[key].linked(kind) if other in theirs}
    return sorted(found)


def _open(judge: Judge, company: Company, products: Sequence[Product]) -> list[Finding]:
    layers = {p.layer for p in products}
    found = [rule.finding(company.id) for rule in judge.member_rules if not rule.layers.isdisjoint(layers)]
    return [finding for finding in found if finding.open]


def _hindrances(judge: Judge, company: Company, own: Mapping[Layer, tuple[str, ...]]) -> list[Finding]:
    findings = [
        rule.finding(company.id) for rule in judge.member_rules if not rule.layers.isdisjoint(own or frozenset(Layer))
    ]
    findings += [rule.finding(product) for rule in judge.product_rules for ids in own.values() for product in ids]
    return [finding for finding in findings if finding.outcome is not Outcome.MET]


def _example(app: Alliedstack, own: Company, partner: Partner, market: Market, illustrative: bool) -> TeamsAnswer:
    wish = TeamWish(market=market.id, teams=1, must_include=(own.id, partner.company.id), illustrative=illustrative)
    return compose_teams(app, Needs(text="", language="und", requirements=()), wish)
