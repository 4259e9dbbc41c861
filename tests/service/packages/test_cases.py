"""Packages over a small real catalogue: made, joined, left, led, decided, judged, found by a buyer, written down."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from docx import Document

from graph.errors import BadInput, Conflict, NotFound
from graph.model.package import Decision, Package, PackageKind, PackageScope, PackageStatus
from matching.rules.findings import Outcome
from matching.rules.standing import Standing
from service.advice import advise
from service.demo import illustrative_companies
from service.dossier.build import build, material_of_package, material_of_team
from service.dossier.files import format_of, render, write
from service.dossier.model import DISCLAIMER
from service.matching import read_needs
from service.packages.cases import Draft, create, join, lead, leave, move, read
from service.packages.evaluate import evaluate
from service.packages.lifecycle import Step
from service.packages.search import search_packages
from service.stores import package_store
from service.teams import TeamWish, compose_teams

AT = "2026-06-15T10:00:00+00:00"
SILICON, CARE = "Example Silicon Systems (illustrative)", "Example Care Applications (illustrative)"
PEARL = "Example Pearl Analytics (illustrative)"
STACK = (
    "Example R8 Training and Inference Server", "Example Pipeline Studio", "Example Cadence Speech Models",
    "Example E1 Edge Inference Box", "Example Model Guard", "Example Clinic Assistant",
)  # fmt: skip

Make = Callable[..., Package]


@pytest.fixture
def make(program: Any) -> Make:
    def made(**changes: Any) -> Package:
        draft = {"title": "Clinics", "kind": PackageKind.STANDING, "anchor": SILICON, "products": STACK,
                 "markets": ("Kenya",)} | changes  # fmt: skip
        return create(package_store(program.app.graph), snapshot(program), Draft(**draft), "Ada", AT)

    return made


def snapshot(program: Any) -> Any:
    return program.app.snapshot(illustrative=True)


def company(program: Any, name: str) -> str:
    return next(key for key, one in snapshot(program).catalogue.companies.items() if one.name == name)


def test_a_package_is_kept_as_it_was_made(program: Any, make: Make) -> None:
    package = make()
    assert read(package_store(program.app.graph), package.id) == package
    assert package.scope is PackageScope.COUNTRY
    assert package.status is PackageStatus.DRAFT
    assert {m.company for m in package.members} >= {company(program, SILICON), company(program, CARE)}
    assert make(markets=("Kenya", "Uganda")).scope is PackageScope.REGIONAL
    assert make(markets=("ASEAN",)).scope is PackageScope.REGIONAL
    assert make(markets=("global",)).scope is PackageScope.GLOBAL


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " "}, BadInput),
        ({"products": ("No such product",)}, NotFound),
        ({"markets": ("Atlantis",)}, NotFound),
        ({"anchor": "Nobody Ltd"}, NotFound),
        ({"opportunity": "ted:nowhere"}, NotFound),
        ({"kind": PackageKind.ON_DEMAND}, BadInput),
    ],
)
def test_a_draft_that_cannot_be_is_refused(make: Make, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        make(**changes)


def test_members_come_lead_and_go(program: Any, make: Make) -> None:
    store, package = package_store(program.app.graph), make()
    joined = join(store, snapshot(program), package.id, PEARL, ("Example Pearl Insight",), "Ada", AT, "analytics")
    assert joined.member(company(program, PEARL)) is not None
    with pytest.raises(BadInput, match="member already"):
        join(store, snapshot(program), package.id, PEARL, (), "Ada", AT)
    with pytest.raises(BadInput, match="is a product of"):
        join(store, snapshot(program), package.id, "Qualys", ("Example Pearl Insight",), "Ada", AT)
    led = lead(store, snapshot(program), package.id, CARE, "Ada", AT)
    assert led.anchor == company(program, CARE)
    with pytest.raises(BadInput, match="anchor cannot leave"):
        leave(store, snapshot(program), package.id, CARE, "Ada", AT, "tired")
    left = leave(store, snapshot(program), package.id, PEARL, "Ada", AT, "barred")
    assert not any("pearl" in one.product for one in left.products)
    assert left.member(company(program, PEARL)).left == date(2026, 6, 15)  # type: ignore[union-attr]
    assert [event.who for event in left.history] == ["Ada"] * 4
    with pytest.raises(BadInput, match="no member"):
        leave(store, snapshot(program), package.id, "Qualys", "Ada", AT, "never came")


def test_what_is_decided_is_no_longer_changed(program: Any, make: Make) -> None:
    store, package = package_store(program.app.graph), make()
    move(store, package.id, Step.PROPOSE, "Ada", AT, "ready")
    decision = Decision(PackageStatus.DECLINED, date(2026, 6, 15), ("Secretary of Commerce",), "in the letter", "Bo")
    decided = move(store, package.id, Step.DECIDE, "Bo", AT, "letter", decision)
    assert decided.status is PackageStatus.DECLINED
    assert read(store, package.id).decision == decision
    with pytest.raises(Conflict):
        join(store, snapshot(program), package.id, PEARL, (), "Ada", AT)


def test_two_who_change_at_once_do_not_overwrite_each_other(program: Any, make: Make) -> None:
    store, package = package_store(program.app.graph), make()
    move(store, package.id, Step.PROPOSE, "Ada", AT, "ready", expected_version=package.version)
    with pytest.raises(Conflict):
        move(store, package.id, Step.WITHDRAW, "Bo", AT, "no", expected_version=package.version)


def test_an_attested_package_is_eligible(program: Any, make: Make) -> None:
    found = evaluate(program.app, make())
    assert found.team.standing is Standing.PRESUMPTION_MET
    assert found.gone == ()
    assert {one.program.id for one in found.support}


def test_a_member_without_a_product_is_judged_like_any_other(program: Any, make: Make) -> None:
    found = evaluate(program.app, make(members=(PEARL,)))
    assert company(program, PEARL) in found.team.members
    assert found.team.standing is Standing.BARRED
    hit = [f for f in found.team.findings if f.subject == company(program, PEARL) and f.outcome.value == "NOT_MET"]
    assert {finding.rule for finding in hit} == {"entity-participants"}


def test_a_barred_destination_is_left_out_of_a_packages_market_and_named(program: Any, make: Make) -> None:
    found = evaluate(program.app, make(markets=("Western Asia",)))
    assert "SY" in snapshot(program).catalogue.markets[found.package.markets[0]].countries
    assert "SY" not in found.problem.market.countries
    assert "SY" not in found.team.coverage
    assert "SY" in {one.subject for one in found.destination if one.outcome is Outcome.NOT_MET}
    assert found.team.standing is not Standing.BARRED, "the other countries of the region are still served"


def test_a_market_of_nothing_but_a_barred_destination_stays_and_bars(program: Any, make: Make) -> None:
    found = evaluate(program.app, make(markets=("Syria",)))
    assert found.problem.market.countries == ("SY",)
    assert {one.subject for one in found.destination if one.outcome is Outcome.NOT_MET} == {"SY"}


def test_a_missing_layer_is_a_gap(program: Any, make: Make) -> None:
    found = evaluate(program.app, make(products=STACK[:-2]))
    assert found.team.standing is Standing.INCOMPLETE
    assert {gap.layer for gap in found.team.gaps if gap.layer} == {"D", "E"}


def test_a_buyer_finds_packages_with_what_they_lack_and_swaps_that_close_it(program: Any, make: Make) -> None:
    store = package_store(program.app.graph)
    package = make(title="For a search", products=STACK[:-1])
    move(store, package.id, Step.PROPOSE, "Ada", AT, "ready")
    needs = read_needs(
        program.app, "Wir brauchen Server mit acht GPUs für unser Rechenzentrum. Wir brauchen ein Patientenportal."
    )
    found = search_packages(program.app, store, needs, "Kenya")
    one = next(fit for fit in found.found if fit.package.id == package.id)
    assert [served.product is None for served in one.served] == [False, True]
    assert one.unserved == ("r2",)
    assert one.evaluation.team.standing is Standing.INCOMPLETE
    assert [swap.closes for swap in one.swaps] == ["r2"]
    fits = [fit.fit for fit in found.found]
    assert fits == sorted(fits, reverse=True)
    elsewhere = search_packages(program.app, store, needs, "Poland")
    assert package.id not in {fit.package.id for fit in elsewhere.found}
    assert elsewhere.elsewhere >= 1
    with pytest.raises(NotFound):
        search_packages(program.app, store, needs, "Atlantis")


def test_drafts_are_offered_only_on_request(program: Any, make: Make) -> None:
    store, package = package_store(program.app.graph), make(title="A draft")
    needs = read_needs(program.app, "Wir brauchen Server mit acht GPUs.")
    assert package.id not in {f.package.id for f in search_packages(program.app, store, needs, "Kenya").found}
    shown = search_packages(program.app, store, needs, "Kenya", drafts=True, limit=50).found
    assert package.id in {f.package.id for f in shown}


def test_dossiers_of_a_package_and_of_a_composed_team_in_every_format(program: Any, make: Make, tmp_path: Any) -> None:
    wish = TeamWish("Kenya", teams=1, illustrative=True, among=illustrative_companies(program.app))
    needs = read_needs(program.app, "Wir brauchen Server mit acht GPUs und Spracherkennung.")
    answer = compose_teams(program.app, needs, wish)
    advice = advise(answer, resilience=True)[0]
    of_team = build(material_of_team(answer, 0, advice=advice), date(2026, 6, 15))
    of_package = build(
        material_of_package(evaluate(program.app, make()), snapshot(program).catalogue), date(2026, 6, 15)
    )
    for dossier in (of_team, of_package):
        assert dossier.illustrative
        assert json.loads(render(dossier, "json"))["disclaimer"] == DISCLAIMER
        assert render(dossier, ".PDF").startswith(b"%PDF-")
        words = {p.text for p in Document(io.BytesIO(render(dossier, "docx"))).paragraphs}
        assert DISCLAIMER in words
        sheets = openpyxl.load_workbook(io.BytesIO(render(dossier, ".xlsx"))).sheetnames
        assert "Dossier" in sheets
        write(dossier, tmp_path / "dossier.pdf")
    assert [p.name for p in tmp_path.iterdir()] == ["dossier.pdf"]
    assert "If a member leaves" in {section.title for section in of_team.sections}
    assert "If a member leaves" not in {section.title for section in of_package.sections}
    assert "History" in {section.title for section in of_package.annex}


def test_a_dossier_that_cannot_be_written_says_so(program: Any, make: Make, tmp_path: Any) -> None:
    with pytest.raises(BadInput, match=r"\.odt"):
        format_of(".odt")
    dossier = build(material_of_package(evaluate(program.app, make()), snapshot(program).catalogue), date(2026, 6, 15))
    with pytest.raises(BadInput, match="cannot be written"):
        write(dossier, tmp_path / "no such folder" / "dossier.json")
    assert list(tmp_path.iterdir()) == []
