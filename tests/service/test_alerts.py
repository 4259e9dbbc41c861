"""Alerts say what is new, once, to whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from graph.catalogue import Catalogue
from graph.errors import NotFound
from graph.model import Company, Layer, Market, MarketKind, Opportunity, Product, ScreeningList, Source
from graph.model.package import Package, PackageKind, PackageProduct, PackageScope, PackageStatus
from graph.records import MemoryRecords
from service.alerts import STAFF, AlertKind, Alerts
from service.saved_searches import SavedSearches, SearchTerms

KENYA = Market("KE", MarketKind.COUNTRY, "Kenya", countries=("KE",))
VIETNAM = Market("VN", MarketKind.COUNTRY, "Viet Nam", countries=("VN",))
OLD = Opportunity("o1", "Hospital beds", countries=("KE",))
NEW = Opportunity("o2", "Hospital software", countries=("KE",))
SOURCE = Source("s1", "fedramp", "", "", "2026-01-01", "a", max_age_days=30)
PRODUCT = Product("p1", "Portal", "c1", Layer.E)


class World:
    """A program whose catalogue and day can be moved."""

    def __init__(self) -> None:
        self.records = MemoryRecords()
        self.catalogue = Catalogue(
            1, {"c1": Company("c1", "C")}, {"p1": PRODUCT}, {"KE": KENYA, "VN": VIETNAM}, {"o1": OLD}, {"s1": SOURCE}
        )
        self.day = date(2026, 1, 2)
        self.packages: list[Package] = []
        self.lists = [ScreeningList("EL", "Entity List", "BIS", sha256="1")]
        self.fits: Mapping[str, Mapping[str, float]] = {}
        self.alerts = Alerts(
            self,  # type: ignore[arg-type]
            self.records,
            lambda: self.packages,
            lambda: self.lists,
            lambda: "2026-01-02T00:00:00+00:00",
        )

    def snapshot(self) -> Any:
        return SimpleNamespace(catalogue=self.catalogue, version=self.catalogue.version)

    def today(self) -> date:
        return self.day

    def arrive(self, *fresh: Opportunity) -> None:
        held = {**self.catalogue.opportunities, **{one.id: one for one in fresh}}
        self.catalogue = replace(self.catalogue, version=self.catalogue.version + 1, opportunities=held)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    # How a notice is understood is held by the tests of matching; here only what follows from it matters.
    monkeypatch.setattr(
        "service.demand.demand_of", lambda app, snapshot, one: SimpleNamespace(fits=made.fits.get(one.id, {}))
    )
    return made


def test_the_first_look_tells_nothing(world: World) -> None:
    SavedSearches(world.records).create("me", SearchTerms("all"))
    assert world.alerts.due()
    assert world.alerts.look() == 0
    assert not world.alerts.due()


def test_a_search_hears_of_new_notices_it_asks_for_and_of_no_others(world: World) -> None:
    searches = SavedSearches(world.records)
    mine = searches.create("me", SearchTerms("Kenya", "hospital", "Kenya"))
    searches.create("other", SearchTerms("Viet Nam", market="VN"))
    searches.create("third", SearchTerms("words", "tractor"))
    world.alerts.look()
    world.arrive(NEW)
    assert world.alerts.look() == 1
    [alert] = world.alerts.page(["me"], None, 10)
    assert (alert.kind, alert.subject, alert.related) == (AlertKind.NEW_OPPORTUNITY, "o2", mine.id)
    assert world.alerts.page(["other", "third", STAFF], None, 10) == []


def test_a_look_that_was_cut_short_tells_nothing_twice(world: World) -> None:
    SavedSearches(world.records).create("me", SearchTerms("all"))
    world.alerts.look()
    before = world.records.get("alert_state", "state")
    assert before is not None
    world.arrive(NEW)
    assert world.alerts.look() == 1
    world.records.put("alert_state", "state", before.body)  # as if the process had died before it was written
    assert world.alerts.look() == 0
    assert len(world.alerts.page(["me"], None, 10)) == 1


def package(**changes: Any) -> Package:
    made = Package(
        "package:1", PackageKind.STANDING, PackageScope.COUNTRY, "Pilot", "c1",
        products=(PackageProduct("p1"),), markets=("KE",), status=PackageStatus.PROPOSED,
    )  # fmt: skip
    return replace(made, **changes)


def test_officers_and_the_leading_company_hear_of_demand_that_a_package_fits(world: World) -> None:
    world.packages = [package()]
    world.fits = {"o2": {"p1": 0.8}}
    world.alerts.look()
    world.arrive(NEW)
    assert world.alerts.look() == 2
    for audience in (STAFF, "company:c1"):
        [alert] = world.alerts.page([audience], None, 10)
        assert (alert.kind, alert.subject, alert.related) == (AlertKind.PACKAGE_FITS, "o2", "package:1")
        assert "Portal" in alert.message


@pytest.mark.parametrize(
    "changes",
    [
        {"markets": ("VN",)},
        {"status": PackageStatus.DRAFT},
        {"status": PackageStatus.WITHDRAWN},
        {"valid_to": date(2026, 1, 1)},
        {"products": ()},
    ],
)
def test_no_alert_for_a_package_that_is_not_on_offer_there(world: World, changes: dict[str, Any]) -> None:
    world.packages = [package(**changes)]
    world.fits = {"o2": {"p1": 0.8}}
    world.alerts.look()
    world.arrive(NEW)
    assert world.alerts.look() == 0


def test_a_source_goes_stale_with_the_day_alone(world: World) -> None:
    world.alerts.look()
    world.day = date(2026, 2, 1)
    assert world.alerts.due()
    assert world.alerts.look() == 1
    [alert] = world.alerts.page([STAFF], None, 10)
    assert (alert.kind, alert.subject) == (AlertKind.FACTS_STALE, "s1")
    assert world.alerts.look() == 0


def test_each_new_copy_of_a_list_is_told_once(world: World) -> None:
    world.alerts.look()
    for sha256 in ("2", "2", "3"):
        world.lists = [replace(world.lists[0], sha256=sha256)]
        world.alerts.look()
    kinds = [one.kind for one in world.alerts.page([STAFF], None, 10)]
    assert kinds == [AlertKind.LIST_CHANGED, AlertKind.LIST_CHANGED]


def test_seen_is_each_readers_own(world: World) -> None:
    world.alerts.look()
    world.lists = [replace(world.lists[0], sha256="2")]
    world.alerts.look()
    [alert] = world.alerts.page([STAFF], None, 10)
    assert world.alerts.seen(alert.id, [STAFF], "ada").seen_by == ("ada",)
    assert world.alerts.seen(alert.id, [STAFF], "bo").seen_by == ("ada", "bo")
    assert world.alerts.seen(alert.id, [STAFF], "ada").seen_by == ("ada", "bo")
    with pytest.raises(NotFound):
        world.alerts.seen(alert.id, ["company:c1"], "c")


def test_pages_over_several_audiences_are_one_list(world: World) -> None:
    searches = SavedSearches(world.records)
    for number in range(5):
        searches.create("me", SearchTerms(f"s{number}"))
    world.packages = [package()]
    world.fits = {"o2": {"p1": 0.8}}
    world.alerts.look()
    world.arrive(NEW)
    assert world.alerts.look() == 7
    seen, after = [], None
    while page := world.alerts.page(["me", STAFF], after, 2):
        seen += [one.id for one in page]
        after = page[-1].id
    assert len(seen) == 6
    assert seen == sorted(set(seen))
