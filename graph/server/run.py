"""Use, start, stop and look at the embedded server of a data folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.connection import GraphAddress
from graph.errors import GraphUnavailable
from graph.server.command import DATABASE, USER, command, version
from graph.server.folder import Folder, State
from graph.server.reasons import why_it_ended

READY_SECONDS = 60.0  # 2 s here; a cold disk and an index to be rebuilt take longer
STOP_SECONDS = 90.0  # longer than the keeper's own limit
_TRIES = 3  # a port that was free may be taken a moment later
_POLL_SECONDS = 0.03
_KEEPER = Path(__file__).with_name("keeper.py")


def folder_of(data_dir: Path) -> Folder:
    return Folder(data_dir.expanduser().resolve() / "graph")


@contextmanager
def embedded(data_dir: Path) -> Iterator[GraphAddress]:
    """The address of a server over ``data_dir`` that answers queries; started here unless one runs already.

    It ends when the last process inside such a block leaves it (or is killed), unless ``start_server`` keeps it.

    Raises:
        GraphUnavailable: the folder cannot be written, the disk is full, Java does not start.
    """
    folder = folder_of(data_dir)
    folder.prepare()
    with folder.locked("users", shared=True, seconds=STOP_SECONDS):
        yield _ready(folder)


def start_server(data_dir: Path) -> State:
    """Start the server unless it runs, and let it run on without users until :func:`stop_server`."""
    folder = folder_of(data_dir)
    with embedded(data_dir):
        folder.kept_file.touch(mode=0o600)
        state = folder.read_state()
    if state is None:
        raise GraphUnavailable(f"The graph in {folder.root} ended again at once.", f"See {folder.console}.")
    return state


def stop_server(data_dir: Path) -> bool:
    """End the server of ``data_dir``, whoever uses it; False where none was running."""
    folder = folder_of(data_dir)
    if not folder.alive():
        return False
    end(folder)
    return True


def server_state(data_dir: Path) -> State | None:
    """What runs over ``data_dir``; None where nothing does."""
    folder = folder_of(data_dir)
    return folder.read_state() if folder.alive() else None


def server_kept(data_dir: Path) -> bool:
    """Whether the server runs on without users until it is stopped."""
    return folder_of(data_dir).kept_file.exists()


def _ready(folder: Folder) -> GraphAddress:
    with folder.locked("starting", seconds=READY_SECONDS):
        state = folder.read_state() if folder.alive() else None
        if state is not None and _exists(state.keeper):
            try:
                return _wait(folder, state, None)
            except GraphUnavailable:
                if folder.alive():  # others may use it: we do not end it, its owner does
                    raise
        if folder.alive():  # Java without its keeper, which was killed
            end(folder)
        for left in reversed(range(_TRIES)):
            try:
                return start(folder)
            except _PortTaken:
                if left == 0:
                    raise
    raise AssertionError("the last try returns or raises")


class _PortTaken(GraphUnavailable):
    """Another program took the port in the moment between choosing and using it."""


def start(folder: Folder, more: Sequence[str] = ()) -> GraphAddress:
    """Start a server, with ``more`` of Java's options; the caller holds ``starting.lock``, or is alone."""
    bolt_port, http_port = _free_ports()
    order = {
        "folder": str(folder.root),
        "command": command(folder, bolt_port, http_port, more),
        "bolt_port": bolt_port,
        "http_port": http_port,
        "version": version(),
    }
    folder.kept_file.unlink(missing_ok=True)  # left behind by a machine that went down
    with folder.console.open("wb") as console:
        keeper = subprocess.Popen(  # noqa: S603 (our own file, by our own Python)
            [sys.executable, "-I", "-S", str(_KEEPER), json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            start_new_session=True,  # Ctrl-C at the terminal is for us, not for the server
        )
    while keeper.poll() is None:
        state = folder.read_state()
        if state is not None and state.keeper == keeper.pid:
            try:
                return _wait(folder, state, keeper)
            except BaseException:
                keeper.terminate()
                keeper.wait(STOP_SECONDS)
                raise
        time.sleep(_POLL_SECONDS)
    raise _ended(folder)


def _wait(folder: Folder, state: State, keeper: subprocess.Popen[bytes] | None) -> GraphAddress:
    """The address, once a query is answered: the port opens about a second before the database exists."""
    address = GraphAddress(
        f"bolt://127.0.0.1:{state.bolt_port}",
        USER,
        folder.password(),
        DATABASE,
        f"http://127.0.0.1:{state.http_port}",
        str(folder.root),
    )
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if keeper is not None and keeper.poll() is not None:
            raise _ended(folder)
        if keeper is None and not folder.alive():
            raise GraphUnavailable(f"The graph in {folder.root} has just ended.", "Try again.")
        if _listens(state.bolt_port) and _answers(address):
            return address
        time.sleep(_POLL_SECONDS)
    raise GraphUnavailable(
        f"The graph in {folder.root} was started, but has not answered for {READY_SECONDS:g} seconds.",
        f"See {folder.console}; is the machine very busy?",
    )


def _ended(folder: Folder) -> GraphUnavailable:
    said = folder.console.read_text(encoding="utf-8", errors="replace")
    if "Address already in use" in said or "BindException" in said:
        return _PortTaken("No free port was found on this machine for the graph.", "Try again.")
    return why_it_ended(folder, said)


def _answers(address: GraphAddress) -> bool:
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        with (
            GraphDatabase.driver(
                address.uri, auth=(address.user, address.password), max_transaction_retry_time=0, connection_timeout=5.0
            ) as driver,
            driver.session(database=address.database) as session,
        ):
            session.run("RETURN 1").consume()
    except AuthError as error:
        raise GraphUnavailable(
            "The password that is kept for the graph does not fit it.",
            "Stop the graph (alliedstack graph stop), remove the file named password in its folder, and try again.",
        ) from error
    except (DriverError, Neo4jError, OSError):
        return False
    return True


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


def end(folder: Folder) -> None:
    """End whatever holds ``server.lock``: the keeper, which ends Java; or Java itself, if the keeper is gone."""
    state = folder.read_state()
    if state is not None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in (state.keeper, state.java):
                _signal(process, number)
                if _released(folder, STOP_SECONDS if number == signal.SIGTERM and process == state.keeper else 5.0):
                    folder.kept_file.unlink(missing_ok=True)
                    return
    if not _released(folder, STOP_SECONDS):
        raise GraphUnavailable(
            f"A graph server holds {folder.root}, but does not end.", f"See {folder.console} and end its process."
        )
    folder.kept_file.unlink(missing_ok=True)


def _released(folder: Folder, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while folder.alive():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _signal(process: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
