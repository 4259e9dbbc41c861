"""The application: made by a function, so that importing it does nothing and tests can make as many as they like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from api.cors import add_cors
from api.document import add_document
from api.gate import Gate, GuardedRoute
from api.house import House, Stores
from api.metrics import MEASURE_SECONDS, Metrics
from api.middleware import BodyLimit, RequestContext, TimeLimit
from api.operation import add_operation
from api.problems import install_problem_handlers
from api.routes import add_routes
from service.alerts import LOOK_SECONDS, Alerts
from service.audit import AuditLog
from service.idempotency import Idempotency
from service.jobs import Jobs
from service.oidc import TokenVerifier
from service.periodic import Periodic
from service.uploads import Uploads
from service.warm import LOOK_SECONDS as WARM_SECONDS
from service.warm import WarmUp

if TYPE_CHECKING:
    from service.access import Keys
    from service.fresh import ServedAlliedstack
    from service.records import Records
    from service.serving import ServeSettings

UPLOADS = "/v1/ingest-runs"
_PURGE_SECONDS = 3600.0  # kept answers live a day; an hour more does no harm


def create_app(
    app: ServedAlliedstack, stores: Stores, keys: Keys, records: Records, settings: ServeSettings
) -> FastAPI:
    """The API over a program that is open already; its background work begins and ends with the application's life."""
    from api.work import works

    alerts = Alerts(app, records, lambda: stores.packages.all(), lambda: stores.screening.lists(), House.now)
    jobs = Jobs(records, works(app, stores, alerts))
    house = House(app, stores, records, keys, AuditLog(records), jobs, alerts)
    idempotency = Idempotency(records)
    uploads = Uploads(app.settings.data_dir)
    metrics = Metrics(house)
    rounds = (
        Periodic("alerts", LOOK_SECONDS, alerts.look_if_due),
        Periodic("metrics", MEASURE_SECONDS, metrics.measure),
        *([Periodic("warm", WARM_SECONDS, WarmUp(app).look)] if settings.api_warm_up else []),
        *(Periodic("purge", _PURGE_SECONDS, work) for work in (idempotency.purge, jobs.purge, uploads.purge)),
    )
    oidc = settings.oidc()
    gate = Gate(
        keys=keys,
        tokens=TokenVerifier(oidc) if oidc is not None else None,
        limiter=settings.limiter("requests", settings.api_rate_per_minute),
        failures=settings.limiter("failures", settings.api_failures_per_minute),
        audit=house.audit,
        idempotency=idempotency,
    )

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        metrics.measure()
        house.audit.start()
        house.jobs.start()
        for one in rounds:
            one.start()
        yield
        for one in rounds:
            await run_in_threadpool(one.stop)
        await run_in_threadpool(house.jobs.stop, settings.api_grace_seconds)
        await run_in_threadpool(house.audit.stop)
        metrics.close()

    made = FastAPI(
        title="Alliedstack",
        version="1.0.0",
        openapi_url=None,  # served by api.document, behind no key, without the browser pages that fetch scripts
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        redirect_slashes=False,
    )
    made.state.gate = gate
    made.router.route_class = GuardedRoute
    add_routes(made.router, house)
    add_document(made)
    add_operation(made, house, metrics)
    install_problem_handlers(made)
    made.add_middleware(TimeLimit, seconds=settings.api_seconds)
    made.add_middleware(BodyLimit, most=settings.api_body_bytes, larger={UPLOADS: settings.api_upload_bytes})
    add_cors(made, settings.cors_origins())
    made.add_middleware(RequestContext, metrics=metrics, route_name=_route_name)
    return made


def _route_name(scope: Scope) -> str:
    """The template of the route that answered, so that metrics do not grow with the number of ids."""
    route = scope.get("route")
    return str(getattr(route, "path", "none"))
