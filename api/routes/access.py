"""Who you are, and the keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.document import etag_header
from api.house import House
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import ADMINS, EVERYBODY, Routes, Who
from api.schemas.base import One, Page
from api.schemas.operation import CallerOut, KeyOut, NewKeyIn, NewKeyOut
from service.access import PREFIX_LENGTH
from service.lookup import find_company

Prefix = Annotated[str, Path(min_length=1, max_length=PREFIX_LENGTH, pattern="^[0-9a-f]+$")]


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    me = Routes(router, "keys")

    @me.get("/me", EVERYBODY, responses=etag_header())
    def get_me(caller: Who, response: Response) -> One[CallerOut]:
        """Who the key or token is for."""
        return house.tagged(CallerOut.model_validate(caller), response)

    _keys(me, house)


def _keys(routes: Routes, house: House) -> None:
    @routes.get("/keys", ADMINS)
    def list_keys(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[KeyOut]:
        """The records of all keys, by prefix."""
        held = {key.prefix: key for key in house.keys.list()}
        found = slice_of(sorted(held), held.__getitem__, lambda _: True, cursor, limit, "keys")
        return house.page(found.shown(KeyOut.model_validate))

    @routes.post("/keys", ADMINS, status_code=201, secret=True)
    def create_key(wanted: NewKeyIn) -> One[NewKeyOut]:
        """A new key. It is shown in this answer and never again."""
        company = wanted.company
        if company is not None:
            company = find_company(company, house.app.snapshot(illustrative=True)).id
        text, key = house.keys.create(wanted.role, wanted.name, company, wanted.days)
        return house.one(NewKeyOut(key=text, record=KeyOut.model_validate(key)))

    @routes.delete("/keys/{prefix}", ADMINS)
    def revoke_key(prefix: Prefix) -> One[KeyOut]:
        """End a key. Other processes notice within half a minute."""
        return house.one(KeyOut.model_validate(house.keys.revoke(prefix)))

    @routes.post("/keys/{prefix}/rotation", ADMINS, status_code=201, secret=True)
    def rotate_key(prefix: Prefix) -> One[NewKeyOut]:
        """A successor with the same role; the old key ends."""
        text, key = house.keys.rotate(prefix)
        return house.one(NewKeyOut(key=text, record=KeyOut.model_validate(key)))
