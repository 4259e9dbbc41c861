"""Packages: search, lifecycle, members; partners; dossiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.ask import needs_of
from api.document import etag_header
from api.etags import IfMatch, content_tag, expected_version, version_tag
from api.house import House, replay_of
from api.package_views import evaluation_view, is_own, package_search_view, package_view
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import EVERYBODY, STAFF, STAFF_AND_COMPANY, Routes, Who
from api.schemas.base import One, Page
from api.schemas.menu import EvaluationOut, PackagesFoundOut, SearchPackagesIn
from api.schemas.packages import AnchorIn, JoinIn, LeaveIn, PackageIn, PackageOut, StepIn
from graph.errors import NotFound
from graph.model.package import Decision, Package, PackageKind, PackageStatus
from service.access import Caller, Forbidden, Role
from service.packages import cases
from service.packages.evaluate import evaluate
from service.packages.lifecycle import Step
from service.packages.search import search_packages

PackageId = Annotated[str, StringConstraints(pattern=r"^package:[0-9a-f]{1,32}$")]
_COMPANY_STEPS = frozenset({Step.PROPOSE, Step.WITHDRAW, Step.REOPEN})  # the others are the office's to take


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes = Routes(router, "packages")
    _reads(routes, house)
    _changes(routes, house)


def _may_see(package: Package, caller: Caller) -> bool:
    """A company sees its own, and of the others' what is public: standing packages that were designated."""
    public = package.kind is PackageKind.STANDING and package.status is PackageStatus.DESIGNATED
    return caller.role is not Role.COMPANY or public or is_own(package, caller)


def _seen(house: House, package_id: str, caller: Caller) -> Package:
    package = cases.read(house.stores.packages, package_id)
    if not _may_see(package, caller):
        raise NotFound(f"There is no package {package_id!r}.", "List them: GET /v1/packages")
    return package


def _editable(house: House, package_id: str, caller: Caller) -> Package:
    package = _seen(house, package_id, caller)
    if caller.role is Role.COMPANY and caller.company not in (package.owner_company, package.anchor):
        raise Forbidden("A package is changed by the company that leads or made it.", "Ask the anchor, or an officer.")
    return package


def _reads(routes: Routes, house: House) -> None:
    @routes.get("/packages", EVERYBODY)
    def list_packages(
        caller: Who,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        status: Annotated[PackageStatus | None, Query()] = None,
        kind: Annotated[PackageKind | None, Query()] = None,
    ) -> Page[PackageOut]:
        """List packages, by id.

        A company sees those that it is or was a member of, or made, and designated standing packages of others.
        """
        held = {package.id: package for package in house.stores.packages.all()}

        def keep(one: Package) -> bool:
            return (
                _may_see(one, caller)
                and (status is None or one.status is status)
                and (kind is None or one.kind is kind)
            )

        question = ("packages", status, kind, caller.company)
        found = slice_of(sorted(held), held.__getitem__, keep, cursor, limit, question)
        return house.page(found.shown(lambda one: PackageOut.model_validate(package_view(one, caller))))

    @routes.get("/packages/{package_id}", EVERYBODY, responses=etag_header())
    def get_package(package_id: PackageId, caller: Who, response: Response) -> One[PackageOut]:
        """One package with its history."""
        return _tagged(house, _seen(house, package_id, caller), caller, response)

    @routes.get("/packages/{package_id}/evaluation", EVERYBODY, responses=etag_header())
    def evaluate_package(
        package_id: PackageId,
        caller: Who,
        response: Response,
        as_of: Annotated[date | None, Query(description="with the rules and members of this day; today")] = None,
    ) -> One[EvaluationOut]:
        """A package under the rules of a day: findings, standing, gaps, possible support."""
        found = evaluate(house.app, _seen(house, package_id, caller), as_of)
        view = evaluation_view(found, caller.role, caller.company)
        shown = EvaluationOut.model_validate(view)
        response.headers["ETag"] = content_tag(shown)
        return One(data=shown, replay=replay_of(found.replay.as_dict()))

    @routes.question("/packages/search", EVERYBODY)
    def find_packages(asked: SearchPackagesIn, caller: Who) -> One[PackagesFoundOut]:
        """Find standing packages for a buyer's needs, ranked by fit, with gaps and the swaps that close them.

        A company searches among those that it may see: its own, and the designated ones of others.
        """
        needs = needs_of(house.app, asked)
        found = search_packages(
            house.app,
            house.stores.packages,
            needs,
            asked.market,
            drafts=asked.drafts,
            limit=asked.limit,
            seen=lambda package: _may_see(package, caller),
        )
        view = package_search_view(found, caller)
        return One(data=PackagesFoundOut.model_validate(view), replay=replay_of(found.replay.as_dict()))


def _tagged(house: House, package: Package, caller: Caller, response: Response) -> One[PackageOut]:
    response.headers["ETag"] = version_tag(package.version)
    return house.one(PackageOut.model_validate(package_view(package, caller)))


