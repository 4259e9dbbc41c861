"""Screening: every name of a party against every name on the lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rigour.addresses import match_addresses

from graph.model.screening import ListedAddress, ListedName, PartyKind, ScreenedParty, ScreeningList
from matching.rules.screening.alignment import How
from matching.rules.screening.index import NameIndex
from matching.rules.screening.kinds import NameKind
from matching.rules.screening.names import NameComparison, NameMatcher
from matching.rules.screening.outcome import (
    Hit,
    Judgement,
    JudgementKey,
    ListVersion,
    Outcome,
    ScreeningResult,
    Subject,
    names_hash,
    strongest,
)
from matching.rules.screening.thresholds import DEFAULT_THRESHOLDS, Thresholds

MAX_HITS = 50  # a reader looks at no more; the result says when there were more
_SAME_ADDRESS = 0.85  # rigour's address comparison: house, street and town agree; spelling may differ
_TELLING_ADDRESS = 3  # words an address needs before it can speak for anything ("Moscow, Russia" does not)

_KINDS = {
    PartyKind.ENTITY: NameKind.ORGANISATION,
    PartyKind.INDIVIDUAL: NameKind.PERSON,
    PartyKind.VESSEL: NameKind.OBJECT,
    PartyKind.AIRCRAFT: NameKind.OBJECT,
    PartyKind.UNKNOWN: NameKind.UNKNOWN,
}


@dataclass(frozen=True)
class Lists:
    """Screening lists ready to be searched: the copies used, their entries, an index over all their names."""

    versions: tuple[ListVersion, ...]
    parties: Mapping[str, ScreenedParty]
    index: NameIndex[str]
    towns: Mapping[str, tuple[str, ...]]  # a word of a listed address to the parties that have it


def prepare(lists: Iterable[ScreeningList], parties: Iterable[ScreenedParty], matcher: NameMatcher) -> Lists:
    """Index ``parties``; entries that a later copy no longer held (``removed_on``) are left out."""
    kept = {party.id: party for party in sorted(parties, key=lambda p: p.id) if party.removed_on is None}
    counts: dict[str, int] = {}
    index: NameIndex[str] = NameIndex(matcher)
    words: dict[str, list[str]] = {}
    for party in kept.values():
        counts[party.list_id] = counts.get(party.list_id, 0) + 1
        for listed in party.names:
            index.add(party.id, listed.name)
        for word in {w for a in party.addresses for w in _words(_line(a))}:
            words.setdefault(word, []).append(party.id)
    versions = tuple(version_of(one, counts.get(one.id, 0)) for one in sorted(lists, key=lambda x: x.id))
    return Lists(versions, kept, index, {word: tuple(ids) for word, ids in words.items()})


def version_of(one: ScreeningList, entries: int) -> ListVersion:
    published = one.published.isoformat() if one.published is not None else ""
    return ListVersion(one.id, one.name, published, one.retrieved_at, one.sha256, entries)


def screen(
    subject: Subject,
    lists: Lists,
    matcher: NameMatcher,
    on: date,
    judgements: Mapping[JudgementKey, Judgement] | None = None,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> ScreeningResult:
    """Screen one party as of ``on`` (entries whose effect ended before count as REVIEW at most).

    A judgement of FALSE_MATCH about the very names compared takes its hit out of the outcome, not out of the result.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for name in subject.names:
        for party_id, listed_name in lists.index.candidates(name):
            found.setdefault(party_id, []).append((name, listed_name))
    hits: dict[str, Hit] = {}
    for party_id, pairs in found.items():
        hit = _best(subject, lists.parties[party_id], pairs, matcher, on, thresholds)
        if hit is not None:
            hits[party_id] = hit
    for party_id, (own, listed) in _same_addresses(subject, lists).items():
        hits[party_id] = _with_address(subject, lists.parties[party_id], hits.get(party_id), own, listed, matcher)
    return assemble(subject.id, hits.values(), lists.versions, judgements or {})


def assemble(
    subject: str,
    hits: Iterable[Hit],
    versions: tuple[ListVersion, ...],
    judgements: Mapping[JudgementKey, Judgement],
) -> ScreeningResult:
    """Attach judgements, order the hits, and draw the outcome from all of them, shown or not."""
    judged = [
        replace(hit, judgement=judgements.get(JudgementKey(subject, hit.list_id, hit.entry, hit.names))) for hit in hits
    ]
    judged.sort(key=lambda hit: (-hit.score, hit.list_id, hit.entry))
    ordered = tuple(judged)
    return ScreeningResult(subject, strongest(ordered), ordered[:MAX_HITS], versions, len(ordered) > MAX_HITS)


def rejudge(result: ScreeningResult, judgements: Mapping[JudgementKey, Judgement]) -> ScreeningResult:
    """The same result under other judgements. One that was cut short keeps its outcome: what is not shown may be
    what it rests on."""
    again = assemble(result.subject, result.hits, result.lists, judgements)
    return replace(again, truncated=True, outcome=result.outcome) if result.truncated else again


