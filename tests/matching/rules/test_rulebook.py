"""The rulebook as data: dates, superseding, switches, comparison, and errors that name file, rule and field."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from graph.errors import BadInput
from graph.model import Company, Layer, MarketKind, Product
from matching.rules.diff import diff_rulebooks
from matching.rules.findings import Effect, Outcome
from matching.rules.judge import Judge
from matching.rules.parsing import BadRulebook, parse_rulebook, rulebook_schema
from matching.rules.problem import Problem, Target
from matching.rules.reading import read_rules
from matching.rules.rulebook import Rulebook
from matching.rules.screening.outcome import Outcome as ScreeningOutcome
from service.rulebooks import BUNDLED, country_codes, load_rulebook

DAY = date(2026, 6, 15)

# The points that no source settles, with the switch that holds each (the program's fact sheet, "open").
OPEN_POINTS = {
    "whether value means price, cost or contract value": ["value-means"],
    "how U.S. origin is decided": ["origin-means"],
    "whether cloud, storage, networking or construction count": [
        "content-counts-cloud",
        "content-counts-storage",
        "content-counts-networking",
        "content-counts-construction",
    ],
    "ownership percentage and depth": ["ownership-threshold", "ownership-along-chain", "control-counts"],
    "whether hardware makers carry the entity rule": ["hardware-makers-carry-entity-rule"],
    "the share that is presumed": ["content-threshold"],
}

SMALL = """
rulebook: small
version: "1"
title: A small rulebook
sources: [{id: CALL, title: The call, date: 2026-04-10, certainty: L}]
country_lists:
  - {name: places, countries: [CN], words: first, source: CALL, certainty: L, from: 2026-01-01, until: 2026-06-30}
  - {name: places, countries: [CN, RU], words: second, source: CALL, certainty: L, from: 2026-07-01}
switches:
  - {name: least, type: number, default: 0.5, certainty: U, source: CALL, words: How much}
rules:
  - id: content-1
    name: content
    effect: presumption
    words: half
    source: CALL
    certainty: L
    from: 2026-01-01
    predicate: {kind: content-share, layer: A, at_least: {switch: least}}
  - id: content-2
    name: content
    effect: presumption
    words: more
    source: CALL
    certainty: L
    from: 2026-07-01
    supersedes: [content-1]
    predicate: {kind: content-share, layer: A, at_least: 0.6}
  - id: place
    effect: bar
    words: not there
    source: CALL
    certainty: L
    from: 2026-01-01
    predicate: {kind: not-located-in, countries: places, layers: [A]}
