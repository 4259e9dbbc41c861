from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.screening import ListedName, PartyKind, ScreenedParty, ScreeningList
from matching.rules.screening.outcome import Judgement, JudgementKey, Outcome, Subject, Verdict
from matching.rules.screening.rescreen import compare_lists, rescreen
from matching.rules.screening.screen import prepare, screen
from service.names import name_matcher

TODAY = date(2026, 6, 1)
MATCHER = name_matcher()
OLD = ScreeningList("EL", "Entity List", "BIS", sha256="0" * 64)
NEW = ScreeningList("EL", "Entity List", "BIS", sha256="1" * 64)


def _entry(number: int, name: str, *aliases: str) -> ScreenedParty:
    listed = tuple(ListedName(alias) for alias in aliases)
    return ScreenedParty(f"csl:EL:{number}", "EL", str(number), name, PartyKind.ENTITY, listed)


BEFORE = [_entry(1, "Orion Shipping"), _entry(2, "Vega Metals", "Vega"), _entry(3, "Nordwind Energy")]
AFTER = [_entry(1, "Orion Shipping"), _entry(2, "Vega Metals", "Wega"), _entry(4, "Quovadis Chips")]
SUBJECTS = {
    s.id: s
    for s in (
        Subject("orion", ("Orion Shipping Ltd",)),
        Subject("nordwind", ("Nordwind Energie",)),
        Subject("quovadis", ("Quo Vadis Chips Inc.",)),
        Subject("other", ("Zarathustra Foods",)),
    )
}


def _all(parties: list[ScreenedParty], one: ScreeningList, judgements=None):
    ready = prepare([one], parties, MATCHER)
    return {s.id: screen(s, ready, MATCHER, TODAY, judgements) for s in SUBJECTS.values()}


def test_what_changed_on_the_list() -> None:
    change = compare_lists("EL", BEFORE, AFTER)
    assert [p.entry for p in change.added] == ["4"]
    assert [p.entry for p in change.removed] == ["3"]
    assert [(c.after.entry, c.fields) for c in change.changed] == [("2", ("aliases",))]
    assert compare_lists("EL", BEFORE, BEFORE).touched == frozenset()


def test_an_entry_marked_as_removed_counts_as_absent() -> None:
    marked = [*AFTER, replace(BEFORE[2], removed_on=TODAY)]
    assert compare_lists("EL", BEFORE, marked) == compare_lists("EL", BEFORE, AFTER)


def test_only_the_touched_are_screened_again_and_what_changed_is_said() -> None:
    change = compare_lists("EL", BEFORE, AFTER)
    result = rescreen(change, NEW, len(AFTER), SUBJECTS, _all(BEFORE, OLD), MATCHER, TODAY)
    assert {r.subject for r in result.results} == {"nordwind", "quovadis"}
    by_subject = {c.subject: c for c in result.changes}
    assert (by_subject["nordwind"].before, by_subject["nordwind"].after) == (
        Outcome.POTENTIAL_MATCH,
        Outcome.NO_LIST_MATCH,
    )
    assert by_subject["nordwind"].gone_entries == ("csl:EL:3",)
    assert by_subject["quovadis"].new_entries == ("csl:EL:4",)
    assert all(r.lists[0].sha256 == "1" * 64 for r in result.results)


def test_judgements_survive_a_new_copy_of_the_list() -> None:
    hit = _all(BEFORE, OLD)["orion"].hits[0]
    key = JudgementKey("orion", hit.list_id, hit.entry, hit.names)
    judged = {key: Judgement(key, Verdict.FALSE_MATCH, "a.officer", "2026-05-01", "another Orion")}
    before, after = _all(BEFORE, OLD, judged), _all(AFTER, NEW, judged)
    assert before["orion"].outcome is after["orion"].outcome is Outcome.NO_LIST_MATCH
    assert after["orion"].hits[0].judgement == judged[key]


_NAMES = st.sampled_from(
    ["Orion Shipping", "Orion Ship", "Vega Metals", "Nordwind Energie", "Quo Vadis Chips", "Zarathustra Foods", "Alpha"]
)
_LIST = st.dictionaries(st.integers(1, 6), _NAMES, max_size=6).map(
    lambda entries: [_entry(number, name) for number, name in sorted(entries.items())]
)


@given(_LIST, _LIST)
@settings(max_examples=60, deadline=None)
def test_rescreening_the_touched_equals_screening_everybody(before, after) -> None:
    old, new = _all(before, OLD), _all(after, NEW)
    result = rescreen(compare_lists("EL", before, after), NEW, len(after), SUBJECTS, old, MATCHER, TODAY)
    updated = old | {r.subject: r for r in result.results}
    for subject in SUBJECTS:
        assert updated[subject].outcome is new[subject].outcome
        assert updated[subject].hits == new[subject].hits
