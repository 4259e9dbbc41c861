"""Running the service: the graph held open, one or many workers, the pages as a process of their own."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from cli.pages import Pages
from cli.plan import Plan
from graph.errors import BadInput

if TYPE_CHECKING:
    import uvicorn

    from service.access import Keys
    from service.served import Served
    from service.serving import ServeSettings
    from service.settings import Settings

_KEEP_ALIVE_SECONDS = 30  # an idle connection of a client that will ask again
_HEALTH_SECONDS = 60  # a worker that prepares a snapshot or reads a model may be silent for this long
_BACKLOG = 512  # connections that wait to be accepted


def run(plan: Plan) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises:
        BadInput: a port is taken or a setting cannot be used. GraphUnavailable: the graph cannot be started.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: requests share the cores, not one product's rows
    from service.served import open_served
    from service.serving import read_serve_settings
    from service.settings import read_settings

    serving = read_serve_settings(api_workers=plan.workers)
    listening = _listen(plan.host, plan.port)
    if plan.ui_port is not None:
        _listen(plan.host, plan.ui_port).close()  # an error now, not when all else runs
    settings = read_settings()
    # The graph is held open here, so that workers may come and go without it.
    with _terminates(), open_served(settings) as served, Pages(plan) as pages:
        _greet(served.keys)
        try:
            _serve(plan, settings, serving, served, listening, pages)
        except KeyboardInterrupt:
            pass  # asked to end: everything below is ended in order
        finally:
            listening.close()
    typer.echo("Stopped.", err=True)


def _serve(
    plan: Plan, settings: Settings, serving: ServeSettings, served: Served, listening: socket.socket, pages: Pages
) -> None:
    if plan.workers == 1:
        import uvicorn

        from api.app import create_app
        from api.logs import configure_logs

        configure_logs(settings.log_level)
        made = create_app(served.app, served.stores, served.keys, served.records, serving)
        pages.follow()
        uvicorn.Server(_config(made, serving, 1)).run(sockets=[listening])
        return
    from uvicorn.supervisors import Multiprocess

    with tempfile.TemporaryDirectory(prefix="alliedstack-workers-") as shared:
        os.environ["ALLIEDSTACK_API_WORKERS"] = str(plan.workers)
        os.environ["ALLIEDSTACK_API_SHARED_DIR"] = shared  # where workers count requests of a key together
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # and what they measure; read when the library is imported
        config = _config("api.worker:make", serving, plan.workers)
        pages.follow()
        Multiprocess(config, sockets=[listening]).run()


def _config(app: object, serving: ServeSettings, workers: int) -> uvicorn.Config:
    import uvicorn

    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=isinstance(app, str),
        workers=workers,
        log_config=None,
        access_log=False,  # the API writes its own line an answer, with the request's id
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(serving.api_grace_seconds),
        timeout_worker_healthcheck=_HEALTH_SECONDS,
    )


def _greet(keys: Keys) -> None:
    from service.served import first_key

    made = first_key(keys, datetime.now(UTC))
    if made is not None:
        typer.echo(f"Administrator's key, shown this once: {made[0]}")
        typer.echo("Make others with it, or with: alliedstack key create --role officer")
        sys.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        BadInput: the port or address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sends small answers at once (TCP_NODELAY) only where it is: else 40 ms each.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise BadInput(
            f"{host} port {port} cannot be used: {error.strerror}.", "Name a free one with --port or --ui-port."
        ) from error
    listening.set_inheritable(True)
    return listening


@contextmanager
def _terminates() -> Iterator[None]:
    """SIGTERM ends us like Ctrl-C does, with everything ended in order."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
