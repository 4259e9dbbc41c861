"""Words as they are written: joining words only in their own language, Arabic with and without its article."""

from __future__ import annotations

import pytest

from matching.capabilities.words import telling_words


def forms(text: str) -> list[str]:
    return [word.form for word in telling_words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مركز البيانات", "مركز بيانات"),
        ("الذكاء الاصطناعي", "للذكاء الاصطناعي"),
        ("الأرشفة الإلكترونية", "أرشفة إلكترونية"),
        ("والبيانات المفتوحة", "بالبيانات المفتوحة"),
        ("gestión de la identidad", "gestión de identidad"),
        ("servicii și date", "servicii date"),
    ],
)
def test_reads_two_ways_of_writing_as_the_same_words(one: str, other: str) -> None:
    assert forms(one) == forms(other)


def test_an_accent_keeps_a_word_from_being_another_languages_joining_word() -> None:
    assert forms("dữ liệu") == ["du", "lieu"]  # not French "du"
    assert forms("tài liệu") == ["tai", "lieu"]  # not Finnish "tai"
    assert forms("prix du service") == ["prix", "service"]


def test_short_arabic_words_keep_their_beginning() -> None:
    assert forms("آلة") == ["الة"]


def test_and_is_written_onto_an_arabic_word() -> None:
    assert forms("خوادم وطابعات ووثائق") == [*forms("خوادم"), *forms("طابعات"), *forms("الوثائق")]


def test_elision_joins_only_in_small_letters() -> None:
    assert forms("centre d'hébergement de l'IA") == ["centre", "hebergement", "ia"]
    assert forms("D-Wave") == ["d", "wave"]
