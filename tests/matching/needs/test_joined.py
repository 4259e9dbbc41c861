"""Two things named in one breath are two requirements; one thing with an "and" in it stays one."""

from __future__ import annotations

import pytest

from matching.capabilities.vocabulary import Vocabulary
from matching.needs.joining import begins_anew
from matching.needs.parse import NeedsReader
from matching.needs.shape import shaped
from service.models import read_vocabulary
from service.settings import bundled_data_dir


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(bundled_data_dir() / "capabilities")


@pytest.fixture(scope="module")
def reader(vocabulary: Vocabulary) -> NeedsReader:
    return NeedsReader(vocabulary)  # by words alone


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We need GPU servers and a patient portal.", ["We need GPU servers", "a patient portal."]),
        (
            "GPU servers with eight cards each and a patient portal",
            ["GPU servers with eight cards each", "a patient portal"],
        ),
        (
            "Wir suchen eine Firewall sowie ein Dokumentenmanagementsystem.",
            ["Wir suchen eine Firewall", "ein Dokumentenmanagementsystem."],
        ),
        (
            "Nous cherchons un portail citoyen et la signature électronique.",
            ["Nous cherchons un portail citoyen", "la signature électronique."],
        ),
        ("نحتاج إلى جدار حماية وإدارة الوثائق", ["نحتاج إلى جدار حماية", "وإدارة الوثائق"]),
        ("チャットボットと電子署名が必要です。", ["チャットボット", "電子署名が必要です。"]),
        ("We need  a firewall\nand  a patient portal.", ["We need a firewall", "a patient portal."]),
    ],
)
def test_two_things(vocabulary: Vocabulary, reader: NeedsReader, text: str, parts: list[str]) -> None:
    needs = shaped(reader.read(text), vocabulary, reader.piece)
    assert [one.text for one in needs.requirements] == parts
    for one in needs.requirements:
        assert " ".join(text[slice(*one.span)].split()) == one.text


@pytest.mark.parametrize(
    "text",
    [
        "We need identity and access management.",
        "We need endpoint detection and response.",
        "Real-time fraud detection for cards and instant payments.",  # what follows goes with the cards
        "Cybersecurity and a firewall for the ministry.",  # one is a kind of the other
        "We need a patient portal and much more.",
        "Meeting management software for a city council",  # "a" joins in Slovak
    ],
)
def test_one_thing(vocabulary: Vocabulary, reader: NeedsReader, text: str) -> None:
    assert len(shaped(reader.read(text), vocabulary, reader.piece).requirements) == 1


def test_markup_is_no_part_of_what_is_asked_for(vocabulary: Vocabulary, reader: NeedsReader) -> None:
    text = "<p>We need a <b>firewall</b> and a <i>patient portal</i></p>"
    needs = shaped(reader.read(text), vocabulary, reader.piece)
    assert [one.text for one in needs.requirements] == ["We need a firewall", "a patient portal"]
    assert needs.text == text
    assert ["firewall" in text[slice(*one.span)] for one in needs.requirements] == [True, False]


def test_articles_tell_that_a_new_thing_begins() -> None:
    assert begins_anew("en", "A portal")
    assert begins_anew("de", "ein Portal")
    assert not begins_anew("en", "another portal")
    assert not begins_anew("fi", "a portaali")
    assert not begins_anew("en", "  ")
