"""What a reader of teams asks next: what they trade off, how hardware reaches the content share, who replaces whom,
and why a company or product is not in the best one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.errors import NotFound
from graph.model import Product
from matching.search.filters import Filters, Held, Removal, removals
from matching.teams import trade_offs as against
from matching.teams.content_ways import ContentWay
from matching.teams.content_ways import content_ways as ways_of
from service.app import Alliedstack
from service.lookup import find_company, find_product
from service.snapshot import Snapshot
from service.teams import STACK, TeamsAnswer
from service.world import TeamWish, World

if TYPE_CHECKING:  # these load the solver
    from matching.teams.resilience import Substitution
    from matching.teams.why_not import WhyNotAnswer


@dataclass(frozen=True, slots=True)
class TeamAdvice:
    """On one team. ``against_the_first``: what it gains and loses; none for the first itself. ``ways``: to the content
    share; none when it is reached. ``substitutions``: a member each; None when they were not asked for."""

    against_the_first: tuple[str, ...]
    ways: tuple[ContentWay, ...]
    substitutions: tuple[Substitution, ...] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A company or product that a question is about, with the products that it is or has."""

    id: str
    name: str
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class WhyNotInTeam:
    """``subject``: id of a company or product. ``fits``: requirement to the fit of its best product, as far as any
    serves. ``removals``: filters that keep every product of it out of the search, with what would have to change."""

    subject: str
    name: str
    answer: WhyNotAnswer
    fits: Mapping[str, float]
    removals: tuple[Removal, ...]


def advise(answer: TeamsAnswer, *, resilience: bool = False) -> tuple[TeamAdvice, ...]:
    """Advice on each team. ``resilience`` composes once or twice a member, each as long as the team itself took."""
    return tuple(
        TeamAdvice(lines, content_ways(answer, number), substitutes(answer, number) if resilience else None)
        for number, lines in enumerate(trade_offs(answer))
    )


def trade_offs(answer: TeamsAnswer) -> tuple[tuple[str, ...], ...]:
    """For each team the lines that tell it from the first."""
    return against.trade_offs(answer.problem, answer.answer)


def content_ways(answer: TeamsAnswer, number: int) -> tuple[ContentWay, ...]:
    """Ways for the hardware of team ``number`` (from 0) to have the content presumption MET."""
    team = answer.answer.teams[number]
    return ways_of(answer.judge, team.anchor, team.products)


def substitutes(answer: TeamsAnswer, number: int) -> tuple[Substitution, ...]:
    """For each member of team ``number`` (from 0): who joins when it leaves, or that nobody can replace it."""
    from matching.teams.resilience import resilience

    return resilience(answer.judge, answer.question, answer.answer.teams[number])


def why_not_in_team(app: Alliedstack, answer: TeamsAnswer, wish: TeamWish, subject: str) -> WhyNotInTeam:
    """Why the company or product (id or full name) is not in the best team for the answer's needs.

    ``wish``: that of the answer. Where there is no team, but one without what nobody serves, it is about that one.

    Raises:
        NotFound: there is neither a company nor a product of that name. BadInput: several bear it.
    """
    from matching.teams.why_not import why_not_company, why_not_product

    answer = answer.without if not answer.answer.teams and answer.without is not None else answer
    found_subject = find_subject(subject, answer.snapshot)
    key, name, products = found_subject.id, found_subject.name, found_subject.products
    world = World(app, replace(wish, dropped=()))
    problem = world.problem(answer.needs, [product.id for product in products])
    if key in problem.products:
        found = why_not_product(problem, answer.question, key)
    elif key in problem.companies:
        found = why_not_company(problem, answer.question, key)
    else:
        found = _nothing_offered(key, name)
    fits: dict[str, float] = {}
    for product in products:
        for requirement in problem.requirements:
            fit = problem.fit.get((requirement.id, product.id), 0.0)
            if fit > 0 and not requirement.id.startswith(f"{STACK}-"):
                fits[requirement.id] = max(fits.get(requirement.id, 0.0), fit)
    return WhyNotInTeam(key, name, found, fits, _removed(products, world.filters()))


def find_subject(subject: str, snapshot: Snapshot) -> Subject:
    """The company or product of that id or full name; a company comes first where both bear it.

    Raises:
        NotFound: there is neither. BadInput: several bear it.
    """
    products = snapshot.catalogue.products
    if subject not in products:
        try:
            company = find_company(subject, snapshot)
        except NotFound as no_company:
            try:
                subject = find_product(subject, snapshot).id
            except NotFound as no_product:
                hints = dict.fromkeys(error.hint for error in (no_company, no_product))
                raise NotFound(f"There is no company or product {subject!r}.", " ".join(hints)) from no_product
        else:
            return Subject(company.id, company.name, tuple(p for p in products.values() if p.company == company.id))
    return Subject(subject, products[subject].name, (products[subject],))


def _nothing_offered(company: str, name: str) -> WhyNotAnswer:
    from matching.teams.why_not import WhyNot, WhyNotAnswer

    return WhyNotAnswer(company, WhyNot.NO_PRODUCT, f"{name} offers no product.")


def _removed(products: tuple[Product, ...], filters: Filters) -> tuple[Removal, ...]:
    """The filters that remove the products, when none of them passes all."""
    found = [[one for one in removals(product, filters) if one.held is Held.NO] for product in products]
    return tuple(dict.fromkeys(one for removed in found for one in removed)) if all(found) else ()
