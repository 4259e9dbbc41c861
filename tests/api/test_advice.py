"""Advice on teams over HTTP: whoever may see the values gets it whole, others without what rests on them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from api.confidential_advice import hide_in_advice, hide_in_why_not
from service.access import Role
from service.demo import illustrative_companies

TEXT = "We need servers with eight GPUs each for our data centre. We need speech recognition for hospitals."
PEARL, SERVER = "Example Pearl Insight", "Example R8 Training and Inference Server"


def ended(live: Any, role: Role, body: dict[str, Any]) -> tuple[str, Any]:
    """The code of what came of it ("done", or a problem's), and its data. A busy machine makes a job of it."""
    answer = live.client.post("/v1/teams?wait=30", headers=live.headers(role), json=body)
    if answer.status_code != 202:
        told = answer.json()
        return ("done", told["data"]) if answer.status_code == 200 else (told["code"], told)
    while True:
        job = live.client.get(answer.headers["location"], headers=live.headers(role)).json()["data"]
        if job["status"] not in ("queued", "running"):
            return ("done", job["result"]["data"]) if job["status"] == "done" else (job["error"]["code"], job)
        time.sleep(0.2)


def ask(live: Any, role: Role, **more: Any) -> Any:
    code, data = ended(live, role, {"text": TEXT, "market": "Kenya", "teams": 2, "illustrative": True} | more)
    assert code == "done", data
    return data


@pytest.fixture(scope="module")
def among(program: Any) -> list[str]:
    return list(illustrative_companies(program.app))


def test_nothing_of_it_unless_it_is_asked_for(live: Any) -> None:
    data = ask(live, Role.OFFICER, teams=1)
    (team,) = data["teams"]
    assert (team["against_the_first"], team["content_ways"], team["substitutes"]) == (None, None, None)
    assert data["why_not"] == []


def test_an_officer_gets_it_whole(live: Any, among: list[str]) -> None:
    data = ask(live, Role.OFFICER, among=among, resilience=True, why_not=[PEARL, SERVER])
    first = data["teams"][0]
    assert first["against_the_first"] == []
    assert first["content_ways"] == [], "the presumption is met"
    assert [one["member"] for one in first["substitutes"]] == first["members"]
    assert any(one["irreplaceable"] for one in first["substitutes"])
    assert all(other["against_the_first"] for other in data["teams"][1:])
    barred, within = data["why_not"]
    assert (barred["verdict"], within["verdict"]) == ("barred", "in_the_team")
    assert "60 %" in barred["words"]
    assert all(team["withheld"] == [] for team in data["teams"])


def test_ways_to_the_content_share_come_with_it(live: Any) -> None:
    team = ask(live, Role.OFFICER, illustrative=False, teams=1, advice=True)["teams"][0]
    assert team["content_ways"]
    assert all(way["words"] for way in team["content_ways"])
    assert team["substitutes"] is None


def test_a_reader_gets_it_without_what_rests_on_attested_values(live: Any) -> None:
    """A company signs for the value of its hardware: what follows from that is for itself and for officers."""
    wish = {"illustrative": False, "teams": 2, "advice": True, "resilience": True}
    before = ask(live, Role.READER, **wish)["teams"]
    assert all(team["withheld"] == [] for team in before)
    product = next(key for key in before[0]["products"] if detail(before[0], key)["layer"] == "A")
    asked = {"role": "company", "company": detail(before[0], product)["company"]}
    key = live.client.post("/v1/keys", headers=live.headers(), json=asked).json()["data"]["key"]
    company = {"Authorization": f"Bearer {key}"}
    where = f"/v1/attestations/{product}|unit_value"
    made = live.client.put(where, headers=company, json={"value": 5_000_000, "signed_by": "Ada Example"})
    assert made.status_code == 200, made.text
    try:
        whole, cut = ask(live, Role.OFFICER, **wish)["teams"], ask(live, Role.READER, **wish)["teams"]
        guess = {"text": TEXT, "market": "Kenya", "teams": 1, "budget": 4_999_999}
        told = [ended(live, role, guess)[0] for role in (Role.READER, Role.OFFICER)]
    finally:
        live.client.delete(where, headers=company | {"If-Match": made.headers["etag"]})
    assert told == ["forbidden", "done"], "a budget tried again and again would tell the value"
    assert [team["members"] for team in cut] == [team["members"] for team in whole]
    assert all(team["withheld"] == [] for team in whole)
    assert whole[0]["content_ways"]
    first = cut[0]
    assert product in first["products"]
    assert first["content_ways"] is None
    assert "content_ways" in first["withheld"]
    assert [one["words"] for one in first["substitutes"]] == [one["words"] for one in whole[0]["substitutes"]]
    assert not any(one["differences"] for one in first["substitutes"])
    assert cut[1]["against_the_first"] is None
    assert whole[1]["against_the_first"]


def detail(team: dict[str, Any], product: str) -> dict[str, Any]:
    return next(one for one in team["product_details"] if one["id"] == product)


def test_a_company_asks_of_itself_only(live: Any, among: list[str]) -> None:
    data = ask(live, Role.COMPANY, anchor=live.company, teams=1, why_not=[SERVER, live.company])
    assert [one["verdict"] for one in data["why_not"]] == ["in_the_team", "in_the_team"]
    body = {"text": TEXT, "market": "Kenya", "anchor": live.company, "illustrative": True, "why_not": [PEARL]}
    refused = live.client.post("/v1/teams?wait=30", headers=live.headers(Role.COMPANY), json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMPANY])
