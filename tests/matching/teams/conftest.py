"""A brute-force oracle, written from the definitions of the scenario format alone, and small random worlds.

It shares no code with the program: it looks at every subset of the products.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import strategies as st

SERVICES, PARTICIPANTS = {"CN", "HK", "MO", "RU"}, {"CN", "HK", "MO"}
HALF, THRESHOLD = Fraction(1, 2), Fraction(51, 100)
World = dict[str, Any]


def number(value: float) -> Fraction:
    return Fraction(str(value))


class Oracle:
    """Every team of a small scenario, by looking at all of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.companies = {c["id"]: c for c in world["companies"]}
        self.products = {p["id"]: p for p in world["products"]}
        self.fit = {(f["requirement"], f["product"]): number(f["fit"]) for f in world.get("fit", [])}
        self.places = ["global"] if world["market"]["kind"] == "global" else world["market"]["countries"]
        self.question = world["question"]["compose"]

    def located(self, company: str, countries: set[str]) -> bool | None:
        facts = [self.companies[company].get("incorporated_in"), self.companies[company].get("based_in")]
        if any(fact in countries for fact in facts):
            return True
        return None if None in facts else False

    def concern(self, company: str, harmful: bool, seen: tuple[str, ...] = ()) -> Fraction:
        """Share of concern if every unknown fact were harmful, or harmless."""
        if company in seen:
            return Fraction(0)
        row, path = self.companies[company], (*seen, company)
        where = self.located(company, PARTICIPANTS)
        if where or (where is None and harmful):
            return Fraction(1)
        if harmful and (row.get("owned_by") is None or row.get("controlled_by") is None):
            return Fraction(1)
        if any(self.concern(c["owner"], harmful, path) >= HALF for c in row.get("controlled_by") or []):
            return Fraction(1)
        total = Fraction(0)
        for holding in row.get("owned_by") or []:
            share = self.concern(holding["owner"], harmful, path)
            total += number(holding["share"]) * (1 if share >= HALF else share)
        return total

    def available(self, product: str, place: str) -> bool | None:
        places = self.products[product].get("available_in")
        return None if places is None else "global" in places or place in places

    def origin(self, product: str) -> bool | None:
        seen, queue, unknown = set(), [product], False
        while queue:
            current = queue.pop()
            if current in seen:
                continue
            seen.add(current)
            row = self.products[current]
            queue += row.get("derived_from") or []
            if row["layer"] == "C":
                where = self.located(row["company"], PARTICIPANTS)
                if where:
                    return True
                unknown = unknown or where is None
        return None if unknown else False

    def covered(self, servers: list[str]) -> bool | None:
        answers = []
        for place in self.places:
            here = [self.available(p, place) for p in servers]
            answers.append(True if True in here else (None if None in here else False))
        if False in answers or not servers:
            return False
        return None if None in answers else True

    def judge(self, team: tuple[str, ...]) -> tuple[bool, int, bool]:
        """(neither barred nor incomplete, open outcomes, presumption met)."""
        outcomes: list[bool | None] = []
        members = {self.products[p]["company"] for p in team}
        for member in members:
            layers = {self.products[p]["layer"] for p in team if self.products[p]["company"] == member}
            if layers - {"A"}:
                where = self.located(member, SERVICES)
                outcomes.append(None if where is None else not where)
            low, high = self.concern(member, False), self.concern(member, True)
            outcomes.append(False if low >= HALF else (True if high < HALF else None))
        for product in team:
            origin = self.origin(product)
            outcomes.append(None if origin is None else not origin)
            outcomes += [base in team for base in self.products[product].get("built_on") or []]
            outcomes += [other not in team for other in self.products[product].get("conflicts_with") or []]
        for layer in "ABCDE":
            outcomes.append(self.covered([p for p in team if self.products[p]["layer"] == layer]))
        for requirement in self.world["requirements"]:
            if requirement["mandatory"]:
                outcomes.append(self.covered([p for p in team if self.fit.get((requirement["id"], p), 0) > 0]))
        low, _ = self.content(team)
        return False not in outcomes, outcomes.count(None), low >= THRESHOLD

    def content(self, team: tuple[str, ...]) -> tuple[Fraction, Fraction]:
        hardware = [self.products[p] for p in team if self.products[p]["layer"] == "A"]
        ends = []
        for end in (0, 1):
            value = weighted = Fraction(0)
            candidates = []
            for row in hardware:
                share = row.get("us_value_share")
                share = [0, 1][end] if share is None else (share[end] if isinstance(share, list) else share)
                if row.get("unit_value") is None:
                    candidates.append(number(share))
                else:
                    value += number(row["unit_value"])
                    weighted += number(row["unit_value"]) * number(share)
            if value > 0:
                candidates.append(weighted / value)
            ends.append((min, max)[end](candidates) if candidates else Fraction(end))
        return ends[0], ends[1]

    def place(self, team: tuple[str, ...]) -> tuple[Fraction, int, int, int] | None:
        question = self.question
        members = {self.products[p]["company"] for p in team}
        admissible, unknowns, met = self.judge(team)
        limits = (
            set(question["must_include"]) <= members
            and not set(question["must_exclude"]) & members
            and (question["anchor"] is None or question["anchor"] in members)
            and (question["max_members"] is None or len(members) <= question["max_members"])
            and (question["presumption"] != "require" or met)
        )
        if not team or not admissible or not limits:
            return None
        fit = sum(
            (
                min(
                    max((self.fit.get((r["id"], p), Fraction(0)) for p in team if self.available(p, place) is not False), default=Fraction(0))
                    for place in self.places
                )
                for r in self.world["requirements"]
            ),
            Fraction(0),
        )
        return fit, int(met and question["presumption"] != "ignore"), -unknowns, -len(members)

    def answer(self) -> list[tuple[tuple[Fraction, int, int, int], list[frozenset[str]]]]:
        """Places of the k best different lean teams, each with the member sets that reach it and are still free."""
        ids = sorted(self.products)
        places = {
            frozenset(team): place
            for size in range(1, len(ids) + 1)
            for team in combinations(ids, size)
            if (place := self.place(team)) is not None
        }
        best: dict[frozenset[str], tuple[Fraction, int, int, int]] = {}
        for team, place in places.items():
            if any(other < team and places[other] >= place for other in places):
                continue  # something can be left out without a worse place
            members = frozenset(self.products[p]["company"] for p in team)
            best[members] = max(best.get(members, place), place)
        ranked = sorted(best.values(), reverse=True)[: self.question["teams"]]
        return [(place, [members for members, reached in best.items() if reached == place]) for place in ranked]


