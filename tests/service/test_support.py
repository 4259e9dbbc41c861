"""Support is always "may", and never without its reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.model import Company, Layer, Product
from service.support import BuyerKind, Possibility, buyer_kind_of, load_programs, support_for

DAY = date(2026, 6, 15)
CHIP = Product("p", "chip", "c", Layer.A)
APP = Product("q", "app", "c", Layer.E)


def answers(members, products, buyer, day=DAY):
    return {a.program.id: a for a in support_for(load_programs(), members, products, buyer, day)}


def test_every_program_has_words_source_and_certainty() -> None:
    for program in load_programs():
        assert all((program.words, program.source, program.certainty, program.ask)), program.id


def test_advocacy_is_for_government_buyers_only() -> None:
    assert answers([], [APP], BuyerKind.PRIVATE)["advocacy"].possibility is Possibility.NOT
    assert answers([], [APP], BuyerKind.GOVERNMENT)["advocacy"].possibility is Possibility.MAY
    assert answers([], [APP], BuyerKind.UNKNOWN)["advocacy"].possibility is Possibility.OPEN


def test_licence_review_needs_hardware() -> None:
    assert answers([], [APP], BuyerKind.PRIVATE)["export-licence-review"].possibility is Possibility.NOT
    assert answers([], [CHIP, APP], BuyerKind.PRIVATE)["export-licence-review"].possibility is Possibility.MAY


@pytest.mark.parametrize(
    ("small", "expected"), [(True, Possibility.MAY), (False, Possibility.NOT), (None, Possibility.OPEN)]
)
def test_small_business_support_needs_a_known_small_business(small: bool | None, expected: Possibility) -> None:
    member = Company("c", "C", small_business=small)
    assert answers([member], [APP], BuyerKind.PRIVATE)["sba"].possibility is expected


def test_programs_hold_from_their_date_on() -> None:
    assert "advocacy" not in answers([], [APP], BuyerKind.GOVERNMENT, date(2026, 3, 31))
    assert "dfc" in answers([], [APP], BuyerKind.GOVERNMENT, date(2026, 3, 31))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (None, BuyerKind.UNKNOWN),
        ("Body governed by public law", BuyerKind.GOVERNMENT),
        ("private company", BuyerKind.PRIVATE),
    ],
)
def test_the_kind_of_buyer_is_read_from_the_notice(text: str | None, kind: BuyerKind) -> None:
    assert buyer_kind_of(text) is kind


def test_a_wrong_entry_is_named(tmp_path: Path) -> None:
    file = tmp_path / "programs.yaml"
    file.write_text("version: '1'\nprograms: [{id: x}]\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"programs\.yaml"):
        load_programs(file)
