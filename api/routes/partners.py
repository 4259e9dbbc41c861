"""Partners who complete a stack, and dossiers to hand over."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response
from starlette.concurrency import run_in_threadpool

from api.ask import check_wish, own_team
from api.confidential import withheld
from api.house import House, replay_of
from api.routing import EVERYBODY, STAFF_AND_COMPANY, Routes, Who
from api.schemas.base import One
from api.schemas.dossiers import DossierIn
from api.schemas.operation import JobOut
from api.schemas.partners import PartnersIn, PartnersOut
from api.schemas.teams import CheckIn
from api.waiting import DEFAULT_WAIT, Wait, accepted, done_or_job, location_of
from api.work import PARTNERS, for_whom
from graph.errors import BadInput, NotFound
from service.access import Caller, Forbidden, Role
from service.jobs import Status

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
    _partners(Routes(router, "partners"), house)
    _dossiers(Routes(router, "dossiers"), house)


def _partners(routes: Routes, house: House) -> None:
    @routes.post("/partners", EVERYBODY, response_model=One[PartnersOut], responses=accepted(One[JobOut]))
    async def find_partners(asked: PartnersIn, caller: Who, wait: Wait = DEFAULT_WAIT) -> One[PartnersOut] | Response:
        """Find who completes a stack with a company in a market, ranked by what they add.

        A company asks for itself.
        """
        await run_in_threadpool(own_team, house.app, caller, [asked.company])
        params = {"asked": asked.model_dump(mode="json"), "whom": for_whom(caller.role, caller.company)}
        job = await done_or_job(house, PARTNERS, params, caller.subject, wait)
        if job.status is not Status.DONE or job.result is None:
            return await location_of(house, job)
        return One(data=PartnersOut.model_validate(job.result["data"]), replay=replay_of(dict(job.result["replay"])))


def _dossiers(routes: Routes, house: House) -> None:
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
    from service.matching import read_needs
    from service.teams import check_team

    snapshot = house.app.snapshot(illustrative=asked.illustrative)
    products = [find_product(one, snapshot) for one in asked.products]
    own_team(house.app, caller, [product.company for product in products])
    needs = read_needs(house.app, asked.text) if asked.text is not None else None
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
