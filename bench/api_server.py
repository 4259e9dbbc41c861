"""Servers of the API's benchmark: started, looked at from outside, ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 600.0
# One thread a product, as the service itself sets it: with 64 clients at once more only wait for each other, and the
# bare route would look forty times slower than it is.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
_LOOK_SECONDS = 0.2
_END_SECONDS = 60.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers on ``port``."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of processor time that the process has taken; its children's are not in it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """Memory of the process in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1000


@contextmanager
def running(command: Sequence[str], ready: str, environment: Mapping[str, str]) -> Iterator[Running]:
    """``python -m`` with the command and a free port, from the moment that the path ``ready`` is answered."""
    import httpx

    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", *command, "--port", str(port)],
        env={**os.environ, **ONE_THREAD, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if httpx.get(f"http://127.0.0.1:{port}{ready}", timeout=60.0, trust_env=False).status_code < 500:
                    break
            except httpx.HTTPError:
                time.sleep(_LOOK_SECONDS)
        yield Running(process.pid, port)
    finally:
        process.terminate()
        process.wait(_END_SECONDS)


def uvicorn(factory: str) -> list[str]:
    """The command of a factory's application on one worker."""
    return ["uvicorn", factory, "--factory", "--no-access-log"]
