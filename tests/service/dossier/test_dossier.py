"""A dossier says what a proposal must contain, or who could supply it, in files that other programs open."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pytest
from docx import Document

from graph.catalogue import Catalogue
from matching.rules.judge import Judge
from matching.teams.content_ways import content_ways
from matching.teams.report import check
from matching.teams.scenario.parse import parse_scenario
from service.dossier.build import Material, build
from service.dossier.docx import as_docx
from service.dossier.model import DISCLAIMER, Dossier, as_json
from service.dossier.pdf import as_pdf
from service.dossier.xlsx import as_xlsx
from service.replay import Replay
from service.rulebooks import country_codes, load_rulebook
from service.support import BuyerKind, load_programs, support_for

ARABIC = "مرحبا بالعالم"
SCENARIO = {
    "as_of": "2026-06-15",
    "companies": [
        {"id": "hw", "name": "Hardware Inc", "incorporated_in": "US", "based_in": "US", "owned_by": [],
         "controlled_by": []},
        {"id": "sw", "name": f"=SUM(A1) {ARABIC}", "incorporated_in": None, "based_in": "US", "owned_by": [],
         "controlled_by": []},
    ],
    "products": [
        {"id": "p-a", "name": "server", "company": "hw", "layer": "A", "available_in": ["KE"], "unit_value": 100,
         "us_value_share": [0.4, 0.7]},
        *({"id": f"p-{x}", "name": f"product {x}", "company": "sw", "layer": x, "available_in": ["KE"]}
          for x in "BCDE"),
    ],
    "market": {"kind": "country", "countries": ["KE"]},
    "requirements": [],
    "fit": [],
    "question": {"check": {"anchor": "hw", "products": ["p-a", "p-B", "p-C", "p-D", "p-E"]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    scenario = parse_scenario(json.dumps(SCENARIO), "scenario.json", load_rulebook(), country_codes())
    problem = scenario.problem
    team = check(problem, "hw", tuple(problem.products))
    support = support_for(
        load_programs(), problem.companies.values(), problem.products.values(), BuyerKind.GOVERNMENT, problem.as_of
    )
    replay = Replay(7, "american-ai-exports test", ("model",), problem.as_of)
    ways = content_ways(Judge(problem), "hw", team.products)
    material = Material("Team", "Kenya", problem, team, (), support, replay, Catalogue(7), ways=ways)
    return build(material, date(2026, 6, 15))


def test_everything_that_a_proposal_must_contain_has_its_section(dossier: Dossier) -> None:
    titles = " ".join(section.title for section in dossier.sections)
    for word in (
        "Lead",
        "layers",
        "Manufacture",
        "content",
        "markets",
        "Data centres",
        "support",
        "Compliance",
        "Security",
    ):
        assert word in titles


def test_what_is_not_known_is_missing_and_names_who_could_supply_it(dossier: Dossier) -> None:
    assert dossier.missing
    assert all(field.who for field in dossier.missing)


def test_an_interval_of_content_is_no_number(dossier: Dossier) -> None:
    section = next(s for s in dossier.sections if "content" in s.title)
    assert section.fields[0].value == "between 40.0% and 70.0%"
    assert any("UNKNOWN" in field.value for field in section.fields)


def test_ways_to_the_content_share_stand_below_it(dossier: Dossier) -> None:
    section = next(s for s in dossier.sections if "content" in s.title)
    ways = next(table for table in section.tables if table.title == "What would reach the share")
    assert ("attest", "Obtain attestations of a U.S. share of at least 51 %: server.") in ways.rows


def test_every_format_carries_disclaimer_and_names(dossier: Dossier) -> None:
    assert as_json(dossier)["disclaimer"] == DISCLAIMER
    document = Document(io.BytesIO(as_docx(dossier)))
    words = "\n".join(p.text for p in document.paragraphs)
    cells = {c.text for t in document.tables for row in t.rows for c in row.cells}
    assert DISCLAIMER in words
    assert any(ARABIC in text for text in cells)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(dossier)))
    assert DISCLAIMER in {cell.value for row in book["Dossier"].iter_rows() for cell in row}


def test_a_formula_in_a_name_stays_text_in_the_workbook(dossier: Dossier) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(dossier)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=SUM")]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


def test_the_pdf_is_text_and_the_same_each_time(dossier: Dossier) -> None:
    first = as_pdf(dossier)
    assert first.startswith(b"%PDF-")
    assert b"/Font" in first
    assert first == as_pdf(dossier)
