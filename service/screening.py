"""Screening parties against the lists in the graph, judging hits, and re-screening when a list changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graph.errors import BadInput, NotFound
from graph.merged import fold_companies
from graph.model import Company
from graph.model.screening import ScreenedParty, ScreeningList
from matching.rules.screening.kinds import NameKind
from matching.rules.screening.outcome import Judgement, JudgementKey, ScreeningResult, Subject, Verdict
from matching.rules.screening.rescreen import Rescreening, compare_lists, rescreen
from matching.rules.screening.screen import Lists, prepare, rejudge, screen
from service.names import name_matcher


class ScreeningStore(Protocol):
    """What the graph keeps of screening. Each ``save`` is one transaction."""

    def companies(self) -> Mapping[str, Company]: ...

    def lists(self) -> Sequence[ScreeningList]:
        """The copies that are in force, one of each list."""
        ...

    def parties(self, list_id: str | None = None) -> Sequence[ScreenedParty]:
        """Entries of one list or of all, removed ones included (they bear ``removed_on``)."""
        ...

    def judgements(self) -> Mapping[JudgementKey, Judgement]: ...

    def results(self) -> Mapping[str, ScreeningResult]:
        """The last result of every subject, by its id."""
        ...

    def save_results(self, results: Sequence[ScreeningResult]) -> None:
        """Replace the last results of these subjects; the MAY_BE relationships follow the hits."""
        ...

    def save_judgement(self, judgement: Judgement) -> None: ...


@dataclass(frozen=True, slots=True)
class Screened:
    """Results by subject id in the order of the ids, and the lists they rest on."""

    results: tuple[ScreeningResult, ...]
    lists: Lists


def subject_of(company: Company) -> Subject:
    """A company as screening sees it: all its names, and every country it is tied to."""
    countries = tuple(dict.fromkeys(c for c in (company.incorporated_in, company.based_in) if c))
    return Subject(company.id, tuple(dict.fromkeys((company.name, *company.aliases))), countries=countries)


def ready_lists(store: ScreeningStore) -> Lists:
    """The lists of the graph, indexed.

    Raises:
        NotFound: the graph holds no list; a result against nothing would look like a good one.
    """
    lists = store.lists()
    if not lists:
        raise NotFound(
            "There is no screening list in the graph.", "Ingest one, for example a Consolidated Screening List."
        )
    return prepare(lists, store.parties(), name_matcher())


def screen_everybody(store: ScreeningStore, on: date) -> Screened:
    """Screen every company (merged ones as their survivors) against every list, and keep the results."""
    lists, judgements = ready_lists(store), store.judgements()
    subjects = [subject_of(company) for company in fold_companies(store.companies()).values()]
    results = tuple(screen(subject, lists, name_matcher(), on, judgements) for subject in subjects)
    store.save_results(results)
    return Screened(results, lists)


def screen_name(
    store: ScreeningStore, name: str, on: date, kind: NameKind = NameKind.ORGANISATION, address: str | None = None
) -> ScreeningResult:
    """Screen a name that need not be in the graph; nothing is kept.

    Raises:
        BadInput: the name has no letters. NotFound: the graph holds no list.
    """
    if not name_matcher().parse(name, kind).tokens:
        raise BadInput(f"{name!r} has no letters to compare.", "Give a name.")
    subject = Subject(f"name:{name}", (name,), kind, addresses=(address,) if address else ())
    return screen(subject, ready_lists(store), name_matcher(), on, store.judgements())


def judge(
    store: ScreeningStore, subject: str, list_id: str, entry: str, verdict: Verdict, by: str, at: str, why: str
) -> Judgement:
    """Keep a person's verdict on one hit of the last result of ``subject``, and weigh that result anew.

    Raises:
        NotFound: there is no such result or hit. BadInput: by whom or why is missing.
    """
    if not by.strip() or not why.strip():
        raise BadInput("A judgement needs by whom and why.", "Give --by and --why.")
    result = store.results().get(subject)
    hit = next((h for h in result.hits if (h.list_id, h.entry) == (list_id, entry)), None) if result else None
    if result is None or hit is None:
        raise NotFound(f"{subject!r} has no hit on entry {entry!r} of list {list_id!r}.", "Screen it first.")
    judgement = Judgement(JudgementKey(subject, list_id, entry, hit.names), verdict, by, at, why)
    store.save_judgement(judgement)
    store.save_results([rejudge(result, store.judgements())])
    return judgement


def screen_changed_list(
    store: ScreeningStore, before: Sequence[ScreenedParty], new_list: ScreeningList, on: date
) -> Rescreening:
    """After a new copy of a list was stored: re-screen whom its changes touch, keep that, and say what changed.

    ``before``: the entries of the list before the new copy was stored. Subjects that were never screened, or whose
    last result was cut short, are screened in full.
    """
    after = store.parties(new_list.id)
    change = compare_lists(new_list.id, before, after)
    subjects = {c.id: subject_of(c) for c in fold_companies(store.companies()).values()}
    results = store.results()
    whole = {key: result for key, result in results.items() if key in subjects and not result.truncated}
    judgements, matcher = store.judgements(), name_matcher()
    entries = sum(1 for party in after if party.removed_on is None)
    known = {key: subjects[key] for key in whole}
    outcome = rescreen(change, new_list, entries, known, whole, matcher, on, judgements)
    others = [subjects[key] for key in sorted(subjects.keys() - whole.keys())]
    lists = ready_lists(store) if others else None
    full = [screen(subject, lists, matcher, on, judgements) for subject in others] if lists is not None else []
    store.save_results([*outcome.results, *full])
    return outcome
