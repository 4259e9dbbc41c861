"""Scenario cases as data: a small world of five companies, one for each layer, and what each case changes in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.scenario import answer_text

Row = dict[str, Any]

COMPANIES = {"hw": "A", "data": "B", "model": "C", "sec": "D", "app": "E"}
CLEAN = {"incorporated_in": "US", "based_in": "US", "owned_by": [], "controlled_by": []}


def base_world() -> Row:
    """Five clean companies with a product each, hardware with a U.S. share of 80 percent, a market of one country."""
    return {
        "as_of": "2026-06-15",
        "companies": [{"id": company, **copy.deepcopy(CLEAN)} for company in COMPANIES],
        "products": [
            {"id": f"p-{company}", "company": company, "layer": layer, "available_in": ["global"]}
            | ({"unit_value": 1_000_000, "us_value_share": 0.8} if layer == "A" else {})
            for company, layer in COMPANIES.items()
        ],
        "market": {"kind": "country", "countries": ["KE"]},
        "requirements": [],
        "fit": [],
    }


def build(case: Row) -> Row:
    """The scenario of a case: ``set`` and ``drop`` name ``companies.ID.KEY``; lists are added; the rest replaces."""
    world = base_world()
    for name in case.get("leave_out", []):
        for part in ("companies", "products"):
            world[part] = [row for row in world[part] if row["id"] != name]
    world["companies"] += [{**copy.deepcopy(CLEAN), **row} for row in case.get("companies", [])]
    world["products"] += [{"available_in": ["global"], **row} for row in case.get("products", [])]
    for path, value in case.get("set", {}).items():
        part, name, key = path.split(".")
        next(row for row in world[part] if row["id"] == name)[key] = value
    for path in case.get("drop", []):
        part, name, key = path.split(".")
        next(row for row in world[part] if row["id"] == name).pop(key, None)
    for key in ("as_of", "market", "requirements", "switches"):
        if key in case:
            world[key] = case[key]
    world["fit"] = [{"requirement": r, "product": p, "fit": fit} for r, p, fit in case.get("fit", [])]
    if "compose" in case:
        asked = {"teams": 1, "anchor": None, "must_include": [], "must_exclude": [], "max_members": None}
        world["question"] = {"compose": {**asked, "presumption": "prefer", **(case["compose"] or {})}}
    else:
        every = [row["id"] for row in world["products"]]
        world["question"] = {"check": {"anchor": "hw", "products": every, **case.get("check", {})}}
    return {**world, **case.get("top", {})}


def holds(items: list[Row], wanted: Row) -> bool:
    return any(all(item.get(key) == value for key, value in wanted.items()) for item in items)


def differences(expect: Row, answer: Row) -> Iterator[str]:
    """What an answer lacks; the keys are those of the scenario format's own checker."""
    teams = answer["teams"]
    team = teams[0] if teams else {}
    gaps = team.get("gaps", []) + answer["gaps"]
    findings = team.get("findings", [])
    members, products = set(team.get("members", [])), set(team.get("products", []))
    plain = {
        "standing": team.get("standing"),
        "member_count": len(members),
        "teams": len(teams),
        "proof": answer["proof"],
        "anchor": team.get("anchor"),
        "coverage": team.get("coverage"),
        "all_members": [sorted(one["members"]) for one in teams],
    }
    for key, value in expect.items():
        if key in ("findings", "no_findings", "gaps", "no_gaps"):
            for wanted in value:
                if holds(gaps if key.endswith("gaps") else findings, wanted) == key.startswith("no_"):
                    yield f"{key}: {wanted}"
        elif key in ("members", "products"):
            if {"members": members, "products": products}[key] != set(value):
                yield f"{key}: {members} {products}"
        elif key.startswith(("members_", "products_")):
            held = members if key.startswith("members_") else products
            if any((item in held) == key.endswith("exclude") for item in value):
                yield f"{key}: {held}"
        elif key == "us_content":
            if [team["us_content"]["low"], team["us_content"]["high"]] != pytest.approx(value):
                yield f"us_content: {team['us_content']}"
        elif key == "teams_at_least":
            if len(teams) < value:
                yield f"{len(teams)} teams"
        elif key == "only_gaps":
            if sorted(map(str, gaps)) != sorted(map(str, value)):
                yield f"gaps: {gaps}"
        elif plain[key] != value:
            yield f"{key}: {plain[key]}"


@pytest.fixture(scope="session")
def scenario_of() -> Callable[[Row], Row]:
    return build


@pytest.fixture(scope="session")
def answer_of() -> Callable[[Row], Row]:
    """The answer to a world, as JSON."""
    return lambda world: answer_text(json.dumps(world), "case.json").json


@pytest.fixture(scope="session")
def lacks() -> Callable[[Row, Row], list[str]]:
    return lambda expect, answer: list(differences(expect, answer))
