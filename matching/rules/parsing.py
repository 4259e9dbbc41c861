"""From the text of a rulebook file to a checked :class:`Rulebook`; every error names file, rule and field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from graph.errors import BadInput
from matching.rules.rulebook import Rulebook, switch_refs

_WRITE_LIKE = "Write it after data/rulebook/schema.json."


class BadRulebook(BadInput):
    """A rulebook file cannot be used."""

    code = "bad_rulebook"


def parse_rulebook(text: str, name: str, countries: frozenset[str] | None = None) -> Rulebook:
    """Read one rulebook from YAML.

    Args:
        text: the file's content.
        name: the file's name, for messages.
        countries: the known country codes; when given, every code of a list must be one of them.

    Raises:
        BadRulebook: the text is no YAML, a field is missing, unknown or of the wrong type, an id appears twice, or
            a rule names a source, list, switch or rule that does not exist.
    """
    document = _document(text, name)
    try:
        rulebook = Rulebook.model_validate(document)
    except ValidationError as error:
        raise BadRulebook(f"{name}: {_first_problem(document, error)}.", _WRITE_LIKE) from error
    for problem in _contradictions(rulebook, countries):
        raise BadRulebook(f"{name}: {problem}.", _WRITE_LIKE)
    return rulebook


def rulebook_schema() -> dict[str, Any]:
    """The JSON schema of a rulebook file, for editors and other programs."""
    schema = Rulebook.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _document(text: str, name: str) -> Mapping[str, object]:
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml is there
        document = yaml.load(text, Loader=loader)  # noqa: S506 (a safe loader, only in C)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise BadRulebook(f"{name} is no YAML{where}: {getattr(error, 'problem', error)}.", _WRITE_LIKE) from error
    if not isinstance(document, dict):
        raise BadRulebook(f"{name} holds no rulebook: its top is {type(document).__name__}.", _WRITE_LIKE)
    return document


def _first_problem(document: Mapping[str, object], error: ValidationError) -> str:
    found = error.errors()
    # A misspelt field is also a missing one: name the misspelling.
    misspelt = (one for one in found if one["type"] == "extra_forbidden")
    first = next(misspelt, found[0])
    place: object = document
    path: list[str] = []
    for step in first["loc"]:
        inside_object = isinstance(place, Mapping) and step in place
        inside_list = isinstance(place, list) and isinstance(step, int) and step < len(place)
        if inside_object or inside_list:
            place = place[step]  # type: ignore[index]
        elif path and step != first["loc"][-1]:
            continue  # the tag of a union, not a place in the file
        if isinstance(step, int) and isinstance(place, Mapping):
            path.append(str(place.get("id", place.get("name", step))))
        else:
            path.append(str(step))
    value = first["input"]
    shown = "" if isinstance(value, dict | list) else f" (it is {value!r})"
    return f"{': '.join(path)}: {first['msg']}{shown}"


def _contradictions(rulebook: Rulebook, countries: frozenset[str] | None) -> Iterable[str]:
    for what, ids in (
        ("rule", [rule.id for rule in rulebook.rules]),
        ("source", [source.id for source in rulebook.sources]),
        ("switch", [switch.name for switch in rulebook.switches]),
    ):
        for repeated in (item for item, count in Counter(ids).items() if count > 1):
            yield f"{what} {repeated!r} appears twice"
    yield from _dangling(rulebook)
    yield from _overlaps(rulebook)
    for listed in rulebook.country_lists:
        for country in listed.countries:
            if countries is not None and country not in countries:
                yield f"country list {listed.name}: countries: {country!r} is no ISO 3166-1 alpha-2 code"


def _overlaps(rulebook: Rulebook) -> Iterable[str]:
    lists = rulebook.country_lists
    for place, first in enumerate(lists):
        for second in lists[place + 1 :]:
            if first.name == second.name and (first.holds_on(second.from_) or second.holds_on(first.from_)):
                yield f"country list {first.name}: two versions are in force on {max(first.from_, second.from_)}"
    for day in sorted({rule.from_ for rule in rulebook.rules}):
        names = Counter(rule.name for rule in rulebook.in_force(day))
        for name in (name for name, count in names.items() if count > 1):
            yield f"rule {name}: two versions are in force on {day}; let the newer one supersede the older"


def _dangling(rulebook: Rulebook) -> Iterable[str]:
    sources = {source.id for source in rulebook.sources}
    lists = {listed.name for listed in rulebook.country_lists}
    switches = {switch.name: switch for switch in rulebook.switches}
    rules = {rule.id for rule in rulebook.rules}
    for rule in rulebook.rules:
        if rule.source.split(",")[0] not in sources:
            yield f"rule {rule.id}: source: {rule.source!r} names no source of the file"
        if rule.name in switches:
            yield f"rule {rule.id}: a switch of the same name exists; a rule's name is a switch already"
        for old in rule.supersedes:
            if old not in rules:
                yield f"rule {rule.id}: supersedes: {old!r} is no rule"
        for switch in switch_refs(rule):
            if switch not in switches:
                yield f"rule {rule.id}: predicate: switch {switch!r} does not exist"
        used = getattr(rule.predicate, "countries", None)
        if used is not None and used not in lists:
            yield f"rule {rule.id}: predicate: countries: {used!r} is no country list"
