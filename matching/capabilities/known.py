"""What well-known product families do: knowledge of the field kept as data, for products whose own text says little.

A hyperscale cloud's entry in a register is three sentences long, though everybody in the field knows that it has
object storage, a data warehouse and a web application firewall. A family is recognised by words in a product's name or
maker; each carries its reason, which is shown to the user beside the match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from graph.errors import BadInput
from matching.capabilities.vocabulary import Vocabulary
from matching.capabilities.words import words

_SHOWN = 20  # faults named in one message


@dataclass(frozen=True, slots=True)
class Family:
    """``words``: any of these runs of word forms in the name (or, with ``maker``, in the company's name) recognises it.

    ``text``: a pattern that the product's name and text must also show (None: nothing more is asked). ``provides``:
    capability id to weight in (0, 1]: 1 what it is bought for, less what it also does.
    """

    name: str
    words: tuple[tuple[str, ...], ...]
    maker: tuple[tuple[str, ...], ...]
    text: re.Pattern[str] | None
    provides: Mapping[str, float]
    because: str

    def recognises(self, name: tuple[str, ...], company: tuple[str, ...], text: str) -> bool:
        if self.words and not any(_run(run, name) for run in self.words):
            return False
        if self.maker and not any(_run(run, company) for run in self.maker):
            return False
        return self.text is None or self.text.search(text) is not None


def _run(run: tuple[str, ...], forms: tuple[str, ...]) -> bool:
    size = len(run)
    return any(forms[at : at + size] == run for at in range(len(forms) - size + 1))


def _forms(text: str) -> tuple[str, ...]:
    return tuple(word.form for word in words(text))


@dataclass(frozen=True)
class KnownProducts:
    """All families, in the order of the file."""

    version: str
    families: tuple[Family, ...]

    @cached_property
    def _by_first(self) -> Mapping[str, tuple[int, ...]]:
        """Families by the first word that can recognise them, so that few are tried a product."""
        found: dict[str, set[int]] = {}
        for place, family in enumerate(self.families):
            for run in family.words or family.maker or ((),):
                found.setdefault(run[0] if run else "", set()).add(place)
        return {word: tuple(sorted(places)) for word, places in found.items()}

    def of(self, name: str, company: str, description: str) -> tuple[Family, ...]:
        """The families that a product belongs to."""
        name_forms, company_forms = _forms(name), _forms(company)
        tried = {place for form in {"", *name_forms, *company_forms} for place in self._by_first.get(form, ())}
        text = f"{name}. {description}"
        return tuple(
            self.families[place]
            for place in sorted(tried)
            if self.families[place].recognises(name_forms, company_forms, text)
        )


def parse_known_products(name: str, text: str, vocabulary: Vocabulary) -> KnownProducts:
    """Read the families (YAML).

    Raises:
        BadInput: a family lacks a field, or names a capability that the vocabulary does not have.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are the safe ones
        raw_families = document["families"]
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise BadInput(f"{name}: not a file of product families: {error}.", "Needs a list `families`.") from error
    faults: list[str] = []
    found = [_family(f"{name}, family {number}", raw, vocabulary, faults) for number, raw in enumerate(raw_families, 1)]
    if faults:
        shown = "\n  ".join(faults[:_SHOWN])
        raise BadInput(f"{name} has {len(faults)} fault(s):\n  {shown}", "Correct the named fields.")
    return KnownProducts(str(document.get("version", "")), tuple(family for family in found if family is not None))


def _family(where: str, raw: Any, vocabulary: Vocabulary, faults: list[str]) -> Family | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("provides"), dict) or not raw.get("because"):
        faults.append(f"{where}: needs name, words or maker or text, provides and because")
        return None
    where = f"{where} ({raw.get('name')})"
    names, makers = _runs(raw.get("words")), _runs(raw.get("maker"))
    if not names and not makers and not raw.get("text"):
        faults.append(f"{where}: words: nothing says how to recognise it")
    for capability, weight in raw["provides"].items():
        if capability not in vocabulary:
            faults.append(f"{where}: provides: there is no capability {capability!r}")
        if not isinstance(weight, int | float) or not 0 < weight <= 1:
            faults.append(f"{where}: provides: {capability}: {weight!r} is not in (0, 1]")
    try:
        pattern = re.compile(str(raw["text"]), re.IGNORECASE) if raw.get("text") else None
    except re.error as error:
        faults.append(f"{where}: text: not a pattern: {error}")
        return None
    provides = {str(c): float(w) for c, w in raw["provides"].items() if isinstance(w, int | float)}
    return Family(str(raw.get("name", "")), names, makers, pattern, provides, str(raw["because"]))


def _runs(raw: Sequence[Any] | None) -> tuple[tuple[str, ...], ...]:
    return tuple(forms for one in raw or () if (forms := _forms(str(one))))
