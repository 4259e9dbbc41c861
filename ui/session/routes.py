"""Addresses beside the pages: the session's cookie, and the way to the OpenID Connect issuer and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ui.session.issuer import CALLBACK, claims_wanted, credential_of, issuer_client
from ui.session.settings import sign_in_settings
from ui.session.store import sessions

COOKIE = "alliedstack_session"
BEGIN, COOKIE_PATH, END = "/session/begin", "/session/cookie", "/session/end"
OWN_HEADER = "X-Alliedstack-Page"
TROUBLE = "sign_in"  # in the address of the sign-in page: what went wrong, one of its words
_NEXT = "next"


def session_routes() -> list[Route]:
    """The routes, for the pages' server."""
    return [
        Route(COOKIE_PATH, _cookie, methods=["POST"]),
        Route(BEGIN, _begin, methods=["GET"]),
        Route(CALLBACK, _arrive, methods=["GET"]),
        Route(END, _end, methods=["GET"]),
    ]


def within(path: str) -> str:
    """The path when it stays with us, else the first page: nobody is sent elsewhere by a link to us."""
    stays = path.startswith("/") and not path.startswith(("//", "/\\", "/session/")) and path.isprintable()
    return path if stays else "/"


async def _cookie(request: Request) -> Response:
    """A ticket of the sign-in page for the cookie. Only our own pages can ask: others may not send the header."""
    if OWN_HEADER not in request.headers:
        return Response(status_code=403)
    name = sessions().redeem(request.headers[OWN_HEADER])
    return _with_cookie(Response(status_code=204), name) if name else Response(status_code=403)


async def _begin(request: Request) -> Response:
    """To the issuer, from the address that it knows us by: elsewhere its answer would not find our cookie."""
    asked = sign_in_settings()
    if not asked.redirects:
        return _trouble("off")
    following = within(request.query_params.get(_NEXT, "/"))
    if str(request.base_url).rstrip("/") != asked.pages_url.rstrip("/") and "moved" not in request.query_params:
        return RedirectResponse(asked.address(f"{BEGIN}?moved=yes&{_NEXT}={quote(following, safe='')}"))
    request.session[_NEXT] = following
    try:
        return await _authorize(request, asked.address(CALLBACK))
    except (httpx.HTTPError, RuntimeError, ValueError):
        return _trouble("issuer")


async def _authorize(request: Request, callback: str) -> Response:
    answer: Response = await issuer_client().authorize_redirect(request, callback)
    return answer


async def _arrive(request: Request) -> Response:
    """Back from the issuer: state, code, verifier and nonce are checked, then the session begins."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    asked, following = sign_in_settings(), within(str(request.session.pop(_NEXT, "/")))
    if not asked.redirects:
        return _trouble("off")
    try:
        token = await issuer_client().authorize_access_token(request, claims_options=claims_wanted(asked))
        if not token.get("userinfo"):
            return _trouble("issuer")  # no id token, so that nothing binds the answer to the question
        name = sessions().begin(credential_of(token))
    except AuthlibBaseError as error:
        return _trouble({"access_denied": "refused", "mismatching_state": "state"}.get(str(error.error), "issuer"))
    except (JoseError, httpx.HTTPError, KeyError, ValueError, RuntimeError):
        return _trouble("issuer")
    return _with_cookie(RedirectResponse(following, 303), name)


async def _end(request: Request) -> Response:
    """Sign out here, and at the issuer where it offers that."""
    name = request.cookies.get(COOKIE, "")
    sessions().end(name)
    answer = RedirectResponse(await _issuers_exit(sessions().farewell(name)), 303)
    answer.delete_cookie(COOKIE)
    return answer


async def _issuers_exit(id_token: str) -> str:
    if not id_token:
        return "/"
    asked = sign_in_settings()
    try:
        client: Any = issuer_client()
        made = await client.create_logout_url(asked.address("/"), id_token, client_id=asked.oidc_client_id)
        return str(made["url"])
    except (httpx.HTTPError, RuntimeError, ValueError):
        return "/"


def _trouble(what: str) -> Response:
    return RedirectResponse(f"/?{TROUBLE}={what}", 303)


def _with_cookie(answer: Response, name: str) -> Response:
    """Ends with the browser; the server ends it sooner. No script reads it, no other site makes the browser send it."""
    answer.set_cookie(COOKIE, name, httponly=True, samesite="strict", secure=sign_in_settings().secure)
    return answer
