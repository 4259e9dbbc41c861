"""What a dossier says of the request: the buyer's requirements, the target markets, the support that is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from graph.model import LAYERS, Layer
from matching.teams.report import TeamReport
from service.dossier.model import Field, Section, Table
from service.dossier.pen import ASK_LEAD, Pen, cut
from service.support import Possibility


def requirements(pen: Pen) -> Section | None:
    """What the buyer asked for, and who serves it; None when nothing is known of that."""
    needs = pen.m.needs
    if needs is None or not needs.requirements:
        text = pen.m.package.requirements if pen.m.package is not None else ""
        return Section("What the buyer asks for", fields=(Field("Requirements", text),)) if text else None
    by_id = {one.requirement: one for one in pen.m.served}
    rows = []
    for need in needs.requirements:
        served = by_id.get(need.id)
        serves = pen.name(served.product) if served is not None and served.product else "nobody in this team"
        fit = f"{served.fit:.0%}" if served is not None and served.product else ""
        rows.append((need.id, need.text, "mandatory" if need.mandatory else "wished", serves, fit))
    table = Table(
        "Requirements",
        ("", "Requirement", "Kind", "Served by", "Fit"),
        tuple(rows),
        "Fit is the estimated chance that the product delivers a substantial part of the requirement.",
    )
    conditions = tuple(
        Field(f"Condition: {one.kind.value.replace('_', ' ')}", f"{one.value} (“{cut(one.evidence)}”)")
        for one in needs.constraints
    )
    words = f"Read from a text in language {needs.language}. Conditions are to be settled with the members."
    notes = tuple(Field("Note on the reading", warning) for warning in needs.warnings)
    return Section("What the buyer asks for", words, (*conditions, *notes), (table,))


def markets(pen: Pen) -> Section:
    """Where it is offered, and what is known to be available there."""
    places = list(pen.m.team.coverage)
    rows = tuple((place, *(_cell(pen.m.team, place, layer) for layer in Layer)) for place in places)
    header = ("Market", *(f"{layer} {LAYERS[layer].name}" for layer in Layer))
    return Section(
        "Target markets",
        "“specific target countries or regional blocs” (EO 14320, sec. 3(b)).",
        (
            Field("Markets", pen.m.market, who=ASK_LEAD),
            Field("Why each serves United States interests", pen.m.notes.get("interests", ""), who=ASK_LEAD),
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


def support(pen: Pen) -> Section:
    """Programs that the package may ask for."""
    rows = tuple(
        (
            one.program.name,
            one.program.agency,
            one.possibility.value,
            f"{one.reason} To clear: {one.program.ask}",
            f"{one.program.source} ({one.program.certainty.value})",
        )
        for one in pen.m.support
        if one.possibility is not Possibility.NOT
    )
    return Section(
        "Requested federal support",
        "A designated package “may receive” support; nothing is promised.",
        (Field("Support requested", pen.m.notes.get("support", ""), who=ASK_LEAD),),
        (
            Table(
                "Programs it may ask for",
                ("Program", "Agency", "Possible", "Why, and what to clear", "Source"),
                rows,
            ),
        ),
    )


def _cell(team: TeamReport, place: str, layer: Layer) -> str:
    sure: Sequence[str] = team.coverage.get(place, {}).get(layer.value, ())
    maybe: Sequence[str] = team.possible.get(place, {}).get(layer.value, ())
    return f"{len(sure)} ({len(maybe)})" if maybe else str(len(sure))
