"""From a judged team to a dossier: what Executive Order 14320 sec. 3(b) and the call ask a proposal to contain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from graph.catalogue import Catalogue
from graph.model import LAYERS, Layer, Product, SourceRef
from graph.model.package import Package
from matching.needs.model import Needs
from matching.rules.findings import Finding, Outcome
from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.rules.standing import Standing
from matching.teams.content_ways import ContentWay, content_ways
from matching.teams.report import TeamReport
from service.dossier.model import Dossier, Field, Section, Table
from service.packages.evaluate import Evaluation
from service.replay import Replay
from service.support import BuyerKind, Possibility, SupportAnswer, load_programs, support_for
from service.teams import Served, TeamsAnswer

if TYPE_CHECKING:
    from matching.teams.resilience import Substitution
    from service.advice import TeamAdvice

STANDING_TITLES = {
    Standing.BARRED: "Barred",
    Standing.INCOMPLETE: "Incomplete",
    Standing.UNVERIFIED: "Unverified: facts have to be established",
    Standing.PRESUMPTION_MET: "Eligible, content presumption met",
    Standing.TO_BE_JUSTIFIED: "Eligible, hardware content to be justified",
}
_ASK_LEAD = "the lead of the consortium"


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a dossier is written from. ``package`` None: a team composed for a text."""

    title: str
    market: str
    problem: Problem
    team: TeamReport
    destination: tuple[Finding, ...]
    support: tuple[SupportAnswer, ...]
    replay: Replay
    catalogue: Catalogue
    needs: Needs | None = None
    served: tuple[Served, ...] = ()
    package: Package | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[ContentWay, ...] = ()
    substitutions: tuple[Substitution, ...] | None = None


def material_of_team(
    answer: TeamsAnswer, number: int, buyer: BuyerKind = BuyerKind.UNKNOWN, advice: TeamAdvice | None = None
) -> Material:
    """Team ``number`` (from 0) of a composed answer. ``advice``: made already, perhaps with who replaces whom."""
    team, problem = answer.answer.teams[number], answer.problem
    support = support_for(
        load_programs(),
        [problem.companies[one] for one in team.members if one in problem.companies],
        [problem.products[one] for one in team.products],
        buyer,
        problem.as_of,
    )
    return Material(
        title=f"Full-stack team for {answer.market.name}",
        market=answer.market.name,
        problem=problem,
        team=team,
        destination=answer.answer.destination,
        support=support,
        replay=answer.replay,
        catalogue=answer.snapshot.catalogue,
        needs=answer.needs,
        served=answer.served[number],
        ways=advice.ways if advice is not None else content_ways(answer.judge, team.anchor, team.products),
        substitutions=advice.substitutions if advice is not None else None,
    )


def material_of_package(evaluation: Evaluation, catalogue: Catalogue) -> Material:
    """A package as it stands on the day of its evaluation."""
    package, team = evaluation.package, evaluation.team
    names = [catalogue.markets[one].name if one in catalogue.markets else one for one in package.markets]
    return Material(
        title=package.title,
        market=", ".join(names),
        problem=evaluation.problem,
        team=team,
        destination=evaluation.destination,
        support=evaluation.support,
        replay=evaluation.replay,
        catalogue=catalogue,
        package=package,
        notes=dict(package.notes),
        ways=content_ways(Judge(evaluation.problem), team.anchor, team.products),
    )


def build(material: Material, on: date) -> Dossier:
    """The dossier, dated ``on``."""
    w = _Writer(material)
    sections = (
        w.lead_and_members(),
        w.requirements(),
        w.stack(),
        w.manufacture(),
        w.content(),
        w.markets(),
        w.infrastructure(),
        w.resilience(),
        w.support(),
        w.compliance(),
        w.security(),
    )
    replay = material.replay
    return Dossier(
        title=material.title,
        subtitle=f"Market: {material.market or 'none named'}",
        date=on.isoformat(),
        standing=STANDING_TITLES[material.team.standing],
        illustrative=any(material.problem.products[p].illustrative for p in material.team.products),
        sections=tuple(one for one in sections if one is not None),
        annex=w.annex(),
        versions=(
            ("Catalogue version", str(replay.catalogue_version)),
            ("Rulebook", replay.rulebook),
            ("Rules and facts as of", replay.as_of.isoformat()),
            ("Models", ", ".join(replay.models)),
            ("Seed", str(replay.seed)),
        ),
    )


