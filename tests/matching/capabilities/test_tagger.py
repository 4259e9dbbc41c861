"""Capabilities in text: in the text's own language, with the words that show them, and not where they are not."""

from __future__ import annotations

import pytest

from graph.model import Layer
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Capability, Vocabulary
from matching.capabilities.words import fold, same_word, telling_words, words


@pytest.mark.parametrize(
    ("text", "language", "capability", "evidence"),
    [
        ("We need endpoint protection.", "en", "endpoint", "endpoint protection"),
        ("Wir suchen ein Patientenportal für die Klinik.", "de", "patient-portal", "Patientenportal"),
        ("Gesucht: Patientenportale für vier Häuser", "de", "patient-portal", "Patientenportale"),
        ("Un portail des patients est demandé", "fr", "patient-portal", "portail des patients"),
        ("se requiere inicio de sesión único", "es", "sign-on", "inicio de sesión único"),
        ("最新のエンドポイント保護を導入する", "ja", "endpoint", "エンドポイント保護"),
        ("نريد حماية الأجهزة الطرفية", "ar", "endpoint", "حماية الأجهزة الطرفية"),
        ("Technical English inside: single sign-on", "de", "sign-on", "single sign"),
    ],
)
def test_finds_the_capability_in_its_language(
    tagger: Tagger, text: str, language: str, capability: str, evidence: str
) -> None:
    found = {tag.capability: tag for tag in tagger.tags(text, (language,))}
    assert found[capability].evidence == evidence
    start, end = found[capability].span
    assert text[start:end] == evidence


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The fedr is late", "an abbreviation is no part of a word"),
        ("edr", "an abbreviation must be written in capitals"),
        ("a falcon flew over the field", "a product's name is written with a capital"),
        ("", "nothing is said"),
        ("12 345 67", "only numbers"),
    ],
)
def test_finds_nothing_where_nothing_is_meant(tagger: Tagger, text: str, why: str) -> None:
    assert tagger.tags(text) == (), why


def test_a_products_name_shows_its_capability(tagger: Tagger) -> None:
    assert [tag.capability for tag in tagger.tags("We run Falcon on all machines")] == ["endpoint"]


def test_the_longest_hit_wins(tagger: Tagger) -> None:
    tags = tagger.tags("endpoint protection and cybersecurity")
    assert [tag.capability for tag in tags] == ["endpoint", "security"]


def test_word_forms_and_numbers() -> None:
    assert same_word("server", "servers") == 0.9
    assert same_word("h100", "h200") == 0.0
    assert same_word("datenspeicher", "datenspeichersystem") == 0.6
    assert same_word("fleet", "float") == 0.0


def test_places_survive_any_script() -> None:
    text = "Größe, ŁÓDŹ, हिन्दी, 日本語 и ещё"
    for word in words(text):
        assert fold(text[word.start : word.end]) == word.form


def test_a_text_of_joining_words_keeps_them() -> None:
    assert [word.form for word in telling_words("of the")] == ["of", "the"]
    assert [word.form for word in telling_words("IT service")] == ["it", "service"]


def test_a_hyphenated_word_is_also_written_as_one() -> None:
    labels = {"en": ("cloud-storage", "on-line"), "de": ("Cloud-Speicher",)}
    tagger = Tagger(Vocabulary("1", {"storage": Capability("storage", Layer.A, "", labels)}))
    assert [tag.evidence for tag in tagger.tags("Wir suchen Cloudspeicher", ("de",))] == ["Cloudspeicher"]
    assert [tag.evidence for tag in tagger.tags("Wir suchen Cloud-Speicher", ("de",))] == ["Cloud-Speicher"]
    assert tagger.tags("it stands online", ("en",)) == (), "short words joined may be any word"
