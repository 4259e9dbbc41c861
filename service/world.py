"""The part of the catalogue that a question about teams is about, as the closed problem that matching takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from graph.errors import BadInput
from graph.model import LAYERS, Company, Layer, Market, Product, ProductLinkKind
from matching.fit.match import Match, whole
from matching.needs.model import Need, Needs
from matching.rules.problem import Problem, Target
from matching.rules.rulebook import SwitchValue
from matching.search.filters import Filters
from matching.teams.question import Presumption, Question
from service.app import Alliedstack
from service.lookup import find_company, find_product
from service.markets import find_market
from service.matching import SERVES_FROM

CANDIDATES = 60  # products looked at a requirement; more changed no best team in the measured instances
STACK = "stack"  # requirement ids of the layers of which nothing serves what was asked for: "stack-D"
STACK_WEIGHT = 0.2  # such a layer needs somebody, but a good fit there must not outweigh what was asked for
_LEAST_FIT = 0.0001  # a product of a silent layer serves by being of that layer, however little its words say
_DECIMALS = 2  # of a fit: it is calibrated no finer, and a thousandth is no reason for one member more
# Decimals of fit in a silent layer: nobody asked for it, so finer differences are no reason for one member more.
_STACK_DECIMALS = 1
_MENTIONED = 60  # characters of a requirement where it is only mentioned, as in what a team gains and loses
_Node = TypeVar("_Node", Product, Company)
_LINKED = (ProductLinkKind.BUILT_ON, ProductLinkKind.DERIVED_FROM)


@dataclass(frozen=True, slots=True)
class TeamWish:
    """What a team is asked for. Companies and products by id or full name; ``market`` by any of its names.

    ``among``: only products of these companies, and what they are built on; any when empty. ``dropped``: requirements
    to leave out. ``as_of``: the day of the rules, today when None. Other fields as in
    ``matching.teams.question.Question``.
    """

    market: str
    teams: int = 3
    anchor: str | None = None
    among: tuple[str, ...] = ()
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


class World:
    """The part of the catalogue that a question is about, as a closed problem."""

    def __init__(self, app: Alliedstack, wish: TeamWish) -> None:
        self.app = app
        self.wish = wish
        if wish.as_of is None or wish.as_of == app.today():
            self.snapshot = app.snapshot(illustrative=wish.illustrative)
        else:
            self.snapshot = app.snapshot_of(wish.as_of, illustrative=wish.illustrative)
        self.market = find_market(wish.market, self.snapshot.catalogue.markets)

    def filters(self) -> Filters:
        """What a product must be to be looked at for any requirement: offered in some place of the market."""
        day = self.wish.as_of or self.app.today()
        places = Target(self.market.kind, _countries(self.market, day)).places
        among = frozenset(self._company(one) for one in self.wish.among)
        return Filters(markets=frozenset(places), some_market=True, strict=self.wish.strict, companies=among)

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
        """Requirements, the products that may serve them, and everything that these rest on.

        ``named``: products that are in it whether they are among the best or not, with their fits.
        """
        sure = set(named) | self._named_products()
        fit = {pair: fit for need in needs.requirements for pair, fit in self._fits(need, needs, sure)}
        catalogue = self.snapshot.catalogue
        wanted = {product for _, product in fit} | sure
        asked = list(needs.requirements)
        served = {catalogue.products[product].layer for _, product in fit}
        for rest in _rest_of_the_stack(needs):
            if rest.layer in served:  # somebody has to be there to complete it where those who serve cannot
                wanted.update(match.product_id for match in self._candidates(rest, needs, sure))
            else:
                asked.append(rest)
                fit.update(self._fits(rest, needs, sure))
        wanted.update(product for _, product in fit)
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
            requirements=tuple(replace(need.as_requirement(), text=_mention(need)) for need in asked),
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
        among = {self._company(one) for one in self.wish.among}
        found: set[str] = set()
        for layer in Layer:
            of_layer = [
                product
                for product in catalogue.products.values()
                if product.layer is layer and (not among or product.company in among)
            ]
            of_layer.sort(key=lambda product: (_unknowns(product, catalogue.companies), product.id))
            found.update(product.id for product in of_layer[:CANDIDATES])
        return found

    def _fits(self, need: Need, needs: Needs, named: Set[str]) -> Iterable[tuple[tuple[str, str], float]]:
        """What serves the requirement, by (requirement, product): the best of the catalogue, and those ``named``."""
        of_stack = need.id.startswith(f"{STACK}-")
        for match in self._candidates(need, needs, named):
            if of_stack:
                fit = max(round(match.fit, _STACK_DECIMALS), _LEAST_FIT)
                yield (need.id, match.product_id), round(fit * STACK_WEIGHT, 6)
            elif match.fit >= SERVES_FROM:
                yield (need.id, match.product_id), round(match.fit, _DECIMALS)

    def _candidates(self, need: Need, needs: Needs, named: Set[str]) -> Sequence[Match]:
        """The best matches, and those of ``named``."""
        filters = self.filters()
        if need.id.startswith(f"{STACK}-") and need.layer is not None:
            filters = replace(filters, layers=frozenset({need.layer}))

        def best(limit: int) -> Sequence[Match]:
            matcher = self.snapshot.matcher
            return matcher.match(
                need, needs.language, needs.constraints, filters=filters, limit=limit, explain=False
            ).matches

        found = best(CANDIDATES)
        known = {match.product_id for match in found}
        if named <= known:
            return found
        return [*found, *(one for one in best(len(self.snapshot.corpus)) if one.product_id in named - known)]


def _mention(need: Need) -> str:
    if need.id.startswith(f"{STACK}-") and need.layer is not None:
        return f"the rest of the stack ({need.layer} {LAYERS[need.layer].name})"
    line = " ".join(need.text.split())
    return f"{need.id} ({line if len(line) <= _MENTIONED else line[: _MENTIONED - 2].rsplit(' ', 1)[0] + ' …'})"


def _unknowns(product: Product, companies: Mapping[str, Company]) -> int:
    """How many facts that rules rest on are not known of a product and its company."""
    company = companies.get(product.company)
    facts = [product.available_in, product.us_value_share, product.unit_value]
    if company is not None:
        facts += [company.incorporated_in, company.based_in, company.owned_by, company.controlled_by]  # type: ignore[list-item]
    return sum(fact is None for fact in facts)


def _rest_of_the_stack(needs: Needs) -> list[Need]:
    """A wish for each layer: the whole text, looked at from that layer."""
    if not needs.requirements:
        return []
    text = whole(needs)
    return [
        replace(text, id=f"{STACK}-{layer.value}", layer=layer, layers=((layer, 1.0),), mandatory=False)
        for layer in Layer
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
    return _reached(wanted, products, lambda one: [target for kind in _LINKED for target in one.linked(kind)])


def with_owners(wanted: Iterable[str], companies: Mapping[str, Company]) -> dict[str, Company]:
    """The companies and all their owners and controllers up the chains, sorted by id."""
    return _reached(wanted, companies, _owners)


def _owners(company: Company) -> list[str]:
    owners = [link.owner for link in company.owned_by or ()]
    return owners + [link.owner for link in company.controlled_by or ()]


def _reached(
    wanted: Iterable[str], known: Mapping[str, _Node], onward: Callable[[_Node], Sequence[str]]
) -> dict[str, _Node]:
    """What is known of ``wanted`` and of everything that can be reached from there, sorted by id."""
    found: dict[str, _Node] = {}
    open_ids = list(wanted)
    while open_ids:
        key = open_ids.pop()
        node = known.get(key)
        if node is not None and key not in found:
            found[key] = node
            open_ids += onward(node)
    return dict(sorted(found.items()))
