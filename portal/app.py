"""The ASGI application, and what runs as long as it does; `composition` builds its parts."""

import logging
from dataclasses import dataclass
from typing import Final

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from portal import composition
from portal.api.long_polls import HeldAnswer, Signed
from portal.api.pipeline import MESSAGES, Pipeline
from portal.api.routes import Entrance, MessageEndpoint, key_set_route, version_route
from portal.domain.audit.verification import Anchor
from portal.domain.certificates.sandbox_client import Sandboxes, start_sandboxes
from portal.domain.certificates.sandbox_start import sandbox_start
from portal.domain.certificates.uploads import Uploads
from portal.jobs.maintenance import Maintenance
from portal.monitoring.health import Examination
from portal.monitoring.metrics import MeasuredRequests, Metrics, Routes
from portal.platform.asgi import Disconnected
from portal.platform.clock import Clock, SystemClock
from portal.platform.keys.key_ring import KeyRing, KeyWatch
from portal.platform.settings import Settings
from portal.platform.storage_failures import StorageUnavailable
from portal.web.context import WebContext
from portal.web.middleware import AccessLog
from portal.web.site import Site

_LOG: Final = logging.getLogger("portal")


@dataclass(frozen=True)
class Portal:
    """A portal that can be served, and what tests want to reach in it."""

    asgi: ASGIApp
    context: WebContext
    key_watch: KeyWatch
    uploads: Uploads
    sandboxes: Sandboxes
    maintenance: Maintenance
    metrics: Metrics

    def stop_waiting(self) -> None:
        """Answer long polls and uploads now: the server is about to stop."""
        self.context.notifier.close()
        self.uploads.slots.stopping.set()
        self.sandboxes.close()

    def close(self) -> None:
        """Finish writing and give everything back."""
        self.sandboxes.close()
        self.context.database.close()
        self.context.codes.close()


def create_portal(
    settings: Settings, keys: KeyRing, clock: Clock | None = None, *, is_first: bool = True
) -> Portal:
    """Put a portal together; its tables must be there already.

    `is_first` says whether no other process serves the database.
    """
    context = composition.build_context(settings, keys, clock or SystemClock())
    sandboxes = start_sandboxes(settings.data)
    uploads = composition.certificate_uploads(context, sandboxes.uploads)
    pipeline = composition.device_pipeline(context)
    watch = KeyWatch(keys, settings.data, settings.public_url, context.clock.now())
    keys.look = lambda: watch.look(context.clock.now())
    maintenance = Maintenance(
        context.database,
        context.clock,
        watch,
        Anchor(settings.data),
        uploads.storage,
        context.strangers,
        context.others,
        is_first,
        composition.deadlines(context),
        composition.mail_loop(context),
        composition.advice_tasks(context),
        composition.OLD_FORMS,
        pipeline.pins.verify_left_over,
        context.notifier.wake_all,
    )
    pages = composition.page_routes(context, uploads, sandboxes)
    routes = _routes(context, pages)
    asgi = _asgi(context, routes, pipeline, maintenance)
    examination = Examination(context, maintenance, sandbox_start().report)
    metrics = Metrics(examination, Routes.of_pages(routes, MESSAGES), uploads, sandboxes)
    if settings.monitoring:
        asgi = MeasuredRequests(asgi, metrics.requests, metrics.routes)
    if settings.access_log:
        asgi = AccessLog(asgi)
    return Portal(asgi, context, watch, uploads, sandboxes, maintenance, metrics)


def _routes(context: WebContext, pages: list[BaseRoute]) -> list[BaseRoute]:
    return [*pages, key_set_route(context.keys), version_route(), context.assets.route]


def _asgi(
    context: WebContext, routes: list[BaseRoute], pipeline: Pipeline, maintenance: Maintenance
) -> ASGIApp:
    site = Site(context, routes, maintenance.lifespan)
    last_resort = _LastResort(pipeline)
    return Entrance(MessageEndpoint(last_resort.answer), site)


class _LastResort:
    """Answers a device even when something unexpected has happened."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    async def answer(self, data: bytes, held: HeldAnswer) -> Signed:
        try:
            return await self._pipeline.answer(data, held)
        except Disconnected:
            raise
        except StorageUnavailable:
            return self._pipeline.unavailable(data)
        except Exception:
            # A traceback names code, not data: no exception of ours carries what it refused.
            _LOG.exception("a message could not be answered")
            return self._pipeline.unavailable(data)
