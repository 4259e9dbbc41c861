from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.model.screening import ListedAddress, ListedName, PartyKind, ScreenedParty, ScreeningList
from matching.rules.screening.names import NameMatcher
from matching.rules.screening.outcome import Judgement, JudgementKey, Outcome, Subject, Verdict, names_hash
from matching.rules.screening.screen import Lists, prepare, screen

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def ready(lists: list[ScreeningList], listed: list[ScreenedParty], matcher: NameMatcher) -> Lists:
    return prepare(lists, listed, matcher)


def _screen(ready: Lists, matcher: NameMatcher, *names: str, **more: object):
    return screen(Subject("c1", names, **more), ready, matcher, TODAY)  # type: ignore[arg-type]


def test_a_listed_company_under_another_spelling(ready: Lists, matcher: NameMatcher) -> None:
    result = _screen(ready, matcher, "Fazel Khaleel Construction Co.")
    assert result.outcome is Outcome.POTENTIAL_MATCH
    hit = result.hits[0]
    assert (hit.list_id, hit.listed_name) == ("EL", "Fazel Khalil Construction Company")
    assert hit.name == "Fazel Khaleel Construction Co."
    assert "khaleel / khalil" in hit.why
    assert 0.67 <= hit.score < 1.0


def test_no_match_names_the_lists_and_is_not_a_clearance(ready: Lists, matcher: NameMatcher) -> None:
    result = _screen(ready, matcher, "Quovadis Cloud Software, Inc.")
    assert result.outcome is Outcome.NO_LIST_MATCH
    assert result.hits == ()
    assert [v.list_id for v in result.lists] == ["DPL", "EL", "SDN", "UVL"]
    assert all(v.sha256 and v.published == "2014-07-16" and v.entries > 0 for v in result.lists)
    assert "not a clearance" in result.note
    assert {o.value for o in Outcome} == {"NO_LIST_MATCH", "REVIEW", "POTENTIAL_MATCH"}


def test_a_weak_alias_only_ever_asks_for_a_look(ready: Lists, matcher: NameMatcher) -> None:
    weak = _screen(ready, matcher, "BNC")
    assert weak.outcome is Outcome.REVIEW
    assert "weak alias" in weak.hits[0].notes[0]
    assert _screen(ready, matcher, "National Bank of Cuba").outcome is Outcome.POTENTIAL_MATCH


def test_an_ended_entry_is_shown_as_ended(ready: Lists, matcher: NameMatcher) -> None:
    result = _screen(ready, matcher, "Kintraco")
    assert result.outcome is Outcome.REVIEW
    assert "ended on 2007-03-19" in result.hits[0].notes[0]
    before = screen(Subject("c1", ("Kintraco",)), ready, matcher, date(2007, 3, 19))
    assert before.outcome is Outcome.POTENTIAL_MATCH


def test_differing_countries_are_noted_not_trusted(ready: Lists, matcher: NameMatcher) -> None:
    result = _screen(ready, matcher, "Brilliance Technology Limited", countries=("US",))
    assert result.outcome is Outcome.POTENTIAL_MATCH
    assert "Countries differ: US / HK." in result.hits[0].notes


def test_a_shared_address_asks_for_a_look_and_strengthens_a_doubt(ready: Lists, matcher: NameMatcher) -> None:
    address = "Room 2135, Jingxin Bldg A, No 2 Dong San Huan North Road, Beijing"
    alone = _screen(ready, matcher, "Quovadis Cloud Software", addresses=(address,))
    assert alone.outcome is Outcome.REVIEW
    assert alone.hits[0].address is not None
    assert alone.hits[0].listed_name == "China National Plant Import/Export Co."
    name_only = _screen(ready, matcher, "China National Plant Equipment Co.")
    both = _screen(ready, matcher, "China National Plant Equipment Co.", addresses=(address,))
    assert name_only.outcome is not Outcome.POTENTIAL_MATCH
    assert both.hits[0].outcome in (Outcome.POTENTIAL_MATCH, Outcome.REVIEW)


