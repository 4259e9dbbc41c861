"""The commands over stores in memory that keep the promises of the real ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from cli.identity import identity_app
from cli.screen import screen_app
from graph.errors import NotFound
from graph.model import Company
from graph.model.screening import PartyKind, ScreenedParty, ScreeningList
from ingest.identity.apply import apply, undo


class IdentityInMemory:
    def __init__(self, *companies: Company) -> None:
        self._companies = {c.id: c for c in companies}
        self._decisions, self._merges, self._reviews = [], {}, []

    def companies(self):
        return self._companies

    def decisions(self):
        return self._decisions

    def reviews(self):
        return self._reviews

    def merges(self):
        return list(self._merges.values())

    def save_found(self, records, reviews):
        self._companies = apply(self._companies, [r.merge for r in records])
        self._merges |= {(r.merge.merged, r.at): r for r in records}
        self._reviews = list(reviews)

    def save_decision(self, decided, record):
        self._decisions.append(decided)
        if record is not None:
            self.save_found([record], [])

    def save_split(self, record, decided):
        self._companies = undo(self._companies, record.merge.merged)
        self._merges[record.merge.merged, record.at] = record
        self._decisions.append(decided)


class ScreeningInMemory:
    def __init__(self, lists: list[ScreeningList]) -> None:
        self._lists, self._results, self._judgements = lists, {}, {}

    def companies(self):
        return {"5": Company("5", "Orion Shipping [Ltd]"), "6": Company("6", "Zarathustra Foods")}

    def lists(self):
        return self._lists

    def parties(self, list_id=None):
        return [ScreenedParty("csl:EL:1", "EL", "1", "ORION SHIPPING", PartyKind.ENTITY)]

    def judgements(self):
        return self._judgements

    def results(self):
        return self._results

    def save_results(self, results):
        self._results |= {r.subject: r for r in results}

    def save_judgement(self, judgement):
        self._judgements[judgement.key] = judgement


def _opener(store) -> Callable:
    @contextmanager
    def open_store() -> Iterator:
        yield store

    return open_store


@pytest.fixture
def companies() -> IdentityInMemory:
    return IdentityInMemory(
        Company("1", "CISCO"),
        Company("2", "Cisco Systems, Inc."),
        Company("3", "Cristalord Limited", website="cristalord.example"),
        Company("4", "Crystalord [Ltd]"),
    )


def test_find_review_merge_split(companies: IdentityInMemory) -> None:
    app, run = identity_app(_opener(companies)), CliRunner()
    found = run.invoke(app, ["find"])
    assert found.exit_code == 0
    assert "1 merged, 1 pairs to review" in " ".join(found.output.split())
    shown = run.invoke(app, ["review"]).output
    assert "Cristalord Limited" in shown
    assert "Crystalord [Ltd]" in shown
    assert "cristalord.example" in shown
    merged = run.invoke(app, ["merge", "3", "4", "--why", "same address", "--by", "officer"])
    assert "4 is now 3" in merged.output
    before = replace(companies.companies()["4"], merged_into=None)
    split = run.invoke(app, ["split", "4", "--why", "wrong", "--by", "officer"])
    assert split.exit_code == 0
    assert companies.companies()["4"] == before
    assert run.invoke(app, ["review"]).output.strip() == "Nothing to review."


def test_apart_keeps_two_companies_apart(companies: IdentityInMemory) -> None:
    app, run = identity_app(_opener(companies)), CliRunner()
    assert "stay apart" in run.invoke(app, ["apart", "1", "2", "--why", "a reseller"]).output
    assert "0 merged" in run.invoke(app, ["find"]).output


def test_an_unknown_id_is_an_error(companies: IdentityInMemory) -> None:
    result = CliRunner().invoke(identity_app(_opener(companies)), ["merge", "1", "99", "--why", "x"])
    assert isinstance(result.exception, NotFound)


LIST = ScreeningList("EL", "Entity List", "BIS", published=date(2026, 5, 1), sha256="ab" * 32)


def test_screen_shows_lists_values_and_that_nothing_is_cleared() -> None:
    app, run = screen_app(_opener(ScreeningInMemory([LIST]))), CliRunner()
    output = " ".join(run.invoke(app, ["all"]).output.split())
    assert "5: POTENTIAL_MATCH" in output
    assert "Orion Shipping [Ltd]" in output
    assert "NO_LIST_MATCH: 1" in output
    assert "2026-05-01, sha256 abababababab" in output
    assert "not a clearance" in output
    judged = run.invoke(app, ["judge", "5", "EL", "1", "false_match", "--why", "another Orion", "--by", "officer"])
    assert judged.exit_code == 0
    again = " ".join(run.invoke(app, ["all"]).output.split())
    assert "NO_LIST_MATCH: 2" in again
    assert "judged false_match by officer" in again


def test_screening_against_no_list_is_an_error() -> None:
    result = CliRunner().invoke(screen_app(_opener(ScreeningInMemory([]))), ["name", "Orion"])
    assert isinstance(result.exception, NotFound)
