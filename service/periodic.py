"""Work that a server does every so often beside its answers."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Periodic:
    """Calls ``work`` every ``seconds`` until stopped. What fails is logged, and tried again in the next round."""

    def __init__(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first round is after ``seconds``."""
        self._thread.start()

    def stop(self) -> None:
        """End. A round that is under way goes on for at most a second more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(1.0)

    def _run(self) -> None:
        import structlog

        while not self._stop.wait(self._seconds):
            try:
                self._work()
            except Exception as error:
                structlog.get_logger(self._name).warning("not done", error=str(error))
