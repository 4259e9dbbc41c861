from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from graph.model import Company, SourceRef
from ingest.identity.apply import apply
from ingest.identity.model import Decided, Decision, Doubt, NameScorer, Rule
from ingest.identity.resolve import resolve

LEI1, LEI2 = "549300DRQQI75D2JP341", "HWUPKR0MPOU8FGXBT394"


def _by_id(*companies: Company) -> dict[str, Company]:
    return {company.id: company for company in companies}


def _groups(companies: dict[str, Company], scorer: NameScorer, *decisions: Decided) -> set[frozenset[str]]:
    resolution = resolve(companies, scorer, decisions)
    found: dict[str, set[str]] = {key: {key} for key in companies}
    for merge in resolution.merges:
        found[merge.into].add(merge.merged)
        found.pop(merge.merged)
    return {frozenset(group) for group in found.values() if len(group) > 1}


def test_one_company_under_several_spellings(scorer: NameScorer) -> None:
    companies = _by_id(
        Company("1", "CISCO"),
        Company("2", "Cisco"),
        Company("3", "Cisco Systems, Inc.", uei="LQJKCX84CJB4"),
        Company("4", "Cisco AppDynamics"),
        Company("5", "Sysco Foods"),
    )
    resolution = resolve(companies, scorer)
    assert {(m.into, m.merged) for m in resolution.merges} == {("3", "1"), ("3", "2")}
    assert all(m.values[0] and m.values[1] for m in resolution.merges)


def test_identifiers_come_before_names(scorer: NameScorer) -> None:
    companies = _by_id(
        Company("1", "Facebook, Inc.", lei=LEI1),
        Company("2", "Meta Platforms, Inc.", lei=LEI1),
        Company("3", "Quovadis", uei="LQJKCX84CJB4"),
        Company("4", "Zarathustra", uei="lqjkcx84cjb4 "),
    )
    rules = {(m.into, m.merged): m.rule for m in resolve(companies, scorer).merges}
    assert rules == {("1", "2"): Rule.SAME_LEI, ("3", "4"): Rule.SAME_UEI}


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ({"lei": LEI1}, {"lei": LEI2}, "LEI"),
        ({"uei": "LQJKCX84CJB4"}, {"uei": "NDBFBWCL82D3"}, "UEI"),
        ({"incorporated_in": "US"}, {"incorporated_in": "IE"}, "incorporated in"),
    ],
)
def test_a_contradicting_identifier_makes_it_a_question(
    scorer: NameScorer, left: dict[str, str], right: dict[str, str], said: str
) -> None:
    companies = _by_id(Company("1", "Quovadis Ltd", **left), Company("2", "Quovadis Ltd", **right))
    resolution = resolve(companies, scorer)
    assert resolution.merges == ()
    assert [(r.doubt, r.values) for r in resolution.reviews] == [
        (Doubt.CONTRADICTION, ("Quovadis Ltd", "Quovadis Ltd"))
    ]
    assert said in resolution.reviews[0].why


def test_a_contradiction_holds_by_way_of_a_third(scorer: NameScorer) -> None:
    """The bare name goes with one of the two; the other two stay apart."""
    companies = _by_id(
        Company("1", "Quovadis", incorporated_in="US"),
        Company("2", "Quovadis", incorporated_in="IE"),
        Company("3", "Quovadis"),
    )
    groups = _groups(companies, scorer)
    assert len(groups) == 1
    assert {"1", "2"} - next(iter(groups))


def test_a_bare_name_that_fits_two_legal_forms_is_a_question(scorer: NameScorer) -> None:
    companies = _by_id(Company("1", "DocuSign"), Company("2", "DocuSign, Inc."), Company("3", "DocuSign Ltd."))
    resolution = resolve(companies, scorer)
    assert resolution.merges == ()
    assert {r.doubt for r in resolution.reviews} == {Doubt.OTHER_FORM, Doubt.SHORT_FORM}
    assert len(resolution.reviews) == 3


def test_a_domain_needs_a_name_beside_it(scorer: NameScorer) -> None:
    companies = _by_id(
        Company("1", "Pegasystems", website="https://www.pega.com/a"),
        Company("2", "Pegasystems Cloud", website="pega.com"),
        Company("3", "Zarathustra Foods", website="pega.com"),
    )
    resolution = resolve(companies, scorer)
    assert [(m.merged, m.rule) for m in resolution.merges] in ([("2", Rule.SAME_DOMAIN)], [("1", Rule.SAME_DOMAIN)])
    assert {r.doubt for r in resolution.reviews} == {Doubt.DOMAIN_ONLY}


