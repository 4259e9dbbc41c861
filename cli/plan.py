"""What ``alliedstack serve`` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass

_WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


@dataclass(frozen=True, slots=True)
class Plan:
    """``ui_port`` None: no pages."""

    host: str
    port: int
    ui_port: int | None
    workers: int

    def url(self, port: int) -> str:
        """How this machine reaches a port."""
        host = "127.0.0.1" if self.host in _WILDCARDS else self.host
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