class _Writer:
    def __init__(self, material: Material) -> None:
        self.m = material
        self.products = [material.problem.products[one] for one in material.team.products]

    def name(self, key: str | None) -> str:
        """A company's or product's name, marked when made up."""
        if key is None:
            return ""
        companies, products = self.m.problem.companies, self.m.problem.products
        found = companies.get(key) or products.get(key)
        if found is None:
            return key
        mark = " [illustrative]" if found.illustrative and "(illustrative)" not in found.name else ""
        return found.name + mark

    def cite(self, refs: Iterable[SourceRef]) -> tuple[str, ...]:
        """Sources as lines: dataset, date of the copy, record."""
        found: dict[str, None] = {}
        for ref in refs:
            source = self.m.catalogue.sources.get(ref.source_id)
            name = f"{source.dataset} ({source.retrieved_at})" if source is not None else ref.source_id
            found[f"{name}, {ref.locator}"] = None
        return tuple(found)

    def lead_and_members(self) -> Section:
        lead = self.name(self.m.team.anchor)
        rows = []
        for key in self.m.team.members:
            company = self.m.problem.companies.get(key)
            layers = sorted({p.layer.value for p in self.products if p.company == key})
            rows.append(
                (
                    self.name(key) + (", anchor" if key == self.m.team.anchor else ""),
                    ", ".join(layers) or "none",
                    (company.incorporated_in if company else None) or "not known",
                    (company.based_in if company else None) or "not known",
                    "; ".join(self.cite(company.sources)) if company else "",
                )
            )
        return Section(
            "Lead and members",
            "An anchor member leads the consortium and submits the proposal (call, law-firm summary).",
            (Field("Anchor member", lead, who=_ASK_LEAD),),
            (Table("Members", ("Company", "Layers", "Incorporated in", "Based in", "Source"), tuple(rows)),),
        )

    def requirements(self) -> Section | None:
        needs = self.m.needs
        if needs is None or not needs.requirements:
            text = self.m.package.requirements if self.m.package is not None else ""
            return Section("What the buyer asks for", fields=(Field("Requirements", text),)) if text else None
        by_id = {one.requirement: one for one in self.m.served}
        rows = []
        for need in needs.requirements:
            served = by_id.get(need.id)
            serves = self.name(served.product) if served is not None and served.product else "nobody in this team"
            fit = f"{served.fit:.0%}" if served is not None and served.product else ""
            rows.append((need.id, need.text, "mandatory" if need.mandatory else "wished", serves, fit))
        table = Table(
            "Requirements",
            ("", "Requirement", "Kind", "Served by", "Fit"),
            tuple(rows),
            "Fit is the estimated chance that the product delivers a substantial part of the requirement.",
        )
        return Section("What the buyer asks for", f"Read from a text in language {needs.language}.", tables=(table,))

    def stack(self) -> Section:
        tables = []
        for layer in Layer:
            rows = tuple(
                (
                    self.name(p.id),
                    self.name(p.company),
                    _cut(p.description),
                    f"{p.layer_basis.value}{': ' + p.layer_reason if p.layer_reason else ''}",
                    "; ".join(self.cite(p.sources)),
                )
                for p in self.products
                if p.layer is layer
            )
            tables.append(
                Table(
                    f"{layer} {LAYERS[layer].name}",
                    ("Product", "Company", "What it is", "Layer", "Source"),
                    rows,
                    f"The order: “{LAYERS[layer].definition}”" + ("" if rows else ". Missing in this team."),
                )
            )
        return Section("The five layers", "Executive Order 14320, sec. 3(b)(i).", tables=tuple(tables))

    def manufacture(self) -> Section:
        fields = tuple(
            Field(
                self.name(p.id),
                self.m.notes.get(f"manufacture:{p.id}", ""),
                who=f"{self.name(p.company)}: where the item is manufactured, and to what extent in the United States",
            )
            for p in self.products
            if p.layer is Layer.A
        )
        return Section(
            "Manufacture in the United States",
            "“whether and to what extent such items are manufactured in the United States” (EO 14320, sec. 3(b)(i)).",
            fields or (Field("Hardware", "", who="a member with a product of the hardware layer"),),
        )

    def content(self) -> Section:
        low, high = float(self.m.team.us_content.low), float(self.m.team.us_content.high)
        unknown = (low, high) == (0.0, 1.0)
        rows = tuple(
            (
                self.name(p.id),
                f"{p.unit_value:,.0f}" if p.unit_value is not None else "not known",
                _share(p),
                (p.value_basis.value if p.value_basis is not None else "") or "not stated",
                "; ".join(self.cite(p.sources)),
            )
            for p in self.products
            if p.layer is Layer.A
        )
        value = "" if unknown else f"{low:.1%}" if low == high else f"between {low:.1%} and {high:.1%}"
        finding = next((f for f in self.m.team.findings if f.effect.value == "presumption"), None)
        fields = [
            Field(
                "U.S. share of the aggregate value of the hardware layer",
                value,
                who="the makers of the hardware: value and U.S. share, attested",
            )
        ]
        if finding is not None:
            fields.append(Field("Content presumption", f"{finding.outcome.value}: {finding.explanation}"))
        if finding is None or finding.outcome is not Outcome.MET:
            fields.append(
                Field(
                    "Reasonable efforts and justification",
                    self.m.notes.get("justification", ""),
                    who=_ASK_LEAD,
                )
            )
        return Section(
            "U.S. content of the hardware",
            "Presumed met when the aggregate value of the hardware layer is at least 51 percent U.S.-origin (call, "
            "law-firm summary). A proposal below it “is not automatically disqualified” (quoted).",
            tuple(fields),
            (Table("Hardware", ("Product", "Value, USD", "U.S. share", "Basis", "Source"), rows), *self._ways()),
        )

    def _ways(self) -> tuple[Table, ...]:
        rows = tuple((way.kind.value, way.words) for way in self.m.ways)
        note = "Each was judged by the rules: with it the presumption would be met, and nothing else would be worse."
        return (Table("What would reach the share", ("Kind", "Change"), rows, note),) if rows else ()

    def resilience(self) -> Section | None:
        """Who replaces whom, when that was asked for."""
        if self.m.substitutions is None:
            return None
        rows = tuple((self.name(s.member), s.words, "; ".join(s.differences)) for s in self.m.substitutions)
        return Section(
            "If a member leaves",
            "Computed from the catalogue as it stands; nobody named here was asked.",
            tables=(Table("Substitutes", ("Member", "What would happen", "What changes"), rows),),
        )

    def markets(self) -> Section:
        places = list(self.m.team.coverage)
        rows = tuple((place, *(_cell(self.m.team, place, layer) for layer in Layer)) for place in places)
        header = ("Market", *(f"{layer} {LAYERS[layer].name}" for layer in Layer))
        return Section(
            "Target markets",
            "“specific target countries or regional blocs” (EO 14320, sec. 3(b)).",
            (
                Field("Markets", self.m.market, who=_ASK_LEAD),
                Field("Why each serves United States interests", self.m.notes.get("interests", ""), who=_ASK_LEAD),
            ),
            (
                Table(
                    "Coverage: products known to be available, by market and layer",
                    header,
                    rows,
                    "In brackets: products of which it is not known whether they are available there.",
                ),
            ),
        )

    def infrastructure(self) -> Section:
        labels = ("Who builds the data centres", "Who owns them", "Who operates them")
        keys = ("builds", "owns", "operates")
        return Section(
            "Data centres and infrastructure",
            "“at a high level, which entities will build, own, and operate data centers and associated "
            "infrastructure”.",
            tuple(
                Field(label, self.m.notes.get(f"datacentre:{key}", ""), who=_ASK_LEAD)
                for label, key in zip(labels, keys, strict=True)
            ),
        )

    def support(self) -> Section:
        rows = tuple(
            (
                one.program.name,
                one.program.agency,
                one.possibility.value,
                f"{one.reason} To clear: {one.program.ask}",
                f"{one.program.source} ({one.program.certainty.value})",
            )
            for one in self.m.support
            if one.possibility is not Possibility.NOT
        )
        return Section(
            "Requested federal support",
            "A designated package “may receive” support; nothing is promised.",
            (Field("Support requested", self.m.notes.get("support", ""), who=_ASK_LEAD),),
            (
                Table(
                    "Programs it may ask for",
                    ("Program", "Agency", "Possible", "Why, and what to clear", "Source"),
                    rows,
                ),
            ),
        )

    def compliance(self) -> Section:
        return Section(
            "Compliance",
            "“all relevant United States export control regimes, outbound investment regulations, and end-user "
            "policies”.",
            tuple(
                Field(label, self.m.notes.get(f"compliance:{key}", ""), who=f"{_ASK_LEAD}, with counsel")
                for label, key in (
                    ("Export control", "export"),
                    ("Outbound investment", "investment"),
                    ("End users and end uses", "end-user"),
                )
            ),
            (
                Table(
                    "Destination and end user",
                    ("Subject", "Rule", "Outcome", "Explanation", "Source"),
                    tuple(
                        (
                            self.name(f.subject),
                            f.rule,
                            f.outcome.value,
                            f.explanation,
                            f"{f.source} ({f.certainty.value})",
                        )
                        for f in self.m.destination
                    ),
                ),
            ),
        )

    def security(self) -> Section:
        rows = tuple(
            (self.name(p.id), ", ".join(p.certifications) or "none stated", "; ".join(self.cite(p.sources)))
            for p in self.products
        )
        return Section(
            "Security measures",
            "“measures to ensure the security and cybersecurity of AI models and systems” (EO 14320, sec. 3(b)(i)).",
            (Field("How the team secures the stack", self.m.notes.get("security", ""), who="the members of layer D"),),
            (Table("Certifications, as optional evidence", ("Product", "Certifications", "Source"), rows),),
        )

    def annex(self) -> tuple[Section, ...]:
        findings = tuple(
            (
                f.rule,
                self.name(f.subject),
                f.effect.value,
                f.outcome.value,
                f.explanation + (f" {f.remedy}" if f.remedy and f.outcome is not Outcome.MET else ""),
                f"{f.source} ({f.certainty.value})",
            )
            for f in self.m.team.findings
        )
        evidence = tuple(
            (self.name(e.subject), e.fact, e.value, "; ".join(self.cite(e.sources)) or "no source stated")
            for e in dict.fromkeys(e for f in self.m.team.findings for e in f.evidence)
        )
        missing = tuple(
            (self.name(gap.subject), gap.fact or "", self._who(gap.subject))
            for gap in self.m.team.gaps
            if gap.kind.value == "fact" and gap.subject is not None
        )
        others = tuple(
            (gap.kind.value, ", ".join(f"{k} {v}" for k, v in gap.as_dict().items() if k != "kind"))
            for gap in self.m.team.gaps
            if gap.kind.value != "fact"
        )
        tables = [
            Table("Findings", ("Rule", "Subject", "Effect", "Outcome", "Explanation", "Source"), findings),
            Table("Evidence", ("Subject", "Fact", "Value", "Source"), evidence),
            Table("Facts to establish", ("Subject", "Fact", "Who could supply it"), missing),
        ]
        if others:
            tables.append(Table("Gaps", ("Kind", "What"), others))
        history = self._history()
        return (Section("Findings and evidence", "Certainty: P primary text, Q quoted, L law-firm summary, N news, "
                        "U open point.", tables=tuple(tables)), *history)  # fmt: skip

    def _who(self, key: str) -> str:
        product = self.m.problem.products.get(key)
        return self.name(product.company if product is not None else key)

    def _history(self) -> tuple[Section, ...]:
        package = self.m.package
        if package is None:
            return ()
        rows = tuple((e.at, e.who, e.what, e.why) for e in package.history)
        fields: tuple[Field, ...] = (Field("Status", package.status.value),)
        if package.decision is not None:
            d = package.decision
            fields = (*fields, Field("Decision", f"{d.status.value} on {d.on}"), Field("Offices", ", ".join(d.offices)),
                      Field("Grounds", d.grounds))  # fmt: skip
        return (Section("History", fields=fields, tables=(Table("Events", ("When", "Who", "What", "Why"), rows),)),)


_DESCRIPTION_SHOWN = 300  # characters of a product's description in a table


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _DESCRIPTION_SHOWN else f"{line[: _DESCRIPTION_SHOWN - 2].rsplit(' ', 1)[0]} …"


def _share(product: Product) -> str:
    if product.us_value_share is None:
        return "not known"
    low, high = product.us_value_share
    return f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"


def _cell(team: TeamReport, place: str, layer: Layer) -> str:
    sure: Sequence[str] = team.coverage.get(place, {}).get(layer.value, ())
    maybe: Sequence[str] = team.possible.get(place, {}).get(layer.value, ())
    return f"{len(sure)} ({len(maybe)})" if maybe else str(len(sure))


__all__ = ["Material", "build", "material_of_package", "material_of_team"]
