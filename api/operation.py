"""For whoever runs the service: is it alive, can it answer, how does it do."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.house import House
from api.problems import problem_response
from graph.errors import AlliedstackError


def add_operation(made: FastAPI, house: House, registry: CollectorRegistry) -> None:
    """``/health``, ``/ready`` and ``/metrics``. They need no key: they tell numbers, and nothing of the content."""
    version = Gauge("alliedstack_catalogue_version", "Version of the graph that answers rest on", registry=registry)
    products = Gauge("alliedstack_products", "Products in the snapshot", registry=registry)
    Gauge("alliedstack_audit_waiting", "Audit entries not written yet", registry=registry).set_function(
        lambda: house.audit.waiting
    )
    Gauge("alliedstack_audit_lost", "Audit entries given up", registry=registry).set_function(lambda: house.audit.lost)
    Gauge("alliedstack_jobs_running", "Jobs that this process runs", registry=registry).set_function(
        lambda: house.jobs.running
    )

    def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    def ready(request: Request) -> Response:
        try:
            snapshot = house.app.snapshot()
            house.records.get("job", "none")  # a real query, whatever its answer
        except AlliedstackError as error:
            return problem_response(request, 503, error.message, code="not_ready", hint=error.hint)
        return JSONResponse(
            {"status": "ready", "catalogue_version": snapshot.version, "products": len(snapshot.catalogue.products)}
        )

    def metrics(_: Request) -> Response:
        if house.app.warm:
            snapshot = house.app.snapshot()
            version.set(snapshot.version)
            products.set(len(snapshot.catalogue.products))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    made.router.routes.extend(
        [Route("/health", health, methods=["GET"]), Route("/ready", ready, methods=["GET"]), Route("/metrics", metrics)]
    )
