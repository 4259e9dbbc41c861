"""From the text of a scenario file to a problem and a question. Nothing is guessed and nothing is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.errors import BadInput
from graph.model import (
    GLOBAL,
    Company,
    Control,
    Holding,
    Layer,
    MarketKind,
    Product,
    ProductLink,
    ProductLinkKind,
    Requirement,
)
from matching.rules.exact import exact
from matching.rules.problem import Problem, Target
from matching.rules.rulebook import Rulebook, SwitchValue, checked_switches
from matching.teams.question import CheckQuestion, Presumption, Question
from matching.teams.scenario.reader import BadScenario, Node, load_json

_COMPANY = (("id",), ("name", "incorporated_in", "based_in", "owned_by", "controlled_by"))
_LINKS = {
    "built_on": ProductLinkKind.BUILT_ON,
    "conflicts_with": ProductLinkKind.CONFLICTS_WITH,
    "derived_from": ProductLinkKind.DERIVED_FROM,
}
_PRODUCT = (("id", "company", "layer"), ("name", "available_in", "unit_value", "us_value_share", *_LINKS))
_COMPOSE = ("teams", "anchor", "must_include", "must_exclude", "max_members", "presumption")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A parsed scenario file."""

    problem: Problem
    question: CheckQuestion | Question


def parse_scenario(text: str, name: str, rulebook: Rulebook, countries: frozenset[str]) -> Scenario:
    """Read a scenario file.

    Args:
        text: its content.
        name: its name, for messages.
        rulebook: the rulebook to judge by; the file's switches are its switches.
        countries: the ISO 3166-1 alpha-2 codes.

    Raises:
        BadScenario: naming file, field and value.
    """
    return _Parser(name, rulebook, countries).parse(load_json(text, name))


