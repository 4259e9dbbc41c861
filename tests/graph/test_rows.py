from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from graph.model import (
    Availability,
    Company,
    Holding,
    IngestRun,
    JointAward,
    Layer,
    Market,
    MarketKind,
    Membership,
    Product,
    ProductLink,
    ProductLinkKind,
    ScreenedParty,
    Source,
    SourceRef,
)
from graph.rows import KINDS, codec_of, edges_of
from graph.rows.kinds import LINKED, WITHDRAWN_ON
from graph.rows.links import HeldLink, add_links, read_links, without_claim, write_links

_spec = importlib.util.spec_from_file_location("graph_strategies", Path(__file__).with_name("strategies.py"))
assert _spec is not None
assert _spec.loader is not None
strategies = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(strategies)


def _flat(value: Any) -> bool:
    """What a property of Neo4j can hold."""
    if isinstance(value, list):
        return len({type(one) for one in value}) <= 1 and all(isinstance(one, str | float | int) for one in value)
    return value is None or isinstance(value, str | float | int | bool)


@given(strategies.entities())
@settings(max_examples=300, deadline=None)
def test_every_fact_comes_back_as_it_was(entity: Any) -> None:
    kind = KINDS[type(entity)]
    row = kind.codec.encode(entity)
    assert all(_flat(value) for value in row.values())
    back = kind.codec.decode({key: value for key, value in row.items() if value is not None})
    expected = replace(entity, merged_into=None) if isinstance(entity, Company) else entity
    assert back == expected


@given(strategies.of(IngestRun), strategies.of(Source))
@settings(max_examples=50, deadline=None)
def test_runs_and_sources_come_back(run: IngestRun, source: Source) -> None:
    assert codec_of(IngestRun).decode(codec_of(IngestRun).encode(run)) == run
    assert codec_of(Source).decode(codec_of(Source).encode(source)) == source


def test_nobody_is_not_unknown() -> None:
    codec = KINDS[Company].codec
    assert codec.encode(Company("a", "A"))["owned_by"] is None
    assert codec.decode(codec.encode(Company("a", "A", owned_by=()))).owned_by == ()
    assert KINDS[Product].codec.encode(Product("p", "P", "a", Layer.A, available_in=()))["available_in"] == []


def test_a_property_that_older_nodes_lack_has_its_default() -> None:
    product = KINDS[Product].codec.decode({"id": "p", "name": "P", "company": "a", "layer": "B"})
    assert product == Product("p", "P", "a", Layer.B)


def _read(entity: Any, as_of: date | None = None, **more: Any) -> Any:
    kind = KINDS[type(entity)]
    row = {**kind.codec.encode(entity), **more}
    return kind.reader(as_of=as_of)([row.get(name) for name in kind.columns])


def test_what_was_withdrawn_says_so_from_that_day_on() -> None:
    product = Product("p", "P", "a", Layer.A)
    assert _read(product, withdrawn_on="2026-05-01").status is Availability.WITHDRAWN
    assert _read(product, as_of=date(2026, 4, 30), withdrawn_on="2026-05-01") == product
    assert _read(product, as_of=date(2026, 5, 1), withdrawn_on="2026-05-01").status is Availability.WITHDRAWN
    assert _read(ScreenedParty("x", "EL", "1", "X"), withdrawn_on="2026-05-01").removed_on == date(2026, 5, 1)


def test_links_of_other_records_join_those_of_the_own() -> None:
    company = Company("a", "A", owned_by=(Holding("b", 0.5, source=SourceRef("source:d:1", "1")),))
    added = '[{"owner":"c","share":0.25},{"owner":"b","share":0.5}]'
    assert _read(company, linked_owned_by=added).owned_by == (*(company.owned_by or ()), Holding("c", 0.25))
    assert _read(Company("a", "A"), linked_owned_by='[{"owner":"c","share":null}]').owned_by == (Holding("c", None),)


def test_the_columns_end_with_what_the_reader_expects() -> None:
    for kind in KINDS.values():
        assert kind.columns[len(kind.codec.columns)] == WITHDRAWN_ON
        assert kind.columns[len(kind.codec.columns) + 1 :] == tuple(LINKED.get(kind.label, ()))


