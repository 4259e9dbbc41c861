"""``alliedstack scenario FILE``: JSON for programs, a report for people, errors that name file, field and value."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from cli.show.scenario import show_scenario
from service.scenario import answer_file, answer_text

EXAMPLES = Path(__file__).parent.parent / "fixtures" / "scenarios"
COMMAND = [sys.executable, "-c", "from cli.main import run; run()", "scenario"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


def report(text: str) -> str:
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    show_scenario(answer_text(text, "case.json"), console)
    return " ".join(console.export_text().split())


def changed(name: str, **top: object) -> str:
    world = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    return json.dumps({**world, **top})


def test_json_is_one_object_with_the_documented_keys() -> None:
    result = run(str(EXAMPLES / "check-eligible.json"), "--json")
    assert result.returncode == 0
    answer = json.loads(result.stdout)
    assert {"teams", "proof", "gaps"} <= answer.keys()
    team = answer["teams"][0]
    assert team.keys() == {
        "anchor",
        "members",
        "products",
        "standing",
        "findings",
        "us_content",
        "coverage",
        "gaps",
    }
    assert {"rule", "subject", "effect", "outcome", "explanation", "source"} <= team["findings"][0].keys()
    assert answer["rulebook"] == {
        "id": "american-ai-exports",
        "version": "2026.06",
        "as_of": "2026-06-15",
        "switched": {},
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", ["broken.json", "line 1"]),
        ("[]", ["broken.json", "is not an object"]),
        ('{"a": NaN}', ["broken.json", "NaN"]),
        ('{"a": 1, "a": 2}', ["broken.json", "'a' appears twice"]),
        ('{"as_of": "2026-06-15"}', ["broken.json", "market"]),
    ],
)
def test_an_unreadable_file_exits_2_without_a_stack_trace(content: str, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content, encoding="utf-8")
    result = run(str(path), "--json")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert all(word in result.stderr for word in words), result.stderr


def test_a_missing_or_binary_file_exits_2(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.json")).returncode == 2
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    result = run(str(tmp_path / "binary.json"))
    assert result.returncode == 2
    assert "UTF-8" in result.stderr


def test_a_check_loads_no_solver() -> None:
    code = "import sys; from service.scenario import answer_file; from pathlib import Path; "
    code += f"answer_file(Path({str(EXAMPLES / 'check-eligible.json')!r})); print('ortools' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_the_same_file_gets_the_same_answer() -> None:
    path = EXAMPLES / "compose-avoids-barred.json"
    assert answer_file(path).json == answer_file(path).json


def test_the_report_names_standing_team_findings_and_what_is_missing() -> None:
    shown = report((EXAMPLES / "check-missing-layer.json").read_text(encoding="utf-8"))
    assert "The team: Incomplete" in shown
    assert "D Security │ nothing" in shown
    assert "rule layers-covered" in shown
    assert "no product of layer D" in shown
    assert "no designation" in shown


def test_the_report_names_the_fact_and_the_switches_and_the_ways_to_the_share() -> None:
    shown = report((EXAMPLES / "check-unknown-incorporation.json").read_text(encoding="utf-8"))
    assert "not known of sec: where it is incorporated" in shown
    world = json.loads((EXAMPLES / "check-eligible.json").read_text(encoding="utf-8"))
    world["products"][0]["us_value_share"] = [0.5, 0.9]
    shown = report(json.dumps({**world, "switches": {"entity-services": False}}))
    assert "switched: entity-services = false" in shown
    assert "What would reach the content share" in shown
    assert "U.S. share of at least 51 %" in shown


def test_the_report_of_no_team_says_what_would_make_one() -> None:
    asked = {"compose": {"teams": 1, "max_members": 4}}
    shown = report(changed("compose-avoids-barred.json", question=asked))
    assert "No team can be composed." in shown
    assert "allow more than 4 members" in shown
    assert "Proven: there is none." in shown


def test_the_report_of_a_bloc_shows_who_serves_where() -> None:
    world = json.loads((EXAMPLES / "compose-avoids-barred.json").read_text(encoding="utf-8"))
    world["market"] = {"kind": "bloc", "countries": ["KE", "IR"]}
    shown = report(json.dumps(world))
    assert "Coverage" in shown
    assert "closed" in shown
    assert "IR is on the list embargoed." in shown
    assert "r1 │ mandatory │ app product" in shown


def test_a_day_before_the_rulebook_is_said() -> None:
    assert "of which no rule was in force that day" in report(changed("check-eligible.json", as_of="2020-01-01"))
