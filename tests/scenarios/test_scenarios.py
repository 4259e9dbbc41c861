"""Every case of ``cases/``: named after the rule that it guards, with the sentence of its source."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.errors import BadInput
from service.rulebooks import load_rulebook

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "fixtures" / "scenarios"
SHARED = HERE.parents[2] / "shared" / "scenarios"
CASES = [
    pytest.param({**case, "rule": path.stem}, id=f"{path.stem}: {case['name']}")
    for path in sorted((HERE / "cases").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
OF_THE_FORMAT = {"standing", "gaps", "composer", "errors"}
Row = dict[str, Any]


@pytest.mark.parametrize("case", [case for case in CASES if "error" not in case.values[0]["expect"]])  # type: ignore[index]
def test_scenario(case: Row, scenario_of: Callable[..., Row], answer_of: Callable[..., Row], lacks: Any) -> None:
    assert lacks(case["expect"], answer_of(scenario_of(case))) == [], case["sentence"]


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case.values[0]["expect"]])  # type: ignore[index]
def test_an_error_names_file_field_and_value(
    case: Row, scenario_of: Callable[..., Row], answer_of: Callable[..., Row]
) -> None:
    with pytest.raises(BadInput) as caught:
        answer_of(scenario_of(case))
    assert caught.value.exit_code == 2
    for words in ("case.json", *case["expect"]["error"]):
        assert words in caught.value.message, case["sentence"]


def test_every_rule_is_guarded_and_every_case_has_a_sentence() -> None:
    cases = [case.values[0] for case in CASES]
    assert len(cases) >= 60
    assert all(len(case["sentence"]) > 15 for case in cases)  # type: ignore[index, call-overload]
    judged = {rule.name for rule in load_rulebook().rules if rule.scope == "team" and rule.name != "list-screening"}
    assert {case["rule"] for case in cases} == judged | OF_THE_FORMAT  # type: ignore[index, call-overload]


def examples() -> list[Path]:
    return [path for folder in (EXAMPLES, SHARED) for path in sorted(folder.glob("*.expect.json"))]


@pytest.mark.parametrize("path", examples(), ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_the_examples_of_the_format(path: Path, answer_of: Callable[..., Row], lacks: Any) -> None:
    world = json.loads(path.with_name(path.name.replace(".expect.json", ".json")).read_text(encoding="utf-8"))
    assert lacks(json.loads(path.read_text(encoding="utf-8")), answer_of(world)) == []
