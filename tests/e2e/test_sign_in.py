"""Signing in, staying signed in, and signing out, in a real browser against a real issuer over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

COOKIE = "alliedstack_session"
WITH_ORGANISATION = "Sign in with your organisation"


@pytest.fixture(autouse=True)
def as_before(issuer: Any) -> Iterator[None]:
    """What a test changes of the issuer ends with it."""
    before = {name: value for name, value in vars(issuer).items() if not name.startswith("_")}
    yield
    vars(issuer).update(before)


def cookie(tab: Any) -> dict[str, Any] | None:
    return next((one for one in tab.page.context.cookies() if one["name"] == COOKIE), None)


def through_the_issuer(tab: Any, issuer: Any, path: str = "/", answer: str = "Allow") -> None:
    tab.leads_to = (issuer.url,)
    tab.open(path)
    tab.page.get_by_role("link", name=WITH_ORGANISATION).click()
    tab.page.get_by_role("heading", name="Issuer").wait_for()
    tab.page.get_by_role("link", name=answer).click()
    tab.settle()


def signed_in_as(tab: Any) -> str:
    return str(tab.page.get_by_test_id("stSidebar").inner_text())


def sign_out(tab: Any) -> None:
    """The page is loaded anew by it, perhaps by way of the issuer."""
    tab.page.get_by_role("button", name="Sign out", exact=True).click()
    tab.page.get_by_label("API key or token").wait_for()
    tab.settle()


def test_a_key_outlives_a_reload_without_being_in_the_browser(new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    tab.sign_in("officer", "/opportunities?words=cloud")
    tab.page.wait_for_function("() => performance.getEntriesByType('resource').some(e => e.name.includes('/session/'))")
    tab.page.reload()
    tab.settle()
    assert "The officer (officer)" in signed_in_as(tab)
    assert tab.page.get_by_label("Words in the notice").input_value() == "cloud"
    held = cookie(tab)
    assert held is not None
    assert (held["httpOnly"], held["sameSite"], held["expires"]) == (True, "Strict", -1)
    secret = tab.service.keys["officer"].rsplit("_", 1)[-1]
    stored = tab.page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])")
    assert secret not in stored + str(tab.page.context.cookies())
    assert COOKIE not in stored

    beside = new_tab(beside=tab)  # another tab of the same browser is signed in, too
    beside.open("/explore?view=time")
    assert "The officer (officer)" in signed_in_as(beside)


def test_signing_out_ends_the_session_in_every_tab_and_on_the_server(new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    tab.sign_in("reader")
    tab.page.reload()
    tab.settle()
    kept = cookie(tab)
    assert kept is not None
    beside = new_tab(beside=tab)
    beside.open("/opportunities")
    sign_out(tab)
    assert cookie(tab) is None
    beside.go("What if")
    assert "You were signed out" in beside.text()
    tab.page.context.add_cookies([{"name": COOKIE, "value": kept["value"], "url": tab.service.pages}])
    tab.open("/opportunities")  # a cookie that somebody kept opens nothing any more
    assert tab.page.get_by_label("API key or token").is_visible()


def test_a_revoked_key_ends_the_session(new_tab: Callable[..., Any], service: Any, issuer: Any) -> None:
    admin = {"Authorization": f"Bearer {issuer.access_token(role='admin')}"}
    made = httpx.post(f"{service.api}/v1/keys", json={"role": "reader", "name": "Soon gone"}, headers=admin).json()
    service.keys["gone"] = made["data"]["key"]
    tab = new_tab()
    tab.sign_in("gone", "/opportunities")
    prefix = service.keys["gone"].split("_")[1]
    assert httpx.delete(f"{service.api}/v1/keys/{prefix}", headers=admin).is_success
    tab.page.get_by_label("Words in the notice").fill("never asked before")
    tab.page.get_by_label("Words in the notice").press("Enter")
    tab.settle()
    assert "You were signed out" in tab.text()


def test_the_cookie_is_given_to_our_own_pages_only(service: Any) -> None:
    for headers in ({}, {"X-Alliedstack-Page": "made up"}):
        answer = httpx.post(f"{service.pages}/session/cookie", headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    shown = httpx.get(service.pages)
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"
    assert shown.headers["referrer-policy"] == "same-origin"


def test_the_way_to_the_issuer_and_back(new_tab: Callable[..., Any], issuer: Any) -> None:
    tab = new_tab()
    through_the_issuer(tab, issuer, "/opportunities?market=GB&words=cloud")
    assert "Ada Officer (officer)" in signed_in_as(tab)
    assert tab.page.get_by_label("Words in the notice").input_value() == "cloud"  # the view that was asked for
    assert "code=" not in tab.page.url
    held = cookie(tab)
    assert held is not None
    assert held["httpOnly"]
    assert held["sameSite"] == "Strict"
    tab.page.reload()
    tab.settle()
    assert "Ada Officer (officer)" in signed_in_as(tab)
    tab.shot("signed-in-with-organisation")

    sign_out(tab)
    assert issuer.exits[-1]["client_id"] == "alliedstack-pages"
    assert issuer.exits[-1]["id_token_hint"].count(".") == 2
    assert cookie(tab) is None


def test_a_public_client_signs_in_by_its_verifier_alone(
    new_tab: Callable[..., Any], public_pages: tuple[Any, Any]
) -> None:
    pages, issuer = public_pages
    tab = new_tab(pages)
    through_the_issuer(tab, issuer)
    assert "Ada Officer (officer)" in signed_in_as(tab)


def test_consent_that_is_refused_is_said(new_tab: Callable[..., Any], issuer: Any) -> None:
    tab = new_tab()
    through_the_issuer(tab, issuer, answer="Refuse")
    assert "The sign-in was refused" in tab.text()
    tab.shot("sign-in-refused")
    tab.sign_in_here("reader")  # the key works all the same, and the trouble is forgotten
    assert "sign_in=" not in tab.page.url


def test_an_answer_with_another_state_signs_nobody_in(new_tab: Callable[..., Any], issuer: Any) -> None:
    attacker = new_tab()
    attacker.leads_to = (issuer.url,)
    attacker.open("/")
    attacker.page.get_by_role("link", name=WITH_ORGANISATION).click()
    stolen = attacker.page.get_by_role("link", name="Allow").get_attribute("href")
    victim = new_tab()
    victim.open(stolen.removeprefix(victim.service.pages))
    assert "does not belong to a sign-in that began in this browser" in victim.text()
    assert cookie(victim) is None
    victim.open(re.sub(r"state=[^&]*", "state=guessed", stolen.removeprefix(victim.service.pages)))
    assert "does not belong to a sign-in that began in this browser" in victim.text()


def test_an_id_token_with_another_nonce_signs_nobody_in(new_tab: Callable[..., Any], issuer: Any) -> None:
    issuer.lies_about_nonce = True
    tab = new_tab()
    through_the_issuer(tab, issuer)
    assert "could not be completed" in tab.text()
    assert cookie(tab) is None


def test_a_token_without_a_role_of_ours_is_refused_in_the_apis_words(new_tab: Callable[..., Any], issuer: Any) -> None:
    issuer.claims = {"sub": "u2", "name": "A stranger", "role": "nobody"}
    tab = new_tab()
    through_the_issuer(tab, issuer)
    assert "names no role" in tab.text()
    assert tab.page.get_by_label("API key or token").is_visible()


def test_a_token_that_ends_is_renewed(new_tab: Callable[..., Any], issuer: Any) -> None:
    issuer.token_seconds = 20  # below the margin at which it is renewed
    tab = new_tab()
    through_the_issuer(tab, issuer, "/opportunities")
    before = issuer.renewals
    tab.go("What if")
    assert "Ada Officer (officer)" in signed_in_as(tab)
    assert issuer.renewals > before


def test_a_token_that_ends_and_is_not_renewed_ends_the_session(new_tab: Callable[..., Any], issuer: Any) -> None:
    issuer.token_seconds, issuer.refreshes = 3, False
    tab = new_tab()
    through_the_issuer(tab, issuer, "/opportunities")
    tab.page.wait_for_timeout(3_500)
    tab.page.reload()
    tab.settle()
    assert tab.page.get_by_label("API key or token").is_visible()


def test_nobody_is_led_elsewhere(new_tab: Callable[..., Any], issuer: Any) -> None:
    tab = new_tab()
    tab.leads_to = (issuer.url,)
    for following in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        tab.page.goto(f"{tab.service.pages}/session/begin?next={following}")
        tab.page.get_by_role("link", name="Allow").click()
        tab.settle()
        assert tab.page.url.startswith(tab.service.pages)
