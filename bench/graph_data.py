"""Products made up at any size for measuring the graph, and engines to measure.

Products are real ones of the FedRAMP marketplace, repeated under new ids and marked as made up (basis
``illustrative``); their vectors are random. Right for speed and memory, for nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.connection import GraphAddress, open_graph
from graph.model import Basis, Company, Layer, Product, Source, SourceRef

ROOT = Path(__file__).resolve().parent.parent
BATCH = 1_000
PRODUCTS_OF_A_COMPANY = 4  # FedRAMP has about two, MLPerf about ten
DIMENSIONS = 384
SOURCE = Source(
    "bench", "bench", "https://marketplace.fedramp.gov", "public domain, made up", "2025-01-30", "0" * 64, True
)
_LAYERS = tuple(Layer)
_DESCRIPTION = 500  # characters: a few sentences, as most real products have


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    address: GraphAddress


@cache
def _real() -> list[dict[str, Any]]:
    text = (ROOT / "data" / "supply" / "fedramp_products_2025-01-30.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["products"]
    return found


def made_up(number: int) -> Product:
    """A real product under a new id; the same one for the same number."""
    one = _real()[number % len(_real())]
    return Product(
        id=f"made-up:{number:07d}",
        name=f"{one['cso']} (made up {number})",
        company=f"made-up:company:{number // PRODUCTS_OF_A_COMPANY:07d}",
        layer=_LAYERS[number % len(_LAYERS)],
        description=str(one.get("service_desc") or one.get("csp") or "")[:_DESCRIPTION],
        basis=Basis.ILLUSTRATIVE,
        sources=(SourceRef(SOURCE.id, str(number)),),
    )


def batches(size: int) -> Iterator[list[Product]]:
    """All products, a batch at a time: a million of them at once would take as much memory as what is measured."""
    for start in range(0, size, BATCH):
        yield [made_up(number) for number in range(start, min(start + BATCH, size))]


def company_batches(size: int) -> Iterator[list[Company]]:
    count = -(-size // PRODUCTS_OF_A_COMPANY)
    for start in range(0, count, BATCH):
        keys = [f"made-up:company:{number:07d}" for number in range(start, min(start + BATCH, count))]
        yield [Company(id=key, name=f"Made-up company {key[-7:]}", basis=Basis.ILLUSTRATIVE) for key in keys]


def vectors(start: int, count: int = BATCH) -> NDArray[np.float32]:
    """Unit vectors, shape (count, 384), of the products from ``start`` on; the same for the same start."""
    drawn = np.random.default_rng(start).standard_normal((count, DIMENSIONS), dtype=np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def spread(size: int, count: int) -> list[Product]:
    """``count`` products from all over the catalogue."""
    return [made_up(number) for number in range(0, size, max(1, size // count))][:count]


@contextmanager
def engine_named(name: str) -> Iterator[Engine]:
    """``embedded``: one in a folder of its own; ``neo4j``: the server that ALLIEDSTACK_TEST_NEO4J_URI names."""
    if name == "neo4j":
        said = {
            key: os.environ.get(f"ALLIEDSTACK_TEST_NEO4J_{key}", "") for key in ("URI", "USER", "PASSWORD", "DATABASE")
        }
        if not said["URI"]:
            sys.exit("Set ALLIEDSTACK_TEST_NEO4J_URI, _USER and _PASSWORD to a Neo4j whose data may be deleted.")
        address = GraphAddress(said["URI"], said["USER"] or "neo4j", said["PASSWORD"], said["DATABASE"] or "neo4j")
        with open_graph(address) as graph:
            version = graph.dialect.version
        yield Engine(f"neo4j {version}", address)
        return
    from graph.server import embedded

    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as address:
        yield Engine("embedded", address)
