"""The measures of ``bench codes`` and of the fit's reliability, on figures that can be counted by hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from bench.quality_codes import Asked, evenly, figure, read_cpv_names, read_naics, read_notices
from bench.reliability import reliability
from bench.train_fit import Judged


def test_hits_are_counted_for_the_code_and_for_its_group() -> None:
    codes = ["481000", "481900", "720000"]
    asked = [Asked("a", "481000", "en"), Asked("b", "481000", "en"), Asked("c", "720000", "en")]
    scores = np.array([[0.1, 0.9, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32)
    found = figure(scores, asked, codes)
    assert found.exact == pytest.approx(1 / 3), "a score of zero is no answer"
    assert found.group == pytest.approx(2 / 3)
    assert found.ndcg == pytest.approx(1 / np.log2(3) / 3)


def test_the_sample_is_the_same_each_time_and_from_all_over() -> None:
    items = [Asked(str(n), "1", "en") for n in range(10)]
    assert [one.text for one in evenly(items, 4)] == ["0", "2", "5", "7"]
    assert evenly(items, 10) == evenly(items, 99) == items


def test_names_fall_back_to_english_and_notices_of_other_languages_too(tmp_path: Path) -> None:
    names = tmp_path / "n.tsv.gz"
    names.write_bytes(gzip.compress(b"code\ten\tde\n48000000\tSoftware\tPrograme\n72000000\tServices\t\n"))
    codes, held = read_cpv_names(names)
    assert codes == ["48000000", "72000000"]
    assert held == {"en": ["Software", "Services"], "de": ["Programe", "Services"]}
    notices = tmp_path / "t.jsonl"
    notices.write_text(
        '{"lang": "DE", "title": "Titel", "desc": "Text", "cpv": "48000000"}\n'
        '{"lang": "XX", "title": "Title", "desc": "", "cpv": "72000000"}\n'
        '{"lang": "EN", "title": "Unknown code", "desc": "", "cpv": "1"}\n'
    )
    found = read_notices(notices, codes, list(held))
    assert [(one.text, one.language) for one in found] == [("Titel. Text", "de"), ("Title.", "en")]


def test_an_index_entry_is_never_in_the_text_that_it_is_to_find(tmp_path: Path) -> None:
    file = tmp_path / "naics.csv"
    file.write_text("naics6,index_entry\n" + "".join(f"1111{n // 5:02},entry {n}\n" for n in range(23)))
    codes, texts, asked = read_naics(file)
    assert len(codes) == 5
    assert len(asked) == 5
    held = dict(zip(codes, texts, strict=True))
    assert all(one.text not in held[one.code].split("; ") for one in asked)


def test_a_fit_that_is_right_has_no_distance_and_one_that_boasts_has() -> None:
    delivers = np.array([1.0, 0, 0, 0] * 50)
    right = reliability(np.full(200, 0.25), delivers)
    assert (right.error, right.shown) == (0.0, 0.0)
    assert right.brier == pytest.approx(right.base)
    ((only,), pairs) = right.bins, right.bins[0].pairs
    assert (only.low, only.high, pairs) == (0.2, 0.3, 200)
    boasting = reliability(np.ones(200), delivers)
    assert boasting.error == pytest.approx(0.75)
    assert boasting.bins[0].high == 1.0, "a fit of exactly 1 is in the last bin"


def test_judged_is_what_reliability_reads() -> None:
    from bench.reliability import held_out_fits

    random = np.random.default_rng(1)
    queries, scores = [], {}
    for number in range(14):
        grades = np.where(random.random(40) < 0.2, 2.0, 0.0)
        queries.append(Judged(f"q{number}", np.zeros((40, 1)), grades, tuple(grades), np.arange(40)))
        scores[f"q{number}"] = grades + random.normal(0, 0.3, 40)
    fits, delivers = held_out_fits(queries, [scores])
    assert fits.shape == delivers.shape == (14 * 40,)
    assert fits[delivers > 0].mean() > 0.8 > 0.2 > fits[delivers == 0].mean()
    assert reliability(fits, delivers).error < 0.1