def test_a_town_is_no_address(ready: Lists, matcher: NameMatcher) -> None:
    assert _screen(ready, matcher, "Quovadis Cloud Software", addresses=("Moscow, Russia",)).hits == ()


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (Verdict.FALSE_MATCH, Outcome.NO_LIST_MATCH),
        (Verdict.TRUE_MATCH, Outcome.POTENTIAL_MATCH),
        (Verdict.UNSURE, Outcome.POTENTIAL_MATCH),
    ],
)
def test_judgements_weigh_and_stay_visible(
    ready: Lists, matcher: NameMatcher, verdict: Verdict, outcome: Outcome
) -> None:
    subject = Subject("c1", ("Brilliance Technology Limited",))
    hit = screen(subject, ready, matcher, TODAY).hits[0]
    key = JudgementKey("c1", hit.list_id, hit.entry, hit.names)
    judgement = Judgement(key, verdict, "a.officer", "2026-05-01", "other address, other owners")
    result = screen(subject, ready, matcher, TODAY, {key: judgement})
    assert result.outcome is outcome
    assert result.hits[0].judgement == judgement


def test_a_judgement_does_not_cover_another_name(ready: Lists, matcher: NameMatcher) -> None:
    hit = _screen(ready, matcher, "Brilliance Technology Limited").hits[0]
    key = JudgementKey("c1", hit.list_id, hit.entry, hit.names)
    judgement = Judgement(key, Verdict.FALSE_MATCH, "a.officer", "2026-05-01", "checked")
    renamed = Subject("c1", ("Brilliance Technologie Ltd",))
    result = screen(renamed, ready, matcher, TODAY, {key: judgement})
    assert result.outcome is Outcome.POTENTIAL_MATCH
    assert result.hits[0].judgement is None


def test_a_judgement_needs_by_whom_when_and_why() -> None:
    key = JudgementKey("c1", "EL", "1", names_hash("a", "b"))
    with pytest.raises(ValueError, match="by whom"):
        Judgement(key, Verdict.UNSURE, "", "2026-05-01", "why")


def test_names_hash_ignores_case_and_spacing_only() -> None:
    assert names_hash("Acme  Ltd", "ACME") == names_hash("acme ltd", "Acme")
    assert names_hash("Acme", "Ltd") != names_hash("Ltd", "Acme")


def test_a_removed_entry_is_not_screened_against(lists: list[ScreeningList], matcher: NameMatcher) -> None:
    party = ScreenedParty("csl:EL:1", "EL", "1", "Zarathustra Works", PartyKind.ENTITY)
    gone = replace(party, removed_on=date(2026, 1, 1))
    for entry, outcome in ((party, Outcome.POTENTIAL_MATCH), (gone, Outcome.NO_LIST_MATCH)):
        ready = prepare(lists, [entry], matcher)
        assert screen(Subject("c1", ("Zarathustra Works",)), ready, matcher, TODAY).outcome is outcome


def test_a_person_on_a_list_is_not_a_ship(lists: list[ScreeningList], matcher: NameMatcher) -> None:
    vessel = ScreenedParty("csl:SDN:9", "SDN", "9", "LADY LEILA", PartyKind.VESSEL)
    ready = prepare(lists, [vessel], matcher)
    assert screen(Subject("c1", ("Lady Leila",)), ready, matcher, TODAY).outcome is Outcome.NO_LIST_MATCH


def test_more_hits_than_shown_are_said_to_be_more(lists: list[ScreeningList], matcher: NameMatcher) -> None:
    crowd = [
        ScreenedParty(f"csl:EL:{i}", "EL", str(i), f"Orion Shipping {i}", PartyKind.ENTITY, (ListedName("Orion"),))
        for i in range(80)
    ]
    result = screen(Subject("c1", ("Orion Shipping",)), prepare(lists, crowd, matcher), matcher, TODAY)
    assert result.truncated
    assert len(result.hits) == 50


def test_addresses_without_a_street_do_not_break_anything(lists: list[ScreeningList], matcher: NameMatcher) -> None:
    party = ScreenedParty("csl:EL:1", "EL", "1", "Zarathustra", addresses=(ListedAddress(country="IR"),))
    ready = prepare(lists, [party], matcher)
    subject = Subject("c1", ("Quovadis",), addresses=("12 Long Street, Springfield Town",))
    assert screen(subject, ready, matcher, TODAY).hits == ()
