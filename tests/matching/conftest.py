"""A small vocabulary, products and an embedder without a model, so that tests of matching take milliseconds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from graph.catalogue import Catalogue, VectorTable
from graph.model import Company, Layer, Opportunity, Product
from matching.capabilities.parsing import parse_vocabulary
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Vocabulary
from matching.capabilities.words import words
from matching.search.corpus import Corpus, build_corpus
from matching.search.embedder import ModelInfo, Vectors, unit_rows

SECURITY = """
version: "1"
layer: D
capabilities:
  - id: security
    definition: Protection of systems.
    labels: {en: [cybersecurity], de: [Cybersicherheit]}
  - id: endpoint
    broader: [security]
    definition: Watches computers and stops attacks on them.
    examples: [Falcon]
    labels:
      {en: [endpoint protection, EDR], de: [Endgeräteschutz], ja: [エンドポイント保護], ar: [حماية الأجهزة الطرفية]}
  - id: sign-on
    broader: [security]
    definition: One account for every program.
    labels: {en: [single sign-on], es: [inicio de sesión único], de: [Einmalanmeldung]}
"""
APPLICATIONS = """
version: "1"
layer: E
capabilities:
  - id: patient-portal
    definition: Patients see their findings and book visits.
    sectors: [health]
    labels: {en: [patient portal], de: [Patientenportal], fr: [portail patient]}
  - id: fleet
    definition: Where vehicles are and when they need repair.
    sectors: [transport]
    labels: {en: [fleet management, vehicle tracking], de: [Flottenmanagement]}
"""


class WordEmbedder:
    """Each word has a fixed random direction; a text is the sum of its words. Texts that share words are near."""

    def __init__(self, name: str = "words", *, multilingual: bool = True) -> None:
        self.info = ModelInfo(name, 64, "none", "test", multilingual=multilingual)
        self.calls = 0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.calls += len(texts)
        return unit_rows(np.array([self._vector(text) for text in texts]).reshape(len(texts), 64))

    embed_queries = embed_passages

    def _vector(self, text: str) -> np.ndarray:
        total = np.zeros(64)
        for word in words(text):
            seed = int.from_bytes(hashlib.sha256(word.form.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(64)
        return total


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return parse_vocabulary({"D.yaml": SECURITY, "E.yaml": APPLICATIONS}, required=("en",))


@pytest.fixture(scope="session")
def tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


def product(identifier: str, name: str, description: str, layer: Layer = Layer.E, **more: object) -> Product:
    return Product(identifier, name, more.pop("company", "acme"), layer, description, **more)  # type: ignore[arg-type]


PRODUCTS = (
    product(
        "p1",
        "Guard",
        "Endpoint protection for laptops and servers.",
        Layer.D,
        certifications=("FedRAMP High",),
        available_in=("KE", "DE"),
        languages=("en", "de"),
        deployment=("cloud",),
    ),
    product("p2", "OneDoor", "Single sign-on for every program.", Layer.D, available_in=("global",)),
    product("p3", "CarePage", "A patient portal for hospitals.", sectors=("health",), available_in=("FR",)),
    product("p4", "Wheels", "Fleet management with vehicle tracking for lorries.", company="wheels"),
    product("p5", "Papers", "Keeps papers in order.", available_in=("KE",)),
)


@pytest.fixture
def catalogue(embedder: WordEmbedder) -> Catalogue:
    ids = tuple(p.id for p in PRODUCTS)
    table = VectorTable("words", ids, embedder.embed_passages([p.text for p in PRODUCTS]))
    award = Opportunity("o1", "Vehicle tracking for the post", countries=("KE",), language="en", awarded_to=("wheels",))
    return Catalogue(
        7,
        {c.id: c for c in (Company("acme", "Acme"), Company("wheels", "Wheels Inc"))},
        {p.id: p for p in PRODUCTS},
        opportunities={"o1": award},
        vectors={"words": table},
    )


@pytest.fixture
def corpus(catalogue: Catalogue, tagger: Tagger) -> Corpus:
    return build_corpus(catalogue, tagger)


@pytest.fixture
def make_product() -> Callable[..., Product]:
    return product
