"""What a dossier says of the offer: the five layers, where hardware is made, its U.S. content, its security."""

from __future__ import annotations

from graph.model import LAYERS, Layer, Product
from matching.rules.findings import Outcome
from service.dossier.model import Field, Section, Table
from service.dossier.pen import ASK_LEAD, Pen, cut


def stack(pen: Pen) -> Section:
    """What the team brings at each layer."""
    tables = []
    for layer in Layer:
        rows = tuple(
            (
                pen.name(p.id),
                pen.name(p.company),
                cut(p.description),
                f"{p.layer_basis.value}{': ' + p.layer_reason if p.layer_reason else ''}",
                "; ".join(pen.cite(p.sources)),
            )
            for p in pen.products
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


def manufacture(pen: Pen) -> Section:
    """Where each piece of hardware is made."""
    fields = tuple(
        Field(
            pen.name(p.id),
            pen.m.notes.get(f"manufacture:{p.id}", ""),
            who=f"{pen.name(p.company)}: where the item is manufactured, and to what extent in the United States",
        )
        for p in pen.products
        if p.layer is Layer.A
    )
    return Section(
        "Manufacture in the United States",
        "“whether and to what extent such items are manufactured in the United States” (EO 14320, sec. 3(b)(i)).",
        fields or (Field("Hardware", "", who="a member with a product of the hardware layer"),),
    )


def content(pen: Pen) -> Section:
    """The U.S. share of the hardware, and what would reach the presumed one."""
    low, high = float(pen.m.team.us_content.low), float(pen.m.team.us_content.high)
    unknown = (low, high) == (0.0, 1.0)
    rows = tuple(
        (
            pen.name(p.id),
            f"{p.unit_value:,.0f}" if p.unit_value is not None else "not known",
            _share(p),
            (p.value_basis.value if p.value_basis is not None else "") or "not stated",
            "; ".join(pen.cite(p.sources)),
        )
        for p in pen.products
        if p.layer is Layer.A
    )
    value = "" if unknown else f"{low:.1%}" if low == high else f"between {low:.1%} and {high:.1%}"
    finding = next((f for f in pen.m.team.findings if f.effect.value == "presumption"), None)
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
                pen.m.notes.get("justification", ""),
                who=ASK_LEAD,
            )
        )
    return Section(
        "U.S. content of the hardware",
        "Presumed met when the aggregate value of the hardware layer is at least 51 percent U.S.-origin (call, "
        "law-firm summary). A proposal below it “is not automatically disqualified” (quoted).",
        tuple(fields),
        (Table("Hardware", ("Product", "Value, USD", "U.S. share", "Basis", "Source"), rows), *_ways(pen)),
    )


def _ways(pen: Pen) -> tuple[Table, ...]:
    rows = tuple((way.kind.value, way.words) for way in pen.m.ways)
    note = "Each was judged by the rules: with it the presumption would be met, and nothing else would be worse."
    return (Table("What would reach the share", ("Kind", "Change"), rows, note),) if rows else ()


def security(pen: Pen) -> Section:
    """How the stack is secured."""
    rows = tuple(
        (pen.name(p.id), ", ".join(p.certifications) or "none stated", "; ".join(pen.cite(p.sources)))
        for p in pen.products
    )
    return Section(
        "Security measures",
        "“measures to ensure the security and cybersecurity of AI models and systems” (EO 14320, sec. 3(b)(i)).",
        (Field("How the team secures the stack", pen.m.notes.get("security", ""), who="the members of layer D"),),
        (Table("Certifications, as optional evidence", ("Product", "Certifications", "Source"), rows),),
    )


def _share(product: Product) -> str:
    if product.us_value_share is None:
        return "not known"
    low, high = product.us_value_share
    return f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
