"""Many clients at once over HTTP/1.1 on this machine, with so little work of their own that the server is measured."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

_HEAD_END = b"\r\n\r\n"


@dataclass
class Measured:
    """``seconds``: time of each answer; ``codes``: how often each status came; ``took``: of the whole run."""

    seconds: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took

    def line(self, name: str) -> str:
        p50, p95, p99 = (1000 * value for value in np.percentile(self.seconds, [50, 95, 99]))
        errors = sum(count for code, count in self.codes.items() if code >= 400)
        return (
            f"{name:28} {self.rate:8.1f}/s  p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  p99 {p99:7.1f} ms  "
            f"{len(self.seconds)} answers, {errors} errors"
        )


def request(method: str, path: str, key: str = "", body: bytes = b"") -> bytes:
    """A whole request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(body)}"]
    head += ["Content-Type: application/json"] if body else []
    head += [f"Authorization: Bearer {key}"] if key else []
    return "\r\n".join(head).encode() + _HEAD_END + body


def load(port: int, requests: Sequence[bytes], clients: int, seconds: float, most: int = 10**9) -> Measured:
    """Send the requests over and over, each client one at a time, for ``seconds`` or ``most`` answers."""
    return asyncio.run(_load(port, requests, clients, seconds, most))


async def _load(port: int, requests: Sequence[bytes], clients: int, seconds: float, most: int) -> Measured:
    measured = Measured()
    started = time.perf_counter()

    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = number
        try:
            while time.perf_counter() - started < seconds and len(measured.seconds) < most:
                before = time.perf_counter()
                writer.write(requests[turn % len(requests)])
                code = await _answer(reader)
                measured.seconds.append(time.perf_counter() - before)
                measured.codes[code] += 1
                turn += clients
        finally:
            writer.close()

    await asyncio.gather(*(client(number) for number in range(clients)))
    measured.took = time.perf_counter() - started
    return measured


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(_HEAD_END)
    lines = head.split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:"))
    await reader.readexactly(length)
    return int(lines[0].split(b" ")[1])
