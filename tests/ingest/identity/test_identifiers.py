from __future__ import annotations

import pytest

from graph.model import Company
from ingest.identity import identifiers


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.ibm.com/cloud", "ibm.com"),
        ("cloud.google.com", "google.com"),
        ("HTTP://www.Relias.com", "relias.com"),
        ("www.example.co.uk/x?y", "example.co.uk"),
        ("https://user@example.com:8080/", "example.com"),
        ("https://someone.github.io/", None),
        ("localhost", None),
        ("", None),
        (None, None),
        ("..", None),
    ],
)
def test_domain(website: str | None, domain: str | None) -> None:
    assert identifiers.domain(Company("a", "A", website=website)) == domain


def test_only_a_valid_lei_counts() -> None:
    assert identifiers.lei(Company("a", "A", lei="549300DRQQI75D2JP341")) == "549300DRQQI75D2JP341"
    assert identifiers.lei(Company("a", "A", lei="549300DRQQI75D2JP342")) is None
    assert identifiers.lei(Company("a", "A")) is None


@pytest.mark.parametrize(
    ("uei", "valid"),
    [
        ("LQJKCX84CJB4", True),
        ("JV9YXS9MLA48  ", True),
        ("N8MAWLN45HN5SAM", False),
        ("0QJKCX84CJB4", False),
        ("", False),
    ],
)
def test_only_a_well_formed_uei_counts(uei: str, valid: bool) -> None:
    assert (identifiers.uei(Company("a", "A", uei=uei)) is not None) is valid


def test_contradictions_are_said_in_words() -> None:
    left = Company("a", "A", lei="549300DRQQI75D2JP341", incorporated_in="US")
    assert "LEI" in identifiers.contradiction(left, Company("b", "B", lei="HWUPKR0MPOU8FGXBT394"))
    assert "US / IE" in identifiers.contradiction(left, Company("b", "B", incorporated_in="IE"))
    assert identifiers.contradiction(left, Company("b", "B")) == ""
