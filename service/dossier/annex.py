"""The annex: every finding with its evidence, what has to be established, and the history of a package."""

from __future__ import annotations

from graph.model.package import Package
from matching.rules.findings import FACT_WORDS, Outcome
from service.dossier.model import Field, Section, Table
from service.dossier.pen import Pen


def annex(pen: Pen) -> tuple[Section, ...]:
    """Findings and evidence; for a package its history, too."""
    findings = tuple(
        (
            f.rule,
            pen.name(f.subject),
            f.effect.value,
            f.outcome.value,
            f.explanation + (f" {f.remedy}" if f.remedy and f.outcome is not Outcome.MET else ""),
            f"{f.source} ({f.certainty.value})",
        )
        for f in pen.m.team.findings
    )
    evidence = tuple(
        (pen.name(e.subject), e.fact, e.value, "; ".join(pen.cite(e.sources)) or "no source stated")
        for e in dict.fromkeys(e for f in pen.m.team.findings for e in f.evidence)
    )
    missing = tuple(
        (pen.name(gap.subject), FACT_WORDS.get(gap.fact or "", gap.fact or ""), _who(pen, gap.subject))
        for gap in pen.m.team.gaps
        if gap.kind.value == "fact" and gap.subject is not None
    )
    others = tuple(
        (gap.kind.value, ", ".join(f"{k} {v}" for k, v in gap.as_dict().items() if k != "kind"))
        for gap in pen.m.team.gaps
        if gap.kind.value != "fact"
    )
    tables = [
        Table("Findings", ("Rule", "Subject", "Effect", "Outcome", "Explanation", "Source"), findings),
        Table("Evidence", ("Subject", "Fact", "Value", "Source"), evidence),
        Table("Facts to establish", ("Subject", "Fact", "Who could supply it"), missing),
    ]
    if others:
        tables.append(Table("Gaps", ("Kind", "What"), others))
    history = _history(pen.m.package)
    return (Section("Findings and evidence", "Certainty: P primary text, Q quoted, L law-firm summary, N news, "
                    "U open point.", tables=tuple(tables)), *history)  # fmt: skip


def _who(pen: Pen, key: str) -> str:
    product = pen.m.problem.products.get(key)
    return pen.name(product.company if product is not None else key)


def _history(package: Package | None) -> tuple[Section, ...]:
    if package is None:
        return ()
    rows = tuple((e.at, e.who, e.what, e.why) for e in package.history)
    fields: tuple[Field, ...] = (Field("Status", package.status.value),)
    if package.decision is not None:
        d = package.decision
        fields = (*fields, Field("Decision", f"{d.status.value} on {d.on}"), Field("Offices", ", ".join(d.offices)),
                  Field("Grounds", d.grounds))  # fmt: skip
    return (Section("History", fields=fields, tables=(Table("Events", ("When", "Who", "What", "Why"), rows),)),)
