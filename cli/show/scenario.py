"""A scenario's answer in a terminal: teams, findings that matter, gaps, and what would help."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.model import LAYERS, Layer
from matching.rules.findings import FACT_WORDS, Finding, Outcome
from matching.rules.problem import Problem
from matching.rules.standing import Standing
from matching.teams.coverage import CellState, CoverageMatrix
from matching.teams.gaps import Gap
from matching.teams.measure import span
from matching.teams.question import Question
from matching.teams.report import TeamReport
from service.scenario import ScenarioAnswer, ScenarioTeamAdvice, advise

STANDING_WORDS = {
    Standing.BARRED: "Barred",
    Standing.INCOMPLETE: "Incomplete",
    Standing.UNVERIFIED: "Unverified: nothing bars it and nothing is missing, but facts have to be established",
    Standing.PRESUMPTION_MET: "Eligible, content presumption met",
    Standing.TO_BE_JUSTIFIED: "Eligible, hardware content to be justified",
}
LIMIT_WORDS = {
    "max_members": "the number of members is too small",
    "must_include": "somebody who must be included cannot be",
    "must_exclude": "somebody who is excluded would be needed",
    "anchor": "the company named as anchor cannot lead a team",
    "presumption": "no team certainly reaches the U.S. content that is required",
}
WAYS_SHOWN = 4


def show_scenario(answered: ScenarioAnswer, console: Console | None = None) -> None:
    """Print the readable report."""
    console = console or Console(highlight=False)
    problem, answer = answered.scenario.problem, answered.answer
    places = ", ".join(problem.market.shown_places) or "no country named"
    console.print(
        Text(f"Market: {problem.market.kind.value} ({places}). Rules as of {problem.as_of}: {_rules(problem)}")
    )
    composed = isinstance(answered.scenario.question, Question)
    for number, (team, advice) in enumerate(zip(answer.teams, advise(answered), strict=True), start=1):
        console.print()
        title = f"Team {number} of {len(answer.teams)}" if composed else "The team"
        console.print(Text(f"{title}: {STANDING_WORDS[team.standing]}", style="bold"))
        _show_lines(console, "Against the first team", list(advice.against_the_first))
        _show_team(console, problem, team, advice)
    if not answer.teams:
        console.print(Text("\nNo team can be composed.", style="bold"))
        _show_lines(console, "What stands in the way", [gap_words(gap) for gap in answer.gaps])
        _show_lines(console, "What would make a team", [" and ".join(r.actions) for r in answer.relaxations])
    _show_lines(console, "Destinations", [f.explanation for f in answer.destination if f.outcome is not Outcome.MET])
    console.print(Text(f"\n{_proof(answered) if composed else ''}Findings are no designation and predict none."))


def _rules(problem: Problem) -> str:
    rulebook = f"{problem.rulebook.rulebook} {problem.rulebook.version}"
    if not problem.rulebook.in_force(problem.as_of):
        return f"{rulebook}, of which no rule was in force that day"
    changed = ", ".join(f"{name} = {str(value).lower()}" for name, value in problem.switches.items())
    return f"{rulebook}" + (f", switched: {changed}" if changed else "")


def _proof(answered: ScenarioAnswer) -> str:
    if answered.answer.proof.value != "optimal":
        return "The search ended before it was proven that nothing better exists. "
    return "Proven: no better team exists in this file. " if answered.answer.teams else "Proven: there is none. "


def _show_team(console: Console, problem: Problem, team: TeamReport, advice: ScenarioTeamAdvice) -> None:
    table = Table("Layer", "Product", "Company", "")
    for layer in Layer:
        title = Text(f"{layer.value} {LAYERS[layer].name}")
        held = [problem.products[item] for item in team.products if problem.products[item].layer is layer]
        for product in held:
            company = problem.companies.get(product.company)
            role = "anchor" if product.company == team.anchor else ""
            name = company.name if company is not None else product.company
            table.add_row(title, Text(product.name), Text(name), role)
        if not held:
            table.add_row(title, Text("nothing", style="red"), "", "")
    console.print(table)
    _show_serving(console, problem, advice)
    if len(advice.matrix.places) > 1:
        _show_matrix(console, advice.matrix)
    console.print(Text(f"U.S. content of the hardware layer: {span(team)}"))
    _show_lines(
        console,
        "Findings that are not met or open",
        [_finding(f) for f in team.findings if f.outcome is not Outcome.MET],
    )
    met = sum(finding.outcome is Outcome.MET for finding in team.findings)
    console.print(Text(f"{met} of {len(team.findings)} findings are MET."))
    _show_lines(console, "What is missing", [gap_words(gap) for gap in team.gaps])
    _show_lines(console, "What would reach the content share", [way.words for way in advice.ways[:WAYS_SHOWN]])


def _show_serving(console: Console, problem: Problem, advice: ScenarioTeamAdvice) -> None:
    if not problem.requirements:
        return
    table = Table("Requirement", "", "Served by", "Fit")
    for requirement in problem.requirements:
        by_product: dict[tuple[str, float], list[str]] = {}
        for place, best in advice.serves[requirement.id].items():
            by_product.setdefault(best, []).append(place)
        kind = "mandatory" if requirement.mandatory else "optional"
        if not by_product:
            table.add_row(Text(requirement.text), kind, Text("nothing", style="red"), "")
        for (product, fit), places in by_product.items():
            there = f" in {', '.join(places)}" if len(by_product) > 1 else ""
            table.add_row(Text(requirement.text), kind, Text(f"{problem.products[product].name}{there}"), f"{fit:.2f}")
    console.print(table)


def _show_matrix(console: Console, matrix: CoverageMatrix) -> None:
    marks = {
        CellState.COVERED: Text("yes", style="green"),
        CellState.POSSIBLE: Text("perhaps", style="yellow"),
        CellState.MISSING: Text("no", style="red"),
        CellState.CLOSED: Text("closed", style="red"),
    }
    table = Table("Country", *(f"{layer.value} {LAYERS[layer].name}" for layer in Layer), title="Coverage")
    for place in matrix.places:
        table.add_row(place, *(marks[cell.state] for cell in matrix.cells if cell.place == place))
    console.print(table)


def _finding(finding: Finding) -> str:
    remedy = f" What to do: {finding.remedy}" if finding.remedy else ""
    return (
        f"{finding.explanation}{remedy} [{finding.outcome.value}, rule {finding.rule}, {finding.effect.value}, "
        f"source {finding.source}, certainty {finding.certainty.value}]"
    )


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
        "fact": f"not known of {gap.subject}: {FACT_WORDS.get(gap.fact or '', gap.fact)}",
        "product": f"{gap.subject} is built on {gap.product}, which is not in the team",
        "anchor": "no member is named as the anchor",
        "market": "no country is named",
        "limit": f"{LIMIT_WORDS.get(gap.field or '', 'a limit')} ({gap.field} alone stands in the way)",
    }[gap.kind.value]


def _show_lines(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(Text(f"{title}:", style="bold"))
        rows = Table.grid(padding=(0, 1, 0, 0))
        for line in lines:
            rows.add_row("  -", Text(line))
        console.print(rows)
