"""A scenario's answer in a terminal: teams, findings that matter, gaps, and what would help."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.model import LAYERS, Layer
from matching.rules.findings import Finding, Outcome
from matching.rules.problem import Problem
from matching.rules.standing import Standing
from matching.teams.gaps import Gap
from matching.teams.report import TeamReport
from service.scenario import ScenarioAnswer

STANDING_WORDS = {
    Standing.BARRED: "Barred",
    Standing.INCOMPLETE: "Incomplete",
    Standing.UNVERIFIED: "Unverified: nothing bars it and nothing is missing, but facts have to be established",
    Standing.PRESUMPTION_MET: "Eligible, content presumption met",
    Standing.TO_BE_JUSTIFIED: "Eligible, hardware content to be justified",
}


def show_scenario(answered: ScenarioAnswer, console: Console | None = None) -> None:
    """Print the readable report."""
    console = console or Console(highlight=False, soft_wrap=True)
    problem, answer = answered.scenario.problem, answered.answer
    places = ", ".join(problem.market.shown_places) or "no country named"
    console.print(Text(f"Market: {problem.market.kind.value} ({places}), rules as of {problem.as_of}"))
    for number, team in enumerate(answer.teams, start=1):
        console.print()
        console.print(Text(f"Team {number} of {len(answer.teams)}: {STANDING_WORDS[team.standing]}", style="bold"))
        _show_team(console, problem, team)
    if not answer.teams:
        console.print(Text("No team can be composed.", style="bold"))
    _show_lines(console, "What would make a team" if not answer.teams else "Gaps", [gap_words(g) for g in answer.gaps])
    _show_lines(
        console, "Smallest changes that together would help", ["; ".join(r.actions) for r in answer.relaxations]
    )
    _show_lines(console, "Destinations", [f.explanation for f in answer.destination if f.outcome is not Outcome.MET])
    proven = "proven: no better team exists" if answer.proof.value == "optimal" else "not proven within the time"
    console.print(Text(f"\nSearch: {proven}. Findings are not a designation and predict none."))


def _show_team(console: Console, problem: Problem, team: TeamReport) -> None:
    table = Table("Layer", "Product", "Company", "")
    for layer in Layer:
        for product in (problem.products[item] for item in team.products):
            if product.layer is layer:
                company = problem.companies.get(product.company)
                role = "anchor" if product.company == team.anchor else ""
                table.add_row(
                    Text(f"{layer.value} {LAYERS[layer].name}"),
                    Text(product.name),
                    Text(company.name if company is not None else product.company),
                    role,
                )
    console.print(table)
    low, high = float(team.us_content.low), float(team.us_content.high)
    console.print(
        Text(
            f"U.S. content of the hardware layer: {low:.1%} to {high:.1%}"
            if low < high
            else f"U.S. content of the hardware layer: {low:.1%}"
        )
    )
    _show_lines(console, "Findings", [finding_words(f) for f in team.findings if f.outcome is not Outcome.MET])
    met = sum(finding.outcome is Outcome.MET for finding in team.findings)
    console.print(Text(f"{met} of {len(team.findings)} findings are MET."))
    _show_lines(console, "Gaps", [gap_words(gap) for gap in team.gaps])


def finding_words(finding: Finding) -> str:
    remedy = f" What to do: {finding.remedy}" if finding.remedy else ""
    return (
        f"{finding.outcome.value} {finding.rule} ({finding.effect.value}; {finding.source}, certainty "
        f"{finding.certainty.value}): {finding.explanation}{remedy}"
    )


def gap_words(gap: Gap) -> str:
    """A gap as a sentence."""
    there = f" in {gap.country}" if gap.country is not None else ""
    return {
        "layer": f"no product of layer {gap.layer}{there}",
        "requirement": f"nothing serves requirement {gap.requirement}{there}",
        "fact": f"not known: {gap.fact} of {gap.subject}",
        "product": f"{gap.subject} is built on {gap.product}, which is not in the team",
        "anchor": "no member is named as the anchor",
        "market": "no country is named",
        "limit": f"the limit {gap.field} stands alone in the way",
    }[gap.kind.value]


def _show_lines(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(Text(f"{title}:", style="bold"))
        for line in lines:
            console.print(Text(f"  - {line}"))