def test_an_unknown_name_is_told_before_anything_is_composed(live: Any, role: Role) -> None:
    body = {"text": TEXT, "market": "Kenya", "anchor": live.company, "illustrative": True}
    for unknown in ({"why_not": ["Nobody Knows Ltd"]}, {"why_not": [SERVER], "market": "Atlantis"}):
        answer = live.client.post("/v1/teams?wait=0", headers=live.headers(role), json=body | unknown)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def team(**changes: Any) -> dict[str, Any]:
    way = {"removed": ["p"], "added": ["q"], "attest": [], "words": "Take q instead of p: U.S. content 60 %."}
    attest = {"removed": [], "added": [], "attest": [{"product": "p"}], "words": "Obtain an attestation."}
    leaves = {"member": "c", "differences": ["hardware with 60 % U.S. content"], "team_products": ["q"]}
    whole = {"products": ["p"], "against_the_first": ["gains"], "content_ways": [way, attest], "substitutes": [leaves]}
    return whole | changes


def test_what_rests_on_a_hidden_product_goes_and_the_rest_stays() -> None:
    other = team(products=["x"])
    assert hide_in_advice(team(), other, frozenset()) == team() | {"withheld": []}
    assert hide_in_advice({"products": ["p"]}, other, frozenset({"p"})) == {"products": ["p"]}
    by_first = hide_in_advice(team(), other, frozenset({"x"}))
    assert (by_first["against_the_first"], by_first["content_ways"]) == (None, team()["content_ways"])
    by_way = hide_in_advice(team(), other, frozenset({"q"}))
    assert [way["words"] for way in by_way["content_ways"]] == ["Obtain an attestation."]
    assert by_way["substitutes"][0]["differences"] is None
    assert by_way["withheld"] == ["content_ways", "substitutes.differences"]
    own = hide_in_advice(team(), team(), frozenset({"p"}))
    assert (own["against_the_first"], own["content_ways"]) == (None, None)
    assert own["withheld"] == ["against_the_first", "content_ways", "substitutes.differences"]
    assert hide_in_advice(team(substitutes=None), other, frozenset({"p"}))["substitutes"] is None


def test_why_not_says_nothing_from_which_hidden_values_follow() -> None:
    view = {
        "words": "The best team with Q: hardware with 60 % U.S. content instead of 70 %.",
        "differences": ["hardware with 60 % U.S. content instead of 70 %"],
        "best_products": ["p"],
        "rules": [],
        "team": {"products": ["q"]},
    }
    assert hide_in_why_not(view, frozenset({"z"}))["words"] == view["words"]
    for secret in ("p", "q"):
        assert "60" not in json.dumps(hide_in_why_not(view, frozenset({secret})))