"""


def small(**changed: str) -> Rulebook:
    text = SMALL
    for change in changed.values():
        old, new = change.split("=>")
        assert old in text
        text = text.replace(old, new)
    return parse_rulebook(text, "small.yaml", country_codes())


def outcomes(rulebook: Rulebook, day: date, **switches: object) -> dict[str, Outcome]:
    maker = Company("maker", "Maker", incorporated_in="RU", based_in="US", owned_by=(), controlled_by=())
    server = Product(
        "server", "Server", "maker", Layer.A, available_in=("global",), unit_value=10.0, us_value_share=(0.55, 0.55)
    )
    target = Target(MarketKind.COUNTRY, ("KE",))
    problem = Problem({"maker": maker}, {"server": server}, target, rulebook, day, switches=switches)  # type: ignore[arg-type]
    return {finding.rule: finding.outcome for finding in Judge(problem).findings("maker", ("server",))}


def test_the_schema_file_is_in_step_with_the_models() -> None:
    stored = json.loads((BUNDLED.parent / "schema.json").read_text(encoding="utf-8"))
    assert stored == rulebook_schema()


def test_every_bundled_rule_cites_a_source_and_says_how_well_it_is_known() -> None:
    rulebook = load_rulebook()
    sources = {source.id for source in rulebook.sources}
    for rule in rulebook.rules:
        assert rule.source.split(",")[0] in sources
        assert rule.words
        assert rule.remedy
        assert rule.from_ >= date(2025, 7, 23), "no rule is older than the executive order"


def test_the_bundled_rulebook_holds_both_readings_of_the_entity_rule() -> None:
    entity = {rule.name: rule for rule in load_rulebook().rules if rule.name.startswith("entity-")}
    assert {name: rule.effect for name, rule in entity.items()} == {
        "entity-services": Effect.BAR,
        "entity-participants": Effect.BAR,
    }
    assert all(rule.reading and rule.enabled for rule in entity.values())


@pytest.mark.parametrize("point", OPEN_POINTS)
def test_every_open_point_is_a_switch(point: str) -> None:
    switches = {switch.name: switch for switch in load_rulebook().switches}
    for name in OPEN_POINTS[point]:
        assert switches[name].words
        assert switches[name].accepts(switches[name].default)


def test_every_rule_is_a_switch_of_its_name() -> None:
    rulebook = load_rulebook()
    assert {rule.name for rule in rulebook.rules} <= rulebook.all_switches().keys()


def test_construction_counts_only_when_switched_on() -> None:
    switches = {switch.name: switch.default for switch in load_rulebook().switches}
    assert switches["content-counts-construction"] is False
    assert switches["content-counts-cloud"] is True


def test_a_newer_rule_replaces_the_older_from_its_day_on() -> None:
    rulebook = small()
    assert outcomes(rulebook, date(2026, 6, 30))["content"] is Outcome.MET
    assert outcomes(rulebook, date(2026, 7, 1))["content"] is Outcome.NOT_MET
    assert [rule.id for rule in rulebook.in_force(date(2026, 7, 1))] == ["content-2", "place"]
    assert [rule.id for rule in rulebook.in_force(date(2025, 12, 31))] == []


def test_a_country_list_holds_for_its_time() -> None:
    rulebook = small()
    assert outcomes(rulebook, date(2026, 6, 30))["place"] is Outcome.MET
    assert outcomes(rulebook, date(2026, 7, 1))["place"] is Outcome.NOT_MET


def test_a_switch_gives_a_parameter_its_value() -> None:
    assert outcomes(small(), date(2026, 6, 1), least=0.55)["content"] is Outcome.MET
    assert outcomes(small(), date(2026, 6, 1), least=0.56)["content"] is Outcome.NOT_MET
    assert "content" not in outcomes(small(), date(2026, 6, 1), content=False)


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ({"leest": 0.5}, ["leest", "unknown"]),
        ({"least": "much"}, ["least", "'much'", "a number from 0 to 1"]),
        ({"least": True}, ["least", "True"]),
        ({"content": 1}, ["content", "true or false"]),
    ],
)
def test_a_wrong_switch_is_named_with_what_would_be_right(switches: dict[str, object], words: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        read_rules(small(), DAY, switches)
    assert all(word in caught.value.message for word in words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("kind: not-located-in=>kind: located-out", ["small.yaml", "place", "located-out"]),
        ("effect: bar=>effect: ban", ["small.yaml", "place", "effect", "'ban'"]),
        ("    words: not there\n=>", ["place", "words", "required"]),
        ("words: not there=>wordz: not there", ["place", "wordz"]),
        ("countries: places, layers=>countries: elsewhere, layers", ["place", "elsewhere", "no country list"]),
        ("{switch: least}=>{switch: most}", ["content-1", "most", "does not exist"]),
        ("supersedes: [content-1]=>supersedes: [content-0]", ["content", "content-0"]),
        ("    supersedes: [content-1]\n=>", ["content", "two versions", "2026-07-01"]),
        ("countries: [CN, RU]=>countries: [CN, XX]", ["places", "'XX'"]),
        ("until: 2026-06-30}=>until: 2026-07-30}", ["places", "two versions"]),
        ("until: 2026-06-30}=>until: 2025-06-30}", ["until 2025-06-30 is before"]),
        ("id: content-2=>id: content-1", ["content-1", "twice"]),
        ("default: 0.5=>default: 7", ["least", "7"]),
        (
            "words: more\n    source: CALL=>words: more\n    source: MALL",
            ["MALL"],
        ),
        ("at_least: 0.6=>at_least: 60", ["content-2", "at_least", "60"]),
        ("rules:=>rules: [", ["small.yaml", "YAML", "line"]),
    ],
)
def test_an_error_names_file_rule_and_field(change: str, words: list[str]) -> None:
    with pytest.raises(BadRulebook) as caught:
        small(change=change)
    assert all(word in caught.value.message for word in words), caught.value.message


def test_a_difference_is_shown_field_by_field() -> None:
    newer = small(a="at_least: 0.6=>at_least: 0.7", b='version: "1"=>version: "2"', c="[CN, RU]=>[CN, RU, BY]")
    lines = diff_rulebooks(small(), newer)
    assert lines[0] == "changed version: '1' -> '2'"
    assert any("country list places from 2026-07-01: countries" in line for line in lines)
    assert any("changed rule content-2: predicate" in line for line in lines)
    assert len(lines) == 3
    assert diff_rulebooks(newer, newer) == ()


def test_an_added_and_a_removed_rule_are_named() -> None:
    document = yaml.safe_load(SMALL)
    document["rules"] = [{**document["rules"][2], "id": "elsewhere"}, *document["rules"][:2]]
    lines = diff_rulebooks(small(), parse_rulebook(yaml.safe_dump(document), "new.yaml"))
    assert lines == ("added rule elsewhere", "removed rule place")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (ScreeningOutcome.NO_LIST_MATCH, Outcome.MET),
        (ScreeningOutcome.REVIEW, Outcome.REVIEW),
        (ScreeningOutcome.POTENTIAL_MATCH, Outcome.REVIEW),
        (None, Outcome.UNKNOWN),
    ],
)
def test_list_screening_never_bars_by_itself_and_never_clears(said: ScreeningOutcome | None, outcome: Outcome) -> None:
    maker = Company("maker", "Maker", incorporated_in="US", based_in="US", owned_by=(), controlled_by=())
    server = Product("server", "Server", "maker", Layer.A, available_in=("global",))
    problem = Problem(
        {"maker": maker},
        {"server": server},
        Target(MarketKind.COUNTRY, ("KE",)),
        load_rulebook(),
        DAY,
        screening={} if said is None else {"maker": said.value},
    )
    found = {f.rule: f for f in Judge(problem).findings("maker", ("server",))}["list-screening"]
    assert found.outcome is outcome
    if outcome is Outcome.MET:
        assert "not a clearance" in found.explanation


def test_destinations_and_buyers_stay_apart_from_members() -> None:
    buyer = Company("buyer", "Buyer", incorporated_in="KE", based_in="KE", owned_by=(), controlled_by=())
    target = Target(MarketKind.BLOC, ("KE", "IR", "RU"))
    problem = Problem({"buyer": buyer}, {}, target, load_rulebook(), DAY, buyer="buyer")
    judge = Judge(problem)
    found = {(f.rule, f.subject): f.outcome for f in judge.destination()}
    assert found["destination-embargo", "IR"] is Outcome.NOT_MET
    assert found["destination-embargo", "KE"] is Outcome.MET
    assert found["destination-arms-embargo", "RU"] is Outcome.NOT_MET
    assert found["licence-advanced-computing", "buyer"] is Outcome.MET
    assert not any(f.rule.startswith(("destination", "licence")) for f in judge.findings(None, ()))


def test_a_file_that_is_no_rulebook(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("- a\n- b\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"list\.yaml holds no rulebook"):
        load_rulebook(path)
    with pytest.raises(BadInput, match="does not exist"):
        load_rulebook(tmp_path / "none.yaml")
