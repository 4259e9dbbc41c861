"""What a person corrects counts, and what a model proposes only once a person agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.model import Layer
from matching.capabilities.vocabulary import Vocabulary
from matching.needs.model import Need, NeededCapability, Needs
from service.corrections import Correction, corrected, from_translation
from service.models import read_vocabulary
from service.settings import bundled_data_dir

TEXT = "We need servers. Training would be nice."
READ = Need("r1", "servers", (8, 15), Layer.A, ((Layer.A, 0.9),), (NeededCapability("gpu-server", 0.8),), "health")
TRAINING = Need("r2", "Training would be nice", (17, 39), None, mandatory=False)
NEEDS = Needs(TEXT, "en", (READ, TRAINING))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(Path(bundled_data_dir() / "capabilities"))


def read(text: str, span: tuple[int, int], language: str) -> Need:
    """A reader that sees an application in everything."""
    return Need("r1", text, span, Layer.E, ((Layer.E, 0.7),), (NeededCapability(f"of {language}", 0.6),), weight=0.6)


def test_what_is_left_out_of_the_list_goes_and_of_a_requirement_stays(vocabulary: Vocabulary) -> None:
    kept = corrected(NEEDS, [Correction("r2"), Correction("r1", mandatory=False)], vocabulary, read)
    assert [need.id for need in kept.requirements] == ["r2", "r1"]
    assert kept.requirements[0] == TRAINING
    assert kept.requirements[1] == Need(**{f: getattr(READ, f) for f in Need.__slots__} | {"mandatory": False})
    assert corrected(NEEDS, [], vocabulary, read).requirements == ()


def test_each_value_that_is_said_counts(vocabulary: Vocabulary) -> None:
    capability = vocabulary.ids[0]
    wanted = Correction("r1", layer=Layer.D, capabilities=(capability, capability), sector="energy")
    (need,) = corrected(NEEDS, [wanted], vocabulary, read).requirements
    assert (need.layer, need.layers, need.sector) == (Layer.D, ((Layer.D, 1.0),), "energy")
    assert need.capabilities == (NeededCapability(capability, 1.0),)


def test_a_layer_can_be_made_unsure(vocabulary: Vocabulary) -> None:
    (need,) = corrected(NEEDS, [Correction("r1", unsure=True)], vocabulary, read).requirements
    assert (need.layer, need.layers) == (None, READ.layers)


def test_new_words_are_read_anew_and_the_same_words_are_not(vocabulary: Vocabulary) -> None:
    same, changed = Correction("r1", text="servers"), Correction("r1", text="a portal")
    assert corrected(NEEDS, [same], vocabulary, read).requirements == (READ,)
    (need,) = corrected(NEEDS, [changed], vocabulary, read).requirements
    assert (need.text, need.span, need.layer, need.capabilities[0].capability) == (
        "a portal", READ.span, Layer.E, "of en",
    )  # fmt: skip
    added = corrected(NEEDS, [Correction("x", text="be nice", layer=Layer.B)], vocabulary, read).requirements[0]
    assert (added.id, added.span, added.layer, added.weight) == ("x", (32, 39), Layer.B, 1.0)
    assert corrected(NEEDS, [Correction("x", text="elsewhere")], vocabulary, read).requirements[0].span == (0, 0)


def test_a_proposal_counts_once_it_is_confirmed_and_stays_marked(vocabulary: Vocabulary) -> None:
    proposal = Correction("c1", text="Training", meaning="Training.", layer=Layer.C, proposed_by="tiny")
    left_out = corrected(NEEDS, [Correction("r1"), proposal], vocabulary, read)
    assert left_out.requirements == (READ,)
    assert left_out.warnings == ("c1 was proposed by tiny and is not confirmed, so it does not count.",)
    agreed = Correction("c1", text="Training", layer=Layer.C, proposed_by="tiny", confirmed=True, mandatory=False)
    counted = corrected(NEEDS, [Correction("r1"), agreed], vocabulary, read)
    need = counted.requirements[1]
    assert (need.id, need.text, need.span, need.layer, need.mandatory) == ("c1", "Training", (17, 25), Layer.C, False)
    assert need.capabilities, "it is recognised as anything else"
    assert counted.warnings == ("c1 was proposed by tiny.",)


def test_a_confirmed_translation_stays_marked() -> None:
    assert "translation by tiny, which you confirmed" in from_translation(NEEDS, "tiny").warnings[-1]


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ([Correction("r1"), Correction("r1")], r"requirements\.1\.id"),
        ([Correction("new")], r"requirements\.0\.text"),
        ([Correction("new", text="  ")], r"requirements\.0\.text"),
        ([Correction("r1", capabilities=("no-such-thing",))], r"requirements\.0\.capabilities"),
    ],
)
def test_what_cannot_be_is_named(wanted: list[Correction], where: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(BadInput, match=where):
        corrected(NEEDS, wanted, vocabulary, read)
