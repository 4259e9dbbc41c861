"""``alliedstack rulebook show|diff|validate``."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.rulebook import app
from graph.errors import BadInput
from service.rulebooks import BUNDLED


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return " ".join(result.output.split())


def test_show_gives_words_source_certainty_and_dates() -> None:
    shown = run("show")
    assert "entity-participants: bar on the team" in shown
    assert "second reading: every participant" in shown
    assert "Source CALL; certainty L; from 2026-04-01" in shown
    assert "ownership-threshold" in shown


def test_show_as_of_leaves_out_what_did_not_hold_yet() -> None:
    shown = run("show", "--as-of", "2025-12-01")
    assert "layers-covered" in shown
    assert "entity-participants: bar" not in shown


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="yesterday"):
        CliRunner().invoke(app, ["show", "--as-of", "yesterday"], catch_exceptions=False)


def test_validate_counts_what_it_found() -> None:
    assert "american-ai-exports 2026.06 is valid: 19 rules" in run("validate")


def test_diff_against_a_changed_file(tmp_path: Path) -> None:
    changed = tmp_path / "mine.yaml"
    text = BUNDLED.read_text(encoding="utf-8")
    changed.write_text(text.replace("countries: [CN, HK, MO, RU]", "countries: [CN, HK, MO, RU, BY]"), encoding="utf-8")
    shown = run("diff", str(BUNDLED), str(changed))
    assert "changed country list concern-services" in shown
    assert "'BY'" in shown
    assert run("diff", str(BUNDLED), str(BUNDLED)) == "No difference."


def test_validate_names_what_is_wrong(tmp_path: Path) -> None:
    broken = tmp_path / "mine.yaml"
    text = BUNDLED.read_text(encoding="utf-8").replace("kind: no-conflicts", "kind: no-conflict", 1)
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"mine\.yaml: rules: conflicts: predicate"):
        CliRunner().invoke(app, ["validate", str(broken)], catch_exceptions=False)