def test_numbers_are_not_spelling(scorer: NameScorer) -> None:
    companies = _by_id(Company("1", "Carlyle Partners VII, L.P."), Company("2", "Carlyle Partners VIII, L.P."))
    resolution = resolve(companies, scorer)
    assert (resolution.merges, resolution.reviews) == ((), ())


def test_a_misspelt_name_is_asked_about_not_merged(scorer: NameScorer) -> None:
    companies = _by_id(Company("1", "Cristalord Limited"), Company("2", "Crystalord Ltd"))
    resolution = resolve(companies, scorer)
    assert resolution.merges == ()
    assert [(r.doubt, set(r.values)) for r in resolution.reviews] == [
        (Doubt.CLOSE_NAMES, {"Cristalord Limited", "Crystalord Ltd"})
    ]


def test_a_short_form_with_two_candidates_is_a_question(scorer: NameScorer) -> None:
    companies = _by_id(
        Company("1", "Orionis"), Company("2", "Orionis Systems Inc."), Company("3", "Orionis Foods Inc.")
    )
    resolution = resolve(companies, scorer)
    assert resolution.merges == ()
    assert ("1", "2", Doubt.SHORT_FORM) in {(r.left, r.right, r.doubt) for r in resolution.reviews}


def test_aliases_count_as_names(scorer: NameScorer) -> None:
    companies = _by_id(Company("1", "Google LLC", aliases=("Alphabet",)), Company("2", "Alphabet"))
    assert _groups(companies, scorer) == {frozenset(("1", "2"))}


def test_a_person_decides_and_is_not_asked_again(scorer: NameScorer) -> None:
    companies = _by_id(Company("1", "Cristalord Limited"), Company("2", "Crystalord Ltd"))
    same = Decided("2", "1", Decision.SAME, "officer", "2026-05-01", "same address")
    different = Decided("1", "2", Decision.DIFFERENT, "officer", "2026-05-02", "another town")
    assert [m.rule for m in resolve(companies, scorer, [same]).merges] == [Rule.JUDGED]
    later = resolve(companies, scorer, [different, same])
    assert (later.merges, later.reviews) == ((), ())  # the later word holds
    twins = _by_id(Company("1", "Quovadis"), Company("2", "Quovadis"))
    assert resolve(twins, scorer, [different]).merges == ()


def test_decisions_need_by_whom_when_and_why() -> None:
    with pytest.raises(ValueError, match="by whom"):
        Decided("1", "2", Decision.SAME, "officer", "", "why")


def test_who_was_merged_before_stays_merged_and_counts(scorer: NameScorer) -> None:
    companies = _by_id(
        Company("1", "Facebook, Inc.", merged_into="2"), Company("2", "Meta Platforms"), Company("3", "Facebook")
    )
    resolution = resolve(companies, scorer)
    assert {(m.into, m.merged) for m in resolution.merges} == {("2", "3")}
    after = apply(companies, resolution.merges)
    assert resolve(after, scorer).merges == ()


def test_the_order_of_the_companies_does_not_matter(scorer: NameScorer) -> None:
    companies = [
        Company("1", "CISCO"),
        Company("2", "Cisco Systems, Inc.", sources=(SourceRef("s", "1"),)),
        Company("3", "Cisco Systems Inc"),
        Company("4", "Red Hat®, Inc."),
        Company("5", "RedHat"),
        Company("6", "Red Hat Ltd"),
        Company("7", "Deutsche Bank AG"),
        Company("8", "Deutsche Bank Trust Company"),
    ]
    first = resolve({c.id: c for c in companies}, scorer)
    for seed in range(5):
        random.Random(seed).shuffle(companies)
        assert resolve({c.id: c for c in companies}, scorer) == first


def test_real_companies_labelled_by_hand(scorer: NameScorer) -> None:
    """No wrong merge among 784 real vendors, and most of the right ones; see the README beside the file."""
    path = Path(__file__).resolve().parents[2] / "fixtures" / "identity" / "companies_labelled.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cluster = {row["id"]: row["cluster"] for row in rows}
    companies = {
        row["id"]: Company(row["id"], row["name"], uei=row["uei"] or None, website=row["website"] or None)
        for row in rows
    }
    resolution = resolve(companies, scorer)
    wrong = [(m.into, m.merged) for m in resolution.merges if cluster[m.into] != cluster[m.merged]]
    assert wrong == []
    labelled = len(cluster) - len(set(cluster.values()))  # merges that join every cluster
    assert len(resolution.merges) >= 0.8 * labelled
    assert len(resolution.reviews) <= 40
