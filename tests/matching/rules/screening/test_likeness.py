from __future__ import annotations

import pytest

from matching.rules.screening.likeness import CompanyNames
from matching.rules.screening.names import NameMatcher


@pytest.fixture(scope="module")
def names(matcher: NameMatcher) -> CompanyNames:
    return CompanyNames(matcher)


@pytest.mark.parametrize(
    ("left", "right", "same", "short", "other", "number"),
    [
        ("CISCO", "Cisco", True, False, False, False),
        ("Cisco", "Cisco Systems, Inc.", False, True, False, False),
        ("Fortinet, Inc.", "Fortinet Technologies Inc.", False, False, False, False),
        ("Red Hat", "RedHat", True, False, False, False),
        ("DocuSign Ltd.", "DocuSign, Inc.", True, False, True, False),
        ("Samsung Electronics Co., Ltd.", "Samsung Electronics Ltd", True, False, False, False),
        ("Carlyle Partners VII", "Carlyle Partners VIII", False, False, False, True),
        ("Apollo Fund", "Apollo Fund II", False, False, False, True),
        ("Cargo Fund 3", "Cargo Fund III", True, False, False, False),
        ("AMD", "Advanced Micro Devices (AMD)", False, True, False, False),
        ("Siemens", "Siemns", False, False, False, False),
        ("Apple Inc.", "Apple Bank", False, False, False, False),
    ],
)
def test_in_what_names_differ(
    names: CompanyNames, left: str, right: str, same: bool, short: bool, other: bool, number: bool
) -> None:
    for likeness in (names.likeness(left, right), names.likeness(right, left)):
        found = (likeness.same_words, likeness.short_form, likeness.other_form, likeness.numbers_differ)
        assert found == (same, short, other, number)


def test_core_words_and_what_stands_beside_them(names: CompanyNames) -> None:
    assert names.core("Cisco Systems, Inc.") == ("cisco", "systems")
    assert names.core("CISCO Group") == ("cisco", "")
    assert names.core("Palo Alto Networks") == ("palo alto", "networks")
