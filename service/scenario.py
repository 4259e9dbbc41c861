"""Answering a scenario file: read it, judge or compose, and put the answer into its JSON shape."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matching.rules.judge import Judge
from matching.teams.answer import Answer, Proof
from matching.teams.content_ways import ContentWay, content_ways
from matching.teams.coverage import CoverageMatrix, coverage_matrix
from matching.teams.measure import servers_of
from matching.teams.question import CheckQuestion
from matching.teams.report import check
from matching.teams.scenario.parse import Scenario, parse_scenario
from matching.teams.scenario.show import answer_as_json
from matching.teams.trade_offs import trade_offs
from service.rulebooks import country_codes, load_rulebook, read_text


@dataclass(frozen=True, slots=True)
class ScenarioAnswer:
    """A scenario with its answer; ``json`` is what ``--json`` prints."""

    scenario: Scenario
    answer: Answer
    json: dict[str, object]


@dataclass(frozen=True, slots=True)
class ScenarioTeamAdvice:
    """What a reader of one team asks next.

    ``serves``: requirement to place to the product that serves best there, with its fit. ``ways``: how its hardware
    would reach the content threshold. ``against_the_first``: what it gains and loses against the first team.
    """

    serves: dict[str, dict[str, tuple[str, float]]]
    matrix: CoverageMatrix
    ways: tuple[ContentWay, ...]
    against_the_first: tuple[str, ...]


def advise(answered: ScenarioAnswer) -> tuple[ScenarioTeamAdvice, ...]:
    """Advice on each team of an answer, in its order. Computed when it is asked for: JSON answers do without."""
    problem, judge = answered.scenario.problem, Judge(answered.scenario.problem)
    traded = trade_offs(problem, answered.answer)
    return tuple(
        ScenarioTeamAdvice(
            servers_of(problem, team.products),
            coverage_matrix(judge, team),
            content_ways(judge, team.anchor, team.products),
            lines,
        )
        for team, lines in zip(answered.answer.teams, traded, strict=True)
    )


def answer_file(path: Path) -> ScenarioAnswer:
    """Answer the scenario of a file. Needs neither a graph nor a model.

    Raises:
        BadInput: the file is unreadable or contradicts itself; the message names file, field and value.
    """
    return answer_text(read_text(path), str(path))


def answer_text(text: str, name: str) -> ScenarioAnswer:
    """The same for a scenario at hand as text."""
    scenario = parse_scenario(text, name, load_rulebook(), country_codes())
    judge = Judge(scenario.problem)
    answer = _answer(scenario, judge)
    return ScenarioAnswer(scenario, answer, answer_as_json(answer, judge.reading))


def _answer(scenario: Scenario, judge: Judge) -> Answer:
    question = scenario.question
    if isinstance(question, CheckQuestion):
        team = check(scenario.problem, question.anchor, question.products, judge)
        return Answer(teams=(team,), proof=Proof.OPTIMAL, destination=judge.destination())
    from matching.teams.compose import compose  # the solver is loaded only where something is composed

    return compose(scenario.problem, question, judge)
