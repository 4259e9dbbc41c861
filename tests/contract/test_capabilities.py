"""Capabilities in the graph: what products provide, read again when words or terms change, on every engine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.capabilities import GraphCapabilities
from graph.catalogue_reader import CatalogueReader
from graph.connection import Graph
from graph.errors import NotFound
from graph.maintenance import counts, empty
from graph.model import Basis, Company, Layer, Product, Source, SourceRef
from graph.store import Entry, GraphStore, Origin
from graph.transfer import export_graph, import_graph, verify_graph
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Capability, Vocabulary
from service.capabilities import CapabilitiesRead, keep_capabilities
from service.neighbourhood import Edge, neighbourhood

pytestmark = pytest.mark.contract

SOURCE = Source("source:test:1", "test", "", "CC0-1.0", "2026-01-01", "0" * 64)
PRODUCT = Product(
    "p1", "Speechmaster", "c1", Layer.C, "Speech recognition for clinics.", sources=(SourceRef(SOURCE.id, "1"),)
)
OTHER = replace(PRODUCT, id="p2", name="Vault", layer=Layer.B, description="Object storage.")


def term(key: str, label: str, layer: Layer, *broader: str) -> Capability:
    return Capability(key, layer, f"What {label} is.", {"en": (label,)}, broader)


VOCABULARY = Vocabulary(
    "1",
    {
        one.id: one
        for one in (
            term("object-storage", "object storage", Layer.B, "storage"),
            term("speech-recognition", "speech recognition", Layer.C),
            term("storage", "storage", Layer.B),
        )
    },
)


def changed(vocabulary: Vocabulary, version: str, *terms: Capability, without: Sequence[str] = ()) -> Vocabulary:
    held = {**vocabulary.capabilities, **{one.id: one for one in terms}}
    return Vocabulary(version, {key: one for key, one in sorted(held.items()) if key not in without})


def put(graph: Graph, *products: Product, print_: str = "1") -> Origin:
    store = GraphStore(graph)
    origin = store.begin(SOURCE)
    store.put([Entry(Company("c1", "Example Inc.", sources=PRODUCT.sources), "1")], origin)
    store.put([Entry(one, print_) for one in products], origin)
    return origin


def read(graph: Graph, vocabulary: Vocabulary = VOCABULARY) -> CapabilitiesRead:
    return keep_capabilities(GraphCapabilities(graph), Tagger(vocabulary), lambda what, done, total: None)


def drawn(graph: Graph) -> set[tuple[str, str, tuple[str, ...], str]]:
    rows = graph.rows(
        "MATCH (p:Product)-[r:PROVIDES]->(c:Capability) "
        "RETURN p.id AS p, c.id AS c, r.evidence AS evidence, r.vocabulary AS version"
    )
    assert len(rows) == len({(row["p"], row["c"]) for row in rows})
    return {(row["p"], row["c"], tuple(row["evidence"]), row["version"]) for row in rows}


SPEECH = ("p1", "speech-recognition", ("Speech recognition",), "1")
STORAGE = ("p2", "object-storage", ("Object storage",), "1")


def test_what_products_provide_is_drawn_with_the_words_that_show_it(graph: Graph) -> None:
    put(graph, PRODUCT, OTHER)
    assert read(graph) == CapabilitiesRead(terms=3, products=2)
    assert drawn(graph) == {SPEECH, STORAGE}
    nodes, links = counts(graph)
    assert (nodes["Capability"], links["BROADER"]) == (3, 1)
    assert graph.rows(
        "MATCH (c:Capability {id: 'object-storage'})-[:AT_LAYER]->(l:StackLayer), (c)-[:BROADER]->(up) "
        "RETURN c.label AS label, c.definition AS said, c.vocabulary AS version, l.code AS layer, up.id AS up"
    ) == [
        {
            "label": "object storage",
            "said": "What object storage is.",
            "version": "1",
            "layer": "B",
            "up": "storage",
        }
    ]
    provided = GraphCapabilities(graph).provided(["p1", "p2"])
    assert 0 < provided["p1"][0].confidence <= 1


def test_reading_again_changes_nothing_and_moves_no_fact(graph: Graph) -> None:
    put(graph, PRODUCT, OTHER)
    before = CatalogueReader(graph).read()
    read(graph)
    assert CatalogueReader(graph).refresh(before) is before
    writes = graph.rows("MATCH (v:GraphVersion) RETURN v.writes AS n")
    assert read(graph) == CapabilitiesRead(terms=0, products=0)
    assert graph.rows("MATCH (v:GraphVersion) RETURN v.writes AS n") == writes
    assert drawn(graph) == {SPEECH, STORAGE}


def test_other_words_take_back_what_the_old_ones_showed(graph: Graph) -> None:
    put(graph, PRODUCT, OTHER)
    read(graph)
    put(graph, replace(PRODUCT, description="A cookbook."), print_="2")
    assert drawn(graph) == {STORAGE}
    put(graph, replace(PRODUCT, description="Object storage for clinics."), print_="3")
    assert read(graph) == CapabilitiesRead(terms=0, products=1)
    assert drawn(graph) == {STORAGE, ("p1", "object-storage", ("Object storage",), "1")}


def test_what_is_no_change_of_words_is_not_read_again(graph: Graph) -> None:
    origin = put(graph, PRODUCT)
    read(graph)
    put(graph, replace(PRODUCT, basis=Basis.ATTESTED, certifications=("FIPS 140-3",)), print_="2")
    GraphStore(graph).withdraw(Product, ["p1"], date(2026, 2, 1), origin.dataset)
    assert read(graph) == CapabilitiesRead(terms=0, products=0)
    assert drawn(graph) == {SPEECH}


def test_another_vocabulary_is_read_by_anew(graph: Graph) -> None:
    put(graph, PRODUCT, OTHER)
    read(graph)
    clinics = term("clinics", "clinics", Layer.E)
    second = changed(VOCABULARY, "2", clinics, without=["object-storage"])
    assert read(graph, second) == CapabilitiesRead(terms=4, products=2)
    assert drawn(graph) == {
        ("p1", "clinics", ("clinics",), "2"),
        ("p1", "speech-recognition", ("Speech recognition",), "2"),
        ("p2", "storage", ("storage",), "2"),
    }
    assert {row["id"] for row in graph.rows("MATCH (c:Capability) RETURN c.id AS id")} == set(second.ids)
    read(graph)  # and back
    assert drawn(graph) == {SPEECH, STORAGE}


def test_words_that_change_while_they_are_read_stay_unread(graph: Graph) -> None:
    put(graph, PRODUCT)
    capabilities = GraphCapabilities(graph)
    old = capabilities.words(["p1"])
    put(graph, replace(PRODUCT, description="A cookbook."), print_="2")
    assert capabilities.save("by", "1", old) == 0
    assert capabilities.unread("by") == ["p1"]


def test_they_move_house_with_the_graph(graph: Graph, tmp_path: Path) -> None:
    put(graph, PRODUCT, OTHER)
    read(graph)
    export_graph(graph, tmp_path / "out")
    empty(graph)
    import_graph(graph, tmp_path / "out")
    assert verify_graph(graph, tmp_path / "out").differences == ()
    assert read(graph) == CapabilitiesRead(terms=0, products=0)
    assert drawn(graph) == {SPEECH, STORAGE}


def queries_of_the_documentation() -> list[str]:
    text = (Path(__file__).parents[2] / "docs" / "graph.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```cypher\n(.*?)```", text, re.DOTALL)
    return [one for block in blocks for one in re.split(r";\s*", block) if one.strip()]


@pytest.mark.parametrize(
    ("query", "rows"),
    list(zip(queries_of_the_documentation(), (1, 1, 2, 0), strict=True)),
    ids=lambda one: str(one)[:40],
)
def test_the_queries_of_the_documentation_answer(graph: Graph, query: str, rows: int) -> None:
    put(graph, PRODUCT, OTHER)
    read(graph, changed(VOCABULARY, "1", term("firewall", "firewall", Layer.D)))
    assert len(graph.rows(query, company="c1")) == rows


def test_they_stand_around_products_and_terms(graph: Graph) -> None:
    put(graph, PRODUCT, OTHER, replace(OTHER, id="p3", basis=Basis.ILLUSTRATIVE))
    read(graph)
    catalogue, capabilities = CatalogueReader(graph).read(), GraphCapabilities(graph)
    around = neighbourhood(catalogue, "p1", capabilities=capabilities)
    assert Edge("p1", "speech-recognition", "PROVIDES", ("Speech recognition",)) in around.edges
    assert {(node.kind, node.name) for node in around.nodes} >= {
        ("Capability", "speech recognition"),
        ("Company", "Example Inc."),
    }
    assert "speech-recognition" not in {node.id for node in neighbourhood(catalogue, "p1").nodes}
    shown = replace(catalogue, products={"p2": catalogue.products["p2"]})
    around = neighbourhood(shown, "object-storage", capabilities=capabilities)
    assert [node.id for node in around.nodes] == ["object-storage", "storage", "p2"]  # p3 is not in that catalogue
    assert {(edge.source, edge.kind, edge.target) for edge in around.edges} == {
        ("object-storage", "BROADER", "storage"),
        ("p2", "PROVIDES", "object-storage"),
    }
    cut = neighbourhood(catalogue, "object-storage", most=2, capabilities=capabilities)
    assert (len(cut.nodes), cut.truncated) == (2, True)
    with pytest.raises(NotFound):
        neighbourhood(catalogue, "no-such-thing", capabilities=capabilities)