def _changes(routes: Routes, house: House) -> None:
    def changed(package: Package, caller: Caller, response: Response) -> One[PackageOut]:
        house.app.changed()
        return _tagged(house, package, caller, response)

    def write(package: Package, work: Callable[[], Package]) -> Package:
        def moved() -> bool:
            return cases.read(house.stores.packages, package.id).version != package.version

        return house.conditional(work, moved)

    created: dict[int | str, dict[str, Any]] = {
        201: {"headers": {"Location": {"description": "its address", "schema": {"type": "string"}}}}
    }

    @routes.post("/packages", STAFF_AND_COMPANY, status_code=201, responses=created)
    def create_package(asked: PackageIn, caller: Who, response: Response) -> One[PackageOut]:
        """Make a new package as a draft.

        A company makes packages that it leads.
        """
        snapshot = house.app.snapshot(illustrative=True)
        if caller.role is Role.COMPANY:
            from service.lookup import find_company

            if find_company(asked.anchor, snapshot).id != caller.company:
                raise Forbidden("A company makes packages that it leads.", f"Let {caller.company} be the anchor.")
        draft = cases.Draft(
            title=asked.title,
            kind=asked.kind,
            anchor=asked.anchor,
            products=tuple(asked.products),
            markets=tuple(asked.markets),
            members=tuple(asked.members),
            opportunity=asked.opportunity,
            requirements=asked.requirements,
            valid_from=asked.valid_from,
            valid_to=asked.valid_to,
            owner_company=caller.company,
        )
        package = cases.create(house.stores.packages, snapshot, draft, caller.subject, house.now())
        response.headers["Location"] = f"/v1/packages/{package.id}"
        return changed(package, caller, response)

    @routes.post("/packages/{package_id}/steps", STAFF_AND_COMPANY, responses=etag_header())
    def take_step(
        package_id: PackageId, asked: StepIn, caller: Who, response: Response, if_match: IfMatch = None
    ) -> One[PackageOut]:
        """Move a package along its life: propose, take_up, decide, withdraw, expire, reopen.

        Companies propose, withdraw and reopen their own; the rest is recorded by officers.
        """
        package = _editable(house, package_id, caller)
        version = expected_version(if_match, package.version)
        if caller.role is Role.COMPANY and asked.step not in _COMPANY_STEPS:
            raise Forbidden(f"The step {asked.step} is recorded by officers.", "Ask an officer.")
        decision = None
        if asked.decision is not None:
            told = asked.decision
            decision = Decision(told.status, told.on, tuple(told.offices), told.grounds, caller.subject)
        moved = write(
            package,
            lambda: cases.move(
                house.stores.packages, package.id, asked.step, caller.subject, house.now(), asked.why, decision, version
            ),
        )
        return changed(moved, caller, response)

    @routes.post("/packages/{package_id}/members", STAFF_AND_COMPANY, responses=etag_header())
    def join_package(
        package_id: PackageId, asked: JoinIn, caller: Who, response: Response, if_match: IfMatch = None
    ) -> One[PackageOut]:
        """A company joins with some of its products."""
        package = _editable(house, package_id, caller)
        version = expected_version(if_match, package.version)
        snapshot = house.app.snapshot(illustrative=True)
        joined = write(
            package,
            lambda: cases.join(
                house.stores.packages,
                snapshot,
                package.id,
                asked.company,
                asked.products,
                caller.subject,
                house.now(),
                asked.role,
                version,
            ),
        )
        return changed(joined, caller, response)

    @routes.post("/packages/{package_id}/departures", STAFF_AND_COMPANY, responses=etag_header())
    def leave_package(
        package_id: PackageId, asked: LeaveIn, caller: Who, response: Response, if_match: IfMatch = None
    ) -> One[PackageOut]:
        """A member leaves with its products; the record of its membership stays."""
        package = _editable(house, package_id, caller)
        version = expected_version(if_match, package.version)
        snapshot = house.app.snapshot(illustrative=True)
        left = write(
            package,
            lambda: cases.leave(
                house.stores.packages,
                snapshot,
                package.id,
                asked.company,
                caller.subject,
                house.now(),
                asked.why,
                version,
            ),
        )
        return changed(left, caller, response)

    @routes.put("/packages/{package_id}/anchor", STAFF, responses=etag_header())
    def set_anchor(
        package_id: PackageId, asked: AnchorIn, caller: Who, response: Response, if_match: IfMatch = None
    ) -> One[PackageOut]:
        """Make a member the anchor."""
        package = _editable(house, package_id, caller)
        version = expected_version(if_match, package.version)
        snapshot = house.app.snapshot(illustrative=True)
        led = write(
            package,
            lambda: cases.lead(
                house.stores.packages, snapshot, package.id, asked.company, caller.subject, house.now(), version
            ),
        )
        return changed(led, caller, response)