@pytest.fixture(scope="session")
def oracle() -> Callable[[World], Oracle]:
    return Oracle


COUNTRIES = [*["US"] * 12, "DE", "CN", "RU", None]


@st.composite
def worlds(draw: st.DrawFn, known: bool = False) -> World:
    """A small scenario with a composing question; all kinds of facts may be missing unless ``known``."""
    places = COUNTRIES[:-1] if known else COUNTRIES
    company_ids = [f"c{i}" for i in range(draw(st.integers(3, 8)))]

    def chance(of: int) -> bool:
        return draw(st.integers(0, of)) == of

    companies = []
    for company in company_ids:
        owners = draw(st.lists(st.sampled_from(company_ids), max_size=2, unique=True)) if chance(2) else []
        companies.append(
            {
                "id": company,
                "incorporated_in": draw(st.sampled_from(places)),
                "based_in": draw(st.sampled_from(places)),
                "owned_by": None
                if not known and chance(6)
                else [{"owner": owner, "share": draw(st.sampled_from([0.1, 0.3, 0.5]))} for owner in owners],
                "controlled_by": None
                if not known and chance(6)
                else [{"owner": draw(st.sampled_from(company_ids))}]
                if chance(6)
                else [],
            }
        )
    layers = ["A", "B", "C", "D", "E", *draw(st.lists(st.sampled_from("AABCDE"), min_size=2, max_size=5))]
    ids = [f"p{i}" for i in range(len(layers))]
    products = []
    for product, layer in zip(ids, layers, strict=True):
        row: dict[str, Any] = {"id": product, "company": draw(st.sampled_from(company_ids)), "layer": layer}
        row["available_in"] = draw(
            st.sampled_from([*[["global"]] * 4, ["KE"], ["KE", "UG"], ["global"] if known else None])
        )
        if layer == "A":
            row["unit_value"] = draw(st.sampled_from([100, 250, 0, None]))
            row["us_value_share"] = draw(st.sampled_from([0.2, 0.51, 0.8, [0.4, 0.9], None]))
        for field, often in (("built_on", 9), ("conflicts_with", 9), ("derived_from", 9)):
            if chance(often):
                row[field] = [draw(st.sampled_from([other for other in ids if other != product]))]
        products.append(row)
    requirements = [
        {"id": f"r{i}", "layer": draw(st.sampled_from("ABCDE")), "mandatory": draw(st.booleans())}
        for i in range(draw(st.integers(0, 3)))
    ]
    fit = [
        {"requirement": r["id"], "product": product, "fit": draw(st.sampled_from([0, 0.25, 0.5, 0.9]))}
        for r in requirements
        for product in ids
        if draw(st.booleans())
    ]
    excluded = draw(st.sampled_from(company_ids)) if chance(5) else None
    free = [company for company in company_ids if company != excluded]
    return {
        "as_of": "2026-06-15",
        "companies": companies,
        "products": products,
        "market": draw(
            st.sampled_from(
                [
                    {"kind": "country", "countries": ["KE"]},
                    {"kind": "bloc", "countries": ["KE", "UG"]},
                    {"kind": "global", "countries": []},
                ]
            )
        ),
        "requirements": requirements,
        "fit": fit,
        "question": {
            "compose": {
                "teams": draw(st.integers(1, 4)),
                "anchor": draw(st.sampled_from(free)) if chance(5) else None,
                "must_include": [draw(st.sampled_from(free))] if chance(5) else [],
                "must_exclude": [excluded] if excluded is not None else [],
                "max_members": draw(st.integers(1, 5)) if chance(5) else None,
                "presumption": draw(st.sampled_from(["prefer", "prefer", "require", "ignore"])),
            }
        },
    }


@pytest.fixture(scope="session")
def small_worlds() -> Callable[..., st.SearchStrategy[World]]:
    return worlds


@pytest.fixture(scope="session")
def as_text() -> Callable[[World], str]:
    return json.dumps
