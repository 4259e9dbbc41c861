"""The optional language model, against a local server that speaks the protocol."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from graph.errors import BadInput
from graph.model import Layer
from matching.capabilities.tagger import Tag
from matching.needs.model import Need, NeededCapability, Needs
from service.language_model import (
    Endpoint,
    LanguageModelFailed,
    LanguageModelSlow,
    OpenAICompatible,
    confirm,
    endpoint_of,
    held_by,
    language_model,
    suggest,
)
from service.language_model.openai_compatible import MAX_CHARS
from service.settings import Settings, read_settings

TEXT = "Tunahitaji seva nane. Na mafunzo."
GOOD = {
    "requirements": [
        {"quote": "seva nane", "meaning": "Eight servers.", "layer": "A", "mandatory": True},
        {"quote": "mafunzo", "meaning": "Training.", "layer": "Z", "mandatory": False},
        {"quote": "a helicopter", "meaning": "Invented.", "layer": "E"},
        "nonsense",
    ]
}


def says(endpoint: Any, content: object) -> None:
    endpoint.translation = endpoint.proposals = content


@pytest.fixture
def model(endpoint: Any, tmp_path: Path) -> OpenAICompatible:
    return OpenAICompatible(Endpoint(endpoint.url, "tiny", SecretStr("sesame"), 5.0), tmp_path)


def test_translates_and_asks_once(endpoint: Any, model: OpenAICompatible, tmp_path: Path) -> None:
    first, second = model.translate(TEXT), model.translate(TEXT)
    assert first.text == second.text == "We need eight servers. And training."
    assert (first.model, first.cached, second.cached) == ("tiny", False, True)
    ((headers, body),) = endpoint.asked
    assert headers["Authorization"] == "Bearer sesame"
    assert (body["path"], body["model"], body["temperature"]) == ("/v1/chat/completions", "tiny", 0)
    assert "sesame" not in "".join(file.read_text() for file in tmp_path.rglob("*.json"))


def test_proposals_stand_in_the_text_and_are_marked(endpoint: Any, model: OpenAICompatible) -> None:
    says(endpoint, "Sure!\n```json\n" + json.dumps(GOOD) + "\n```")
    found = model.propose(TEXT)
    assert [(p.text, p.layer, p.mandatory, p.proposed_by) for p in found.proposals] == [
        ("seva nane", Layer.A, True, "tiny"),
        ("mafunzo", None, False, "tiny"),
    ]
    assert all(TEXT[p.span[0] : p.span[1]] == p.text for p in found.proposals)
    assert len(found.dropped) == 2


def test_a_person_confirms(endpoint: Any, model: OpenAICompatible) -> None:
    says(endpoint, json.dumps(GOOD))
    needs = Needs(TEXT, "sw", ())
    confirmed = confirm(needs, model.propose(TEXT).proposals[0])
    assert needs.requirements == ()
    assert [(n.id, n.text, n.layer) for n in confirmed.requirements] == [("c1", "seva nane", Layer.A)]
    assert "proposed by tiny" in confirmed.warnings[-1]


@pytest.mark.parametrize("content", ["no json", "{}", '{"requirements": 3}', "{broken", None, "   ", 7])
def test_an_answer_of_another_form(endpoint: Any, model: OpenAICompatible, content: object) -> None:
    says(endpoint, content)
    with pytest.raises(LanguageModelFailed) as caught:
        model.propose(TEXT)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("status", "answer"), [(500, {}), (401, {}), (200, b"<html>"), (200, {}), (200, {"choices": []})]
)
def test_a_server_that_fails(endpoint: Any, model: OpenAICompatible, status: int, answer: object) -> None:
    endpoint.status, endpoint.answer = status, answer
    with pytest.raises(LanguageModelFailed):
        model.translate(TEXT)
    endpoint.status, endpoint.answer = 200, None
    says(endpoint, "Recovered.")
    assert model.translate(TEXT).text == "Recovered.", "a failure is not kept"


def test_one_that_takes_too_long(endpoint: Any, tmp_path: Path) -> None:
    endpoint.pause = 0.5
    with pytest.raises(LanguageModelSlow, match=r"0\.1 seconds") as caught:
        OpenAICompatible(Endpoint(endpoint.url, "tiny", seconds=0.1), tmp_path).translate(TEXT)
    assert "ALLIEDSTACK_LLM_SECONDS" in caught.value.hint


def test_nobody_listens(tmp_path: Path) -> None:
    model = OpenAICompatible(Endpoint("http://127.0.0.1:9/v1", "tiny", seconds=2.0), tmp_path)
    with pytest.raises(LanguageModelFailed, match="cannot be reached"):
        model.translate(TEXT)


def test_off_unless_set(tmp_path: Path) -> None:
    off = Settings(data_dir=tmp_path, llm_url=None)
    assert endpoint_of(off) is None
    with pytest.raises(BadInput, match="No language model is set"):
        language_model(off)
    found = endpoint_of(Settings(llm_url="http://localhost:1/v1/", llm_model="m"))
    assert found == Endpoint("http://localhost:1/v1", "m")
    with pytest.raises(BadInput, match="web address"):
        endpoint_of(Settings(llm_url="localhost", llm_model="m"))
    with pytest.raises(BadInput, match="ALLIEDSTACK_LLM_MODEL"):
        endpoint_of(Settings(llm_url="http://localhost:1", llm_model=""))


def test_the_environment_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIEDSTACK_LLM_URL", "http://localhost:1/v1")
    monkeypatch.setenv("ALLIEDSTACK_LLM_MODEL", "m")
    monkeypatch.setenv("ALLIEDSTACK_LLM_KEY", "sesame")
    endpoint = endpoint_of(read_settings())
    assert endpoint is not None
    assert (endpoint.url, endpoint.model) == ("http://localhost:1/v1", "m")
    assert endpoint.key is not None
    assert endpoint.key.get_secret_value() == "sesame"
    assert "sesame" not in repr(endpoint), "the key is never shown"


def test_what_is_read_already_is_not_counted_twice(endpoint: Any, model: OpenAICompatible) -> None:
    says(endpoint, json.dumps(GOOD))
    first, second = model.propose(TEXT).proposals
    needs = Needs(TEXT, "sw", (Need("r1", TEXT[:20], (0, 20), None),))
    assert (held_by(needs, first), held_by(needs, second)) == ("r1", None)


def test_a_confirmed_proposal_is_recognised_by_its_words_or_else_by_its_meaning(
    endpoint: Any, model: OpenAICompatible
) -> None:
    says(endpoint, json.dumps(GOOD))
    servers, training = model.propose(TEXT).proposals

    def read(text: str, span: tuple[int, int], language: str) -> Need:
        known = {"mafunzo": ("sw", "training"), "Eight servers.": ("en", "servers")}
        spoken, capability = known.get(text, ("", ""))
        tag = Tag(capability, 1.0, text, span)
        found = (NeededCapability(capability, 1.0, tag),) if spoken == language else ()
        return Need("r1", text, span, Layer.E, ((Layer.E, 1.0),), found)

    needs = confirm(confirm(Needs(TEXT, "sw", ()), servers, read), training, read)
    by_meaning, by_words = needs.requirements
    assert (by_meaning.id, by_meaning.layer, by_meaning.text) == ("c1", Layer.A, "seva nane")
    assert by_meaning.capabilities == (NeededCapability("servers", 1.0, None),), "the model's words are no evidence"
    assert (by_words.id, by_words.layer, by_words.mandatory) == ("c2", Layer.E, False)
    assert by_words.capabilities[0].evidence is not None


def test_what_is_suggested_says_what_is_read_already_and_whether_the_text_was_cut(
    endpoint: Any, model: OpenAICompatible
) -> None:
    says(endpoint, json.dumps(GOOD))
    needs = Needs(TEXT, "sw", (Need("r1", TEXT[:20], (0, 20), None),))
    found = suggest(model, needs, translate=False, propose=True)
    assert found.translation is None
    assert [held for _, held in found.proposals or ()] == ["r1", None]
    assert not found.cut
    endpoint.translation = "Long."
    cut = suggest(model, Needs(TEXT * 1_000, "sw", ()), translate=True, propose=False)
    assert (cut.proposals, cut.cut) == (None, True)
    assert len(str(endpoint.asked[-1][1]["messages"][1]["content"])) == MAX_CHARS
