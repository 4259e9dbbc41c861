"""A vocabulary's faults are named with file, term and field; a sound one knows its hierarchy."""

from __future__ import annotations

import pytest

from graph.errors import BadInput
from matching.capabilities.parsing import parse_vocabulary
from matching.capabilities.vocabulary import Vocabulary

GOOD = """
version: "1"
layer: A
capabilities:
  - {id: a, definition: A., labels: {en: [thing]}}
  - {id: b, broader: [a], definition: B., labels: {en: [smaller thing], de: [Ding]}}
  - {id: c, broader: [b], definition: C., labels: {en: [smallest thing]}}
"""


def test_hierarchy() -> None:
    vocabulary = parse_vocabulary({"A.yaml": GOOD}, required=("en",))
    assert dict(vocabulary.broader_of("c")) == {"c": 0, "b": 1, "a": 2}
    assert set(vocabulary.narrower_of("a")) == {"b", "c"}
    assert vocabulary["b"].label("de") == "Ding"
    assert vocabulary["b"].label("fr") == "smaller thing"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("id: b", "id: B_"), "not kebab-case"),
        (("id: b", "id: a"), "already used in A.yaml"),
        (("broader: [a]", "broader: [zzz]"), "there is no capability 'zzz'"),
        (("{id: a,", "{id: a, broader: [c],"), "a circle"),
        (("definition: A.,", ""), "A.yaml: a: definition: missing"),
        (("en: [thing]", "xx: [thing]"), "no label in 'en'"),
        (("layer: A", "layer: Z"), "none of A, B, C, D, E"),
        (("definition: C.,", "definition: C., cpv: ['48'],"), "not eight digits"),
        (("definition: C.,", "definition: C., colour: red,"), "unknown field"),
    ],
)
def test_faults_are_named(change: tuple[str, str], told: str) -> None:
    with pytest.raises(BadInput, match="fault") as caught:
        parse_vocabulary({"A.yaml": GOOD.replace(*change, 1)}, required=("en",))
    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "capabilities: 3", "a: [", "version: 1"])
def test_what_is_no_vocabulary(text: str) -> None:
    with pytest.raises(BadInput):
        parse_vocabulary({"A.yaml": text})


def test_all_languages_are_asked_for_unless_said_otherwise() -> None:
    with pytest.raises(BadInput, match="fault"):
        parse_vocabulary({"A.yaml": GOOD})


def test_an_empty_set_of_files() -> None:
    with pytest.raises(BadInput, match="no file"):
        parse_vocabulary({})


def test_an_empty_vocabulary_has_no_terms() -> None:
    assert len(Vocabulary("1")) == 0
