"""The commands that take a store, over the stores of the program: where the command line meets the composition root."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from service.identity import IdentityStore
    from service.ingesting import IngestPorts
    from service.owners import OwnershipReader
    from service.screening import ScreeningStore
    from service.sources import SourceReader


@contextmanager
def _ports() -> Iterator[IngestPorts]:
    from cli.opened import opened
    from service.capabilities import read_capabilities
    from service.ingesting import IngestPorts
    from service.stores import graph_sink, screening_store

    with opened() as app:
        yield IngestPorts(
            sink=graph_sink(app.graph),
            state_dir=app.settings.data_dir,
            screening=screening_store(app.graph),
            layer_of=app.layer_of,
            read_capabilities=lambda: read_capabilities(app),
        )


@contextmanager
def _sources() -> Iterator[SourceReader]:
    from cli.opened import opened

    with opened() as app:
        yield app.store


@contextmanager
def _ownership() -> Iterator[OwnershipReader]:
    from cli.opened import opened

    with opened() as app:
        yield app.store


@contextmanager
def _identity() -> Iterator[IdentityStore]:
    from cli.opened import opened
    from service.stores import identity_store

    with opened() as app:
        yield identity_store(app.graph)


@contextmanager
def _screening() -> Iterator[ScreeningStore]:
    from cli.opened import opened
    from service.stores import screening_store

    with opened() as app:
        yield screening_store(app.graph)


def ingest() -> Callable[..., None]:
    from cli.ingest import ingest_command

    return ingest_command(_ports)


def sources() -> Callable[..., None]:
    from cli.sources import sources_command

    return sources_command(_sources)


def owners() -> Callable[..., None]:
    from cli.owners import owners_command

    return owners_command(_ownership)


def identity() -> typer.Typer:
    from cli.identity import identity_app

    return identity_app(_identity)


def screen() -> typer.Typer:
    from cli.screen import screen_app

    return screen_app(_screening)
