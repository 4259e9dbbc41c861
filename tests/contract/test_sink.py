"""The graph as a sink of the ingest: whatever is done to it and to the one in memory, both say the same."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.catalogue_reader import CatalogueReader
from graph.connection import Graph
from graph.maintenance import empty
from graph.model import (
    Availability,
    Basis,
    Code,
    CodeScheme,
    Company,
    Control,
    Holding,
    IngestRun,
    JointAward,
    Layer,
    Market,
    MarketKind,
    Membership,
    Opportunity,
    Product,
    ProductLink,
    ProductLinkKind,
    ReportingException,
    Requirement,
    ScreenedParty,
    ScreeningList,
    Source,
    SourceRef,
)
from graph.store import GraphStore
from ingest.items import CompanyLinks, CompanyStub, ProductLinks, Writable
from ingest.sink import Kind, MemorySink, Tally
from service.graph_sink import GraphSink

pytestmark = pytest.mark.contract


def source(dataset: str, copy: int = 1) -> Source:
    return Source(f"source:{dataset}:{copy}", dataset, "https://example.org", "CC0", f"2026-0{copy}-01", "ab" * 32)


REF = SourceRef("source:d:1", "row 1")
COMPANY = Company("a", "Acme", aliases=("ACME",), lei="5493001KJTIIGC8Y1R12", sources=(REF,), owned_by=())
PRODUCT = Product(
    "p",
    "Server",
    "a",
    Layer.A,
    "Eight accelerators",
    available_in=("KE", "global"),
    us_value_share=(0.25, 0.5),
    links=(ProductLink(ProductLinkKind.BUILT_ON, "q", REF),),
    sources=(REF, SourceRef("source:d:1", "row 2")),
)
DAY = date(2026, 6, 1)


class Both:
    """A sink in memory and one over the graph, which get the same calls and must give the same answers."""

    def __init__(self, graph: Graph) -> None:
        self.memory = MemorySink()
        self.graph = GraphSink(GraphStore(graph))

    def begin(self, one: Source) -> None:
        self.memory.begin(one)
        self.graph.begin(one)

    def write(self, kind: Kind, *items: Writable) -> Tally:
        expected = self.memory.write(kind, items)
        assert self.graph.write(kind, items) == expected
        return expected

    def withdraw(self, kind: Kind, *ids: str, dataset: str = "d", on: date = DAY) -> int:
        expected = self.memory.withdraw(kind, ids, on, dataset)
        assert self.graph.withdraw(kind, ids, on, dataset) == expected
        return expected

    def live_links(self, dataset: str = "d") -> set[tuple[Kind, str, str]]:
        expected = set(self.memory.live_links(dataset))
        assert set(self.graph.live_links(dataset)) == expected
        return expected

    def withdraw_links(self, kind: Kind, *links: tuple[str, str], dataset: str = "d", on: date = DAY) -> int:
        expected = self.memory.withdraw_links(kind, links, on, dataset)
        assert self.graph.withdraw_links(kind, links, on, dataset) == expected
        return expected

    def held(self, kind: Kind, *ids: str) -> dict[str, Any]:
        expected = dict(self.memory.held(kind, ids))
        assert dict(self.graph.held(kind, ids)) == expected
        return expected

    def live(self, dataset: str = "d") -> set[tuple[Kind, str]]:
        expected = set(self.memory.live(dataset))
        assert set(self.graph.live(dataset)) == expected
        return expected


@pytest.fixture
def both(graph: Graph) -> Both:
    made = Both(graph)
    made.begin(source("d"))
    return made


ONE_OF_EACH: tuple[tuple[Kind, Writable], ...] = (
    (Kind.SCREENING_LIST, ScreeningList("EL", "Entity List", "BIS", published=DAY, sha256="0" * 64)),
    (Kind.CODE, Code("CPV:48000000", CodeScheme.CPV, "48000000", "Software", labels=(("en", "Software"),))),
    (
        Kind.MARKET,
        Market(
            "eac",
            MarketKind.BLOC,
            "East African Community",
            countries=("KE", "UG"),
            memberships=(Membership("KE", date(2000, 7, 7)), Membership("XX", None, date(2010, 1, 1))),
            sources=(REF,),
        ),
    ),
    (Kind.COMPANY, COMPANY),
    (Kind.PRODUCT, PRODUCT),
    (
        Kind.OPPORTUNITY,
        Opportunity(
            "o",
            "Cloud for schools",
            countries=("KE",),
            value=1.5e6,
            deadline=DAY,
            codes=("CPV:48000000",),
            awarded_to=("a",),
            requirements=(Requirement("r1", "eight servers", Layer.A, span=(0, 13)), Requirement("r2", "support")),
            sources=(REF,),
        ),
    ),
    (Kind.SCREENED_PARTY, ScreenedParty("csl:EL:1", "EL", "1", "ORION", details=(("licence", "all"),), sources=(REF,))),
    (Kind.REPORTING_EXCEPTION, ReportingException("a", "ULTIMATE", "NO_LEI", source=REF)),
)


def _with_source(item: Any) -> Any:
    """Every fact comes from somewhere: what names no record itself is stated by the copy as a whole."""
    return (
        replace(item, sources=(SourceRef("source:d:1", ""),)) if hasattr(item, "sources") and not item.sources else item
    )


@pytest.mark.parametrize(("kind", "item"), ONE_OF_EACH, ids=[kind.name for kind, _ in ONE_OF_EACH])
def test_a_fact_is_new_then_unchanged_and_comes_back(both: Both, kind: Kind, item: Any) -> None:
    item = _with_source(item)
    key = "a|ULTIMATE" if isinstance(item, ReportingException) else item.id
    assert both.write(kind, item) == Tally(new=1)
    assert both.write(kind, item) == Tally(unchanged=1)
    assert both.held(kind, key, "unheard-of") == {key: item}
    assert both.live() == {(kind, key)}


def test_what_is_stated_draws_the_graph(both: Both, graph: Graph) -> None:
    for kind, item in ONE_OF_EACH:
        both.write(kind, item)
    drawn = {
        (row["a"], row["type"], row["b"])
        for row in graph.rows(
            "MATCH (a)-[r]->(b) RETURN coalesce(a.id, a.code) AS a, type(r) AS type, coalesce(b.id, b.code) AS b"
        )
    }
    assert drawn >= {
        ("a", "OFFERS", "p"),
        ("p", "AT_LAYER", "A"),
        ("p", "AVAILABLE_IN", "KE"),
        ("p", "BUILT_ON", "q"),
        ("KE", "PART_OF", "eac"),
        ("o", "IN_MARKET", "KE"),
        ("o", "REQUIRES", "o|r1"),
        ("o|r1", "AT_LAYER", "A"),
        ("o", "AWARDED_TO", "a"),
        ("o", "CLASSIFIED_AS", "CPV:48000000"),
        ("csl:EL:1", "LISTED_ON", "EL"),
        ("a", "REPORTS", "a|ULTIMATE"),
    }
    unstated = graph.rows(
        "MATCH (n) WHERE n.changed_in IS NOT NULL AND NOT n:Source AND NOT EXISTS { (n)-[:STATED_BY]->(:Source) } "
        "RETURN n.id AS id"
    )
    assert unstated == []
    locators = graph.rows("MATCH (:Product {id: 'p'})-[r:STATED_BY]->() RETURN r.locator AS at ORDER BY at")
    assert [row["at"] for row in locators] == ["row 1", "row 2"]


def test_a_changed_record_takes_back_what_it_drew(both: Both, graph: Graph) -> None:
    both.write(Kind.PRODUCT, PRODUCT)
    both.write(Kind.PRODUCT_LINKS, ProductLinks("p", (ProductLink(ProductLinkKind.WORKS_WITH, "z"),)))
    assert both.write(Kind.PRODUCT, replace(PRODUCT, layer=Layer.B, available_in=None, links=())) == Tally(changed=1)
    drawn = graph.rows("MATCH (:Product {id: 'p'})-[r]->(b) RETURN type(r) AS type, coalesce(b.id, b.code) AS b")
    assert sorted((row["type"], row["b"]) for row in drawn) == [
        ("AT_LAYER", "B"),
        ("STATED_BY", "source:d:1"),
        ("STATED_BY", "source:d:1"),
        ("WORKS_WITH", "z"),
    ]
    assert both.held(Kind.PRODUCT, "p")["p"].available_in is None
    requires = "MATCH (q:Requirement) RETURN count(q) AS found"
    opportunity = dict(ONE_OF_EACH)[Kind.OPPORTUNITY]
    assert isinstance(opportunity, Opportunity)
    both.write(Kind.OPPORTUNITY, opportunity)
    both.write(Kind.OPPORTUNITY, replace(opportunity, requirements=opportunity.requirements[:1]))
    assert graph.rows(requires) == [{"found": 1}]


def test_a_changed_text_leaves_the_native_index(both: Both, graph: Graph) -> None:
    both.write(Kind.PRODUCT, PRODUCT)
    indexed = "MATCH (p:Product) WHERE p.vector IS NOT NULL RETURN count(p) AS found"
    graph.run("MATCH (p:Product {id: 'p'}) SET p.vector = $vector, p.vector_model = 'm'", vector=[0.5] * 384)
    both.write(Kind.PRODUCT, replace(PRODUCT, component="server"))
    assert graph.rows(indexed) == [{"found": 1}]
    both.write(Kind.PRODUCT, replace(PRODUCT, description="Sixteen accelerators"))
    assert graph.rows(indexed) == [{"found": 0}]


def test_a_newer_copy_in_the_same_words_moves_the_source_only(both: Both, graph: Graph) -> None:
    both.write(Kind.COMPANY, COMPANY)
    both.begin(source("d", 2))
    newer = replace(COMPANY, sources=(SourceRef("source:d:2", "row 9"),))
    assert both.write(Kind.COMPANY, newer) == Tally(unchanged=1)
    assert both.held(Kind.COMPANY, "a") == {"a": newer}
    both.begin(source("d", 1))
    assert both.write(Kind.COMPANY, COMPANY) == Tally(unchanged=1)
    rows = graph.rows(
        "MATCH (:Company {id: 'a'})-[r:STATED_BY]->(s) RETURN s.id AS source, r.locator AS at ORDER BY at"
    )
    assert rows == [{"source": "source:d:1", "at": "row 1"}, {"source": "source:d:2", "at": "row 9"}]


def test_stubs_never_overwrite_and_real_records_do(both: Both) -> None:
    stub = CompanyStub(Company("a", "acme?", basis=Basis.ILLUSTRATIVE, sources=(REF,)))
    assert both.write(Kind.COMPANY_STUB, stub) == Tally(new=1)
    assert both.write(Kind.COMPANY_STUB, stub) == Tally(unchanged=1)
    assert both.held(Kind.COMPANY, "a")["a"].name == "acme?"
    assert both.write(Kind.COMPANY, COMPANY) == Tally(changed=1)
    assert both.write(Kind.COMPANY_STUB, stub) == Tally(unchanged=1)
    assert both.held(Kind.COMPANY, "a") == {"a": COMPANY}


def test_a_merge_outlives_the_rewriting_of_its_company(both: Both, graph: Graph) -> None:
    both.write(Kind.COMPANY, COMPANY)
    graph.run("MATCH (c:Company {id: 'a'}) SET c.merged_into = 'b'")
    both.graph.write(Kind.COMPANY, [replace(COMPANY, name="Acme Inc.")])
    both.graph.write(Kind.COMPANY_STUB, [CompanyStub(COMPANY)])
    assert both.graph.held(Kind.COMPANY, ["a"])["a"] == replace(COMPANY, name="Acme Inc.", merged_into="b")


def test_links_are_added_and_said_anew(both: Both) -> None:
    both.write(Kind.COMPANY, replace(COMPANY, owned_by=(Holding("b", 0.5),)))
    links = CompanyLinks(
        "a",
        owned_by=(Holding("c", 0.25, DAY, source=REF),),
        controlled_by=(Control("c", "board"),),
        teamed_with=(JointAward("d", REF),),
    )
    assert both.write(Kind.COMPANY_LINKS, links) == Tally(new=3)
    assert both.write(Kind.COMPANY_LINKS, links) == Tally(unchanged=3)
    ended = CompanyLinks("a", owned_by=(Holding("c", 0.25, DAY, date(2026, 7, 1), source=REF),))
    assert both.write(Kind.COMPANY_LINKS, ended) == Tally(changed=1)
    held = both.held(Kind.COMPANY, "a")["a"]
    assert held.owned_by == (Holding("b", 0.5), ended.owned_by[0])
    assert (held.controlled_by, held.teamed_with) == (links.controlled_by, links.teamed_with)
    assert both.write(Kind.COMPANY, COMPANY) == Tally(changed=1)
    assert both.held(Kind.COMPANY, "a")["a"].owned_by == ended.owned_by


def test_links_of_a_company_that_comes_later_are_kept(both: Both) -> None:
    both.write(Kind.COMPANY_LINKS, CompanyLinks("a", controlled_by=(Control("c", "board"),)))
    assert both.held(Kind.COMPANY, "a") == {}
    assert both.live() == set()
    assert both.write(Kind.COMPANY, COMPANY) == Tally(new=1)
    assert both.held(Kind.COMPANY, "a")["a"].controlled_by == (Control("c", "board"),)


def test_a_withdrawn_link_is_closed_with_its_day_and_open_again_when_stated_again(both: Both, graph: Graph) -> None:
    both.write(Kind.COMPANY, replace(COMPANY, owned_by=None))
    links = CompanyLinks("a", owned_by=(Holding("c", 0.25, source=REF),), controlled_by=(Control("c", "board"),))
    both.write(Kind.COMPANY_LINKS, links)
    before = CatalogueReader(graph).read()
    share, board = "OWNED_BY|c", "CONTROLLED_BY|c|board"
    assert both.live_links() == {(Kind.COMPANY_LINKS, "a", share), (Kind.COMPANY_LINKS, "a", board)}
    assert both.withdraw_links(Kind.COMPANY_LINKS, ("a", share)) == 1
    assert both.withdraw_links(Kind.COMPANY_LINKS, ("a", share)) == 0
    held = both.held(Kind.COMPANY, "a")["a"]
    assert (held.owned_by, held.controlled_by) == (None, links.controlled_by)  # not known: not "nobody"
    assert CatalogueReader(graph).refresh(before).companies["a"] == held
    day_before = CatalogueReader(graph).read(as_of=date(2026, 5, 31)).companies["a"]
    assert day_before.owned_by == links.owned_by
    assert graph.rows("MATCH (:Company {id: 'a'})-[r:OWNED_BY|CONTROLLED_BY]->() RETURN type(r) AS kind") == [
        {"kind": "CONTROLLED_BY"}
    ]
    assert both.write(Kind.COMPANY_LINKS, links) == Tally(changed=1, unchanged=1)
    assert both.held(Kind.COMPANY, "a")["a"].owned_by == links.owned_by
    assert graph.rows("MATCH (:Company {id: 'a'})-[r:OWNED_BY]->(o) RETURN o.id AS id") == [{"id": "c"}]


def test_a_link_that_another_dataset_states_stays(both: Both, graph: Graph) -> None:
    both.write(Kind.PRODUCT, PRODUCT)
    links = ProductLinks("p", (ProductLink(ProductLinkKind.WORKS_WITH, "r", REF),))
    both.write(Kind.PRODUCT_LINKS, links)
    both.begin(source("e"))
    version = GraphStore(graph).version()
    assert both.write(Kind.PRODUCT_LINKS, links) == Tally(unchanged=1)
    assert GraphStore(graph).version() == version  # who states a link is no fact
    assert both.live_links("d") == both.live_links("e") == {(Kind.PRODUCT_LINKS, "p", "WORKS_WITH|r")}
    assert both.withdraw_links(Kind.PRODUCT_LINKS, ("p", "WORKS_WITH|r"), dataset="d") == 0
    assert (both.live_links("d"), GraphStore(graph).version()) == (set(), version)
    assert both.withdraw_links(Kind.PRODUCT_LINKS, ("p", "WORKS_WITH|r"), dataset="e") == 1
    assert both.held(Kind.PRODUCT, "p") == {"p": PRODUCT}


def test_a_link_of_an_earlier_program_belongs_to_the_dataset_of_its_source(both: Both, graph: Graph) -> None:
    both.write(Kind.PRODUCT, PRODUCT)
    both.write(Kind.PRODUCT_LINKS, ProductLinks("p", (ProductLink(ProductLinkKind.WORKS_WITH, "r", REF),)))
    said = graph.rows("MATCH (p:Product {id: 'p'}) RETURN p.linked_links AS text")[0]["text"]
    old = json.dumps([{key: value for key, value in one.items() if key != "datasets"} for one in json.loads(said)])
    graph.run("MATCH (p:Product {id: 'p'}) SET p.linked_links = $text", text=old)
    assert both.live_links() == {(Kind.PRODUCT_LINKS, "p", "WORKS_WITH|r")}
    assert both.withdraw_links(Kind.PRODUCT_LINKS, ("p", "WORKS_WITH|r")) == 1


def test_withdrawn_is_closed_with_its_day_and_open_again_when_stated_again(both: Both, graph: Graph) -> None:
    both.write(Kind.PRODUCT, PRODUCT)
    both.write(Kind.SCREENED_PARTY, ScreenedParty("x", "EL", "1", "X", sources=(REF,)))
    assert both.withdraw(Kind.PRODUCT, "p") == 1
    assert both.withdraw(Kind.SCREENED_PARTY, "x") == 1
    assert both.held(Kind.PRODUCT, "p")["p"].status is Availability.WITHDRAWN
    assert both.held(Kind.SCREENED_PARTY, "x")["x"].removed_on == DAY
    assert both.live() == set()
    assert GraphStore(graph).parties() == [ScreenedParty("x", "EL", "1", "X", removed_on=DAY, sources=(REF,))]
    assert both.write(Kind.PRODUCT, PRODUCT) == Tally(changed=1)
    assert both.held(Kind.PRODUCT, "p") == {"p": PRODUCT}


def test_what_another_dataset_states_stays_open(both: Both) -> None:
    both.write(Kind.COMPANY, COMPANY)
    both.begin(source("e"))
    both.write(Kind.COMPANY_STUB, CompanyStub(COMPANY))
    assert both.live("e") == both.live("d") == {(Kind.COMPANY, "a")}
    assert both.withdraw(Kind.COMPANY, "a", dataset="d") == 0
    assert both.live("e") == {(Kind.COMPANY, "a")}
    assert both.withdraw(Kind.COMPANY, "a", dataset="e") == 1
    assert both.live("d") == both.live("e") == set()
    assert both.write(Kind.COMPANY_STUB, CompanyStub(COMPANY)) == Tally(changed=1)


def test_runs_and_sources_are_kept(both: Both) -> None:
    run = IngestRun("run:1", "source:d:1", "catalogue", "a.csv", "ab", "2026-06-01T00:00:00Z")
    for one in (run, replace(run, outcome="complete", read=5, seconds=0.25, date_of_facts=DAY)):
        both.memory.record_run(one)
        both.graph.record_run(one)
        assert both.graph.runs() == both.memory.runs() == [one]
    assert both.graph.sources() == both.memory.sources() == [source("d")]


def test_the_version_moves_with_changes_only(both: Both, graph: Graph) -> None:
    store = GraphStore(graph)
    seen = [store.version()]

    def moved() -> bool:
        seen.append(store.version())
        return seen[-1] > seen[-2]

    both.begin(source("d"))
    assert not moved()
    both.write(Kind.COMPANY, COMPANY)
    assert moved()
    both.write(Kind.COMPANY, COMPANY)
    both.write(Kind.COMPANY_STUB, CompanyStub(COMPANY))
    both.graph.record_run(IngestRun("run:1", "source:d:1", "catalogue", "a.csv", "ab", "2026"))
    assert not moved()
    both.write(Kind.COMPANY_LINKS, CompanyLinks("a", controlled_by=(Control("c", "board"),)))
    assert moved()
    both.write(Kind.COMPANY_LINKS, CompanyLinks("a", controlled_by=(Control("c", "board"),)))
    assert not moved()
    both.withdraw(Kind.COMPANY, "a")
    assert moved()
    both.begin(source("e"))
    assert moved()


def test_a_batch_is_written_whole_or_not_at_all(both: Both, graph: Graph) -> None:
    bad = replace(COMPANY, id="b", name={"no": "property"})  # type: ignore[arg-type]  # no engine can hold it
    before = GraphStore(graph).version()
    with pytest.raises(Exception, match=r".+"):
        both.graph.write(Kind.COMPANY, [COMPANY, bad])
    assert both.graph.held(Kind.COMPANY, ["a", "b"]) == {}
    assert GraphStore(graph).version() == before


def test_writers_at_once_lose_and_double_nothing(graph: Graph) -> None:
    """Each thread writes the same companies and links of its own to one of them."""
    companies = [replace(COMPANY, id=f"c{n}") for n in range(20)]
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            sink = GraphSink(GraphStore(graph))
            sink.begin(source(f"d{number}"))
            sink.write(Kind.COMPANY, companies)
            for n in range(3):
                sink.write(Kind.COMPANY_LINKS, [CompanyLinks("c0", owned_by=(Holding(f"o{number}{n}", None),))])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    store = GraphStore(graph)
    assert sorted(store.companies()) == sorted(one.id for one in companies)
    assert {one.owner for one in store.company("c0").owned_by or ()} == {f"o{t}{n}" for t in range(3) for n in range(3)}
    assert all(set(store.live(f"d{n}")) == {(Company, one.id) for one in companies} for n in range(3))


@st.composite
def _steps(draw: st.DrawFn) -> list[tuple[str, Any]]:
    ids = st.sampled_from(["a", "b", "c"])
    company = st.builds(
        Company,
        ids,
        st.sampled_from(["A", "B"]),
        based_in=st.sampled_from([None, "US"]),
        owned_by=st.sampled_from([None, (), (Holding("a", 0.5),)]),
        sources=st.just((REF,)),
    )
    product = st.builds(
        Product, ids, st.sampled_from(["P", "Q"]), ids, st.sampled_from(list(Layer)), sources=st.just((REF,))
    )
    step = st.one_of(
        st.tuples(st.just("company"), st.lists(company, min_size=1, max_size=3, unique_by=lambda one: one.id)),
        st.tuples(st.just("product"), st.lists(product, min_size=1, max_size=3, unique_by=lambda one: one.id)),
        st.tuples(st.just("stub"), st.lists(company, min_size=1, max_size=3, unique_by=lambda one: one.id)),
        st.tuples(
            st.just("links"),
            st.builds(CompanyLinks, ids, st.tuples(st.builds(Holding, ids, st.sampled_from([None, 0.5])))),
        ),
        st.tuples(st.just("begin"), st.sampled_from(["d", "e"])),
        st.tuples(st.just("withdraw"), ids),
        st.tuples(st.just("unlink"), ids),
    )
    return draw(st.lists(step, max_size=8))


@given(_steps())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_both_sinks_agree(graph: Graph, steps: Sequence[tuple[str, Any]]) -> None:
    empty(graph)
    both = Both(graph)
    dataset = "d"
    both.begin(source(dataset))
    for what, value in steps:
        if what == "company":
            both.write(Kind.COMPANY, *value)
        elif what == "product":
            both.write(Kind.PRODUCT, *value)
        elif what == "stub":
            both.write(Kind.COMPANY_STUB, *[CompanyStub(one) for one in value])
        elif what == "links":
            both.write(Kind.COMPANY_LINKS, value)
        elif what == "begin":
            dataset = value
            both.begin(source(dataset))
        elif what == "unlink":
            for kind, node, link in both.live_links(dataset):
                if node == value:
                    both.withdraw_links(kind, (node, link), dataset=dataset)
        else:
            for kind, key in both.live(dataset):
                if key == value:
                    both.withdraw(kind, key, dataset=dataset)
    both.held(Kind.COMPANY, "a", "b", "c")
    both.held(Kind.PRODUCT, "a", "b", "c")
    both.live("d")
    both.live("e")
    both.live_links("d")
    both.live_links("e")
