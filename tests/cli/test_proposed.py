"""A language model on the command line: off unless set, marked, and counted only once it is confirmed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.proposed import read_proposed
from graph.errors import BadInput
from service.app import Alliedstack
from service.settings import Settings

TEXT = "Tunahitaji seva nane. Na mafunzo."
ENGLISH = "We need eight servers. And training."
PROPOSALS = {"requirements": [{"quote": "servers", "meaning": "Servers.", "layer": "A"}, {"quote": "invented"}]}


@pytest.fixture
def address(endpoint: Any) -> str:
    """Of a language model that translates when asked to translate, else proposes."""
    endpoint.translation, endpoint.proposals = ENGLISH, json.dumps(PROPOSALS)
    return str(endpoint.url)


def opened(folder: Path, address: str | None) -> Alliedstack:
    return Alliedstack(Settings(data_dir=folder, neo4j_uri=None, llm_url=address, llm_model="tiny"))


def test_refused_when_none_is_set_and_when_there_is_nothing_to_confirm(tmp_path: Path) -> None:
    with opened(tmp_path, None) as app:
        with pytest.raises(BadInput, match="No language model is set"):
            read_proposed(app, TEXT, translate=True, propose=False, yes=False)
        with pytest.raises(BadInput, match="nothing to confirm"):
            read_proposed(app, TEXT, translate=False, propose=False, yes=True)


@pytest.mark.slow
def test_nothing_counts_without_a_person(address: str, tmp_path: Path, capsys: Any) -> None:
    with opened(tmp_path, address) as app:
        read = read_proposed(app, TEXT, translate=True, propose=True, yes=False)
        alone = read_proposed(app, TEXT, translate=False, propose=False, yes=False)
    assert read.needs == alone.needs
    assert alone.said is None
    assert read.said is not None
    assert not read.said["translation"]["confirmed"]
    told = capsys.readouterr()
    assert "Translated by the model tiny, not checked" in told.err
    assert "Nothing of this was counted" in told.err
    assert told.out == "", "an answer in JSON stays one JSON object"


@pytest.mark.slow
def test_confirmed_it_is_read_and_stays_marked(
    address: str, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, address) as app:
        read = read_proposed(app, TEXT, translate=True, propose=True, yes=True)
        assert read.needs.text == ENGLISH
        assert any("translation by tiny" in warning for warning in read.needs.warnings)
        assert read.said is not None
        (proposal,) = read.said["proposals"]
        assert (proposal["text"], proposal["proposed_by"]) == ("servers", "tiny")
        assert len(read.said["dropped"]) == 1
        assert "dropped" in capsys.readouterr().err

        answers = iter([False])
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("typer.confirm", lambda *_, **__: next(answers))
        refused = read_proposed(app, TEXT, translate=True, propose=False, yes=False)
        assert refused.needs.text == TEXT
        assert refused.said == {
            "translation": {"text": ENGLISH, "translated_by": "tiny", "confirmed": False},
            "proposals": None,
            "dropped": [],
            "cut": False,
        }
