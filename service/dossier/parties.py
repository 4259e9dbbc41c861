"""What a dossier says of the parties: members, who replaces whom, data centres, and what all must comply with."""

from __future__ import annotations

from service.dossier.model import Field, Section, Table
from service.dossier.pen import ASK_LEAD, Pen


def lead_and_members(pen: Pen) -> Section:
    """Who leads, who takes part, and where each is at home."""
    lead = pen.name(pen.m.team.anchor)
    rows = []
    for key in pen.m.team.members:
        company = pen.m.problem.companies.get(key)
        layers = sorted({p.layer.value for p in pen.products if p.company == key})
        rows.append(
            (
                pen.name(key) + (", anchor" if key == pen.m.team.anchor else ""),
                ", ".join(layers) or "none",
                (company.incorporated_in if company else None) or "not known",
                (company.based_in if company else None) or "not known",
                "; ".join(pen.cite(company.sources)) if company else "",
            )
        )
    return Section(
        "Lead and members",
        "An anchor member leads the consortium and submits the proposal (call, law-firm summary).",
        (Field("Anchor member", lead, who=ASK_LEAD),),
        (Table("Members", ("Company", "Layers", "Incorporated in", "Based in", "Source"), tuple(rows)),),
    )


def resilience(pen: Pen) -> Section | None:
    """Who replaces whom, when that was asked for."""
    if pen.m.substitutions is None:
        return None
    rows = tuple((pen.name(s.member), s.words, "; ".join(s.differences)) for s in pen.m.substitutions)
    return Section(
        "If a member leaves",
        "Computed from the catalogue as it stands; nobody named here was asked.",
        tables=(Table("Substitutes", ("Member", "What would happen", "What changes"), rows),),
    )


def infrastructure(pen: Pen) -> Section:
    """Who builds, owns and operates the data centres."""
    labels = ("Who builds the data centres", "Who owns them", "Who operates them")
    keys = ("builds", "owns", "operates")
    return Section(
        "Data centres and infrastructure",
        "“at a high level, which entities will build, own, and operate data centers and associated infrastructure”.",
        tuple(
            Field(label, pen.m.notes.get(f"datacentre:{key}", ""), who=ASK_LEAD)
            for label, key in zip(labels, keys, strict=True)
        ),
    )


def compliance(pen: Pen) -> Section:
    """What holds for the destination and the end user."""
    return Section(
        "Compliance",
        "“all relevant United States export control regimes, outbound investment regulations, and end-user policies”.",
        tuple(
            Field(label, pen.m.notes.get(f"compliance:{key}", ""), who=f"{ASK_LEAD}, with counsel")
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
                        pen.name(f.subject),
                        f.rule,
                        f.outcome.value,
                        f.explanation,
                        f"{f.source} ({f.certainty.value})",
                    )
                    for f in pen.m.destination
                ),
            ),
        ),
    )
