"""The composition root of the HTTP service: the program, its stores, keys and records, opened together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from service.access import ApiKey, Keys, Role
from service.fresh import ServedAlliedstack
from service.key_store import RecordKeys

if TYPE_CHECKING:
    from datetime import datetime

    from service.capabilities import CapabilityStore
    from service.identity import IdentityStore
    from service.ingesting import IngestPorts
    from service.packages.store import PackageStore
    from service.records import Records
    from service.screening import ScreeningStore
    from service.settings import Settings

FIRST_KEY = "first"  # name of the administrator's key that the first start makes


class GraphStores:
    """The stores of the use cases over the program's graph, each made when first asked for."""

    def __init__(self, app: ServedAlliedstack) -> None:
        self._app = app

    @cached_property
    def packages(self) -> PackageStore:
        from service.stores import package_store

        return package_store(self._app.graph)

    @cached_property
    def screening(self) -> ScreeningStore:
        from service.stores import screening_store

        return screening_store(self._app.graph)

    @cached_property
    def identity(self) -> IdentityStore:
        from service.stores import identity_store

        return identity_store(self._app.graph)

    @cached_property
    def ingest(self) -> IngestPorts:
        from service.capabilities import read_capabilities
        from service.ingesting import IngestPorts
        from service.stores import graph_sink

        app = self._app
        return IngestPorts(
            sink=graph_sink(app.graph),
            state_dir=app.settings.data_dir,
            screening=self.screening,
            layer_of=app.layer_of,
            read_capabilities=lambda: read_capabilities(app),
        )

    @cached_property
    def capabilities(self) -> CapabilityStore:
        from service.stores import capability_store

        return capability_store(self._app.graph)


@dataclass(frozen=True)
class Served:
    """What the API is made over."""

    app: ServedAlliedstack
    stores: GraphStores
    records: Records
    keys: Keys


@contextmanager
def open_served(settings: Settings) -> Iterator[Served]:
    """The program for serving; the graph runs for the time of the block, joined if it runs already.

    Raises:
        GraphUnavailable: the graph cannot be started or reached.
    """
    app = ServedAlliedstack(settings)
    with app:
        records = app.records
        yield Served(app, GraphStores(app), records, Keys(RecordKeys(records)))


def first_key(keys: Keys, now: datetime) -> tuple[str, ApiKey] | None:
    """An administrator's key when there is none that can be used; None otherwise."""
    if any(key.role is Role.ADMIN and key.usable(now) for key in keys.list()):
        return None
    return keys.create(Role.ADMIN, FIRST_KEY)
