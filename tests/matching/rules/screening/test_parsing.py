from __future__ import annotations

import pytest

from matching.rules.screening.kinds import NameKind, kind_of
from matching.rules.screening.lexicon import WordClass
from matching.rules.screening.names import NameMatcher


def _texts(matcher: NameMatcher, name: str, kind: NameKind = NameKind.ORGANISATION) -> list[str]:
    return [t.text for t in matcher.parse(name, kind).tokens if t.weight > 0.0]


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("Societatea cu Răspundere Limitată CON TRAFFIC", ["con", "traffic"]),
        ("FABERLIC EUROPE Sp. z o.o.", ["faberlic", "europe"]),
        ("P.T. Astra International", ["astra", "international"]),
        ("H&M Hennes & Mauritz AB", ["hm", "hennes", "mauritz"]),
        ("J. P. Morgan & Co.", ["jp", "morgan", "co"]),
        ("SiemensAG", ["siemens"]),
        ("IBM(R) Corporation", ["ibm", "corporation"]),
        ("Petroleos de Venezuela SA (PDVSA)", ["petroleos", "venezuela"]),
        ("华为技术有限公司", ["huawei", "jishu"]),
        ("トヨタ自動車株式会社", ["toyota", "zidongche"]),
        ("삼성전자 주식회사", ["samseong", "jeonja"]),
        ("ПАО Сбербанк", ["sberbank"]),
    ],
)
def test_legal_forms_and_decoration_fall_away(matcher: NameMatcher, name: str, telling: list[str]) -> None:
    assert _texts(matcher, name) == telling


def test_a_legal_form_inside_a_name_is_a_word_of_it(matcher: NameMatcher) -> None:
    # "in", "at" and "as" are legal forms somewhere; in the middle of a name they are not
    assert "iraq" in _texts(matcher, "Al-Qaida in Iraq")
    assert _texts(matcher, "AT&T Inc.") == ["at", "t"]


def test_a_name_of_nothing_but_a_legal_form_keeps_it(matcher: NameMatcher) -> None:
    assert _texts(matcher, "Limited") == ["limited"]


def test_the_only_word_tells_who_is_meant(matcher: NameMatcher) -> None:
    classes = [t.cls for t in matcher.parse("Intel Corporation").tokens]
    assert classes == [WordClass.CORE, WordClass.AFFILIATE]


def test_roman_and_arabic_numbers_mean_the_same(matcher: NameMatcher) -> None:
    roman, arabic = matcher.parse("Fund III").tokens[-1], matcher.parse("Fund 3").tokens[-1]
    assert roman.cls is arabic.cls is WordClass.NUMBER
    assert roman.concepts & arabic.concepts


@pytest.mark.parametrize(("roman", "value"), [("XI", 11), ("XIII", 13), ("XIV", 14), ("XXIX", 29), ("IX", 9)])
def test_roman_numbers_above_ten(matcher: NameMatcher, roman: str, value: int) -> None:
    assert matcher.score(f"Orion Fund {roman}", f"Orion Fund {value}") > 0.9
    assert matcher.parse(f"Orion Fund {roman}").tokens[-1].cls is WordClass.NUMBER


@pytest.mark.parametrize("name", ["", "   ", "---", "()", "!?"])
def test_names_without_letters_have_no_words(matcher: NameMatcher, name: str) -> None:
    assert matcher.parse(name).tokens == ()


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ("Person", NameKind.PERSON),
        ("individual", NameKind.PERSON),
        ("Company", NameKind.ORGANISATION),
        ("Vessel", NameKind.OBJECT),
        ("LegalEntity", NameKind.UNKNOWN),
        ("", NameKind.UNKNOWN),
        (None, NameKind.UNKNOWN),
    ],
)
def test_kinds_of_schemas(schema: str | None, kind: NameKind) -> None:
    assert kind_of(schema) is kind
