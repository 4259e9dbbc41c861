"""The labelled sentences: whole, apart from their check, and of known classes; and what is learned from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.train_heads import check_head, merged, train_head
from bench.train_weigher import learn_weigher
from bench.training_data import NOTHING, Example, capability_examples, read_sentences, sector_examples
from graph.errors import BadInput
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Vocabulary
from matching.search.embedder import unit_rows
from service.models import read_vocabulary
from service.settings import bundled_data_dir

TRAINING = bundled_data_dir() / "training"
FEWEST = 8  # sentences that teach a capability


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(bundled_data_dir() / "capabilities")


def test_every_capability_is_taught_and_checked(vocabulary: Vocabulary) -> None:
    known = {*vocabulary.capabilities, NOTHING}
    needs = [e for e in capability_examples(vocabulary, TRAINING) if e.source == "need"]
    assert {e.label for e in needs} == known
    assert all(sum(e.label == name for e in needs) >= FEWEST for name in known)
    check = read_sentences(TRAINING / "check" / "capabilities.yaml")
    assert set(check) == known
    assert all(len(sentences) >= 2 for sentences in check.values())


def test_the_check_shares_no_sentence_with_what_teaches(vocabulary: Vocabulary) -> None:
    taught = {e.text for e in [*capability_examples(vocabulary, TRAINING), *sector_examples(vocabulary, TRAINING)]}
    for file in sorted((TRAINING / "check").glob("*.yaml")):
        assert taught.isdisjoint(text for texts in read_sentences(file).values() for text in texts), file.name


def test_the_report_is_of_these_sentences() -> None:
    report = json.loads((bundled_data_dir() / "models" / "report.json").read_text(encoding="utf-8"))
    for name, file in (("capability", "capabilities"), ("sector", "sectors"), ("layer", "capabilities")):
        texts = sum(map(len, read_sentences(TRAINING / "check" / f"{file}.yaml").values()))
        assert report[name]["independent"]["texts"] == texts, "train again: python -m bench.train heads"


def test_a_sentence_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("sentences:\n  firewall:\n    - 12\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"x.yaml: firewall: 12 is no text"):
        read_sentences(tmp_path / "x.yaml")


class _Letters:
    """Texts as counts of their letters: enough to tell made-up words apart."""

    class info:  # noqa: N801 - stands for an attribute of the port
        id = "letters"

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return unit_rows(np.array([[t.count(chr(c)) + 0.1 for c in range(97, 123)] for t in texts]))


WORDS = {"firewall": "aabb aab", "backup": "ccdd ccd", "none": "xxyy xxy"}


def _examples() -> list[Example]:
    return [
        Example(f"{word} {'e' * n}", name, "", "need", f"{name}:{n}") for name, word in WORDS.items() for n in range(12)
    ]


def test_parts_of_the_class_that_asks_for_nothing_are_summed_again() -> None:
    trained = train_head(_examples(), _Letters(), folds=3, parts=2)  # type: ignore[arg-type]
    assert trained.head.classes == ("backup", "firewall", "none.00", "none.01")
    assert trained.classes == ["backup", "firewall", "none"]
    fared = check_head(trained.head, {name: [word] for name, word in WORDS.items()}, _Letters())  # type: ignore[arg-type]
    assert fared["accuracy"] == 1.0
    coarse = {"firewall": "D", "backup": "D", "none": "none"}
    assert check_head(trained.head, {"backup": ["aabb"]}, _Letters(), coarse)["accuracy"] == 1.0  # type: ignore[arg-type]
    assert merged(["a", "none.0", "none.1"], np.array([[0.2, 0.3, 0.5]]))[1].tolist() == [[0.2, 0.8]]


def test_a_word_that_tells_true_is_weighed_more_than_none(vocabulary: Vocabulary) -> None:
    """Sentences whose letters say little, half of them with the label of what they ask for."""
    examples = [
        Example(f"abc {'d' * n} {name if n % 4 < 2 else 'xyz'}", name, "en", "need", f"{name}:{n}")
        for name in ("firewall", "data warehouse", "none")
        for n in range(24)
    ]
    named = [replace(e, label=e.label.replace(" ", "-")) for e in examples]
    weigher = learn_weigher(named, _Letters(), Tagger(vocabulary), 1, count=60)  # type: ignore[arg-type]
    assert weigher(0.95, 0.3) > weigher(0.0, 0.3)
    assert weigher(0.0, 0.6) > weigher(0.0, 0.2)
