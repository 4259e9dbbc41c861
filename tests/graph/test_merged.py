from __future__ import annotations

import pytest

from graph.catalogue import Catalogue
from graph.errors import Conflict
from graph.merged import fold_catalogue, fold_companies, survivor_of
from graph.model import Company, Control, Holding, JointAward, Layer, Opportunity, Product, SourceRef

REF = SourceRef("s", "1")


def _by_id(*companies: Company) -> dict[str, Company]:
    return {company.id: company for company in companies}


def test_chains_of_merges_lead_to_their_end() -> None:
    companies = _by_id(Company("a", "A", merged_into="b"), Company("b", "B", merged_into="c"), Company("c", "C"))
    assert survivor_of("a", companies) == "c"
    assert survivor_of("c", companies) == "c"
    assert survivor_of("unheard-of", companies) == "unheard-of"


def test_nobody_disappears_with_a_withdrawn_survivor() -> None:
    companies = _by_id(Company("a", "A", merged_into="gone"), Company("b", "B", merged_into="a"))
    assert set(fold_companies(companies)) == {"a"}


def test_a_circle_of_merges_is_refused() -> None:
    companies = _by_id(Company("a", "A", merged_into="b"), Company("b", "B", merged_into="a"))
    with pytest.raises(Conflict, match="circle"):
        survivor_of("a", companies)


def test_the_survivor_speaks_first_and_the_merged_fill_in() -> None:
    companies = _by_id(
        Company("a", "Cisco", lei=None, website="cisco.com", merged_into="b", sources=(REF,)),
        Company("b", "Cisco Systems, Inc.", aliases=("Cisco",), uei="LQJKCX84CJB4", website="www.cisco.com"),
        Company("c", "CISCO", incorporated_in="US", merged_into="a"),
    )
    folded = fold_companies(companies)
    assert set(folded) == {"b"}
    one = folded["b"]
    assert (one.name, one.aliases) == ("Cisco Systems, Inc.", ("Cisco", "CISCO"))
    assert (one.website, one.uei, one.incorporated_in) == ("www.cisco.com", "LQJKCX84CJB4", "US")
    assert one.sources == (REF,)


def test_not_known_stays_not_known_and_nobody_stays_nobody() -> None:
    unknown = _by_id(Company("a", "A", merged_into="b"), Company("b", "B"))
    assert fold_companies(unknown)["b"].owned_by is None
    nobody = _by_id(Company("a", "A", owned_by=(), merged_into="b"), Company("b", "B"))
    assert fold_companies(nobody)["b"].owned_by == ()


def test_owners_controllers_and_partners_are_named_by_their_survivors() -> None:
    companies = _by_id(
        Company(
            "sub",
            "Sub",
            owned_by=(Holding("old", 0.6), Holding("twin", 0.1)),
            controlled_by=(Control("old", "board"),),
            teamed_with=(JointAward("old", REF), JointAward("twin", REF)),
        ),
        Company("twin", "Sub Ltd", merged_into="sub"),
        Company("old", "Old", merged_into="new"),
        Company("new", "New"),
    )
    one = fold_companies(companies)["sub"]
    assert one.owned_by == (Holding("new", 0.6),)
    assert one.controlled_by == (Control("new", "board"),)
    assert one.teamed_with == (JointAward("new", REF),)


def test_products_and_awards_follow() -> None:
    catalogue = Catalogue(
        1,
        companies=_by_id(Company("a", "A", merged_into="b"), Company("b", "B")),
        products={"p": Product("p", "P", "a", Layer.A)},
        opportunities={"o": Opportunity("o", "O", awarded_to=("a", "b"))},
    )
    folded = fold_catalogue(catalogue)
    assert folded.products["p"].company == "b"
    assert folded.opportunities["o"].awarded_to == ("b",)
    assert set(folded.companies) == {"b"}
    assert folded.version == 1


def test_without_merges_the_catalogue_is_the_same() -> None:
    catalogue = Catalogue(1, companies=_by_id(Company("a", "A")))
    assert fold_catalogue(catalogue) is catalogue
