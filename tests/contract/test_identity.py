"""Identity and screening over every graph engine."""

from __future__ import annotations

from datetime import date

import pytest

from graph.catalogue_reader import CatalogueReader
from graph.connection import Graph
from graph.errors import Conflict, NotFound
from graph.merged import fold_catalogue
from graph.model import Company, Source
from graph.model.screening import PartyKind, ScreenedParty, ScreeningList
from ingest.identity.model import Decided, Decision
from ingest.sink import Kind
from matching.rules.screening.outcome import Outcome, Verdict
from service.identity import decide, find_doubles, split
from service.identity_store import GraphIdentityStore
from service.screening import judge, screen_changed_list, screen_everybody, screen_name
from service.screening_store import GraphScreeningStore
from service.stores import graph_sink, identity_store, screening_store

pytestmark = pytest.mark.contract

COMPANIES = {
    c.id: c
    for c in (
        Company("1", "CISCO"),
        Company("2", "Cisco Systems, Inc.", uei="LQJKCX84CJB4"),
        Company("3", "Cristalord Limited"),
        Company("4", "Crystalord Ltd"),
        Company("5", "Orion Shipping Ltd"),
    )
}
LIST = ScreeningList("EL", "Entity List", "BIS", published=date(2026, 5, 1), sha256="0" * 64)
PARTY = ScreenedParty("csl:EL:1", "EL", "1", "ORION SHIPPING", PartyKind.ENTITY)


@pytest.fixture
def filled(graph: Graph) -> Graph:
    sink = graph_sink(graph)
    sink.begin(Source("source:d:1", "d", "https://example.org", "CC0", "2026-05-01", "0" * 64))
    sink.write(Kind.SCREENING_LIST, [LIST])
    sink.write(Kind.COMPANY, list(COMPANIES.values()))
    sink.write(Kind.SCREENED_PARTY, [PARTY])
    return graph


@pytest.fixture
def identity(filled: Graph) -> GraphIdentityStore:
    return identity_store(filled)


def test_clear_cases_merge_once_and_the_doubtful_wait(identity: GraphIdentityStore) -> None:
    found = find_doubles(identity, "2026-06-01T00:00:00Z")
    assert [(r.merge.into, r.merge.merged) for r in found.records] == [("2", "1")]
    assert identity.companies()["1"].merged_into == "2"
    assert list(identity.merges()) == list(found.records)
    assert list(identity.reviews()) == list(found.reviews)
    again = find_doubles(identity, "2026-06-02T00:00:00Z")
    assert again.records == ()
    assert again.reviews == found.reviews


def test_a_person_merges_splits_and_is_not_overruled(identity: GraphIdentityStore) -> None:
    find_doubles(identity, "2026-06-01T00:00:00Z")
    before = identity.companies()
    same = Decided("3", "4", Decision.SAME, "officer", "2026-06-02T00:00:00Z", "same address")
    record = decide(identity, same)
    assert record is not None
    assert identity.companies()[record.merge.merged].merged_into == record.merge.into
    assert list(identity.reviews()) == []
    undone = split(identity, record.merge.merged, "officer", "2026-06-03T00:00:00Z", "wrong after all")
    assert identity.companies() == before
    assert [r.undone_why for r in identity.merges() if r.merge.merged == undone.merge.merged] == ["wrong after all"]
    after = find_doubles(identity, "2026-06-04T00:00:00Z")
    assert (after.records, after.reviews) == ((), ())
    with pytest.raises(Conflict):
        split(identity, record.merge.merged, "officer", "2026-06-05T00:00:00Z", "again")


def test_a_split_of_a_rule_holds_against_the_rule(identity: GraphIdentityStore) -> None:
    find_doubles(identity, "2026-06-01T00:00:00Z")
    split(identity, "1", "officer", "2026-06-02T00:00:00Z", "a reseller of that name")
    assert find_doubles(identity, "2026-06-03T00:00:00Z").records == ()
    assert identity.companies()["1"].merged_into is None


def test_a_merge_of_a_missing_company_changes_nothing(identity: GraphIdentityStore) -> None:
    with pytest.raises(NotFound):
        identity._graph.save_found([{"id": "x", "into": "2", "merged": "gone"}], [])
    assert list(identity.merges()) == []


def test_merges_and_splits_are_in_the_next_snapshot(identity: GraphIdentityStore, filled: Graph) -> None:
    reader = CatalogueReader(filled)
    before = reader.read()
    find_doubles(identity, "2026-06-01T00:00:00Z")
    merged = reader.refresh(before)
    assert merged.version > before.version
    assert merged.companies["1"].merged_into == "2"
    assert set(fold_catalogue(merged).companies) == {"2", "3", "4", "5"}
    find_doubles(identity, "2026-06-02T00:00:00Z")
    assert reader.refresh(merged) is merged
    split(identity, "1", "officer", "2026-06-03T00:00:00Z", "a reseller of that name")
    assert reader.refresh(merged).companies == before.companies


@pytest.fixture
def screening(filled: Graph) -> GraphScreeningStore:
    return screening_store(filled)


def test_results_and_judgements_come_back_as_they_were(screening: GraphScreeningStore, filled: Graph) -> None:
    screened = screen_everybody(screening, date(2026, 6, 1))
    assert screening.results() == {r.subject: r for r in screened.results}
    assert screening.results()["5"].outcome is Outcome.POTENTIAL_MATCH
    assert screening.results()["1"].outcome is Outcome.NO_LIST_MATCH
    judge(screening, "5", "EL", "1", Verdict.FALSE_MATCH, "officer", "2026-06-02", "another Orion")
    assert screening.results()["5"].outcome is Outcome.NO_LIST_MATCH
    assert screen_name(screening, "Orion Shipping", date(2026, 6, 1)).outcome is Outcome.POTENTIAL_MATCH
    assert {r.outcome for r in screen_everybody(screening, date(2026, 6, 3)).results} == {Outcome.NO_LIST_MATCH}
    rows = filled.rows(
        "MATCH (c:Company)-[m:MAY_BE]->(p:ScreenedParty) RETURN c.id AS id, m.judgement AS judgement, m.by AS by"
    )
    assert rows == [{"id": "5", "judgement": "false_match", "by": "officer"}]


def test_a_changed_list_says_what_changed(screening: GraphScreeningStore) -> None:
    screen_everybody(screening, date(2026, 6, 1))
    before = [ScreenedParty("csl:EL:2", "EL", "2", "Vega Metals", PartyKind.ENTITY)]
    changed = screen_changed_list(screening, before, LIST, date(2026, 6, 2))
    assert [p.name for p in changed.change.added] == ["ORION SHIPPING"]
    assert [p.name for p in changed.change.removed] == ["Vega Metals"]
    assert {r.subject for r in changed.results} <= {"5"}


def test_a_judgement_needs_a_hit(screening: GraphScreeningStore) -> None:
    with pytest.raises(NotFound):
        judge(screening, "5", "EL", "77", Verdict.UNSURE, "officer", "2026-06-02", "why")
