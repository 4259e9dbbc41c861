"""What companies sign for themselves, in confidence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.document import etag_header
from api.etags import IfMatch, expected_version, version_tag
from api.house import House, own_or_staff
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of_records
from api.routing import STAFF_AND_COMPANY, Routes, Who
from api.schemas.attestations import AttestationIn, AttestationOut
from api.schemas.base import Id, One, Page
from graph.errors import BadInput, NotFound
from service.access import Caller, Role
from service.attestations import Attestation, Attestations, checked, company_of


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes, kept = Routes(router, "attestations"), Attestations(house.records)
    _reads(routes, house, kept)
    _changes(routes, house, kept)


def _parts(attestation_id: str) -> tuple[str, str]:
    subject, bar, fact = attestation_id.rpartition("|")
    if not bar or not subject or not fact:
        raise BadInput(f"{attestation_id!r} names no attestation.", "Give the subject's id, a bar, the fact.")
    return subject, fact


def _shown(house: House, one: Attestation) -> AttestationOut:
    return AttestationOut(
        id=one.id,
        company=one.company,
        subject=one.subject,
        fact=one.fact,
        value=one.value,
        signed_by=one.signed_by,
        by=one.by,
        at=one.at,
        until=one.until,
        version=one.version,
        holds=one.holds(house.app.today()),
    )


def _seen(kept: Attestations, attestation_id: str, caller: Caller) -> Attestation:
    one = kept.get(*_parts(attestation_id))
    if one is None or (caller.role is Role.COMPANY and one.company != caller.company):
        raise NotFound(f"There is no attestation {attestation_id!r}.", "List them: GET /v1/attestations")
    return one


def _reads(routes: Routes, house: House, kept: Attestations) -> None:
    @routes.get("/attestations", STAFF_AND_COMPANY)
    def list_attestations(
        caller: Who,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        company: Annotated[Id | None, Query(description="only of this company (id)")] = None,
    ) -> Page[AttestationOut]:
        """List attestations, by id.

        A company sees only its own.
        """
        if caller.role is Role.COMPANY:
            own_or_staff(caller, company or caller.company or "")
            company = caller.company
        found = slice_of_records(
            lambda after, most: kept.page(after, most, company),
            lambda one: one.id,
            cursor,
            limit,
            ("attestations", company),
        )
        return house.page(found.shown(lambda one: _shown(house, one)))

    @routes.get("/attestations/{attestation_id:path}", STAFF_AND_COMPANY, responses=etag_header())
    def get_attestation(attestation_id: Id, caller: Who, response: Response) -> One[AttestationOut]:
        """One attestation."""
        one = _seen(kept, attestation_id, caller)
        response.headers["ETag"] = version_tag(one.version)
        return house.one(_shown(house, one))


def _changes(routes: Routes, house: House, kept: Attestations) -> None:
    @routes.put("/attestations/{attestation_id:path}", (Role.COMPANY,), responses=etag_header())
    def attest(
        attestation_id: Id, asked: AttestationIn, caller: Who, response: Response, if_match: IfMatch = None
    ) -> One[AttestationOut]:
        """Sign for a fact of your company or of a product of yours that no source states.

        The id is the subject's id, a bar, and the fact. The first time needs no If-Match, a change does.
        """
        subject, fact = _parts(attestation_id)
        catalogue = house.app.snapshot(illustrative=True).catalogue
        company = company_of(subject, catalogue)
        own_or_staff(caller, company)
        checked(subject, fact, asked.value, catalogue)
        held = kept.get(subject, fact)
        version = expected_version(if_match, held.version) if held is not None else 0
        until = asked.until.isoformat() if asked.until is not None else None
        wanted = Attestation(company, subject, fact, asked.value, asked.signed_by, caller.subject, house.now(), until)
        made = house.conditional(lambda: kept.put(wanted, version), lambda: kept.get(subject, fact) != held)
        house.app.changed()
        response.headers["ETag"] = version_tag(made.version)
        return house.one(_shown(house, made))

    @routes.delete("/attestations/{attestation_id:path}", (Role.COMPANY, Role.ADMIN))
    def withdraw_attestation(attestation_id: Id, caller: Who, if_match: IfMatch = None) -> One[AttestationOut]:
        """Withdraw an attestation; the answer is what it was."""
        one = _seen(kept, attestation_id, caller)
        expected_version(if_match, one.version)
        house.conditional(lambda: kept.withdraw(one), lambda: kept.get(one.subject, one.fact) != one)
        house.app.changed()
        return house.one(_shown(house, one))
