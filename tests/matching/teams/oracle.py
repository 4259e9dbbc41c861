"""A second reading of the scenario format, written from its text alone, that looks at every team there is.

It shares no code with the program: plain dictionaries in, plain values out, no solver, no bound, no cut. Slow on
purpose; for worlds of about ten products.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from typing import Any

World = dict[str, Any]
Outcome = tuple[str, str, str, str]  # rule, subject, effect, outcome
Place = tuple[Fraction, int, int, int]

LAYERS = "ABCDE"
SERVICES, PARTICIPANTS = {"CN", "HK", "MO", "RU"}, {"CN", "HK", "MO"}
HALF, FIFTY_ONE = Fraction(1, 2), Fraction(51, 100)
MET, NOT_MET, UNKNOWN = "MET", "NOT_MET", "UNKNOWN"


def number(value: float) -> Fraction:
    """The decimal as it is written in the file."""
    return Fraction(str(value))


def verdict(bad: bool | None) -> str:
    return UNKNOWN if bad is None else (NOT_MET if bad else MET)


class Oracle:
    """Answers the question of one scenario."""

    def __init__(self, world: World) -> None:
        self.companies = {row["id"]: row for row in world["companies"]}
        self.products = {row["id"]: row for row in world["products"]}
        self.requirements = world.get("requirements", [])
        self.fit = {(row["requirement"], row["product"]): number(row["fit"]) for row in world.get("fit", [])}
        self.kind = world["market"]["kind"]
        self.countries = world["market"].get("countries", [])
        self.places = ["global"] if self.kind == "global" else self.countries
        self.switches = world.get("switches", {})
        self.question = world["question"].get("compose")
        self._concern = {c: (self.concern(c, False), self.concern(c, True)) for c in self.companies}
        self._origin = {p: self.origin(p) for p in self.products}

    # ---- facts

    def on(self, rule: str) -> bool:
        return self.switches.get(rule, True) is True

    def located(self, company: str, countries: set[str]) -> bool | None:
        facts = [self.companies[company].get(fact) for fact in ("incorporated_in", "based_in")]
        if countries.intersection(facts):
            return True
        return None if None in facts else False

    def concern(self, company: str, suspicious: bool, below: tuple[str, ...] = ()) -> Fraction:
        """Share of concern when everything not known is as bad as can be, or as good."""
        row, path = self.companies[company], (*below, company)
        where = self.located(company, PARTICIPANTS)
        if where is True or (suspicious and where is None):
            return Fraction(1)
        if suspicious and (row.get("owned_by") is None or row.get("controlled_by") is None):
            return Fraction(1)

        def above(owner: str) -> Fraction:
            return Fraction(0) if owner in path else self.concern(owner, suspicious, path)

        if any(above(control["owner"]) >= HALF for control in row.get("controlled_by") or []):
            return Fraction(1)
        parts = ((number(held["share"]), above(held["owner"])) for held in row.get("owned_by") or [])
        return sum((share * (1 if concern >= HALF else concern) for share, concern in parts), Fraction(0))

    def origin(self, product: str) -> bool | None:
        """Whether it is, or derives from, a model of a country of the rule."""
        family, queue = [product], [product]
        for current in queue:
            for parent in self.products[current].get("derived_from") or []:
                if parent not in family:
                    family.append(parent)
                    queue.append(parent)
        models = [self.products[p] for p in family if self.products[p]["layer"] == "C"]
        found = [self.located(model["company"], PARTICIPANTS) for model in models]
        return True if True in found else (None if None in found else False)

    def available(self, product: str, place: str) -> bool | None:
        places = self.products[product].get("available_in")
        return None if places is None else "global" in places or place in places

    # ---- rules

    def covering(self, servers: list[str]) -> tuple[str, list[str]]:
        """Outcome of serving every place by these products, and the places where nobody serves."""
        if not servers:
            return NOT_MET, list(self.places)
        answers = {place: {self.available(product, place) for product in servers} for place in self.places}
        without = [place for place, found in answers.items() if found == {False}]
        if without:
            return NOT_MET, without
        return (MET if all(True in found for found in answers.values()) else UNKNOWN), []

    def findings(self, anchor: str | None, team: Iterable[str]) -> list[Outcome]:
        team = [p for p in self.products if p in set(team)]
        members = {self.products[p]["company"] for p in team}
        found: list[Outcome] = []
        if self.on("layers-covered"):
            for layer in LAYERS:
                servers = [p for p in team if self.products[p]["layer"] == layer]
                found.append(("layers-covered", layer, "required", self.covering(servers)[0]))
        if self.on("target-market"):
            named = self.kind == "global" or bool(self.countries)
            found.append(("target-market", "team", "required", MET if named else NOT_MET))
        if self.on("one-anchor"):
            found.append(("one-anchor", "team", "required", MET if anchor in members else NOT_MET))
        if self.on("mandatory-requirements"):
            for row in self.requirements:
                if row["mandatory"]:
                    servers = [p for p in team if self.fit.get((row["id"], p), 0) > 0]
                    found.append(("mandatory-requirements", row["id"], "required", self.covering(servers)[0]))
        for product in team:
            bases = self.products[product].get("built_on") or []
            if self.on("built-on") and bases:
                found.append(("built-on", product, "required", verdict(not set(bases) <= set(team))))
            rivals = set(self.products[product].get("conflicts_with") or [])
            rivals |= {p for p, row in self.products.items() if product in (row.get("conflicts_with") or [])}
            if self.on("conflicts") and rivals:
                found.append(("conflicts", product, "required", verdict(bool(rivals & set(team)))))
            if self.on("model-provenance"):
                found.append(("model-provenance", product, "bar", verdict(self._origin[product])))
        for member in members:
            layers = {self.products[p]["layer"] for p in team if self.products[p]["company"] == member}
            if self.on("entity-services") and layers != {"A"}:
                found.append(("entity-services", member, "bar", verdict(self.located(member, SERVICES))))
            if self.on("entity-participants"):
                good, bad = self._concern[member]
                outcome = NOT_MET if good >= HALF else (MET if bad < HALF else UNKNOWN)
                found.append(("entity-participants", member, "bar", outcome))
        if self.on("hardware-us-content"):
            low, high = self.content(team)
            outcome = MET if low >= FIFTY_ONE else (NOT_MET if high < FIFTY_ONE else UNKNOWN)
            found.append(("hardware-us-content", "team", "presumption", outcome))
        return found

    def content(self, team: Iterable[str]) -> tuple[Fraction, Fraction]:
        """Lowest and highest share; amounts not known are tried as next to nothing and as outgrowing all others."""
        rows = [self.products[p] for p in team if self.products[p]["layer"] == "A"]
        shares = []
        for row in rows:
            share = row.get("us_value_share")
            share = [0, 1] if share is None else (share if isinstance(share, list) else [share, share])
            shares.append((row.get("unit_value"), number(share[0]), number(share[1])))
        known = [(number(value), low, high) for value, low, high in shares if value is not None]
        total = sum((value for value, _, _ in known), Fraction(0))
        lows = [low for value, low, _ in shares if value is None]
        highs = [high for value, _, high in shares if value is None]
        if total > 0:
            lows.append(sum((value * low for value, low, _ in known), Fraction(0)) / total)
            highs.append(sum((value * high for value, _, high in known), Fraction(0)) / total)
        return (min(lows), max(highs)) if lows else (Fraction(0), Fraction(1))

    def standing(self, findings: list[Outcome]) -> str:
        seen = {(effect, outcome) for _, _, effect, outcome in findings}
        if ("bar", NOT_MET) in seen:
            return "barred"
        if ("required", NOT_MET) in seen:
            return "incomplete"
        if ("bar", UNKNOWN) in seen or ("required", UNKNOWN) in seen:
            return "unverified"
        return "eligible_presumption_met" if ("presumption", MET) in seen else "eligible_content_to_be_justified"

    def gaps(self, findings: list[Outcome], team: Iterable[str]) -> set[tuple[tuple[str, str], ...]]:
        """The gaps other than facts."""
        found: set[tuple[tuple[str, str], ...]] = set()
        team = list(team)
        for rule, subject, _, outcome in findings:
            if outcome != NOT_MET:
                continue
            if rule in ("layers-covered", "mandatory-requirements"):
                kind = "layer" if rule == "layers-covered" else "requirement"
                servers = [
                    p
                    for p in team
                    if (self.products[p]["layer"] == subject if kind == "layer" else self.fit.get((subject, p), 0) > 0)
                ]
                found |= self.missing(kind, subject, servers)
            elif rule == "built-on":
                for base in self.products[subject]["built_on"]:
                    if base not in team:
                        found.add((("kind", "product"), ("product", base), ("subject", subject)))
            elif rule == "one-anchor":
                found.add((("kind", "anchor"),))
            elif rule == "target-market":
                found.add((("kind", "market"),))
        return found

    def missing(self, kind: str, subject: str, servers: list[str]) -> set[tuple[tuple[str, str], ...]]:
        without = self.covering(servers)[1]
        if len(set(without)) == len(set(self.places)):
            return {tuple(sorted({"kind": kind, kind: subject}.items()))}
        return {tuple(sorted({"kind": kind, kind: subject, "country": place}.items())) for place in without}

    # ---- composing

    def place(self, team: tuple[str, ...], question: dict[str, Any] | None = None) -> Place | None:
        """The team's place in the order, greater is better; None when it is no admissible answer."""
        question = question or self.question
        members = {self.products[p]["company"] for p in team}
        if not set(question["must_include"]) <= members or members & set(question["must_exclude"]):
            return None
        if question["max_members"] is not None and len(members) > question["max_members"]:
            return None
        if question["anchor"] is not None and question["anchor"] not in members:
            return None
        findings = self.findings(question["anchor"] or min(members), team)
        if self.standing(findings) in ("barred", "incomplete"):
            return None
        met = ("hardware-us-content", "team", "presumption", MET) in findings
        if question["presumption"] == "require" and not met:
            return None
        open_ = sum(outcome == UNKNOWN and effect != "presumption" for _, _, effect, outcome in findings)
        return self.total_fit(team), int(met and question["presumption"] != "ignore"), -open_, -len(members)

    def total_fit(self, team: tuple[str, ...]) -> Fraction:
        total = Fraction(0)
        for row in self.requirements:
            best = [
                max(
                    (self.fit.get((row["id"], p), Fraction(0)) for p in team if self.available(p, place) is not False),
                    default=Fraction(0),
                )
                for place in self.places or [None]
            ]
            total += min(best)
        return total

    def teams(self, question: dict[str, Any] | None = None) -> dict[frozenset[str], Place]:
        """Every admissible team with its place."""
        usable = [p for p in self.products if not self.always_barred(p)]
        return {
            frozenset(team): place
            for size in range(1, len(usable) + 1)
            for team in combinations(usable, size)
            if (place := self.place(team, question)) is not None
        }

    def always_barred(self, product: str) -> bool:
        """Alone it is barred, hence in every team."""
        return self.standing(self.findings(None, [product])) == "barred"

    def answer(self) -> list[tuple[Place, set[frozenset[str]]]]:
        """Places of the best different lean teams, each with the member sets that reach it."""
        places = self.teams()
        best: dict[frozenset[str], Place] = {}
        for team, place in places.items():
            if any(smaller < team and places[smaller] >= place for smaller in places):
                continue
            members = frozenset(self.products[p]["company"] for p in team)
            best[members] = max(best.get(members, place), place)
        ranked = sorted(best.values(), reverse=True)[: self.question["teams"]]
        return [(place, {members for members, reached in best.items() if reached == place}) for place in ranked]

    def is_lean(self, team: Iterable[str]) -> bool:
        """No product can be left out, alone or with others, without a worse place."""
        whole = tuple(team)
        place = self.place(whole)
        for size in range(1, len(whole)):
            for smaller in combinations(whole, size):
                reached = self.place(smaller)
                if reached is not None and place is not None and reached >= place:
                    return False
        return True

    def gaps_without_a_team(self) -> set[tuple[tuple[str, str], ...]]:
        """What nobody serves; if that is nothing, each limit whose removal alone would make a team."""
        found: set[tuple[tuple[str, str], ...]] = set()
        if self.on("target-market") and not self.places:
            found.add((("kind", "market"),))
        admissible = [p for p in self.products if not self.always_barred(p)]
        if self.on("layers-covered"):
            for layer in LAYERS:
                servers = [p for p in admissible if self.products[p]["layer"] == layer]
                if self.covering(servers)[0] == NOT_MET:
                    found |= self.missing("layer", layer, servers)
        if self.on("mandatory-requirements"):
            for row in self.requirements:
                servers = [p for p in admissible if self.fit.get((row["id"], p), 0) > 0]
                if row["mandatory"] and self.covering(servers)[0] == NOT_MET:
                    found |= self.missing("requirement", row["id"], servers)
        if found:
            return found
        free = {"max_members": None, "must_include": [], "must_exclude": [], "anchor": None, "presumption": "prefer"}
        for field, value in free.items():
            if field == "presumption" and self.question["presumption"] != "require":
                continue
            if self.question[field] != value and self.teams({**self.question, field: value}):
                found.add((("field", field), ("kind", "limit")))
        return found
