"""How fast the pages are, in a real Chromium: ``python -m bench.ui --pages URL --key KEY`` against a running service.

The aims (issue: first page under 3 s, an interaction under 1 s on the bundled data) stand beside what was measured.
Each figure is the time from the deed to the page being drawn and idle, as a person would see it.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from collections.abc import Callable
from typing import Any

_FIRST_PAGE, _INTERACTION = 3.0, 1.0  # seconds aimed at
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_LOOK_MS = 20
_TIMEOUT_MS = 60_000
_IDLE = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && !document.querySelector('[data-testid=stSkeleton]');
}"""
_STILL_MS = 200  # idle for as long is done; taken off again


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", default="http://127.0.0.1:8501", help="where the pages are")
    parser.add_argument("--key", required=True, help="an officer's key")
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        parser.error("No Chromium is installed.")
    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        for _ in range(asked.repeats):
            for what, seconds in _visit(browser, asked.pages, asked.key).items():
                times.setdefault(what, []).append(seconds)
        browser.close()
    print(f"{'what':<44} {'median s':>9} {'worst s':>9} {'aim s':>7}")
    for what, seen in times.items():
        aim = _FIRST_PAGE if what.startswith("first page") else _INTERACTION
        print(f"{what:<44} {statistics.median(seen):>9.2f} {max(seen):>9.2f} {aim:>7.1f}")


def _visit(browser: Any, address: str, key: str) -> dict[str, float]:
    """One person's visit with an empty cache; seconds by what was done."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(_TIMEOUT_MS)
    nav = page.get_by_test_id("stSidebarNav")
    took: dict[str, float] = {}

    def measure(what: str, deed: Callable[[], Any], then: Any) -> None:
        began = time.perf_counter()
        deed()
        then.wait_for()
        still = 0
        while still < _STILL_MS:
            page.wait_for_timeout(_LOOK_MS)
            still = still + _LOOK_MS if page.evaluate(_IDLE) else 0
        took[what] = time.perf_counter() - began - _STILL_MS / 1000

    def heading(name: str) -> Any:
        return page.get_by_role("heading", name=name, exact=True)

    field = page.get_by_label("API key or token")
    measure("first page (empty cache)", lambda: page.goto(address), field)
    field.fill(key)
    measure("first page after signing in", lambda: field.press("Enter"), heading("Find a package"))
    for name in ("Find partners", "Opportunities", "What if", "Review", "Data", "Explore"):
        measure(f"to the page {name}", nav.get_by_text(name, exact=True).click, heading(name))
    measure("graph", lambda: page.get_by_text("Graph", exact=True).click(), page.locator("iframe").first)
    measure("map of markets", lambda: page.get_by_text("Map of markets").click(), page.locator("svg[aria-label]"))
    measure("layer by market", lambda: page.get_by_text("Layer by market").click(), page.locator("table caption"))
    measure("timeline", lambda: page.get_by_text("Timeline").click(), page.locator("svg[aria-label='Timeline']"))
    measure("back to the page Find a package", lambda: nav.get_by_text("Find a package").click(),
            heading("Find a package"))  # fmt: skip
    need = page.get_by_label("What the buyer needs")
    need.fill("The ministry of health needs a patient portal in Swahili. It needs servers with eight GPUs each.")
    read = page.get_by_role("button", name="Read the requirements")
    measure("read a need of two sentences", read.click, page.get_by_text("What was understood"))
    measure("open the limits", lambda: page.get_by_text("Limits and wishes").click(), page.get_by_label("Must include"))
    measure("turn a toggle", lambda: page.get_by_text("With the made-up example companies").click(), read)
    context.close()
    return took


if __name__ == "__main__":
    main()
