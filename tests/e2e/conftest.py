"""The whole program as people meet it: the real service over real data, the real pages in a real Chromium."""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "ingest"
SHOTS = ROOT / ".screenshots"
AXE = Path(__file__).resolve().parent / "axe" / "axe.min.js"
START_SECONDS = 240.0  # on a busy machine; a quiet one needs a tenth
ANSWER_MS = 60_000  # for one answer of the pages, on a busy machine
_LOOK_MS, _IDLE_LOOKS = 100, 5  # half a second of nothing to do is taken as done
_ATTEMPTS, _LIST_MS = 4, 5000  # to choose from a list, and what one waits for an option: the list is in the page
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Streamlit's own navigation nests its list items in a way that axe does not like; see docs/ui.md.
_NOT_OURS = [["[data-testid=stSidebarNav]"]]


@dataclass
class Service:
    """``alliedstack serve`` with its pages, over a folder of its own."""

    api: str
    pages: str
    folder: Path
    keys: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    found = os.environ.get("ALLIEDSTACK_TEST_CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found is None:
        pytest.skip("no Chromium is installed, so the pages cannot be looked at (Debian: apt-get install chromium)")
    return found


def _issuer_module() -> Any:
    spec = importlib.util.spec_from_file_location("pages_issuer", Path(__file__).parent / "issuer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def issuer_of() -> Iterator[Callable[..., Any]]:
    """Makes OpenID Connect issuers."""
    made: list[Any] = []

    def make(**options: Any) -> Any:
        made.append(_issuer_module().Issuer(**options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def issuer(issuer_of: Callable[..., Any]) -> Any:
    """The issuer that the service trusts, where the pages are a confidential client."""
    return issuer_of()


def sign_in_environment(issuer: Any, pages: str) -> dict[str, str]:
    """The settings that a service needs for the issuer."""
    issuer.pages = pages
    return {
        "ALLIEDSTACK_OIDC_ISSUER": issuer.url,
        "ALLIEDSTACK_OIDC_AUDIENCE": "alliedstack",
        "ALLIEDSTACK_OIDC_CLIENT_ID": "alliedstack-pages",
        "ALLIEDSTACK_OIDC_CLIENT_SECRET": "a secret of the pages" if issuer.confidential else "",
        "ALLIEDSTACK_PAGES_URL": pages,
    }


@pytest.fixture(scope="session")
def service(
    chromium: str, issuer: Any, standing_endpoint: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Markets, some notices and the made-up example companies; an officer, an analyst and a company."""
    folder = tmp_path_factory.mktemp("pages")
    environment = os.environ | {
        "ALLIEDSTACK_DATA_DIR": str(folder / "data"),
        "HF_HUB_OFFLINE": "1",
        "PYTHONUNBUFFERED": "1",
        "ALLIEDSTACK_LLM_URL": standing_endpoint.url,
        "ALLIEDSTACK_LLM_MODEL": "tiny",
    }
    data = ROOT / "data"
    files = [*sorted((data / "markets").iterdir()), *sorted((data / "example").iterdir())]
    files.append(data / "demand" / "ocds_uk_contracts_finder.jsonl")
    _cli(environment, "ingest", *map(str, files))
    api_port, ui_port = _free_port(), _free_port()
    environment |= sign_in_environment(issuer, f"http://127.0.0.1:{ui_port}")
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "serve", "--port", str(api_port), "--ui-port", str(ui_port)],
            env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
        )  # fmt: skip
    made = Service(f"http://127.0.0.1:{api_port}", f"http://127.0.0.1:{ui_port}", folder)
    try:
        _wait_ready(process, folder)
        for role, more in (("officer", ()), ("reader", ()), ("company", ("--company", EXAMPLE_COMPANY))):
            said = _cli(environment, "key", "create", "--role", role, "--name", f"The {role}", *more)
            made.keys[role] = said.strip().splitlines()[-1]
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


EXAMPLE_COMPANY = "Example Silicon Systems (illustrative)"


def _cli(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=START_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_ready(process: subprocess.Popen[str], folder: Path) -> None:
    assert process.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    said = []
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        if not line:
            break
        said.append(line)
        if line.startswith("Ready."):
            return
    raise AssertionError(f"not ready: {said} {(folder / 'server.log').read_text()[-3000:]}")


@pytest.fixture(scope="session")
def public_pages(service: Service, issuer: Any, issuer_of: Callable[..., Any]) -> Iterator[tuple[Service, Any]]:
    """Pages of their own that have no secret at the issuer, over the same service; and that issuer."""
    port = _free_port()
    mine = issuer_of(confidential=False)
    mine.speaks_for(issuer)
    pages = f"http://127.0.0.1:{port}"
    environment = os.environ | sign_in_environment(mine, pages) | {"ALLIEDSTACK_API_URL": service.api}
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(ROOT / "ui" / "server.py"), *options],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _listens(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield Service(service.api, pages, service.folder, service.keys), mine
    finally:
        process.terminate()
        process.wait(60)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        yield opened
        opened.close()


class Tab:
    """A tab of the browser at the pages, with what people do in it."""

    def __init__(self, page: Any, service: Service) -> None:
        self.page = page
        self.service = service
        self.asked: set[str] = set()
        self.leads_to: tuple[str, ...] = ()  # other addresses that a test goes to on purpose
        self.broken: list[str] = []
        page.set_default_timeout(ANSWER_MS)
        page.on("request", lambda request: self.asked.add(request.url))
        page.on("pageerror", lambda error: self.broken.append(str(error)))

    def open(self, path: str) -> None:
        """Go to an address of the pages."""
        self.page.goto(self.service.pages + path)
        self.settle()

    def sign_in(self, role: str, path: str = "/") -> None:
        self.open(path)
        self.sign_in_here(role)

    def sign_in_here(self, role: str) -> None:
        """On the page that is open, with the role's key."""
        self.page.get_by_label("API key or token").fill(self.service.keys[role])
        self.press("Sign in")
        self.page.get_by_test_id("stSidebarNav").wait_for()
        self.settle()

    def press(self, name: str) -> None:
        """Press a button and wait until the page is done."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def turn(self, name: str) -> None:
        """Turn a toggle."""
        self.page.get_by_text(name, exact=True).first.click()
        self.settle()

    def choose(self, label: str, name: str, nth: int = 0) -> str:
        """Choose the first option with the name from a list of many choices; returns what it is called in full.

        A list closes, and forgets what was typed, when the page moves under it, as it does while an expander opens:
        so, like a person who sees no mark appear, it begins again.
        """
        from playwright.sync_api import TimeoutError as NotThere

        field = self.page.get_by_label(label).nth(nth)
        chosen = self.page.get_by_test_id("stMultiSelect").filter(has=field).locator("[data-tag]")
        before, called = chosen.count(), ""
        for _ in range(_ATTEMPTS):
            field.click()
            field.fill(name)
            option = self.page.get_by_role("option", name=name).first
            try:
                called = str(option.inner_text(timeout=_LIST_MS))
                option.click(timeout=_LIST_MS)
            except NotThere:
                continue
            self.settle()
            if chosen.count() > before:
                break
        assert chosen.count() == before + 1, self.text()
        self.page.keyboard.press("Escape")  # closes the list
        self.settle()
        return called

    def go(self, name: str) -> None:
        """To another page by the navigation."""
        self.page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()
        self.settle()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).first.click()
        self.settle()

    def settle(self) -> None:
        """Wait until streamlit has nothing left to run or to draw, and see that nothing failed."""
        idle, deadline = 0, time.monotonic() + ANSWER_MS / 1000
        while idle < _IDLE_LOOKS:  # a click takes a moment to reach the server, and one run may cause another
            self.page.wait_for_timeout(_LOOK_MS)
            idle = idle + 1 if self.page.evaluate(_IDLE) else 0
            assert time.monotonic() < deadline, f"the page is still at it: {self.text()}"
        assert self.page.get_by_test_id("stException").count() == 0, self.page.inner_text("[data-testid=stMain]")
        assert not self.broken

    def text(self) -> str:
        """What a person reads on the page (what stands on a canvas is not in it)."""
        return str(self.page.inner_text("[data-testid=stMain]"))

    def shot(self, name: str) -> None:
        """A picture of the whole page, kept for people to look at."""
        SHOTS.mkdir(exist_ok=True)
        size = self.page.viewport_size
        height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": min(max(int(height), 900), 3000)})
        self.page.wait_for_timeout(300)  # charts draw themselves anew
        self.page.screenshot(path=str(SHOTS / f"{name}.png"))
        self.page.set_viewport_size(size)

    def accessibility(self) -> dict[str, list[str]]:
        """Serious and critical findings of axe: rule to the elements that it names."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("exclude => axe.run({exclude}, {resultTypes: ['violations']})", _NOT_OURS)
        return {
            one["id"]: [node["html"][:200] for node in one["nodes"]]
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        }


_IDLE = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && !document.querySelector('[data-testid=stSkeleton]');
}"""


@pytest.fixture
def new_tab(browser: Any, service: Service) -> Iterator[Callable[[], Tab]]:
    """Opens tabs that share nothing; sees in the end that none asked anybody but this machine."""
    contexts, tabs = [], []

    def make(at: Service | None = None, beside: Tab | None = None) -> Tab:
        """``beside``: another tab of the same browser, which shares its cookies."""
        if beside is None:
            context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
            contexts.append(context)
        else:
            context = beside.page.context
        tabs.append(Tab(context.new_page(), at or service))
        return tabs[-1]

    yield make
    for context in contexts:
        context.close()
    known = ("data:", "blob:")
    elsewhere = {
        url for tab in tabs for url in tab.asked if not url.startswith((tab.service.pages, *tab.leads_to, *known))
    }
    assert not elsewhere, f"the pages asked other machines: {elsewhere}"


@pytest.fixture(scope="session")
def example_rows() -> Callable[..., bytes]:
    """A catalogue file of one row of the example under another company's name."""

    def make(**changes: str) -> bytes:
        with (ROOT / "data" / "example" / "illustrative_consortium.csv").open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            row = next(reader) | changes
        out = io.StringIO()
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(row)
        return out.getvalue().encode()

    return make


@pytest.fixture(scope="session")
def fixtures_dir() -> Path:
    """Small real files."""
    return FIXTURES
