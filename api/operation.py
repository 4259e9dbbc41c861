"""For whoever runs the service: is it alive, can it answer, how does it do."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.house import House
from api.metrics import Metrics
from api.problems import problem_response
from graph.errors import AlliedstackError


def add_operation(made: FastAPI, house: House, metrics: Metrics) -> None:
    """``/health``, ``/ready`` and ``/metrics``. They need no key: they tell numbers, and nothing of the content."""

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

    def measured(_: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    made.router.routes.extend(
        [
            Route("/health", health, methods=["GET"]),
            Route("/ready", ready, methods=["GET"]),
            Route("/metrics", measured),
        ]
    )
