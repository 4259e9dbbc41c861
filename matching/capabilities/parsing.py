"""Vocabulary files (YAML texts) to a :class:`Vocabulary`; every fault is named with its file, term and field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from graph.errors import BadInput
from graph.model import Layer
from matching.capabilities.vocabulary import LANGUAGES, Capability, Vocabulary

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CPV = re.compile(r"\d{8}")
_FIELDS = frozenset({"id", "broader", "definition", "cpv", "sectors", "examples", "plain", "labels"})
_SHOWN = 20  # faults named in one message; the rest is counted


def parse_vocabulary(texts: Mapping[str, str], required: Sequence[str] = LANGUAGES) -> Vocabulary:
    """Read the files of a vocabulary (name -> YAML text).

    ``required``: languages in which every term must have a label. Matching asks for English only, so that a term that
    is still being translated works meanwhile in the languages it has; the check of the data asks for all.

    Raises:
        BadInput: anything is wrong; the message lists file, term, field and fault.
    """
    if not texts:
        raise BadInput("The capability vocabulary has no file.", "Give at least one YAML file, for example A.yaml.")
    faults: list[str] = []
    versions: set[str] = set()
    found: dict[str, Capability] = {}
    origin: dict[str, str] = {}
    for name in sorted(texts):
        document = _document(name, texts[name], faults)
        if document is None:
            continue
        versions.add(str(document.get("version", "")))
        layer = _layer(name, document, faults)
        for number, raw in enumerate(document.get("capabilities") or [], 1):
            term = _capability(f"{name}, term {number}", raw, layer, faults, required)
            if term is None:
                continue
            if term.id in found:
                faults.append(f"{name}: {term.id}: id: already used in {origin[term.id]}")
                continue
            found[term.id] = term
            origin[term.id] = name
    if len(versions) > 1:
        faults.append(f"version: the files state different versions: {', '.join(sorted(versions))}")
    _check_links(found, origin, faults)
    if faults:
        raise BadInput(_message(faults), "Correct the named fields; docs/matching.md describes the format.")
    return Vocabulary(version=next(iter(versions), ""), capabilities=dict(sorted(found.items())))


def _message(faults: list[str]) -> str:
    more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    listed = "\n  ".join(faults[:_SHOWN])
    return f"The capability vocabulary has {len(faults)} fault(s):\n  {listed}{more}\n"


def _document(name: str, text: str, faults: list[str]) -> dict[str, Any] | None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times faster, where it was built
    try:
        document = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are the safe ones
    except yaml.YAMLError as error:
        faults.append(f"{name}: not YAML: {' '.join(str(error).split())}")
        return None
    if not isinstance(document, dict) or not isinstance(document.get("capabilities"), list):
        faults.append(f"{name}: needs a mapping with version, layer and a list of capabilities")
        return None
    return document


def _layer(name: str, document: dict[str, Any], faults: list[str]) -> Layer:
    try:
        return Layer(str(document.get("layer")))
    except ValueError:
        faults.append(f"{name}: layer: {document.get('layer')!r} is none of A, B, C, D, E")
        return Layer.A


def _texts(where: str, raw: dict[str, Any], field: str, faults: list[str]) -> tuple[str, ...]:
    values = raw.get(field) or []
    if not isinstance(values, list):
        faults.append(f"{where}: {field}: needs a list, found {type(values).__name__}")
        return ()
    return tuple(str(value).strip() for value in values if str(value).strip())


def _capability(where: str, raw: Any, layer: Layer, faults: list[str], required: Sequence[str]) -> Capability | None:
    if not isinstance(raw, dict):
        faults.append(f"{where}: needs a mapping, found {type(raw).__name__}")
        return None
    identifier = str(raw.get("id", ""))
    if not _ID.fullmatch(identifier):
        faults.append(f"{where}: id: {identifier!r} is not kebab-case (small letters, digits, single hyphens)")
        return None
    where = f"{where.split(',')[0]}: {identifier}"
    known = ", ".join(sorted(_FIELDS))
    faults.extend(f"{where}: {field}: unknown field; known are {known}" for field in sorted(set(raw) - _FIELDS))
    definition = str(raw.get("definition") or "").strip()
    if not definition:
        faults.append(f"{where}: definition: missing")
    cpv = _texts(where, raw, "cpv", faults)
    faults.extend(f"{where}: cpv: {code!r} is not eight digits" for code in cpv if not _CPV.fullmatch(code))
    return Capability(
        id=identifier,
        layer=layer,
        definition=definition,
        labels=_labels(where, raw.get("labels"), faults, required),
        broader=_texts(where, raw, "broader", faults),
        cpv=cpv,
        sectors=_texts(where, raw, "sectors", faults),
        examples=_texts(where, raw, "examples", faults),
        plain=_texts(where, raw, "plain", faults),
    )


def _labels(where: str, raw: Any, faults: list[str], required: Sequence[str]) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, dict):
        faults.append(f"{where}: labels: needs a mapping from language to labels")
        return {"en": (where,)}
    # YAML reads a bare `no` as false; none of our languages is Norwegian, but the message should say so.
    labels = {str(language): _texts(where, raw, language, faults) for language in raw}
    lacking = [language for language in dict.fromkeys(["en", *required]) if not labels.get(language)]
    faults.extend(f"{where}: labels: no label in {language!r}" for language in lacking)
    strange = sorted(set(labels) - set(LANGUAGES))
    faults.extend(f"{where}: labels: unknown language {language!r}" for language in strange)
    return {language: texts for language, texts in labels.items() if texts}


def _check_links(found: dict[str, Capability], origin: dict[str, str], faults: list[str]) -> None:
    missing = [(term, above) for term in found.values() for above in term.broader if above not in found]
    faults.extend(f"{origin[term.id]}: {term.id}: broader: there is no capability {above!r}" for term, above in missing)
    faults.extend(f"{origin[cycle[0]]}: {cycle[0]}: broader: a circle {' -> '.join(cycle)}" for cycle in _cycles(found))


def _cycles(found: Mapping[str, Capability]) -> list[list[str]]:
    """Circles in the broader links; each is named once, from the term where the walk met it."""
    done: set[str] = set()
    circles: list[list[str]] = []

    def walk(term: str, path: list[str]) -> None:
        if term in path:
            circles.append([*path[path.index(term) :], term])
            return
        if term in done or term not in found:
            return
        for above in found[term].broader:
            walk(above, [*path, term])
        done.add(term)

    for term in found:
        walk(term, [])
    return circles
