"""``match``, ``compose`` and ``explain`` as a trade officer types them, and what they say to bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.demo import illustrative_companies

Run = Callable[..., Any]
NEED = "Wir brauchen Server mit acht GPUs für unser Rechenzentrum. Wir brauchen Spracherkennung für Kliniken."
ASKED = "Wir brauchen Server mit acht GPUs. Wir brauchen ein Patientenportal."
PEARL = "Example Pearl Analytics (illustrative)"


def among(program: Any) -> list[str]:
    return [part for key in illustrative_companies(program.app) for part in ("--among", key)]


def test_match_shows_requirements_products_and_what_is_not_known(run: Run) -> None:
    said = run("match", "--text", NEED, "--market", "Kenya", "--limit", "2")
    assert said.code == 0
    for words in ("language: de", "gpu-server", "Nuance Dragon", "8xH100", "Not known of some of them", "in Kenya"):
        assert words in said.text
    assert "illustrative" not in said.text


def test_match_as_json(run: Run) -> None:
    view = json.loads(run("match", "--text", NEED, "--json").out)
    assert [len(result["matches"]) for result in view["results"].values()] == [5, 5]


def test_a_text_from_a_file_and_from_standard_input(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "need.txt"
    file.write_text(NEED, encoding="utf-16")
    assert "Nuance Dragon" in run("match", "--file", str(file)).text
    assert "Nuance Dragon" in run("match", "--file", "-", stdin=NEED.encode()).text


def test_explain_names_place_criteria_and_filters(run: Run) -> None:
    said = run("explain", "Nuance Dragon", "--text", NEED, "--market", "Kenya")
    assert said.code == 0
    for words in ("Nuance Dragon (fedramp:", "not known for the filter market", "Place 1 of", "Criterion"):
        assert words in said.text


def test_compose_shows_real_teams_with_findings_and_whom_to_ask(run: Run) -> None:
    said = run("compose", "--text", NEED, "--market", "Kenya", "--teams", "2", "--why-not", "GitLab")
    assert said.code == 0
    for words in (
        "Team 1 of 2: Unverified", "(anchor)", "UNKNOWN: entity-participants (bar; source CALL, certainty L)",
        "To establish before anybody relies on this team", "who owns it", "U.S. content of the hardware layer",
        "Against team 1:", "Obtain attestations", "no better team exists", "Why not GitLab", "rulebook",
        "nothing here predicts a designation",
    ):  # fmt: skip
        assert words in said.text, words


def test_compose_marks_what_is_made_up_and_says_who_replaces_whom(run: Run, program: Any, tmp_path: Path) -> None:
    out = tmp_path / "team.docx"
    said = run(
        "compose", "--text", NEED, "--market", "Kenya", "--teams", "1", "--with-illustrative", *among(program),
        "--resilience", "--why-not", PEARL, "--dossier", str(out),
    )  # fmt: skip
    assert said.code == 0
    for words in (
        "Eligible, content presumption met", "(illustrative)", "If a member leaves:", "Nobody can replace",
        f"Why not {PEARL}", "share of concern (CN, HK, MO) 60 %", "It fits none of the requirements.",
    ):  # fmt: skip
        assert words in said.text, words
    assert "UNKNOWN" not in said.text
    assert out.read_bytes().startswith(b"PK")


def test_compose_as_json_with_advice(run: Run, program: Any) -> None:
    said = run("compose", "--text", NEED, "--market", "KE", "--teams", "1", "--why-not", "Qualys", "--json")
    view = json.loads(said.out)
    assert view["teams"][0]["standing"] == "unverified"
    assert view["teams"][0]["content_ways"][0]["kind"] in {"drop", "swap", "add", "attest"}
    assert view["teams"][0]["substitutes"] is None
    assert view["why_not"]["name"] == "Qualys"
    assert view["replay"]["as_of"] == program.app.today().isoformat()


@pytest.mark.parametrize("command", [("compose", "--teams", "1"), ("match",), ("package", "search")])
def test_a_language_model_that_is_not_set_is_refused_with_how_to_set_it(run: Run, command: tuple[str, ...]) -> None:
    said = run(*command, "--text", NEED, "--market", "Kenya", "--propose")
    assert said.code == 2
    assert "ALLIEDSTACK_LLM_URL" in said.text


def test_compose_counts_what_the_language_model_proposed_once_it_is_confirmed(
    run: Run, program: Any, endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = {"llm_url": endpoint.url, "llm_model": "tiny"}
    monkeypatch.setattr(program.app, "settings", program.app.settings.model_copy(update=model))
    proposal = {"quote": "acht GPUs. Wir brauchen ein", "meaning": "Protection of both.", "layer": "D"}
    endpoint.proposals = json.dumps({"requirements": [proposal]})
    asked = ("compose", "--text", ASKED, "--market", "Kenya", "--teams", "1", "--json")
    alone, unconfirmed, confirmed = (
        json.loads(run(*asked, *more).out) for more in ((), ("--propose",), ("--propose", "--yes-proposed"))
    )
    assert unconfirmed["needs"] == alone["needs"]
    assert not unconfirmed["proposed_by_model"]["proposals"][0]["confirmed"]
    assert "proposed_by_model" not in alone
    assert confirmed["proposed_by_model"]["proposals"][0]["read_as"] is None
    assert "c1" in [one["id"] for one in confirmed["needs"]["requirements"]]
    assert "c1 was proposed by tiny." in confirmed["needs"]["warnings"]


def test_no_team_is_an_answer_with_an_exit_code_of_its_own(run: Run) -> None:
    said = run("compose", "--text", NEED, "--market", "Kenya", "--max-members", "1")
    assert said.code == 4
    assert "max_members alone stands in the way" in said.text
    assert "allow more than 1 members" in said.text
    assert "no team for all of it, which is proven" in said.text


def test_options_reach_the_question(run: Run) -> None:
    dropped = run("compose", "--text", NEED, "--market", "Kenya", "--teams", "1", "--drop", "r2")
    assert "r2" not in dropped.text
    assert "Databricks" not in run("compose", "--text", NEED, "--market", "Kenya", "--exclude", "Databricks, Inc.").text
    assert "Qualys (anchor)" in run("compose", "--text", NEED, "--market", "Kenya", "--anchor", "Qualys").text
    past = run("compose", "--text", NEED, "--market", "Kenya", "--teams", "1", "--as-of", "2025-12-01")
    assert "as of 2025-12-01" in past.text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--market", "Atlantis", "--text", NEED), "There is no market 'Atlantis'"),
        (("--market", "Kenja", "--text", NEED), "Did you mean Kenya (KE)"),
        (("--market", "Kenya", "--text", "  "), "The requirement is empty"),
        (("--market", "Kenya"), "The requirement is empty"),
        (("--market", "Kenya", "--text", NEED, "--notice", "x"), "More than one requirement"),
        (("--market", "Kenya", "--notice", "ted:nowhere"), "There is no opportunity"),
        (("--market", "Kenya", "--file", "no-such-file.txt"), "There is no file no-such-file.txt"),
        (("--market", "Kenya", "--text", NEED, "--switch", "nonsense=1"), "NAME=VALUE"),
        (("--market", "Kenya", "--text", NEED, "--presumption", "maybe"), "One of: require, prefer, ignore"),
        (("--market", "Kenya", "--text", NEED, "--include", "Nobody Ltd"), "There is no company 'Nobody Ltd'"),
        (("--market", "Kenya", "--text", NEED, "--drop", "r9"), "There is no requirement 'r9'"),
        (("--market", "Kenya", "--text", NEED, "--why-not", "Qualis"), "Did you mean Qualys"),
        (("--market", "Kenya", "--text", NEED, "--dossier", "team.odt"), "One of: docx, xlsx, pdf, json"),
        (("--market", "Kenya", "--text", NEED, "--as-of", "yesterday"), "yesterday"),
        (("--market", "Kenya", "--text", NEED, "--teams", "0"), "greater than or equal to 1"),
        (("--text", NEED), "--market"),
    ],
)
def test_bad_input_is_told_with_what_would_be_right(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("compose", *arguments)
    assert result.code == 2
    assert said in result.text


def test_unreadable_files_are_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "need.txt"
    file.write_bytes("Wir brauchen Übersetzung.".encode("cp1252"))
    said = run("match", "--file", str(file))
    assert said.code == 2
    assert "not readable as UTF-8: byte 13 is 0xdc" in said.text
    assert "iconv" in said.text
    file.write_bytes(b"")
    assert run("match", "--file", str(file)).code == 2
    assert "is a folder" in run("match", "--file", str(tmp_path)).text
