"""One worker process: opens the program from the environment, and gives uvicorn the application over it."""

from __future__ import annotations

import multiprocessing
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI

from api.app import create_app
from api.logs import configure_logs
from service.following import end_with
from service.served import open_served
from service.serving import read_serve_settings
from service.settings import read_settings

_MARGIN_SECONDS = 10.0  # beside the time that jobs are given: to write down what is left, and to let go of the graph


def make() -> FastAPI:
    """The application of a worker. The graph is joined while it lives, and let go with it.

    Raises:
        BadInput: a setting cannot be used. GraphUnavailable: the graph cannot be reached.
    """
    settings, serving = read_settings(), read_serve_settings()
    parent = multiprocessing.parent_process()
    if parent is not None:
        end_with(parent.join, serving.api_grace_seconds + _MARGIN_SECONDS)
    configure_logs(settings.log_level)
    held = ExitStack()
    served = held.enter_context(open_served(settings))
    made = create_app(served.app, served.stores, served.keys, served.records, serving)
    inner = made.router.lifespan_context

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        with held:
            async with inner(app):
                yield

    made.router.lifespan_context = life
    return made
