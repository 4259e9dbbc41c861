"""Requirements as a buyer would count them: lists taken apart, details joined, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from graph.model import Layer
from matching.capabilities.tagger import Tag
from matching.capabilities.vocabulary import Capability, Vocabulary
from matching.needs.model import Constraint, ConstraintKind, Need, NeededCapability, Needs
from matching.needs.shape import shaped

LAYER_OF = {"gpu-server": Layer.A, "object-storage": Layer.A, "siem": Layer.D, "etl": Layer.B}
SAID: Mapping[str, tuple[str, float]] = {
    "servers": ("gpu-server", 0.9),
    "archive": ("object-storage", 0.8),
    "attacks": ("siem", 0.6),
    "join": ("etl", 0.7),
    "vague": ("etl", 0.2),
}


class _Flat(Vocabulary):
    """A vocabulary without broader terms."""

    def __init__(self) -> None:
        pass

    def __getitem__(self, capability: str) -> Capability:
        return Capability(capability, LAYER_OF[capability], "", {})

    def broader_of(self, capability: str) -> Mapping[str, int]:
        return {capability: 0}


def need(text: str, span: tuple[int, int], language: str = "en", *, mandatory: bool = True) -> Need:
    found = [NeededCapability(c, w) for word, (c, w) in SAID.items() if word in text]
    found.sort(key=lambda one: -one.weight)
    layer = LAYER_OF[found[0].capability] if found else None
    return Need(
        id="r0",
        text=text,
        span=span,
        layer=layer,
        layers=((layer, 0.8),) if layer is not None else (),
        capabilities=tuple(found),
        mandatory=mandatory,
        weight=max((one.weight for one in found), default=0.0),
    )


def read(*sentences: str, wished: int = -1) -> Needs:
    text = " ".join(sentences)
    found = []
    for number, sentence in enumerate(sentences):
        start = text.index(sentence)
        found.append(need(sentence, (start, start + len(sentence)), mandatory=number != wished))
    return shaped(Needs(text, "en", tuple(found)), _Flat(), need)


def mains(needs: Needs) -> list[str]:
    return [one.capabilities[0].capability for one in needs.requirements]


def test_a_list_of_different_things_is_several_requirements() -> None:
    needs = read("We need fast servers, protection against attacks, and a way to join our records.")
    assert mains(needs) == ["gpu-server", "siem", "etl"]
    assert [needs.text[slice(*one.span)].strip(" ,.") for one in needs.requirements] == [
        "We need fast servers",
        "protection against attacks",
        "and a way to join our records",
    ]


def test_a_list_of_one_thing_stays_one_requirement() -> None:
    assert mains(read("We need servers, new servers for the north, and servers for the south.")) == ["gpu-server"]


def test_a_vague_sentence_is_a_detail_of_the_one_before() -> None:
    needs = read("We need protection against attacks.", "It runs around the clock, all year.")
    assert mains(needs) == ["siem"]
    assert needs.requirements[0].span == (0, len(needs.text))
    assert "around the clock" in needs.requirements[0].text


def test_a_detail_claims_no_capability_of_its_own() -> None:
    needs = read("We need protection against attacks.", "Something vague follows here.")
    assert [one.capability for one in needs.requirements[0].capabilities] == ["siem"]


def test_the_same_thing_said_twice_is_one_requirement() -> None:
    needs = read("Purchase of servers.", "We have to archive records.", "The servers stand in our own building.")
    assert mains(needs) == ["gpu-server", "object-storage"]


def test_a_wish_is_not_joined_to_a_duty() -> None:
    needs = read("We need servers for training.", "Faster servers would be welcome.", wished=1)
    assert [one.mandatory for one in needs.requirements] == [True, False]


def test_a_text_of_which_nothing_is_recognised_stays_whole() -> None:
    needs = read("Something entirely different.", "And something else again.")
    assert len(needs.requirements) == 1
    assert needs.requirements[0].text == needs.text


def test_a_condition_is_no_requirement_of_its_own() -> None:
    text = "We need protection against attacks. The archive must stay in the country."
    first, second = (0, 35), (36, len(text))
    tag = Tag("object-storage", 0.9, "archive", (4, 11))
    asked = [need(text[slice(*first)], first), need(text[slice(*second)], second)]
    asked[1] = replace(asked[1], capabilities=(NeededCapability("object-storage", 0.8, tag),))
    stays = Constraint(ConstraintKind.DATA_RESIDENCY, "in-country", "archive must stay in", (40, 60))
    assert mains(shaped(Needs(text, "en", tuple(asked)), _Flat(), need)) == ["siem", "object-storage"]
    conditional = shaped(Needs(text, "en", tuple(asked), (stays,)), _Flat(), need)
    assert mains(conditional) == ["siem"]
    assert conditional.constraints == (stays,)


def test_what_the_meaning_asks_for_is_not_lost_to_a_condition_named_beside_it() -> None:
    text = "Protection of mailboxes, as an archive service."
    tag = Tag("object-storage", 0.9, "archive", (31, 38))
    asked = (NeededCapability("siem", 0.9), NeededCapability("object-storage", 0.2, tag))
    cloud = Constraint(ConstraintKind.DEPLOYMENT, "cloud", "archive service", (31, 46))
    one = replace(need(text, (0, len(text))), capabilities=asked)
    assert mains(shaped(Needs(text, "en", (one,), (cloud,)), _Flat(), lambda *_: one)) == ["siem"]


@pytest.mark.parametrize("count", [1, 3, 7])
def test_requirements_are_numbered_in_their_order(count: int) -> None:
    words = ["servers", "attacks", "join", "archive"]
    needs = read(*[f"Number {n} asks for {words[n % 4]} of kind {n}." for n in range(count)])
    assert [one.id for one in needs.requirements] == [f"r{n}" for n in range(1, len(needs.requirements) + 1)]


def test_a_number_with_a_comma_is_not_taken_apart() -> None:
    needs = read("We need servers for 2,000 users, and protection against attacks.")
    assert mains(needs) == ["gpu-server", "siem"]
    assert "2,000 users" in needs.requirements[0].text


def test_a_condition_in_a_list_is_no_item() -> None:
    text = "We need protection against attacks, archive in the country, and fast servers."
    stays = Constraint(ConstraintKind.DATA_RESIDENCY, "in-country", "archive in the country", (36, 58))
    needs = shaped(Needs(text, "en", (need(text, (0, len(text))),), (stays,)), _Flat(), need)
    assert mains(needs) == ["siem", "gpu-server"]
    assert "archive in the country" in needs.requirements[0].text


def test_a_vague_sentence_about_something_else_is_a_requirement_of_its_own() -> None:
    """Two siblings share the odds of one meaning: neither is clear, and both stand where nothing else does."""
    text = "We need fast servers. Something about our fields."
    servers, fields = need(text[:21], (0, 21)), need(text[22:], (22, len(text)))
    vague = (NeededCapability("etl", 0.3), NeededCapability("siem", 0.25))
    asked = replace(fields, capabilities=vague, layers=((Layer.B, 0.55), (Layer.D, 0.45)))
    assert mains(shaped(Needs(text, "en", (servers, asked)), _Flat(), need)) == ["gpu-server", "etl"]
    near = replace(asked, layers=((Layer.A, 0.6), (Layer.B, 0.4)))
    assert mains(shaped(Needs(text, "en", (servers, near)), _Flat(), need)) == ["gpu-server"]
    fainter = replace(asked, capabilities=vague[:1])
    assert mains(shaped(Needs(text, "en", (servers, fainter)), _Flat(), need)) == ["gpu-server"]


def test_siblings_are_clear_together() -> None:
    text = "Attacks are a worry, our machines are old"
    siblings = (NeededCapability("gpu-server", 0.4), NeededCapability("object-storage", 0.3))
    first = replace(need(text[:20], (0, 20)), capabilities=siblings, layers=((Layer.A, 0.7),))
    second = replace(need("", (21, len(text))), capabilities=(NeededCapability("siem", 0.7),), layers=((Layer.D, 0.7),))
    assert mains(shaped(Needs(text, "en", (first, second)), _Flat(), need)) == ["gpu-server", "siem"]
