"""What a language model says over HTTP: off unless set, marked, counted only once it is sent back confirmed."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from api.client import Client
from api.schemas.needs import CorrectionIn, ReadNeedsIn
from service.access import Role

TEXT = "Tunahitaji seva nane zenye GPU. Na mafunzo kwa madaktari."
ENGLISH = "We need eight servers with GPUs. And training for doctors."
PROPOSED = {
    "requirements": [
        {"quote": "seva nane zenye GPU", "meaning": "Eight servers with GPUs.", "layer": "A"},
        {"quote": "madaktari", "meaning": "An application for doctors.", "layer": "E", "mandatory": False},
        {"quote": "a helicopter", "meaning": "Invented.", "layer": "E"},
    ]
}


@pytest.fixture
def model(standing_endpoint: Any) -> Any:
    standing_endpoint.translation, standing_endpoint.proposals = ENGLISH, json.dumps(PROPOSED)
    standing_endpoint.answer, standing_endpoint.status, standing_endpoint.pause = None, 200, 0.0
    return standing_endpoint


def read(live: Any, role: Role = Role.OFFICER, **body: Any) -> Any:
    return live.client.post("/v1/requirements?wait=30", headers=live.headers(role), json=body)


def test_nothing_is_asked_of_it_unless_somebody_wants_it(live: Any, model: Any) -> None:
    before = len(model.asked)
    answer = read(live, text=TEXT)
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["proposed_by_model"] is None
    assert len(model.asked) == before


@pytest.mark.parametrize("role", Role)
def test_what_it_says_is_marked_as_its_own_and_not_confirmed(live: Any, model: Any, role: Role) -> None:
    answer = read(live, role, text=TEXT, translate=True, propose=True)
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    plain = read(live, role, text=TEXT).json()["data"]
    assert data | {"proposed_by_model": None} == plain, "what the program reads by itself is the same"
    said = data["proposed_by_model"]
    assert said["translation"] == {"text": ENGLISH, "translated_by": "tiny", "confirmed": False}
    assert [one["text"] for one in said["proposals"]] == ["seva nane zenye GPU", "madaktari"]
    assert {(one["proposed_by"], one["confirmed"]) for one in said["proposals"]} == {("tiny", False)}
    for one in said["proposals"]:
        assert TEXT[one["span"][0] : one["span"][1]] == one["text"]
    assert len(said["dropped"]) == 1
    assert not said["cut"]


def test_the_same_question_is_asked_once(live: Any, model: Any) -> None:
    text = f"{TEXT} Asante."
    assert read(live, text=text, translate=True).status_code == 200
    before = len(model.asked)
    assert read(live, text=text, translate=True).status_code == 200
    assert len(model.asked) == before


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/v1/requirements", {}),
        ("/v1/matches", {"market": "Kenya"}),
        ("/v1/explanations", {"market": "Kenya", "product": "AWS GovCloud"}),
        ("/v1/teams?wait=30", {"market": "Kenya", "teams": 1}),
        ("/v1/packages/search", {"market": "Kenya"}),
        ("/v1/eligibility-checks", {"market": "Kenya", "products": ["AWS GovCloud"]}),
    ],
)
def test_a_proposal_counts_wherever_it_is_sent_back_confirmed_and_nowhere_else(
    live: Any, model: Any, path: str, more: dict[str, Any]
) -> None:
    """The same corrected requirements are taken everywhere."""
    needs = read(live, text=TEXT, propose=True).json()["data"]
    kept = [{"id": one["id"]} for one in needs["requirements"]]
    offered = needs["proposed_by_model"]["proposals"][1]
    proposal = {key: offered[key] for key in ("id", "text", "layer", "mandatory", "meaning", "proposed_by")}
    for confirmed in (False, True):
        body = {"text": TEXT, "requirements": [*kept, proposal | {"confirmed": confirmed}]} | more
        answer = live.client.post(path, headers=live.headers(Role.OFFICER), json=body)
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        shown = data.get("needs", data)
        assert ("c2" in [one["id"] for one in shown["requirements"]]) is confirmed
        assert any("proposed by tiny" in warning for warning in shown["warnings"])
    added = next(one for one in shown["requirements"] if one["id"] == "c2")
    assert (added["text"], added["layer"], added["mandatory"]) == ("madaktari", "E", False)


def test_a_dossier_takes_them_too(live: Any) -> None:
    wanted = {"id": "x1", "text": "A patient portal in Swahili", "layer": "E", "proposed_by": "tiny", "confirmed": True}
    team = {"text": ENGLISH, "requirements": [wanted], "products": ["AWS GovCloud"], "market": "Kenya"}
    answer = live.client.post("/v1/dossiers", headers=live.headers(Role.OFFICER), json={"team": team})
    assert answer.status_code == 200, answer.text
    tables = [table for section in answer.json()["sections"] for table in section["tables"]]
    rows = next(table["rows"] for table in tables if table["title"] == "Requirements")
    assert [row[:2] for row in rows] == [["x1", "A patient portal in Swahili"]]
    assert "x1 was proposed by tiny." in answer.text, "what comes from a model stays marked on paper"


def test_a_confirmed_translation_is_read_and_said(live: Any) -> None:
    data = read(live, text=ENGLISH, translated_by="tiny").json()["data"]
    assert data["language"] == "en"
    assert "translation by tiny" in data["warnings"][-1]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"status": 500}, 502, "language_model_failed"),
        ({"answer": b"<html>"}, 502, "language_model_failed"),
        ({"proposals": "no json"}, 502, "language_model_failed"),
        ({"pause": 2.5}, 504, "language_model_slow"),
    ],
)
def test_a_model_that_fails_is_a_problem_and_not_the_end(
    live: Any, model: Any, change: dict[str, Any], status: int, code: str
) -> None:
    for name, value in change.items():
        setattr(model, name, value)
    text = f"{TEXT} {code} {sorted(change)}"  # a text that no answer is kept for
    answer = read(live, text=text, propose=True)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["hint"]
    assert read(live, text=text).status_code == 200


def test_without_one_the_answer_says_how_to_set_it(world: Any, live: Any) -> None:
    answer = world.client.post(
        "/v1/requirements", headers=world.headers(), json={"text": TEXT, "translate": True}
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (409, "no_language_model")
    assert "ALLIEDSTACK_LLM_URL" in answer.json()["hint"]
    for one, name in ((world, None), (live, "tiny")):
        told = one.client.get("/v1/language-model", headers=one.headers(Role.READER)).json()
        assert told["data"] == {"model": name}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "a", "opportunity": "b"},
        {"opportunity": "b", "translated_by": "tiny"},
    ],
)
def test_needs_that_contradict_themselves_are_refused(world: Any, body: dict[str, Any]) -> None:
    assert world.client.post("/v1/requirements", headers=world.headers(), json=body).status_code == 422


def test_a_check_needs_no_text_but_corrects_none_without(world: Any) -> None:
    body = {"products": ["x"], "market": "Kenya", "requirements": []}
    assert world.client.post("/v1/eligibility-checks", headers=world.headers(), json=body).status_code == 422


def test_the_typed_client_asks_it_and_sends_back_what_was_agreed(live: Any, model: Any) -> None:
    def through(request: httpx.Request) -> httpx.Response:
        answer = live.client.request(
            request.method, str(request.url), headers=dict(request.headers), content=request.read()
        )
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)

    with Client("http://testserver", live.texts[Role.OFFICER], httpx.MockTransport(through)) as client:
        said = client.requirements(ReadNeedsIn(text=TEXT, propose=True)).proposed_by_model
        assert said is not None
        proposals = said.proposals or []
        agreed = [
            CorrectionIn(id=one.id, text=one.text, meaning=one.meaning, proposed_by=one.proposed_by, confirmed=True)
            for one in proposals
        ]
        read = client.requirements(ReadNeedsIn(text=TEXT, requirements=agreed))
    assert [one.id for one in read.requirements] == [one.id for one in proposals] == ["c1", "c2"]
