"""Partners in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.show.scenario import STANDING_WORDS, finding_words
from graph.model import LAYERS
from service.partners import Partner, PartnersAnswer


def show_partners(answer: PartnersAnswer, console: Console | None = None) -> None:
    """The company's own side first, then the partners and their example teams."""
    console = console or Console(highlight=False)
    console.print(Text(f"{answer.company.name} in {answer.market.name}", style="bold"))
    for layer, products in answer.own.items():
        console.print(Text(f"  has {layer} {LAYERS[layer].name}: {len(products)} product(s)"))
    lacking = (
        ", ".join(f"{layer} {LAYERS[layer].name}" for layer in answer.lacks) or "nothing: it covers all five layers"
    )
    console.print(Text(f"  lacks {lacking}"))
    for finding in answer.hindrances:
        console.print(Text(f"  own gap: {finding_words(finding)}"))
    table = Table("", "Partner", "Adds", "Works together", "Joint awards", "Fits demand", "Not known of it")
    for number, partner in enumerate(answer.partners, start=1):
        table.add_row(str(number), *_cells(partner))
    console.print(table)
    console.print(
        Text(
            f"{len(answer.partners)} of {answer.total} shown; {answer.left_out} companies are left out, a bar hits "
            "them. Order: layers added, links and joint awards, fit to demand there, fewer open questions."
        )
    )
    for key, teams in answer.teams.items():
        name = next(p.company.name for p in answer.partners if p.company.id == key)
        if not teams.answer.teams:
            console.print(Text(f"With {name}: no full team could be composed."))
            continue
        team = teams.answer.teams[0]
        companies = teams.snapshot.catalogue.companies
        members = ", ".join(companies[one].name if one in companies else one for one in team.members)
        console.print(Text(f"With {name}: {members}. {STANDING_WORDS[team.standing]}."))


def _cells(partner: Partner) -> tuple[Text, ...]:
    demand = (
        f"{len(partner.opportunities)} notice(s), best {partner.opportunities[0][1]:.0%}"
        if partner.opportunities
        else "-"
    )
    return (
        Text(partner.company.name + (" [illustrative]" if partner.company.illustrative else "")),
        Text(", ".join(partner.adds) or "-"),
        Text(f"{len(partner.interoperable)} link(s)" if partner.interoperable else "-"),
        Text(str(partner.joint_awards or "-")),
        Text(demand),
        Text(", ".join(dict.fromkeys(f.rule for f in partner.open_findings)) or "-"),
    )
