"""The data folder of an embedded graph: what lies where, and the locks that say who uses it.

Two file locks carry the whole protocol, because the kernel lets go of them when a process ends, however it ends:

* ``users.lock``: shared by every process that uses the server. Who gets it exclusively knows that nobody is left.
* ``server.lock``: held exclusively by the keeper and inherited by the Java process: as long as it is held, something
  of a server lives.

``starting.lock`` lets one process at a time start a server.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import GraphUnavailable

_PASSWORD_BYTES = 24
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class State:
    """What the keeper wrote down about the server it started. Process ids count only while ``server.lock`` is held."""

    keeper: int
    java: int
    bolt_port: int
    http_port: int
    started: str  # ISO 8601, UTC
    version: str


@dataclass(frozen=True, slots=True)
class Folder:
    """``root`` is the embedded graph's own folder inside of the program's data folder."""

    root: Path

    @property
    def state_file(self) -> Path:
        return self.root / "server.json"

    @property
    def password_file(self) -> Path:
        return self.root / "password"

    @property
    def kept_file(self) -> Path:
        """There while the server shall outlive its users (``graph start``)."""
        return self.root / "kept"

    @property
    def console(self) -> Path:
        return self.root / "logs" / "console.log"

    @property
    def databases(self) -> Path:
        return self.root / "databases"

    @property
    def backups(self) -> Path:
        """Where the engine writes a backup before it is moved to where the user wants it."""
        return self.root / "backups"

    def lock(self, name: str) -> Path:
        return self.root / f"{name}.lock"

    def prepare(self) -> None:
        """Make the folder, for its owner only.

        Raises:
            GraphUnavailable: it cannot be made or written, or the disk is full.
        """
        try:
            for folder in (self.root, *(self.root / name for name in ("backups", "config", "databases", "logs"))):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.root / f"probe-{os.getpid()}-{secrets.token_hex(4)}"
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
            self._make_password()
        except OSError as error:
            raise unusable(self.root, error) from error

    def password(self) -> str:
        return self.password_file.read_text(encoding="ascii")

    def _make_password(self) -> None:
        if self.password_file.exists() and self.password_file.stat().st_size > 0:
            return
        # The server keeps its users beside: without the password they are of no use, so it makes them again.
        (self.root / "config" / "server-users.jsonl").unlink(missing_ok=True)
        fresh = self.root / f"password-{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_PASSWORD_BYTES))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.password_file)

    def write_state(self, state: State) -> None:
        fresh = self.root / f"server-{os.getpid()}.json"
        fresh.write_text(json.dumps(asdict(state)), encoding="utf-8")
        fresh.chmod(0o600)
        fresh.replace(self.state_file)

    def read_state(self) -> State | None:
        """What was last written down; None where there is nothing, or nothing that can be read."""
        with suppress(OSError, ValueError, TypeError):
            return State(**json.loads(self.state_file.read_text(encoding="utf-8")))
        return None

    def alive(self) -> bool:
        """Whether something of a server lives, ready or not."""
        path = self.lock("server")
        if not path.exists():
            return False
        with path.open("rb") as file:
            return not _try(file.fileno(), fcntl.LOCK_SH)

    @contextmanager
    def locked(self, name: str, *, shared: bool = False, seconds: float) -> Iterator[None]:
        """Hold a lock of the folder inside of the block; it goes with the process, however that ends.

        Raises:
            GraphUnavailable: another process did not let go of it in time.
        """
        try:
            file = self.lock(name).open("a+b")
        except OSError as error:
            raise unusable(self.root, error) from error
        with file:
            deadline = time.monotonic() + seconds
            while not _try(file.fileno(), fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise GraphUnavailable(
                        f"Another process has been starting or stopping the graph in {self.root} for {seconds:g} s.",
                        f"Wait and try again; {self.console} may say what it is about.",
                    )
                time.sleep(_POLL_SECONDS)
            yield


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True


def unusable(folder: Path, error: OSError) -> GraphUnavailable:
    """The operating system's refusal in plain words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return GraphUnavailable(f"The disk that holds {folder} is full.", "Free some space and try again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return GraphUnavailable(
            f"The folder {folder} cannot be written.", "Make it writable, or set ALLIEDSTACK_DATA_DIR to one that is."
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return GraphUnavailable(
            f"{folder} is no folder, or lies under a file.", "Set ALLIEDSTACK_DATA_DIR to a folder."
        )
    return GraphUnavailable(f"The folder {folder} cannot be used: {error.strerror}.", "Set ALLIEDSTACK_DATA_DIR.")