def test_edges_are_those_of_the_graph_model() -> None:
    ref = SourceRef("source:d:1", "row 1")
    product = Product(
        "p", "P", "a", Layer.A, available_in=("KE",), links=(ProductLink(ProductLinkKind.BUILT_ON, "q", ref),)
    )
    assert [(e.of, e.start, e.end, e.properties) for e in edges_of(product)] == [
        (("AVAILABLE_IN", "Product", "Market"), "p", "KE", {}),
        (("BUILT_ON", "Product", "Product"), "p", "q", {"source": "source:d:1", "locator": "row 1"}),
    ]
    bloc = Market(
        "eac", MarketKind.BLOC, "EAC", countries=("KE", "UG"), memberships=(Membership("KE", date(2000, 7, 7)),)
    )
    assert [(e.start, e.end, e.properties) for e in edges_of(bloc)] == [
        ("KE", "eac", {"since": "2000-07-07"}),
        ("UG", "eac", {}),
    ]
    assert list(edges_of(Market("KE", MarketKind.COUNTRY, "Kenya", countries=("KE",)))) == []


@pytest.mark.parametrize(
    ("stated", "counts"),
    [
        (Holding("b", 0.5, source=SourceRef("source:d:2", "1")), (0, 0, 1, 1)),
        (Holding("b", 0.6, source=SourceRef("source:d:1", "1")), (0, 1, 0, 0)),
        (Holding("b", 0.5, since=date(2026, 1, 1)), (0, 1, 0, 0)),
        (Holding("c", 0.5), (1, 0, 0, 0)),
    ],
)
def test_a_link_stated_again_is_the_same_link(stated: Holding, counts: tuple[int, int, int, int]) -> None:
    held = (HeldLink(Holding("b", 0.5, source=SourceRef("source:d:1", "1")), ("d",)),)
    added = add_links(held, [stated], "d")
    assert (added.new, added.changed, added.unchanged, added.moved) == counts
    assert HeldLink(stated, ("d",)) in added.links
    assert added.noted == 0


def test_each_joint_award_is_kept_and_none_twice() -> None:
    first = JointAward("b", SourceRef("source:ted:1", "notice 1"))
    again = JointAward("b", SourceRef("source:ted:2", "notice 1"))
    second = JointAward("b", SourceRef("source:ted:2", "notice 2"))
    added = add_links((HeldLink(first, ("ted",)),), [again, second], "ted")
    assert ([one.link for one in added.links], added.new, added.unchanged) == ([again, second], 1, 1)


def test_a_link_stays_until_the_last_dataset_takes_it_back() -> None:
    link = Holding("b", 0.5, source=SourceRef("source:d:1", "1"))
    (held,) = add_links(add_links((), [link], "d").links, [link], "e").links
    assert held.claims == ("d", "e")
    held = without_claim(held, frozenset({"d"}), date(2026, 6, 1))
    assert (held.claims, held.in_force()) == (("e",), True)
    assert without_claim(held, frozenset({"d"}), date(2026, 6, 1)) is held
    held = without_claim(held, frozenset({"e"}), date(2026, 6, 2))
    assert (held.in_force(), held.in_force(date(2026, 6, 1)), held.in_force(date(2026, 6, 2))) == (False, True, False)
    assert without_claim(held, frozenset({"e"}), date(2026, 7, 1)) is held
    added = add_links((held,), [link], "f")
    assert (added.links, added.changed) == ((HeldLink(link, ("f",)),), 1)


def test_links_are_text_and_back_those_of_earlier_programs_too() -> None:
    links = (
        HeldLink(Holding("b", 0.5, source=SourceRef("source:d:1", "1")), ("d", "e")),
        HeldLink(Holding("c", None), ("d",), date(2026, 6, 1)),
    )
    assert read_links(tuple[Holding, ...], write_links(links)) == links
    assert (write_links(()), read_links(tuple[Holding, ...], None)) == (None, ())
    old = '[{"owner":"b","share":0.5,"source":{"source_id":"source:d:1","locator":"1"}},{"owner":"c","share":null}]'
    assert [one.claims for one in read_links(tuple[Holding, ...], old)] == [("source:d:1",), ()]
