"""What the service counts and measures of itself, over all of its workers when there are several.

With the environment variable ``PROMETHEUS_MULTIPROC_DIR`` (``serve --workers`` sets it) every process keeps its numbers
in files of that folder, and whichever is asked adds them up.
"""

from __future__ import annotations

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from api.house import House
from service.jobs.alive import process_exists

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # the library's own; it looks when it is imported
MEASURE_SECONDS = 5.0  # how old another worker's word on itself may be
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LIVE = "gauge_live*_*.db"  # files of what is true of a process only while it lives


class Metrics:
    """Of one process, told together with the others'."""

    def __init__(self, house: House) -> None:
        self._house = house
        folder = os.environ.get(FOLDER_VARIABLE)
        self._folder = Path(folder) if folder else None
        self._own = own = CollectorRegistry()
        labels = ("method", "route", "status")
        self._count = Counter("alliedstack_requests", "Answers given", labels, registry=own)
        self._time = Histogram(
            "alliedstack_request_seconds", "Time to answer", ("method", "route"), registry=own, buckets=_BUCKETS
        )

        def gauge(name: str, what: str, together: str) -> Gauge:
            return Gauge(f"alliedstack_{name}", what, registry=own, multiprocess_mode=together)  # type: ignore[arg-type]

        self._version = gauge("catalogue_version", "Version of the graph that answers rest on", "livemax")
        self._products = gauge("products", "Products in the snapshot", "livemax")
        self._waiting = gauge("audit_waiting", "Audit entries not written yet", "livesum")
        self._lost = gauge("audit_lost", "Audit entries given up", "livesum")
        self._running = gauge("jobs_running", "Jobs that run", "livesum")
        self._workers = gauge("workers", "Processes that answer", "livesum")

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._count.labels(method, route, str(status)).inc()
        self._time.labels(method, route).observe(seconds)

    def measure(self) -> None:
        """Look at this process."""
        house = self._house
        self._workers.set(1)
        self._waiting.set(house.audit.waiting)
        self._lost.set(house.audit.lost)
        self._running.set(house.jobs.running)
        if house.app.warm:
            snapshot = house.app.snapshot()
            self._version.set(snapshot.version)
            self._products.set(len(snapshot.catalogue.products))

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        self.measure()
        if self._folder is None:
            return generate_latest(self._own)
        for file in self._folder.glob(_LIVE):
            pid = file.stem.rpartition("_")[2]
            if pid.isdecimal() and not process_exists(int(pid)):
                mark_process_dead(int(pid), str(self._folder))  # type: ignore[no-untyped-call]
        together = CollectorRegistry()
        MultiProcessCollector(together, str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def close(self) -> None:
        """This process ends: what was true of it only while it lived is no longer told."""
        if self._folder is not None:
            mark_process_dead(os.getpid(), str(self._folder))  # type: ignore[no-untyped-call]
