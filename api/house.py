"""What the routes work with, assembled once for each process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from api.etags import as_precondition, content_tag
from api.paging import Slice
from api.schemas.base import One, Out, Page, Replay, T
from graph.errors import Conflict, NotFound
from service.access import Caller, Forbidden, Keys, Role
from service.alerts import Alerts
from service.audit import AuditLog
from service.jobs import Jobs
from service.records import Records

if TYPE_CHECKING:
    from datetime import date

    from fastapi import Response
    from pydantic import BaseModel

    from service.capabilities import CapabilityStore
    from service.fresh import ServedAlliedstack
    from service.identity import IdentityStore
    from service.ingesting import IngestPorts
    from service.packages.store import PackageStore
    from service.screening import ScreeningStore


M = TypeVar("M", bound="BaseModel")


class Stores(Protocol):
    """The parts of the graph that use cases work on, each opened when first asked for."""

    @property
    def packages(self) -> PackageStore: ...

    @property
    def screening(self) -> ScreeningStore: ...

    @property
    def identity(self) -> IdentityStore: ...

    @property
    def ingest(self) -> IngestPorts: ...

    @property
    def capabilities(self) -> CapabilityStore: ...


@dataclass(frozen=True)
class House:
    """The program and what serving it adds. ``records`` is where both keep what is theirs."""

    app: ServedAlliedstack
    stores: Stores
    records: Records
    keys: Keys
    audit: AuditLog
    jobs: Jobs
    alerts: Alerts

    @staticmethod
    def now() -> str:
        """ISO 8601 in UTC, to the second."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    @staticmethod
    def conditional(write: Callable[[], T], moved: Callable[[], bool]) -> T:
        """Carry out a conditional write; a conflict because the thing moved meanwhile is a failed precondition."""
        try:
            return write()
        except Conflict as error:
            if moved():
                raise as_precondition(error) from error
            raise

    def replay(self, as_of: date | None = None) -> Replay:
        """What an answer from the present snapshot rests on."""
        return replay_of(self.app.replay(self.app.snapshot(), as_of).as_dict())

    def one(self, data: T, as_of: date | None = None) -> One[T]:
        """``data`` with what it rests on."""
        return One(data=data, replay=self.replay(as_of))

    def tagged(self, data: M, response: Response, as_of: date | None = None) -> One[M]:
        """The same with the ETag of what it says; what it rests on may move without it."""
        response.headers["ETag"] = content_tag(data)
        return self.one(data, as_of)

    def page(self, found: Slice[T]) -> Page[T]:
        """A page with what it rests on."""
        return Page(
            items=list(found.items),
            next_cursor=found.next_cursor,
            truncated=found.next_cursor is not None,
            total=found.total,
            replay=self.replay(),
        )


def replay_of(raw: dict[str, object]) -> Replay:
    """The service's word on what an answer rests on, in its JSON form."""
    return Replay.model_validate(raw)


def own_or_staff(caller: Caller, company: str) -> None:
    """Let a company at its own things only.

    Raises:
        Forbidden: it is another company's.
    """
    if caller.role is Role.COMPANY and caller.company != company:
        raise Forbidden("A company sees and changes only what is its own.", f"Your company is {caller.company}.")


def sees_confidential(caller: Caller, company: str) -> bool:
    """Whether the caller may see what the company attested in confidence."""
    return caller.role in (Role.OFFICER, Role.ADMIN) or (caller.role is Role.COMPANY and caller.company == company)


def known(kind: str, key: str, found: T | None) -> T:
    """``found``, or an error that names what is missing.

    Raises:
        NotFound: it is None.
    """
    if found is None:
        raise NotFound(f"There is no {kind} {key!r}.", f"List them: GET /v1/{kind.replace(' ', '-')}")
    return found


__all__ = ["House", "Out", "known", "own_or_staff", "replay_of", "sees_confidential"]
