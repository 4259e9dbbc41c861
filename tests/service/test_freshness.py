"""Facts too old to count are not known, and are named."""

from __future__ import annotations

from datetime import date

import pytest

from graph.catalogue import Catalogue
from graph.model import Company, Control, Holding, IngestRun, Layer, Product, Source, SourceRef
from service.freshness import stale_since, without_stale
from service.sources import source_states

TODAY = date(2026, 6, 1)
OLD = Source("source:old:1", "old", "", "", "2025-01-01", "a" * 64, max_age_days=365)
NEW = Source("source:new:1", "new", "", "", "2026-05-01", "b" * 64, max_age_days=365)
AGELESS = Source("source:codes:1", "codes", "", "", "1999-01-01", "c" * 64)
MADE_UP = Source("source:made-up:1", "made-up", "", "", "2020-01-01", "d" * 64, illustrative=True, max_age_days=1)


def _ref(source: Source) -> SourceRef:
    return SourceRef(source.id, "row 1")


def _catalogue(*things: Company | Product) -> Catalogue:
    return Catalogue(
        version=1,
        companies={one.id: one for one in things if isinstance(one, Company)},
        products={one.id: one for one in things if isinstance(one, Product)},
        sources={one.id: one for one in (OLD, NEW, AGELESS, MADE_UP)},
    )


def _company(*sources: Source, **facts: object) -> Company:
    return Company("c", "Acme", incorporated_in="US", based_in="US", sources=tuple(map(_ref, sources)), **facts)


def test_a_copy_of_unknown_date_is_always_too_old() -> None:
    assert stale_since(Source("s", "s", "", "", "some day", "a", max_age_days=5)) == date.min


def test_the_last_day_counts_and_the_next_does_not() -> None:
    assert stale_since(OLD) == date(2026, 1, 2)
    company = _company(OLD)
    fresh, none = without_stale(_catalogue(company), date(2026, 1, 1))
    assert (fresh.companies["c"], none) == (company, ())
    assert without_stale(_catalogue(company), date(2026, 1, 2))[0].companies["c"].based_in is None


def test_stale_facts_are_not_known_and_listed() -> None:
    blanked, stale = without_stale(_catalogue(_company(OLD, lei="L", small_business=True)), TODAY)
    company = blanked.companies["c"]
    assert (company.incorporated_in, company.based_in, company.small_business) == (None, None, None)
    assert (company.name, company.lei) == ("Acme", "L")
    assert [(one.subject, one.field, one.value) for one in stale] == [
        ("c", "incorporated_in", "US"), ("c", "based_in", "US"), ("c", "small_business", "True"),
    ]  # fmt: skip
    assert {(one.source, one.retrieved_at, one.since) for one in stale} == {(OLD.id, "2025-01-01", date(2026, 1, 2))}


@pytest.mark.parametrize("sources", [(NEW,), (OLD, NEW), (AGELESS,), (MADE_UP,), ()])
def test_facts_that_one_source_still_states_stay(sources: tuple[Source, ...]) -> None:
    company = _company(*sources)
    blanked, stale = without_stale(_catalogue(company), TODAY)
    assert (blanked.companies["c"], stale) == (company, ())


def test_one_stale_owner_makes_the_owners_unknown_and_not_fewer() -> None:
    owners = (Holding("good", 0.4, source=_ref(NEW)), Holding("bad", 0.6, source=_ref(OLD)))
    blanked, stale = without_stale(_catalogue(_company(NEW, owned_by=owners)), TODAY)
    assert blanked.companies["c"].owned_by is None
    assert blanked.companies["c"].based_in == "US"
    assert [(one.field, one.value) for one in stale] == [("owned_by", "good, bad")]


def test_owners_that_a_newer_source_states_outlive_the_company_record() -> None:
    company = _company(OLD, controlled_by=(Control("parent", source=_ref(NEW)),), owned_by=())
    blanked, stale = without_stale(_catalogue(company), TODAY)
    assert blanked.companies["c"].controlled_by == company.controlled_by
    assert blanked.companies["c"].owned_by is None
    assert "controlled_by" not in {one.field for one in stale}


def test_products_lose_what_rules_rest_on_and_keep_what_they_are() -> None:
    product = Product(
        "p", "Server", "c", Layer.A, "eight GPUs", certifications=("FIPS 140-3",), unit_value=5.0,
        us_value_share=(0.6, 0.7), available_in=("KE",), eccn="4A994", open_weight=False, sources=(_ref(OLD),),
    )  # fmt: skip
    blanked, stale = without_stale(_catalogue(product), TODAY)
    found = blanked.products["p"]
    assert (found.unit_value, found.us_value_share, found.available_in) == (None, None, None)
    assert (found.eccn, found.open_weight) == (None, None)
    assert (found.layer, found.certifications, found.description) == (Layer.A, ("FIPS 140-3",), "eight GPUs")
    assert len(stale) == 5


def test_a_catalogue_without_stale_facts_is_the_same_object() -> None:
    catalogue = _catalogue(_company(NEW))
    assert without_stale(catalogue, TODAY)[0] is catalogue


class _Reader:
    def sources(self) -> list[Source]:
        newer = Source("source:old:2", "old", "", "", "2025-07-01", "e" * 64, max_age_days=365)
        return [OLD, newer, AGELESS, MADE_UP, Source("source:odd:1", "odd", "", "", "unknown", "f" * 64)]

    def runs(self) -> list[IngestRun]:
        run = {"reader": "r", "file": "f", "sha256": "x", "outcome": "complete"}
        return [
            IngestRun("1", "source:old:2", started="2026-01-01", read=5, quarantined=1, **run),
            IngestRun("2", "source:old:2", started="2026-02-01", read=7, quarantined=2, **run),
            IngestRun("3", OLD.id, started="2025-02-01", read=3, **run),
        ]


def test_sources_show_the_newest_copy_its_age_and_its_last_run() -> None:
    states = {one.source.dataset: one for one in source_states(_Reader(), TODAY)}
    old = states["old"]
    assert (old.source.id, old.age_days, old.stale, old.copies) == ("source:old:2", 335, False, 2)
    assert old.run is not None
    assert (old.run.id, old.records, old.refused) == ("2", 10, 2)
    assert source_states(_Reader(), date(2026, 7, 2))[3].stale
    assert (states["codes"].stale, states["codes"].stale_since) == (False, None)
    assert states["made-up"].stale is False
    assert states["odd"].age_days is None
