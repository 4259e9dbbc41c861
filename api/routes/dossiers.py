"""Dossiers to hand over."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response

from api.ask import check_wish, needs_if_any, own_team
from api.confidential import withheld
from api.house import House
from api.routing import STAFF_AND_COMPANY, Routes, Who
from api.schemas.dossiers import DossierIn
from api.schemas.teams import CheckIn
from graph.errors import BadInput, NotFound
from service.access import Caller, Forbidden, Role

if TYPE_CHECKING:
    from service.dossier.build import Material


class Format(StrEnum):
    """How a dossier is written."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    JSON = "json"


MEDIA_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes = Routes(router, "dossiers")
    content = {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES.values()}
    content["application/json"] = {"schema": {"type": "object"}}
    disposition = {"description": "the file's name", "schema": {"type": "string"}}
    answers = {
        200: {
            "content": content,
            "description": "the dossier as a file",
            "headers": {"Content-Disposition": disposition},
        }
    }

    @routes.post("/dossiers", STAFF_AND_COMPANY, response_class=Response, responses=answers)
    def write_dossier(
        asked: DossierIn, caller: Who, format: Annotated[Format, Query(description="of the file")] = Format.JSON
    ) -> Response:
        """Write the dossier of a package or team: what a proposal must contain, with sources and what is missing.

        It is decision support, and no determination.
        """
        from service.dossier.build import build
        from service.dossier.files import render

        if (asked.package is None) == (asked.team is None):
            raise BadInput("A dossier is of a package or of a team.", "Give one of the two.")
        if asked.team is not None:
            material = _of_team(house, asked.team, caller)
        else:
            material = _of_package(house, asked.package or "", asked.as_of, caller)
        if withheld(material.problem, caller.role, caller.company):
            raise Forbidden(
                "The dossier would show what other members attested in confidence.", "Ask an officer to write it."
            )
        name = f"dossier-{house.app.today().isoformat()}.{format.value}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(render(build(material, house.app.today()), format.value), 200, headers, MEDIA_TYPES[format])


def _of_team(house: House, asked: CheckIn, caller: Caller) -> Material:
    from service.dossier.build import material_of_team
    from service.lookup import find_product
    from service.teams import check_team

    snapshot = house.app.snapshot(illustrative=asked.illustrative)
    products = [find_product(one, snapshot) for one in asked.products]
    own_team(house.app, caller, [product.company for product in products])
    needs = needs_if_any(house.app, asked)
    return material_of_team(check_team(house.app, [p.id for p in products], needs, check_wish(asked)), 0)


def _of_package(house: House, package_id: str, as_of: date | None, caller: Caller) -> Material:
    from service.dossier.build import material_of_package
    from service.packages.cases import read
    from service.packages.evaluate import evaluate

    package = read(house.stores.packages, package_id)
    members = {one.company for one in package.members} | {package.owner_company}
    if caller.role is Role.COMPANY and caller.company not in members:
        raise NotFound(f"There is no package {package_id!r}.", "List them: GET /v1/packages")
    catalogue = house.app.snapshot(illustrative=True).catalogue
    return material_of_package(evaluate(house.app, package, as_of), catalogue)


__all__ = ["Format", "add"]
