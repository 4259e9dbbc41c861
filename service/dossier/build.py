"""From a judged team to a dossier: what Executive Order 14320 sec. 3(b) and the call ask a proposal to contain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.model import LAYERS, Layer, Product
from matching.rules.findings import Outcome
from matching.rules.standing import Standing
from matching.teams.report import TeamReport
from service.dossier.annex import annex
from service.dossier.material import Material, material_of_package, material_of_team
from service.dossier.model import Dossier, Field, Section, Table
from service.dossier.pen import Pen
from service.support import Possibility

STANDING_TITLES = {
    Standing.BARRED: "Barred",
    Standing.INCOMPLETE: "Incomplete",
    Standing.UNVERIFIED: "Unverified: facts have to be established",
    Standing.PRESUMPTION_MET: "Eligible, content presumption met",
    Standing.TO_BE_JUSTIFIED: "Eligible, hardware content to be justified",
}
_ASK_LEAD = "the lead of the consortium"


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
        annex=annex(w),
        versions=(
            ("Catalogue version", str(replay.catalogue_version)),
            ("Rulebook", replay.rulebook_version),
            ("Rules and facts as of", replay.as_of.isoformat()),
            ("Models", ", ".join(replay.models)),
            ("Seed", str(replay.seed)),
        ),
    )


class _Writer(Pen):
    """One method for each section of a proposal."""

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
        conditions = tuple(
            Field(f"Condition: {one.kind.value.replace('_', ' ')}", f"{one.value} (“{_cut(one.evidence)}”)")
            for one in needs.constraints
        )
        words = f"Read from a text in language {needs.language}. Conditions are to be settled with the members."
        return Section("What the buyer asks for", words, conditions, (table,))

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
