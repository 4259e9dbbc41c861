"""The pages themselves, run by Streamlit's own test runner against a service that is not there, and one that is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).resolve().parents[2] / "ui" / "app.py")
SECONDS = 30  # the first run imports the pages
KEY = "ask_0123456789_secret"


class _Service(BaseHTTPRequestHandler):
    """Knows one key, and empty lists; with ``broken``, lists fail."""

    broken = False

    def do_GET(self) -> None:
        if type(self).broken and self.path != "/v1/me":
            self._send(503, {"title": "No", "code": "graph", "detail": "The graph is away.", "hint": "Start it."})
            return
        known = self.headers.get("Authorization") == f"Bearer {KEY}"
        if not known:
            self._send(401, {"title": "The key is not valid.", "code": "unauthenticated", "detail": "", "hint": ""})
        elif self.path == "/v1/me":
            self._send(200, {"data": {"subject": "0123456789", "role": "reader", "company": None, "name": "Nairobi"}})
        else:
            self._send(200, {"items": [], "next_cursor": None, "truncated": False, "total": 0, "data": {"model": None}})

    def _send(self, status: int, body: dict[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("ALLIEDSTACK_API_URL", f"http://127.0.0.1:{server.server_address[1]}")
    yield
    server.shutdown()
    server.server_close()


def signed(key: str) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=SECONDS).run()
    page.text_input[0].set_value(key)
    return page.button[0].click().run()


def test_who_is_not_signed_in_sees_the_sign_in_page_and_nothing_else() -> None:
    page = AppTest.from_file(APP, default_timeout=SECONDS).run()
    assert not page.exception
    assert page.subheader[0].value == "Sign in"
    assert len(page.text_input) == 1


def test_a_service_that_is_not_there_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIEDSTACK_API_URL", "http://127.0.0.1:9")  # the discard port: nothing listens there
    page = signed(KEY)
    assert not page.exception
    assert "alliedstack serve" in page.error[0].value


def test_a_wrong_key_is_refused(service: None) -> None:
    page = signed("ask_0123456789_wrong")
    assert page.error[0].value == "This key is not valid."


def test_a_right_key_opens_the_first_page_for_its_role(service: None) -> None:
    page = signed(KEY)
    assert not page.exception
    assert page.title[0].value == "Find a package"
    assert any("Nairobi (reader)" in one.value for one in page.caption)


def test_an_error_is_shown_with_its_hint_and_the_page_goes_on(service: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Service, "broken", True)
    page = signed(KEY)
    assert not page.exception
    assert page.title[0].value == "Find a package"
    assert any("The graph is away." in one.value and "Start it." in one.value for one in page.error)
