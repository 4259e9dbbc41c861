"""Four people's jobs, done in a real browser: the trade officer's, the company's, the analyst's, the reviewer's.

Pictures of what they see are kept in ``.screenshots/``.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

NEED = "The ministry of health of Kenya needs a patient portal in Swahili. It needs servers with eight GPUs each."
EXAMPLE_COMPANY = "Example Silicon Systems (illustrative)"
ARABIC = "تحتاج وزارة الصحة إلى بوابة للمرضى باللغة العربية."
MADE_UP = "With the made-up example companies"


def test_the_trade_officers_job_from_text_to_dossier(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("officer", "/find?market=KE&illustrative=yes")
    page = tab.page
    page.get_by_label("What the buyer needs").fill(NEED)
    tab.press("Read the requirements")
    assert "What was understood (language: en)" in tab.text()
    tab.press("Search standing packages")
    assert "No standing package targets Kenya" in tab.text()
    tab.press("Compose teams")
    assert "Team 1" in tab.text()
    assert "No standing package targets Kenya" in tab.text()  # the first answer stays beside the second
    assert "made-up companies" in tab.text()  # never shown without saying so
    assert "Catalogue version" in tab.text()
    tab.shot("officer-teams")
    _nothing_serious(tab)

    page.get_by_text("Change, keep, hand over").first.click()
    page.get_by_label("Title of a package made of this team").first.fill("Clinics of Kenya")
    page.get_by_label("Title of a package made of this team").first.press("Enter")
    tab.settle()
    tab.press("Save as a draft package")
    assert re.search(r"Saved as package:[0-9a-f]+", tab.text()), tab.text()
    tab.press("Make the dossier")
    with page.expect_download() as handed:
        page.get_by_role("button", name="Download (Word)").click()
    with zipfile.ZipFile(Path(handed.value.path())) as docx:
        written = re.sub(r"<[^>]+>", "", docx.read("word/document.xml").decode())
    assert "decision support" in written
    assert "Kenya" in written

    tab.press("Search standing packages")
    assert "Clinics of Kenya: fit" in tab.text()
    tab.press("Rank products")
    assert "Products for each requirement" in tab.text()
    tab.shot("officer-packages-beside-teams")

    restored = new_tab()  # what the address says is what a colleague sees who opens it
    restored.sign_in("officer", page.url.removeprefix(tab.service.pages))
    assert restored.page.get_by_label("What the buyer needs").input_value() == NEED
    assert "What was understood (language: en)" in restored.text()


def test_members_are_dropped_and_the_team_is_composed_again(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("officer", f"/find?market=KE&illustrative=yes&text={quote(NEED)}")
    tab.press("Compose teams")
    tab.page.get_by_text("Change, keep, hand over").first.click()
    dropped = tab.choose("Leave out members", "Example")
    tab.press("Compose again")
    assert "exclude=" in tab.page.url
    assert "Composed teams" in tab.text()
    limits = tab.page.get_by_text("Limits and wishes").first
    limits.click()
    tab.settle()
    assert dropped in tab.text()  # the wish stands where it can be taken back
    tab.shot("officer-composed-again")


def test_arabic_runs_from_right_to_left(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("officer", f"/find?market=SA&text={quote(ARABIC)}")
    assert "What was understood (language: ar)" in tab.text()
    tab.page.get_by_text("The buyer's own words").click()
    shown = tab.page.locator("p[dir=rtl]")
    shown.wait_for()
    assert shown.inner_text() == ARABIC
    field = tab.page.get_by_label("What the buyer needs")
    assert field.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
    tab.shot("officer-arabic")


def test_a_notice_leads_to_the_packages_for_it(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("reader", "/opportunities?words=cloud")
    assert tab.page.get_by_label("Words in the notice").input_value() == "cloud"
    tab.page.get_by_test_id("stDataFrame").first.click(position={"x": 18, "y": 52})
    tab.settle()
    tab.shot("opportunities")
    _nothing_serious(tab)
    tab.press("Find a package for it")
    assert "/find?notice=" in tab.page.url
    assert "What was understood" in tab.text()
    tab.go("Opportunities")
    assert tab.page.get_by_label("Words in the notice").input_value() == "cloud"  # a view outlives leaving its page


def test_long_work_can_be_ended(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("reader", "/opportunities")
    tab.page.get_by_role("button", name="Find unmet demand").click()
    cancel = tab.page.get_by_role("button", name="Cancel")
    done = tab.page.get_by_text("Nothing in the catalogue fits")
    cancel.or_(done).first.wait_for()
    if cancel.is_visible():
        cancel.click()
    tab.settle()
    assert not cancel.is_visible()


def test_the_companys_job(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("company")
    assert "Find a package" in tab.text()
    nav = tab.page.get_by_test_id("stSidebarNav").inner_text()
    assert "Review" not in nav
    assert "Data" not in nav
    tab.go("Find partners")
    assert tab.page.get_by_label("Company", exact=True).count() == 0  # it asks for itself and for nobody else
    tab.turn(MADE_UP)
    tab.press("Find partners")
    assert "Partners (" in tab.text()
    assert "catalogue:" not in tab.text()  # products by their names, though a company does not see others' lists
    assert "covers all five layers" in tab.text() or "lacks" in tab.text()
    tab.shot("company-partners")
    _nothing_serious(tab)


def test_the_analysts_job(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("reader", "/explore?view=graph")
    page = tab.page
    page.get_by_text("The same as a table").click()
    tab.settle()
    page.locator("iframe, [data-testid=stBidiComponentRegular], [data-testid=stCustomComponentV1]").first.wait_for()
    page.wait_for_timeout(1_500)  # the layout settles
    tab.shot("analyst-graph")
    pictures = {"Map of markets": "svg[aria-label]", "Layer by market": "table caption", "Timeline": "svg[aria-label]"}
    for view, picture in pictures.items():
        page.get_by_role("radio", name=view).or_(page.get_by_role("button", name=view, exact=True)).first.click()
        tab.settle()
        page.locator(picture).first.wait_for()
        tab.shot(f"analyst-{view.split()[0].lower()}")
        _nothing_serious(tab)
    assert "view=time" in page.url

    tab.go("What if")
    page.get_by_label("What the buyer needs").fill(NEED)
    for side in (0, 1):
        page.get_by_text(MADE_UP, exact=True).nth(side).click()
        tab.settle()
    tab.choose("Rule switches turned the other way", "hardware-us-content", nth=-1)
    tab.turn("3")  # a third case, in which the presumption is hard
    page.get_by_text(MADE_UP, exact=True).nth(2).click()
    tab.settle()
    page.get_by_text("required", exact=True).nth(2).click()
    tab.settle()
    tab.press("Compare")
    assert "What differs" in tab.text()
    assert "The rule hardware-us-content is applied in case A only" in tab.text()
    assert "Case C against case A" in tab.text()
    assert "≠" in page.get_by_role("table").first.inner_text()
    tab.shot("analyst-what-if")
    link = page.url.removeprefix(tab.service.pages)
    _nothing_serious(tab)
    restored = new_tab()
    restored.sign_in("reader", link)
    assert restored.page.get_by_role("heading", name="Case C").is_visible()
    assert "hardware-us-content" in restored.text()


def test_the_reviewers_job(new_tab: Callable[[], Any], example_rows: Callable[..., bytes], fixtures_dir: Path) -> None:
    tab = new_tab()
    tab.sign_in("officer", "/data")
    listed = (fixtures_dir / "csl-el.csv").read_bytes()
    assert "Dry run, nothing was written" in _upload(tab, "csl-el.csv", listed)
    tab.turn("Dry run")
    _upload(tab, "csl-el.csv", listed)
    _upload(tab, "ours.csv", example_rows(company="Zurmat Construction Company", product="Example Z"))
    tab.shot("reviewer-upload")
    _nothing_serious(tab)
    tab.tab("Companies that may be one")
    tab.press("Look for doubles")
    assert "Nothing to review" in tab.text() or "To be decided" in tab.text()
    tab.tab("Sources and freshness")
    tab.shot("reviewer-sources")

    tab.go("Review")
    tab.press("Screen every company")
    assert "Zurmat Construction Company" in tab.text()
    tab.page.get_by_label("Reason").first.fill("Another country, another business.")
    tab.press("Keep the verdict")
    assert "Choose a verdict" in tab.text()  # none stands there by itself
    tab.page.get_by_text("somebody else", exact=True).first.click()
    tab.shot("reviewer-screening")
    _nothing_serious(tab)
    before = tab.page.get_by_role("heading", name=re.compile("To be looked at")).inner_text()
    tab.press("Keep the verdict")
    assert tab.page.get_by_role("heading", name=re.compile("To be looked at")).inner_text() != before
    assert "clearance" in tab.text()


def test_a_company_composes_teams_that_it_is_in(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("company", f"/find?market=KE&illustrative=yes&text={quote(NEED)}")
    tab.press("Compose teams")
    assert "Team 1" in tab.text()
    assert EXAMPLE_COMPANY in tab.page.get_by_role("table").first.inner_text()
    for name in ("Gaps", "Coverage", "Advice"):
        tab.tab(name)
        _nothing_serious(tab)
    assert "Ways to the U.S. content share" in tab.text()
    tab.shot("company-team")
    tab.tab("Who serves what")
    tab.page.locator(".js-plotly-plot .sankey").first.wait_for()
    tab.shot("company-flow")
    tab.page.get_by_text("Why is a company or product not in the best team?").click()
    tab.page.get_by_label("Companies and products").click()
    offered = tab.page.get_by_role("option").all_inner_texts()
    assert all("Example" in one for one in offered if one != "Select all"), offered  # it asks about itself alone


def test_why_somebody_is_not_in_the_best_team(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("officer", f"/find?market=KE&illustrative=yes&text={quote(NEED)}")
    tab.press("Compose teams")
    tab.page.get_by_text("Why is a company or product not in the best team?").click()
    tab.choose("Companies and products", "Pearl Analytics")
    tab.press("Ask why not")
    answer = tab.page.get_by_test_id("stExpander").last.inner_text()
    assert re.search(r"Pearl Analytics[^:]*: \S", answer), answer
    tab.shot("officer-why-not")


def test_what_a_model_adds_counts_only_when_a_person_confirms_it(
    new_tab: Callable[[], Any], standing_endpoint: Any
) -> None:
    text = f"{NEED} Offers are due on 3 May 2027."
    standing_endpoint.translation = "A patient portal in Swahili. Servers with eight GPUs each."
    standing_endpoint.proposals = json.dumps({
        "requirements": [
            {"quote": "a patient portal", "meaning": "A patient portal.", "layer": "E", "mandatory": True},
            {"quote": "Offers are due", "meaning": "A portal for offers.", "layer": "E", "mandatory": False},
            {"quote": "a helicopter", "meaning": "Invented.", "layer": "E"},
        ]
    })  # fmt: skip
    tab = new_tab()
    tab.sign_in("officer", "/find?market=KE")
    tab.page.get_by_label("What the buyer needs").fill(text)
    tab.turn("Have tiny propose further requirements")
    tab.turn("Have tiny translate the text")
    tab.press("Read the requirements")
    assert "Translated by tiny, a language model, and confirmed by nobody yet." in tab.text()
    assert "Proposed by a language model: 1." in tab.text()  # what was read already is not offered again
    assert "helicopter" in tab.text()  # what stands nowhere in the text is left out, and that is said
    tab.shot("officer-model")
    _nothing_serious(tab)
    tab.press("Rank products")
    assert "c2 Offers are due" not in tab.text()
    tab.turn("Offers are due")
    tab.press("Rank products")
    assert "c2 Offers are due" in tab.text()
    tab.press("I have checked it; go on with this translation")
    assert "Read from a translation by tiny, which you confirmed" in tab.text()


def test_unmet_demand_is_read_to_its_end(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.sign_in("reader", "/opportunities")
    tab.press("Find unmet demand")
    found = re.search(r"Nothing in the catalogue fits (\d+) of (\d+) notices", tab.text())
    assert found is not None, tab.text()
    assert int(found[2]) > 0
    tab.shot("unmet-demand")
    tab.turn("Only the notices that nothing fits")
    if int(found[1]):
        tab.page.get_by_test_id("stDataFrame").first.wait_for()
    else:
        assert "Something in the catalogue fits each" in tab.text()
    tab.go("Explore")
    tab.page.get_by_text("Layer by market").click()
    tab.settle()
    tab.press("Read demand, too")
    assert "Notices that nothing fits" in tab.page.get_by_role("table").first.inner_text()
    tab.shot("analyst-layers-asked-for")


def test_two_records_are_decided_to_be_two_companies(
    new_tab: Callable[[], Any], example_rows: Callable[..., bytes]
) -> None:
    tab = new_tab()
    tab.sign_in("officer", "/data")
    tab.turn("Dry run")
    for name, company in (("one.csv", "Kilima Analytics"), ("two.csv", "Kilima Analytica")):
        _upload(tab, name, example_rows(company=company, product=f"Product of {company}", company_website=""))
    tab.tab("Companies that may be one")
    tab.press("Look for doubles")
    heading = tab.page.get_by_role("heading", name=re.compile("To be decided"))
    before = heading.inner_text()
    tab.press("Keep the verdict")
    assert "Choose, and say why." in tab.text()
    tab.page.get_by_text("are two companies").first.click()
    tab.page.get_by_label("Reason").first.fill("Two registrations, two addresses.")
    tab.shot("reviewer-identity")
    _nothing_serious(tab)
    tab.press("Keep the verdict")
    after = heading.inner_text() if heading.count() else ""
    assert after != before


def test_a_wrong_key_is_told_and_a_right_one_works_by_keyboard_alone(new_tab: Callable[[], Any]) -> None:
    tab = new_tab()
    tab.open("/")
    field = tab.page.get_by_label("API key or token")
    field.fill("ask_0000000000_wrong")
    tab.press("Sign in")
    assert "This key is not valid." in tab.text()
    tab.shot("sign-in")
    _nothing_serious(tab)
    field.fill(tab.service.keys["reader"])
    field.press("Enter")
    tab.settle()
    assert tab.page.get_by_role("heading", name="Find a package").is_visible()
    reached = set()
    for _ in range(25):
        tab.page.keyboard.press("Tab")
        reached.add(tab.page.evaluate("(document.activeElement.innerText || document.activeElement.ariaLabel || '')"))
    assert any("Read the requirements" in one for one in reached), reached


def _upload(tab: Any, name: str, content: bytes) -> str:
    """Give a file to the page and have it read; what the page says then."""
    tab.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    tab.settle()
    tab.press("Read the file")
    return str(tab.text())


def _nothing_serious(tab: Any) -> None:
    found = tab.accessibility()
    assert not found, found
