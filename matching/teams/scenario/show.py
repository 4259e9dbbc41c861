"""The answer to a scenario as one JSON object."""

from __future__ import annotations

from matching.rules.findings import Finding
from matching.rules.reading import Reading
from matching.teams.answer import Answer
from matching.teams.report import TeamReport


def answer_as_json(answer: Answer, reading: Reading) -> dict[str, object]:
    """The documented keys first; beside them what makes the answer replayable and what it may add."""
    return {
        "teams": [team_as_json(team) for team in answer.teams],
        "proof": answer.proof.value,
        "gaps": [gap.as_dict() for gap in answer.gaps],
        "relaxations": [list(item.actions) for item in answer.relaxations],
        "destination": [finding_as_json(finding) for finding in answer.destination],
        "rulebook": {
            "id": reading.rulebook.rulebook,
            "version": reading.rulebook.version,
            "as_of": reading.day.isoformat(),
            "switched": {
                name: value
                for name, value in reading.values.items()
                if value != reading.rulebook.all_switches()[name].default
            },
        },
    }


def team_as_json(team: TeamReport) -> dict[str, object]:
    return {
        "anchor": team.anchor,
        "members": list(team.members),
        "products": list(team.products),
        "standing": team.standing.value,
        "findings": [finding_as_json(finding) for finding in team.findings],
        "us_content": {"low": float(team.us_content.low), "high": float(team.us_content.high)},
        "coverage": {place: {layer: list(ids) for layer, ids in row.items()} for place, row in team.coverage.items()},
        "gaps": [gap.as_dict() for gap in team.gaps],
    }


def finding_as_json(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "subject": finding.subject,
        "effect": finding.effect.value,
        "outcome": finding.outcome.value,
        "explanation": finding.explanation,
        "source": finding.source,
        "certainty": finding.certainty.value,
        "remedy": finding.remedy,
        "evidence": [
            {
                "subject": item.subject,
                "fact": item.fact,
                "value": item.value,
                "sources": [f"{ref.source_id}#{ref.locator}" for ref in item.sources],
            }
            for item in finding.evidence
        ],
    }