def _best(
    subject: Subject,
    party: ScreenedParty,
    pairs: Sequence[tuple[str, str]],
    matcher: NameMatcher,
    on: date,
    thresholds: Thresholds,
) -> Hit | None:
    """The strongest pair of names, or None when all stay under the bar for review."""
    listed_by_name = {listed.name: listed for listed in party.names}
    best: tuple[Outcome, NameComparison, ListedName] | None = None
    for name, listed_name in pairs:
        listed = listed_by_name[listed_name]
        comparison = matcher.compare(name, listed_name, subject.kind, _KINDS[party.kind])
        outcome = _outcome(comparison, listed.weak, thresholds)
        if outcome is Outcome.NO_LIST_MATCH:
            continue
        rank = (outcome is Outcome.POTENTIAL_MATCH, comparison.score)
        if best is None or rank > (best[0] is Outcome.POTENTIAL_MATCH, best[1].score):
            best = (outcome, comparison, listed)
    if best is None:
        return None
    outcome, comparison, listed = best
    notes = _notes(subject, party, listed, on)
    if _ended(party, on) and outcome is Outcome.POTENTIAL_MATCH:
        outcome = Outcome.REVIEW
    return Hit(
        party.list_id,
        party.entry,
        party.id,
        comparison.left,
        comparison.right,
        comparison.score,
        outcome,
        comparison.why,
        names_hash(comparison.left, comparison.right),
        notes=notes,
    )


def _outcome(comparison: NameComparison, weak: bool, thresholds: Thresholds) -> Outcome:
    score = comparison.score
    if weak:  # a name that the list itself calls too common identifies nobody: a person has to look
        return Outcome.REVIEW if score >= thresholds.weak else Outcome.NO_LIST_MATCH
    if score >= thresholds.match and not _only_an_acronym(comparison):
        return Outcome.POTENTIAL_MATCH
    return Outcome.REVIEW if score >= thresholds.review else Outcome.NO_LIST_MATCH


def _only_an_acronym(comparison: NameComparison) -> bool:
    """A few letters fit many names: they ask for a look and claim no more."""
    alignment = comparison.alignment
    return alignment is not None and all(pair.how is How.ACRONYM for pair in alignment.pairs)


def _ended(party: ScreenedParty, on: date) -> bool:
    return party.ends is not None and party.ends < on


def _notes(subject: Subject, party: ScreenedParty, listed: ListedName, on: date) -> tuple[str, ...]:
    notes = []
    if listed.weak:
        notes.append(f"{listed.name!r} is a weak alias: the list calls it too common to identify anyone.")
    if _ended(party, on):
        notes.append(f"The entry's effect ended on {party.ends}.")
    if party.starts is not None and party.starts > on:
        notes.append(f"The entry takes effect on {party.starts}.")
    if subject.countries and party.countries and set(subject.countries).isdisjoint(party.countries):
        notes.append(f"Countries differ: {', '.join(subject.countries)} / {', '.join(party.countries)}.")
    return tuple(notes)


def _line(address: ListedAddress) -> str:
    parts = (address.address, address.city, address.state, address.postal_code)
    return ", ".join(part for part in parts if part)


def _words(line: str) -> set[str]:
    return {word for word in line.casefold().replace(",", " ").split() if len(word) > 3 or word.isdigit()}


def _same_addresses(subject: Subject, lists: Lists) -> dict[str, tuple[str, str]]:
    """Parties with an address of the subject's: (own, listed)."""
    found: dict[str, tuple[str, str]] = {}
    for own in subject.addresses:
        words = _words(own)
        if len(words) < _TELLING_ADDRESS:
            continue
        shared: dict[str, int] = {}
        for word in words:
            for party_id in lists.towns.get(word, ()):
                shared[party_id] = shared.get(party_id, 0) + 1
        for party_id, count in sorted(shared.items()):
            if count < _TELLING_ADDRESS:
                continue
            listed = [_line(a) for a in lists.parties[party_id].addresses if len(_words(_line(a))) >= _TELLING_ADDRESS]
            best = match_addresses([own], listed) if listed else None
            if best is not None and best.score >= _SAME_ADDRESS:
                found[party_id] = (own, best.result)
    return found


def _with_address(
    subject: Subject, party: ScreenedParty, hit: Hit | None, own: str, listed: str, matcher: NameMatcher
) -> Hit:
    """A shared address makes a doubtful name a match, and deserves a look without any name."""
    if hit is not None:
        stronger = hit.outcome if _has_ended_note(hit) else Outcome.POTENTIAL_MATCH
        return replace(hit, outcome=stronger, address=(own, listed), why=f"{hit.why}; same address")
    comparison = matcher.compare(subject.names[0], party.name, subject.kind, _KINDS[party.kind])
    return Hit(
        party.list_id,
        party.entry,
        party.id,
        comparison.left,
        comparison.right,
        comparison.score,
        Outcome.REVIEW,
        "same address as a listed party; names differ",
        names_hash(comparison.left, comparison.right),
        (own, listed),
    )


def _has_ended_note(hit: Hit) -> bool:
    return any(note.startswith("The entry's effect ended") for note in hit.notes)
