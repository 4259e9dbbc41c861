"""When a list changes: what changed on it, whom that touches, and what it changes for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from graph.model.screening import ScreenedParty, ScreeningList
from matching.rules.screening.index import NameIndex
from matching.rules.screening.names import NameMatcher
from matching.rules.screening.outcome import Judgement, JudgementKey, ListVersion, Outcome, ScreeningResult, Subject
from matching.rules.screening.screen import assemble, prepare, screen
from matching.rules.screening.thresholds import DEFAULT_THRESHOLDS, Thresholds

_IGNORED = frozenset({"sources", "removed_on"})  # where a copy was read from says nothing about the entry


@dataclass(frozen=True, slots=True)
class EntryChange:
    """``fields``: names of the fields that differ."""

    before: ScreenedParty
    after: ScreenedParty
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListChange:
    """Differences of two copies of one list, each sorted by entry id."""

    list_id: str
    added: tuple[ScreenedParty, ...] = ()
    removed: tuple[ScreenedParty, ...] = ()
    changed: tuple[EntryChange, ...] = ()

    @property
    def touched(self) -> frozenset[str]:
        """Ids of all entries that are not as they were."""
        return frozenset([p.id for p in self.added] + [p.id for p in self.removed] + [c.after.id for c in self.changed])


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """What a list change did to one subject: outcomes before and after, entries newly or no longer resembling it."""

    subject: str
    before: Outcome
    after: Outcome
    new_entries: tuple[str, ...]
    gone_entries: tuple[str, ...]
    changed_entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rescreening:
    """``results``: new results of the touched subjects only; ``screened`` how many that were; ``changes``: those for
    whom something is different."""

    change: ListChange
    results: tuple[ScreeningResult, ...]
    screened: int
    changes: tuple[SubjectChange, ...]


def compare_lists(list_id: str, before: Iterable[ScreenedParty], after: Iterable[ScreenedParty]) -> ListChange:
    """What is different between two copies of a list. Entries are the same when their ids are; an entry that bears a
    ``removed_on`` counts as absent."""
    old = {p.id: p for p in before if p.removed_on is None}
    new = {p.id: p for p in after if p.removed_on is None}
    changed = []
    for party_id in sorted(old.keys() & new.keys()):
        names = tuple(
            f.name
            for f in fields(ScreenedParty)
            if f.name not in _IGNORED and getattr(old[party_id], f.name) != getattr(new[party_id], f.name)
        )
        if names:
            changed.append(EntryChange(old[party_id], new[party_id], names))
    return ListChange(
        list_id,
        tuple(new[i] for i in sorted(new.keys() - old.keys())),
        tuple(old[i] for i in sorted(old.keys() - new.keys())),
        tuple(changed),
    )


def rescreen(
    change: ListChange,
    new_list: ScreeningList,
    entries: int,
    subjects: Mapping[str, Subject],
    results: Mapping[str, ScreeningResult],
    matcher: NameMatcher,
    on: date,
    judgements: Mapping[JudgementKey, Judgement] | None = None,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Rescreening:
    """Re-screen only the subjects that ``change`` touches.

    ``results`` are the results against the earlier copy, by subject id; a subject without one is screened against
    the changed entries alone and should be screened in full instead. ``entries``: size of the new copy.

    Touched are: whoever resembled an entry that changed or went, and whoever resembles one that changed or came. The
    other results stay as they are (their list version too: they say against what they were last screened).
    """
    fresh = [*change.added, *(c.after for c in change.changed)]
    lists = prepare([new_list], fresh, matcher)
    touched = {
        subject_id
        for subject_id, result in results.items()
        if any(hit.party in change.touched for hit in result.hits) and subject_id in subjects
    }
    touched |= _resembling(fresh, subjects, matcher)
    updated: list[ScreeningResult] = []
    changes: list[SubjectChange] = []
    version = replace(lists.versions[0], entries=entries)
    for subject_id in sorted(touched):
        before = results.get(subject_id)
        again = screen(subjects[subject_id], lists, matcher, on, judgements, thresholds)
        kept = [] if before is None else [hit for hit in before.hits if hit.party not in change.touched]
        versions = _versions(() if before is None else before.lists, version)
        after = assemble(subject_id, [*kept, *again.hits], versions, judgements or {})
        updated.append(after)
        changes += _difference(before, after)
    return Rescreening(change, tuple(updated), len(touched), tuple(changes))


def _resembling(fresh: Iterable[ScreenedParty], subjects: Mapping[str, Subject], matcher: NameMatcher) -> set[str]:
    """Subjects that share a key with a fresh entry, by name or address; screening itself decides."""
    index: NameIndex[str] = NameIndex(matcher, ((s.id, name) for s in subjects.values() for name in s.names))
    found = {
        subject_id
        for party in fresh
        for listed in party.names
        for subject_id, _ in index.candidates(listed.name, limit=len(index) or 1)
    }
    with_address = any(party.addresses for party in fresh)
    return found | ({s.id for s in subjects.values() if s.addresses} if with_address else set())


def _versions(before: tuple[ListVersion, ...], new: ListVersion) -> tuple[ListVersion, ...]:
    others = [version for version in before if version.list_id != new.list_id]
    return tuple(sorted([*others, new], key=lambda version: version.list_id))


def _difference(before: ScreeningResult | None, after: ScreeningResult) -> list[SubjectChange]:
    old = {hit.party: hit for hit in before.hits} if before is not None else {}
    new = {hit.party: hit for hit in after.hits}
    outcome = before.outcome if before is not None else Outcome.NO_LIST_MATCH
    changed = tuple(
        p
        for p in sorted(old.keys() & new.keys())
        if (old[p].outcome, old[p].score, old[p].names) != (new[p].outcome, new[p].score, new[p].names)
    )
    came, went = tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys()))
    if outcome is after.outcome and not (came or went or changed):
        return []
    return [SubjectChange(after.subject, outcome, after.outcome, came, went, changed)]
