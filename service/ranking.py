"""Ranking any catalogue (JSON lines) for any queries (JSON lines), as the relevance benchmark wants it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.catalogue import Catalogue
from graph.errors import AlliedstackError, BadInput
from graph.model import Basis, Company, Product
from matching.capabilities.layering import infer_layer
from matching.capabilities.product_tags import ProductReader
from matching.fit.match import Matcher, MatchResult, whole
from matching.search.filters import Filters
from service.models import MatchingModels
from service.settings import bundled_data_dir, read_settings

RANKED = 100  # a query's products that the scorer reads


@dataclass(frozen=True, slots=True)
class RankQuery:
    """Only these two fields of a query are read: a system gets the text and nothing else."""

    id: str
    text: str


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        content = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read: {error}.", "Give a JSON lines file in UTF-8.") from error
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{file}, line {number}: not JSON: {error}.", "One JSON object a line.") from error
        if not isinstance(record, dict):
            raise BadInput(
                f"{file}, line {number}: {type(record).__name__} instead of an object.", "One object a line."
            )
        yield number, record


def _field(file: Path, number: int, record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{file}, line {number}: {name}: needs a text, found {value!r}.", "Correct the record.")
    return value


def read_queries(file: Path) -> list[RankQuery]:
    """Id and text of every query, in file order.

    Raises:
        BadInput: a line is not a JSON object with both, or an id is used twice.
    """
    found: dict[str, RankQuery] = {}
    for number, record in _lines(file):
        query = RankQuery(_field(file, number, record, "id"), _field(file, number, record, "text"))
        if query.id in found:
            raise BadInput(f"{file}, line {number}: id: {query.id!r} is used twice.", "Give every query its own id.")
        found[query.id] = query
    return list(found.values())


def read_catalog(file: Path, reader: ProductReader) -> Catalogue:
    """Products (id, name, company, text; optional model: kinds of cloud service) as a catalogue without vectors.

    Raises:
        BadInput: a line lacks a field, or an id is used twice.
    """
    products: dict[str, Product] = {}
    companies: dict[str, Company] = {}
    for number, record in _lines(file):
        identifier = _field(file, number, record, "id")
        if identifier in products:
            raise BadInput(
                f"{file}, line {number}: id: {identifier!r} is used twice.", "Give every product its own id."
            )
        name, text = _field(file, number, record, "name"), str(record.get("text") or "")
        company = str(record.get("company") or "unknown")
        kinds = [str(kind) for kind in record.get("model") or []]
        layer, reason = infer_layer(f"{name}. {text}", kinds, reader)
        companies.setdefault(company, Company(id=company, name=company))
        products[identifier] = Product(
            id=identifier,
            name=name,
            company=company,
            layer=layer,
            description=text,
            layer_basis=Basis.INFERRED,
            layer_reason=reason,
            component=", ".join(kinds),
        )
    if not products:
        raise BadInput(f"{file} has no product.", "Give one JSON object a line with id, name, company and text.")
    return Catalogue(version=1, products=dict(sorted(products.items())), companies=dict(sorted(companies.items())))


def build_matcher(file: Path, models: MatchingModels) -> Matcher:
    """A matcher over the catalogue in ``file``."""
    return models.matcher(read_catalog(file, models.product_words))


def answer(query: RankQuery, matcher: Matcher, models: MatchingModels) -> MatchResult | None:
    """The whole text matched; None when it cannot be read at all (empty, only numbers)."""
    try:
        needs = models.reader.read(query.text)
    except AlliedstackError:
        return None
    return matcher.match(whole(needs), needs.language, filters=Filters(), limit=RANKED, explain=False)


def run_lines(queries: Sequence[RankQuery], matcher: Matcher, models: MatchingModels) -> Iterator[str]:
    """Lines of the run file: query, product, score; or query, none, 0 before the ranking when nothing fits."""
    for query in queries:
        result = answer(query, matcher, models)
        if result is None or result.nothing_fits:
            yield f"{query.id}\tnone\t0"
        for match in result.matches if result is not None else ():
            yield f"{query.id}\t{match.product_id}\t{match.score:.6f}"


def models_of_settings(progress: Any = None) -> MatchingModels:
    """The bundled models with the user's settings and cache."""
    settings = read_settings()
    return MatchingModels(
        bundled_data_dir(), settings.data_dir / "cache", settings.model_dir, progress, settings.model_languages
    )


def rank_files(catalog: Path, queries: Path, out: Path, progress: Any = None) -> int:
    """Rank and write the run (whole or not at all); the number of queries."""
    models = models_of_settings(progress)
    wanted = read_queries(queries)
    matcher = build_matcher(catalog, models)
    text = "".join(line + "\n" for line in run_lines(wanted, matcher, models))
    part = out.with_name(out.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(out)
    return len(wanted)
