"""Families of products: recognised by name, maker and text; their faults are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph.errors import BadInput
from matching.capabilities.known import parse_known_products
from matching.capabilities.linear import LinearHead, head_of_arrays
from matching.capabilities.product_tags import ProductReader
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Vocabulary
from service.models import read_vocabulary

FAMILIES = """
version: "1"
families:
  - {name: Guard, words: [guard], maker: [acme], provides: {endpoint: 1, sign-on: 0.4}, because: known for it}
  - {name: Portal, text: "portal for \\\\d+ clinics", provides: {patient-portal: 0.8}, because: its text says so}
"""


def test_recognised_by_name_and_maker(vocabulary: Vocabulary) -> None:
    known = parse_known_products("f", FAMILIES, vocabulary)
    assert [f.name for f in known.of("Acme Guard 2", "Acme Inc", "")] == ["Guard"]
    assert known.of("Guard", "Somebody else", "") == ()
    assert known.of("Guardian", "Acme", "") == (), "a word is a whole word"
    assert [f.name for f in known.of("X", "Y", "A portal for 12 clinics")] == ["Portal"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("endpoint: 1", "nothing: 1"), "there is no capability 'nothing'"),
        (("endpoint: 1", "endpoint: 3"), "not in (0, 1]"),
        ((", because: known for it", ""), "needs name"),
        (("words: [guard], maker: [acme], ", ""), "nothing says how to recognise"),
    ],
)
def test_faults(vocabulary: Vocabulary, change: tuple[str, str], told: str) -> None:
    with pytest.raises(BadInput, match="fault") as caught:
        parse_known_products("f", FAMILIES.replace(*change, 1), vocabulary)
    assert told in str(caught.value)


def test_words_families_and_meaning_come_together_with_their_reasons(vocabulary: Vocabulary, tagger: Tagger) -> None:
    classes = ("endpoint", "patient-portal")
    head = LinearHead("m", classes, np.array([[4.0, 0], [0, 4.0]], dtype=np.float32), np.zeros(2, np.float32), True)
    reader = ProductReader(tagger, parse_known_products("f", FAMILIES, vocabulary), head)
    vector = np.array([0.0, 1.0], dtype=np.float32)
    found = {p.capability: p for p in reader.provided("Guard", "Endpoint protection.", "Acme", vector)}
    assert found["endpoint"].weight == 1.0
    assert found["endpoint"].evidence[0].evidence == "Endpoint protection"
    assert found["sign-on"].because == "known for it"
    assert found["patient-portal"].because == "the meaning of its description"
    assert 0 < found["patient-portal"].weight < 0.75, "meaning alone is weaker than words"


def test_without_families_and_meaning_words_speak(tagger: Tagger) -> None:
    assert [p.capability for p in ProductReader(tagger).provided("Guard", "Endpoint protection.")] == ["endpoint"]


def test_the_bundled_families_fit_the_bundled_vocabulary() -> None:
    data = Path(__file__).parents[3] / "data"
    vocabulary = read_vocabulary(data / "capabilities")
    text = (data / "families" / "families.yaml").read_text(encoding="utf-8")
    known = parse_known_products("families.yaml", text, vocabulary)
    assert len(known.families) > 100
    okta = {c for f in known.of("Okta Identity Cloud", "Okta", "") for c in f.provides}
    assert "single-sign-on" in okta


def test_a_head_survives_its_file() -> None:
    head = LinearHead("m", ("a", "b"), np.ones((2, 3), np.float32), np.array([0.5, -1], np.float32), softmax=True)
    again = head_of_arrays("x", head.as_arrays())
    vectors = np.eye(3, dtype=np.float32)
    assert np.allclose(head.probabilities(vectors), again.probabilities(vectors), atol=1e-3)
    assert np.allclose(again.probabilities(vectors).sum(axis=1), 1.0)


def test_a_damaged_head_is_told() -> None:
    arrays = LinearHead("m", ("a",), np.ones((1, 3), np.float32), np.zeros(1, np.float32), True).as_arrays()
    with pytest.raises(BadInput, match="shapes"):
        head_of_arrays("x", {**arrays, "bias": np.zeros(4)})
    with pytest.raises(BadInput, match="lacks"):
        head_of_arrays("x", {k: v for k, v in arrays.items() if k != "weights"})
