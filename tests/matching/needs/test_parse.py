"""A buyer's text to requirements: places, languages, wishes, corrections, and every kind of bad input."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.model import Layer
from matching.capabilities.linear import LinearHead
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Vocabulary
from matching.needs.clean import MAX_CHARS, clean_text
from matching.needs.language import detect_language
from matching.needs.parse import Classifier, NeedsReader, parse_needs
from matching.needs.sentences import clauses, pieces
from matching.needs.weigh import Weigher

TEXT = (
    "We need endpoint protection for 300 laptops in Kenya.\n"
    "A patient portal would be nice to have if possible, but it is optional.\n"
    "The weather was good last week, thank you for asking."
)


@pytest.fixture
def reader(vocabulary: Vocabulary, tagger: Tagger) -> NeedsReader:
    return NeedsReader(vocabulary, tagger=tagger)


def test_each_requirement_stands_at_its_place(reader: NeedsReader) -> None:
    needs = reader.read(TEXT)
    assert [[c.capability for c in n.capabilities] for n in needs.requirements] == [["endpoint"], ["patient-portal"]]
    for need in needs.requirements:
        start, end = need.span
        assert " ".join(TEXT[start:end].split()) == need.text
    evidence = needs.requirements[0].capabilities[0].evidence
    assert evidence is not None
    assert evidence.evidence == "endpoint protection"
    assert [n.layer for n in needs.requirements] == [Layer.D, Layer.E]


def test_a_wish_is_no_demand(reader: NeedsReader) -> None:
    assert [n.mandatory for n in reader.read(TEXT).requirements] == [True, False]


def test_constraints_come_along(reader: NeedsReader) -> None:
    kinds = {str(c.kind): c.value for c in reader.read(TEXT).constraints}
    assert kinds["country"] == "KE"


def test_every_value_can_be_corrected(reader: NeedsReader) -> None:
    needs = reader.read(TEXT)
    corrected = needs.correct(replace(needs.requirements[0], layer=Layer.A, mandatory=False))
    assert corrected.requirements[0].layer is Layer.A
    assert needs.requirements[0].layer is Layer.D
    added = corrected.correct(replace(needs.requirements[0], id="mine", text="also this"))
    assert [n.id for n in added.requirements] == [*(n.id for n in needs.requirements), "mine"]


class _Fixed:
    """An embedding model that tells two words apart."""

    def embed_queries(self, texts: list[str]) -> np.ndarray:
        return np.array([[float("attack" in t), float("lorr" in t)] for t in texts], dtype=np.float32)


def classifier(strength: float) -> Classifier:
    def head(classes: tuple[str, ...]) -> LinearHead:
        weights = np.zeros((len(classes), 2), np.float32)
        weights[0, 0], weights[1, 1] = strength, strength
        return LinearHead("m", classes, weights, np.zeros(len(classes), np.float32), softmax=True)

    return Classifier(
        head(("defence", "transport", "none")), head(("endpoint", "fleet", "none")), Weigher(0.0, 1.0, 4.0)
    )


def test_meaning_speaks_where_no_word_does(vocabulary: Vocabulary, tagger: Tagger) -> None:
    reader = NeedsReader(vocabulary, classifier(6.0), _Fixed(), tagger)
    first, second = reader.read("Somebody may attack our computers. Our lorries drive empty too often.").requirements
    assert (first.layer, first.capabilities[0].capability, first.capabilities[0].evidence) == (
        Layer.D,
        "endpoint",
        None,
    )
    assert (second.layer, second.sector) == (Layer.E, "transport")


def test_unsure_is_an_answer(vocabulary: Vocabulary, tagger: Tagger) -> None:
    reader = NeedsReader(vocabulary, classifier(0.1), _Fixed(), tagger)
    (need,) = reader.read("Something about the attack and the lorries.").requirements
    assert need.layer is None
    assert need.sector == ""
    assert len(need.layers) >= 2, "what it may be is still listed"


def test_the_parts_of_a_sentence_are_read_by_themselves(vocabulary: Vocabulary, tagger: Tagger) -> None:
    both = "We fear that somebody may attack us, the lorries are to be tracked"
    (need,) = NeedsReader(vocabulary, classifier(3.0), _Fixed(), tagger).read(both).requirements
    assert {c.capability for c in need.capabilities} >= {"endpoint", "fleet"}
    assert clauses("one short, two") == []


def test_two_things_named_in_one_breath_are_read_apart() -> None:
    assert clauses("cloud storage and document management", "en") == ["cloud storage", "document management"]
    arabic = ["تخزين سحابي للملفات", "وإدارة الوثائق الرقمية"]
    assert clauses(" ".join(arabic), "ar") == arabic
    assert clauses("cloud storage and document management") == []


@pytest.mark.parametrize(
    "text", ["", "   \n\t", "\x00\x01", "<p></p>", "12 345,00 - 77", "!!! ???", "<script>alert(1)</script>"]
)
def test_nothing_to_read_is_a_clear_error(reader: NeedsReader, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        reader.read(text)
    assert caught.value.hint


def test_too_long_is_a_clear_error(reader: NeedsReader) -> None:
    with pytest.raises(BadInput, match="characters"):
        reader.read("a" * (MAX_CHARS + 1))


@pytest.mark.parametrize("text", ["EDR", "servers", "x", "日本", "hi", "مرحبا"])
def test_one_word_gets_an_answer(reader: NeedsReader, text: str) -> None:
    assert len(reader.read(text).requirements) == 1


def test_two_hundred_kilobytes(reader: NeedsReader) -> None:
    filler = "The committee met on Tuesday and talked about the weather. "
    text = filler * 1700 + "We also need single sign-on for all staff. " + filler * 1700
    assert len(text) > 200_000
    needs = reader.read(text)
    assert any(c.capability == "sign-on" for n in needs.requirements for c in n.capabilities)
    assert any("most telling" in warning for warning in needs.warnings)


def test_html_and_control_characters_do_not_move_places(reader: NeedsReader) -> None:
    hidden = "<script>var x = 'fleet management'</script>"
    text = f"<div><b>We need</b>&nbsp;a <i>patient portal</i>\x07 &amp; more</div>{hidden}"
    needs = reader.read(text)
    found = {c.capability: c for n in needs.requirements for c in n.capabilities}
    assert set(found) == {"patient-portal"}
    start, end = needs.requirements[0].span
    assert "patient portal" in text[start:end]


def test_languages_may_be_mixed(reader: NeedsReader) -> None:
    needs = reader.read("Wir suchen ein Patientenportal für unsere Klinik. Also we need single sign-on for everybody.")
    assert {c.capability for n in needs.requirements for c in n.capabilities} == {"patient-portal", "sign-on"}


def test_nothing_recognised_is_said(reader: NeedsReader) -> None:
    needs = reader.read("We would like to buy forty wooden chairs for the canteen.")
    assert any("No capability" in warning for warning in needs.warnings)
    assert len(needs.requirements) == 1


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    from matching.capabilities.parsing import parse_vocabulary

    vocabulary = parse_vocabulary(
        {"D.yaml": "{version: '1', layer: D, capabilities: [{id: a, definition: x, labels: {en: [alpha beta]}}]}"},
        required=("en",),
    )
    try:
        needs = parse_needs(text, vocabulary)
    except BadInput:
        return
    for need in needs.requirements:
        start, end = need.span
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_pieces_hold_every_character_in_order(text: str) -> None:
    end = 0
    for piece in pieces(text):
        assert piece.span[0] >= end
        assert not text[end : piece.span[0]].strip()
        end = piece.span[1]
    assert not text[end:].strip()


@given(st.text(max_size=200))
def test_cleaning_keeps_the_length(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert len(clean_text(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We are looking for a new contact centre for our customers.", "en"),
        ("Wir suchen eine Lösung für die Verwaltung unserer Verträge.", "de"),
        ("Buscamos un sistema de gestión documental para el ayuntamiento.", "es"),
        ("Tarvitsemme uuden järjestelmän asiakirjojen hallintaan.", "fi"),
        ("Szukamy systemu do zarządzania dokumentami w urzędzie miasta.", "pl"),
        ("Зараз нам потрібна система управління документами.", "uk"),
        ("نبحث عن نظام لإدارة الوثائق في الوزارة.", "ar"),
        ("हमें दस्तावेज़ प्रबंधन प्रणाली चाहिए।", "hi"),
        ("文書管理システムを探しています。", "ja"),
        ("문서 관리 시스템을 찾고 있습니다.", "ko"),
        ("Chúng tôi cần một hệ thống quản lý tài liệu.", "vi"),
        ("Kami mencari sistem pengelolaan dokumen untuk kantor kami.", "id"),
        ("Tunatafuta mfumo wa kusimamia nyaraka za ofisi yetu.", "sw"),
        ("12", "und"),
        ("abc", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language
