"""Ending a statement of the embedded engine whose caller has given up on it: the engine ignores time limits.

It names what runs over its loopback HTTP, each statement with the port from which its connection came, so that ours is
told from those of other threads and processes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import GraphAddress

T = TypeVar("T")
SECONDS = 2.0  # it answers in milliseconds; one that hangs is not waited for a second time


@dataclass(slots=True)
class Running:
    """Where the transaction that runs now is connected from, None between transactions."""

    port: int | None = None

    def within(self, work: Callable[[ManagedTransaction], T]) -> Callable[[ManagedTransaction], T]:
        """``work``, which can be ended from outside while it runs."""

        def watched(tx: ManagedTransaction) -> T:
            self.port = _local_port(tx)
            try:
                value = work(tx)
            except Exception:
                self.port = None
                raise
            self.port = None  # not after Ctrl-C, which leaves the statement running
            return value

        return watched

    def end(self, address: GraphAddress) -> None:
        """End the statement that runs, if one does; whatever stands against it is only noted."""
        import httpx

        now_ms = time.time() * 1_000
        try:
            for one in _listed(address):
                ours = self.port is not None and str(one.get("clientAddress", "")).endswith(f":{self.port}")
                if ours and float(one["startedAt"]) <= now_ms:  # not what another thread began on it since
                    _command(address, f"terminate query {one['id']}")
        except (httpx.HTTPError, KeyError, ValueError) as error:
            logging.getLogger(__name__).warning("a statement that took too long may still run: %s", error)


def _local_port(tx: ManagedTransaction) -> int | None:
    """The driver does not tell it in public; without it a statement is left to end by itself."""
    port = getattr(getattr(tx, "_connection", None), "local_port", None)
    return port if isinstance(port, int) else None


def _listed(address: GraphAddress) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _command(address, f"list queries database {address.database}")
    return found


def _command(address: GraphAddress, command: str) -> Any:
    import httpx

    response = httpx.post(
        f"{address.sql_url}/api/v1/server",
        json={"command": command},
        auth=(address.user, address.password),
        timeout=SECONDS,
        trust_env=False,  # a proxy is for the world outside, not for loopback
    )
    response.raise_for_status()
    return response.json()["result"]
