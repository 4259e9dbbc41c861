"""From requirements and a market to eligible full-stack teams, or to what stands in the way of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graph.errors import BadInput
from graph.model import Company, Layer, Market, Product, ProductLinkKind
from matching.fit.match import MatchResult, whole
from matching.needs.model import Need, Needs
from matching.rules.judge import Judge
from matching.rules.problem import Problem, Target
from matching.rules.rulebook import SwitchValue
from matching.search.filters import Filters
from matching.teams.answer import Answer
from matching.teams.question import Presumption, Question
from matching.teams.report import TeamReport, check
from service.app import Alliedstack
from service.lookup import find_company, find_product
from service.markets import find_market
from service.matching import only
from service.replay import Replay
from service.snapshot import Snapshot

CANDIDATES = 60  # products looked at a requirement; more changed no best team in the measured instances
STACK = "stack"  # requirement ids of the layers that the buyer did not speak of: "stack-D"
STACK_WEIGHT = 0.2  # such a layer needs somebody, but a good fit there must not outweigh what was asked for
_LINKED = (ProductLinkKind.BUILT_ON, ProductLinkKind.DERIVED_FROM)


@dataclass(frozen=True, slots=True)
class TeamWish:
    """What a team is asked for. Companies and products by id or full name; ``market`` by any of its names.

    ``dropped``: requirements to leave out. ``as_of``: the day of the rules, today when None. Other fields as in
    ``matching.teams.question.Question``.
    """

    market: str
    teams: int = 3
    anchor: str | None = None
    must_include: tuple[str, ...] = ()
    must_exclude: tuple[str, ...] = ()
    must_use: tuple[str, ...] = ()
    must_not_use: tuple[str, ...] = ()
    max_members: int | None = None
    presumption: Presumption = Presumption.PREFER
    budget: float | None = None
    max_layer_share: float | None = None
    min_small_businesses: int = 0
    min_allied: int = 0
    allied: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    switches: Mapping[str, SwitchValue] = field(default_factory=dict)
    as_of: date | None = None
    illustrative: bool = False
    strict: bool = False
    buyer: str | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """What serves a requirement best in a team; ``product`` None: nothing of the team does."""

    requirement: str
    product: str | None
    fit: float


@dataclass(frozen=True, slots=True)
class TeamsAnswer:
    """``answer.teams`` are in the order of preference; ``served[i]`` tells who serves what in team i.

    ``unserved``: requirements that no product of the catalogue fits, which ``without`` leaves out: the teams that there
    would be if they were dropped, None when nothing is unserved or there are teams anyway.
    """

    needs: Needs
    market: Market
    problem: Problem
    answer: Answer
    served: tuple[tuple[Served, ...], ...]
    unserved: tuple[str, ...]
    replay: Replay
    snapshot: Snapshot = field(repr=False)
    without: TeamsAnswer | None = None


def compose_teams(app: Alliedstack, needs: Needs, wish: TeamWish) -> TeamsAnswer:
    """The best different teams for the needs in the market.

    Raises:
        NotFound: no such market, company, product or requirement. BadInput: a wish that contradicts itself.
    """
    needs = only(needs, wish.dropped)
    world = _World(app, wish)
    problem = world.problem(needs)
    question = world.question()
    from matching.teams.compose import compose  # the solver is loaded only where something is composed

    answer = compose(problem, question, Judge(problem))
    unserved = tuple(need.id for need in needs.requirements if need.mandatory and _nothing(need, problem))
    without = None
    if not answer.teams and 0 < len(unserved) < len(needs.requirements):
        without = compose_teams(app, only(needs, unserved), replace(wish, dropped=()))
    return TeamsAnswer(
        needs=needs,
        market=world.market,
        problem=problem,
        answer=answer,
        served=tuple(tuple(served_by(problem, team)) for team in answer.teams),
        unserved=unserved,
        replay=app.replay(world.snapshot, problem.as_of),
        snapshot=world.snapshot,
        without=without,
    )


def check_team(app: Alliedstack, products: Sequence[str], needs: Needs | None, wish: TeamWish) -> TeamsAnswer:
    """Judge the team of these products, led by ``wish.anchor``.

    Raises:
        NotFound: no such market, company or product. BadInput: no product is named.
    """
    if not products:
        raise BadInput("A team needs at least one product.", "Name its products.")
    world = _World(app, wish)
    named = tuple(find_product(one, world.snapshot).id for one in products)
    needs = needs or Needs(text="", language="und", requirements=())
    problem = world.problem(needs, named)
    judge = Judge(problem)
    anchor = find_company(wish.anchor, world.snapshot).id if wish.anchor else None
    from matching.teams.answer import Proof

    answer = Answer((check(problem, anchor, named, judge),), Proof.OPTIMAL, destination=judge.destination())
    return TeamsAnswer(
        needs=needs,
        market=world.market,
        problem=problem,
        answer=answer,
        served=tuple(tuple(served_by(problem, team)) for team in answer.teams),
        unserved=(),
        replay=app.replay(world.snapshot, problem.as_of),
        snapshot=world.snapshot,
    )


def served_by(problem: Problem, team: TeamReport) -> Iterable[Served]:
    """For each requirement the product of the team that fits it best."""
    for requirement in problem.requirements:
        fits = [(problem.fit.get((requirement.id, product), 0.0), product) for product in team.products]
        fit, product = max(fits, default=(0.0, None), key=lambda pair: pair[0])
        scale = STACK_WEIGHT if requirement.id.startswith(f"{STACK}-") else 1.0
        yield Served(requirement.id, product if fit > 0 else None, round(fit / scale, 4))


def _nothing(need: Need, problem: Problem) -> bool:
    return not any(requirement == need.id for requirement, _ in problem.fit)


class _World:
    """The part of the catalogue that a question is about, as a closed problem."""

    def __init__(self, app: Alliedstack, wish: TeamWish) -> None:
        self.app = app
        self.wish = wish
        if wish.as_of is None or wish.as_of == app.today():
            self.snapshot = app.snapshot(illustrative=wish.illustrative)
        else:
            self.snapshot = app.snapshot_of(wish.as_of, illustrative=wish.illustrative)
        self.market = find_market(wish.market, self.snapshot.catalogue.markets)

    def question(self) -> Question:
        """The wish with every name resolved.

        Raises:
            NotFound: an unknown name. BadInput: a company both wanted and excluded, or no team asked for.
        """
        wish = self.wish
        include = tuple(self._company(one) for one in wish.must_include)
        exclude = tuple(self._company(one) for one in wish.must_exclude)
        anchor = self._company(wish.anchor) if wish.anchor else None
        for one in exclude:
            if one in include or one == anchor:
                raise BadInput(f"{one} is both wanted and excluded.", "Take it out of one of the two.")
        if wish.teams < 1:
            raise BadInput(f"{wish.teams} teams cannot be composed.", "Ask for at least 1.")
        return Question(
            teams=wish.teams,
            anchor=anchor,
            must_include=include,
            must_exclude=exclude,
            max_members=wish.max_members,
            presumption=wish.presumption,
            budget=wish.budget,
            max_layer_share=wish.max_layer_share,
            min_small_businesses=wish.min_small_businesses,
            min_allied=wish.min_allied,
            allied=wish.allied,
            must_use=tuple(find_product(one, self.snapshot).id for one in wish.must_use),
            must_not_use=tuple(find_product(one, self.snapshot).id for one in wish.must_not_use),
            candidates=CANDIDATES,
        )

    def problem(self, needs: Needs, named: Sequence[str] = ()) -> Problem:
        """Requirements, the products that may serve them, and everything that these rest on."""
        asked = [*needs.requirements, *_silent_layers(needs)]
        results = {need.id: self._candidates(need, needs) for need in asked}
        fit = self._fits(results)
        catalogue = self.snapshot.catalogue
        wanted = {product for _, product in fit} | set(named) | self._named_products()
        if not asked and not named:
            wanted |= self._best_known()
        products = with_linked(wanted, catalogue.products)
        companies = with_owners({product.company for product in products.values()}, catalogue.companies)
        as_of = self.wish.as_of or self.app.today()
        return Problem(
            companies=companies,
            products=products,
            market=Target(self.market.kind, _countries(self.market, as_of)),
            rulebook=self.app.rulebook,
            as_of=as_of,
            requirements=tuple(need.as_requirement() for need in asked),
            fit=fit,
            switches=self.wish.switches,
            screening=self.app.screening_outcomes(),
            buyer=self._company(self.wish.buyer) if self.wish.buyer else None,
        )

    def _company(self, wanted: str) -> str:
        return find_company(wanted, self.snapshot).id

    def _named_products(self) -> set[str]:
        """Products of the companies and the products that the wish names: they must be there to be chosen."""
        wish, products = self.wish, self.snapshot.catalogue.products
        companies = {self._company(one) for one in (*wish.must_include, *filter(None, (wish.anchor,)))}
        return {key for key, product in products.items() if product.company in companies} | {
            find_product(one, self.snapshot).id for one in wish.must_use
        }

    def _best_known(self) -> set[str]:
        """Where nothing is asked for: of each layer the products of which the most is known."""
        catalogue = self.snapshot.catalogue
        found: set[str] = set()
        for layer in Layer:
            of_layer = [product for product in catalogue.products.values() if product.layer is layer]
            of_layer.sort(key=lambda product: (_unknowns(product, catalogue.companies), product.id))
            found.update(product.id for product in of_layer[:CANDIDATES])
        return found

    def _candidates(self, need: Need, needs: Needs) -> MatchResult:
        of_stack = need.id.startswith(f"{STACK}-") and need.layer is not None
        filters = Filters(
            layers=frozenset({need.layer}) if of_stack and need.layer is not None else frozenset(),
            markets=frozenset(_countries(self.market, self.app.today())),
            strict=self.wish.strict,
        )
        return self.snapshot.matcher.match(need, needs.language, needs.constraints, filters=filters, limit=CANDIDATES)

    def _fits(self, results: Mapping[str, MatchResult]) -> dict[tuple[str, str], float]:
        floor = self.app.models.fit.nothing_below
        fits: dict[tuple[str, str], float] = {}
        for requirement, result in results.items():
            stack = requirement.startswith(f"{STACK}-")
            for match in result.matches:
                if stack or match.fit >= floor:
                    # A product of a silent layer serves by being of that layer, however little its words say.
                    fit = max(match.fit, 0.0001) * STACK_WEIGHT if stack else match.fit
                    fits[requirement, match.product_id] = round(fit, 6)
        return fits


def _unknowns(product: Product, companies: Mapping[str, Company]) -> int:
    """How many facts that rules rest on are not known of a product and its company."""
    company = companies.get(product.company)
    facts = [product.available_in, product.us_value_share, product.unit_value]
    if company is not None:
        facts += [company.incorporated_in, company.based_in, company.owned_by, company.controlled_by]  # type: ignore[list-item]
    return sum(fact is None for fact in facts)


def _silent_layers(needs: Needs) -> list[Need]:
    """A wish for each layer that no requirement is surely of: the whole text, looked at from that layer."""
    spoken = {need.layer for need in needs.requirements}
    text = whole(needs) if needs.requirements else None
    return [
        replace(text, id=f"{STACK}-{layer.value}", layer=layer, layers=((layer, 1.0),), mandatory=False)
        for layer in Layer
        if text is not None and layer not in spoken
    ]


def _countries(market: Market, day: date) -> tuple[str, ...]:
    """Member countries on ``day`` where memberships are dated, else those that the market names."""
    if not market.memberships:
        return market.countries
    members = (
        one.country
        for one in market.memberships
        if (one.since is None or one.since <= day) and (one.until is None or day < one.until)
    )
    return tuple(sorted(set(members)))


def with_linked(wanted: Iterable[str], products: Mapping[str, Product]) -> dict[str, Product]:
    """The products and everything they are built on or derived from, over any number of steps, sorted by id."""
    found: dict[str, Product] = {}
    open_ids = sorted(wanted)
    while open_ids:
        key = open_ids.pop()
        product = products.get(key)
        if product is None or key in found:
            continue
        found[key] = product
        open_ids += [target for kind in _LINKED for target in product.linked(kind)]
    return dict(sorted(found.items()))


def with_owners(wanted: Iterable[str], companies: Mapping[str, Company]) -> dict[str, Company]:
    """The companies and all their owners and controllers up the chains, sorted by id."""
    found: dict[str, Company] = {}
    open_ids = sorted(wanted)
    while open_ids:
        key = open_ids.pop()
        company = companies.get(key)
        if company is None or key in found:
            continue
        found[key] = company
        open_ids += [link.owner for link in company.owned_by or ()]
        open_ids += [link.owner for link in company.controlled_by or ()]
    return dict(sorted(found.items()))


__all__ = ["Served", "TeamWish", "TeamsAnswer", "check_team", "compose_teams", "served_by"]
