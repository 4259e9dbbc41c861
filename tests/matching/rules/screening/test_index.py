from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from matching.rules.screening.index import NameIndex
from matching.rules.screening.names import NameMatcher


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("Cristalord Limited", "CRYSTALORD LTD"),
        ("Huawei Technologies", "华为技术有限公司"),
        ("YAMAHDI INDUSTRIES", "Ya Mahdi Industries Group"),
        ("IBM", "International Business Machines Corporation"),
        ("Gasprom", "ОАО Газпром"),
        ("Bank Melli", "بانك ملى ايران"),
        ("Fazel Rahim Faryd", "Fazal Rahim Farid"),
        ("Nvida", "NVIDIA Corporation"),
    ],
)
def test_finds_names_in_spite_of_spelling(matcher: NameMatcher, query: str, listed: str) -> None:
    crowd = [(f"crowd-{i}", f"{word} Trading {i}") for i, word in enumerate(["Alpha", "Omega", "Nova"] * 200)]
    index = NameIndex(matcher, [*crowd, ("wanted", listed)])
    assert "wanted" in [key for key, _ in index.candidates(query)]


def test_finds_nearly_all_labelled_matches_in_a_crowd(matcher: NameMatcher, fixtures: Path) -> None:
    """The comparison can only find what the index hands it."""
    with (fixtures / "names" / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["is_match"] == "true" and row["schema"] != "Person"]
    chooser = random.Random(3)
    parts = [part for row in rows for part in row["name2"].split()]
    crowd = [(f"crowd-{i}", " ".join(chooser.sample(parts, 3))) for i in range(5_000)]
    index = NameIndex(matcher, [*crowd, *((row["name2"], row["name2"]) for row in rows)])
    lost = [row["name1"] for row in rows if row["name2"] not in {key for key, _ in index.candidates(row["name1"])}]
    # the crowd is made of the very words of the matches, forty times each: far denser than a real list
    assert len(lost) <= 0.02 * len(rows), lost


def test_common_words_alone_still_find_something(matcher: NameMatcher) -> None:
    index = NameIndex(matcher, [(i, f"Bank of {i}") for i in range(3_000)])
    assert index.candidates("The Bank", limit=5)


def test_nothing_is_found_for_nothing(matcher: NameMatcher) -> None:
    index = NameIndex(matcher, [("a", "Alpha")])
    assert index.candidates("") == []
    assert NameIndex(matcher).candidates("Alpha") == []


def test_the_limit_keeps_the_best(matcher: NameMatcher) -> None:
    index = NameIndex(matcher, [("far", "Orion Foods"), ("near", "Orion Data Systems"), ("other", "Vega Data")])
    assert index.candidates("Orion Data Systems", limit=1) == [("near", "Orion Data Systems")]