class _Parser:
    def __init__(self, file: str, rulebook: Rulebook, countries: frozenset[str]) -> None:
        self._file = file
        self._rulebook = rulebook
        self._countries = countries

    def parse(self, document: object) -> Scenario:
        top = Node(self._file, "the file", document).fields(
            ("as_of", "market", "question"), ("switches", "companies", "products", "requirements", "fit")
        )
        as_of = top["as_of"].day()
        switches = self._switches(top["switches"])
        companies = self._companies(top["companies"])
        products = self._products(top["products"], companies)
        requirements = self._requirements(top["requirements"])
        problem = Problem(
            companies=companies,
            products=products,
            market=self._market(top["market"]),
            rulebook=self._rulebook,
            as_of=as_of,
            requirements=requirements,
            fit=self._fit(top["fit"], {item.id for item in requirements}, products),
            switches=switches,
        )
        self._lists_in_force(as_of)
        return Scenario(problem, self._question(top["question"], companies, products))

    def _lists_in_force(self, as_of: date) -> None:
        for rule in self._rulebook.in_force(as_of):
            listed = getattr(rule.predicate, "countries", None)
            if listed is not None:
                self._rulebook.countries(listed, as_of)

    def _switches(self, node: Node) -> dict[str, SwitchValue]:
        if not node.known:
            return {}
        if not isinstance(node.value, dict):
            node.fail("is not an object")
        try:
            checked_switches(self._rulebook, node.value)
        except BadInput as error:
            raise BadScenario(f"{self._file}: {error.message}", error.hint) from error
        return dict(node.value)

    def _companies(self, node: Node) -> dict[str, Company]:
        rows = [(row, row.fields(*_COMPANY)) for row in node.optional_items()]
        ids = _distinct([fields["id"] for _, fields in rows])
        return {
            company: Company(
                id=company,
                name=fields["name"].maybe(Node.text) or company,
                incorporated_in=fields["incorporated_in"].maybe(self._country),
                based_in=fields["based_in"].maybe(self._country),
                owned_by=fields["owned_by"].maybe(lambda owners: self._owners(owners, ids)),
                controlled_by=fields["controlled_by"].maybe(lambda owners: self._controllers(owners, ids)),
            )
            for company, (_, fields) in zip(ids, rows, strict=True)
        }

    def _owners(self, node: Node, companies: Iterable[str]) -> tuple[Holding, ...]:
        rows = [row.fields(("owner",), ("share",)) for row in node.items()]
        holdings = tuple(Holding(_reference(row["owner"], companies), row["share"].maybe(Node.share)) for row in rows)
        total = sum(exact(holding.share) for holding in holdings if holding.share is not None)
        if total > 1:
            raise BadScenario(
                f"{node.where}: the shares sum to {float(total):.10g}, which is above 1.",
                "The shares of one company sum to at most 1.",
            )
        return holdings

    def _controllers(self, node: Node, companies: Iterable[str]) -> tuple[Control, ...]:
        return tuple(Control(_reference(row.fields(("owner",))["owner"], companies)) for row in node.items())

    def _products(self, node: Node, companies: Mapping[str, Company]) -> dict[str, Product]:
        rows = [row.fields(*_PRODUCT) for row in node.optional_items()]
        ids = _distinct([fields["id"] for fields in rows])
        return {
            product: Product(
                id=product,
                name=fields["name"].maybe(Node.text) or product,
                company=_reference(fields["company"], companies),
                layer=fields["layer"].one_of(Layer),
                available_in=fields["available_in"].maybe(self._availability),
                unit_value=fields["unit_value"].maybe(Node.amount),
                us_value_share=fields["us_value_share"].maybe(_interval),
                links=tuple(
                    ProductLink(kind, other)
                    for field, kind in _LINKS.items()
                    for other in _references(fields[field], ids)
                ),
            )
            for product, fields in zip(ids, rows, strict=True)
        }

    def _availability(self, node: Node) -> tuple[str, ...]:
        return tuple(item.text() if item.value == GLOBAL else self._country(item) for item in node.items())

    def _country(self, node: Node) -> str:
        code = node.text()
        if code not in self._countries:
            node.fail("is no country", "Use ISO 3166-1 alpha-2 codes in capitals, for example KE.")
        return code

    def _market(self, node: Node) -> Target:
        fields = node.fields(("kind",), ("countries",))
        kind = fields["kind"].one_of(MarketKind)
        return Target(kind, tuple(self._country(item) for item in fields["countries"].optional_items()))

    def _requirements(self, node: Node) -> tuple[Requirement, ...]:
        rows = [row.fields(("id", "layer"), ("mandatory",)) for row in node.optional_items()]
        ids = _distinct([fields["id"] for fields in rows])
        return tuple(
            Requirement(
                id=requirement,
                text=requirement,
                layer=fields["layer"].one_of(Layer),
                mandatory=fields["mandatory"].maybe(Node.flag) is not False,
            )
            for requirement, fields in zip(ids, rows, strict=True)
        )

    def _fit(self, node: Node, requirements: set[str], products: Mapping[str, Product]) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        for row in node.optional_items():
            fields = row.fields(("requirement", "product", "fit"))
            pair = (_reference(fields["requirement"], requirements), _reference(fields["product"], products))
            if pair in found:
                row.fail("repeats an earlier requirement and product", "State each fit once.")
            found[pair] = fields["fit"].share()
        return found

    def _question(
        self, node: Node, companies: Mapping[str, Company], products: Mapping[str, Product]
    ) -> CheckQuestion | Question:
        fields = node.fields((), ("check", "compose"))
        if fields["check"].known == fields["compose"].known:
            node.fail("is not one of check and compose", 'Ask either {"check": ...} or {"compose": ...}.')
        if fields["check"].known:
            asked = fields["check"].fields(("products",), ("anchor",))
            anchor = asked["anchor"].maybe(lambda item: _reference(item, companies))
            return CheckQuestion(anchor, _references(asked["products"], products))
        return self._compose(fields["compose"], companies)

    def _compose(self, node: Node, companies: Mapping[str, Company]) -> Question:
        asked = node.fields((), _COMPOSE)
        anchor = asked["anchor"].maybe(lambda item: _reference(item, companies))
        included = _references(asked["must_include"], companies)
        excluded = _references(asked["must_exclude"], companies)
        for item in asked["must_exclude"].optional_items():
            if item.value in included:
                item.fail("is in must_include as well", "A company cannot be in and out at once.")
            if item.value == anchor:
                item.fail("is named as anchor as well", "An anchor is a member.")
        return Question(
            teams=1 if not asked["teams"].known else asked["teams"].count(least=1),
            anchor=anchor,
            must_include=included,
            must_exclude=excluded,
            max_members=asked["max_members"].maybe(lambda item: item.count(least=0)),
            presumption=asked["presumption"].maybe(lambda item: item.one_of(Presumption)) or Presumption.PREFER,
        )


def _distinct(nodes: list[Node]) -> dict[str, None]:
    found: dict[str, None] = {}
    for node in nodes:
        if node.text() in found:
            node.fail("is a duplicate id", "Give each its own id.")
        found[node.text()] = None
    return found


def _reference(node: Node, known: Iterable[str]) -> str:
    name = node.text()
    if name not in known:
        node.fail("refers to nothing in the file", "Add it to the file or correct the id.")
    return name


def _references(node: Node, known: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for item in node.optional_items():
        name = _reference(item, known)
        if name in found:
            item.fail("is a duplicate id in this list", "Name it once.")
        found[name] = None
    return tuple(found)


def _interval(node: Node) -> tuple[float, float]:
    if not isinstance(node.value, list):
        share = node.share()
        return share, share
    ends = [item.share() for item in node.items()]
    if len(ends) != 2:
        node.fail("is no interval", "Write [low, high].")
    if ends[0] > ends[1]:
        node.fail("is an interval with low above high", "Write [low, high].")
    return ends[0], ends[1]
