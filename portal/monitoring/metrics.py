"""Everything that a portal can be measured by, at one moment."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection, bindparam, func, select
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crypto.envelope import PATH
from portal.domain.audit.entries import AUDIT, latest
from portal.domain.audit.log import Event
from portal.domain.audit.verification import AnchorProblem
from portal.domain.certificates.sandbox_client import Sandboxes
from portal.domain.certificates.uploads import Uploads
from portal.monitoring.health import Examination, Health, Stock
from portal.platform.asgi import MESSAGE
from portal.platform.database.engines import is_sqlite
from portal.platform.database.statement import Statement
from portal.platform.measures import (
    OTHER,
    Family,
    RequestMeasures,
    Sample,
    exposition,
    gauge,
)
from portal.platform.storage_failures import StorageUnavailable

_A: Final = AUDIT.c
_NEW_EVENTS = Statement(
    select(_A.event, func.count(), func.max(_A.seq))
    .where(_A.seq > bindparam("after"))
    .group_by(_A.event)
)


@dataclass
class EventCounts:
    """Entries of the audit log since the first look, whichever process wrote them."""

    counts: Counter[str] = field(default_factory=Counter)
    seen: int | None = None

    def look(self, connection: Connection) -> None:
        """Count those that have come; reads no others."""
        if self.seen is None:
            self.seen = next((entry.seq for entry in latest(connection, 1)), 0)
        for event, number, last in _NEW_EVENTS.all(connection, after=self.seen):
            self.counts[event] += number
            self.seen = max(self.seen, last)

    @property
    def family(self) -> Family:
        """A series for each kind of entry."""
        name = "portal_events_total"
        samples = tuple(Sample(name, {"event": one.value}, self.counts[one]) for one in Event)
        help_ = "Entries of the audit log of all processes since the first look."
        return Family(name, "counter", help_, samples)


@dataclass(frozen=True)
class Metrics:
    """Looks at one portal."""

    examination: Examination
    routes: "Routes"
    uploads: Uploads
    sandboxes: Sandboxes
    events: EventCounts = field(default_factory=EventCounts)

    @cached_property
    def requests(self) -> RequestMeasures:
        """What `MeasuredRequests` counts."""
        return RequestMeasures(self.routes.names)

    async def text(self) -> str:
        """All of it, for Prometheus."""
        health, stock = await self.examination.examined()
        if stock is not None:
            with suppress(StorageUnavailable):
                await self.examination.context.database.read(self.events.look)
        return exposition(self._families(health, stock))

    def _families(self, health: Health, stock: Stock | None) -> Iterator[Family]:
        yield from self._info()
        yield _health(health)
        yield from self.requests.families
        yield from self.examination.context.measures.families
        yield self.events.family
        if stock is not None:
            yield from self._stock(stock)
        yield from self._waiting()
        yield from _process(self.examination.context.measures.started_at)

    def _info(self) -> Iterator[Family]:
        sqlite = is_sqlite(self.examination.context.settings.database_url)
        version = ".".join(map(str, sys.version_info[:3]))
        kind = "sqlite" if sqlite else "postgresql"
        labels = {"python": version, "database": kind}
        yield gauge("portal_info", "What this process is made of.", 1, **labels)

    def _stock(self, stock: Stock) -> Iterator[Family]:
        now = self.examination.context.clock.now()
        yield gauge("portal_mail_waiting", "E-mails that are not sent yet.", stock.waiting)
        oldest = 0 if stock.oldest is None else now - stock.oldest
        yield gauge("portal_mail_oldest_seconds", "For how long one of them waits.", oldest)
        help_ = "E-mails that were given up within a day."
        yield gauge("portal_mail_given_up", help_, stock.given_up)
        yield gauge("portal_audit_entries", "Entries of the audit log.", stock.entries)
        age = 0 if stock.newest_entry is None else now - stock.newest_entry
        yield gauge("portal_audit_newest_seconds", "Age of its last entry.", age)
        with suppress(AnchorProblem):
            after = stock.entries - self.examination.maintenance.anchor.load().seq
            help_ = "Entries that have come since audit-head was written."
            yield gauge("portal_audit_unanchored", help_, after)

    def _waiting(self) -> Iterator[Family]:
        notifier, slots = self.examination.context.notifier, self.uploads.slots
        yield gauge("portal_polls_open", "Who waits for news: devices, pages.", notifier.waiting)
        yield gauge("portal_uploads_coming", "Uploads that come in.", slots.taken)
        name, help_ = "portal_sandbox_processes", "Processes that open uploads."
        queues = {"uploads": self.sandboxes.uploads, "clerks": self.sandboxes.clerks}
        running = (Sample(name, {"for": key}, one.running) for key, one in queues.items())
        yield Family(name, "gauge", help_, tuple(running))
        name, help_ = "portal_sandbox_waiting", "Files that wait for such a process."
        waiting = (Sample(name, {"for": key}, one.waiting) for key, one in queues.items())
        yield Family(name, "gauge", help_, tuple(waiting))


def _health(health: Health) -> Family:
    name, help_ = "portal_health", "By check: 0 is well, 1 a warning, 2 makes it not ready."
    samples = (Sample(name, {"check": one.check}, one.level) for one in health.findings)
    return Family(name, "gauge", help_, tuple(samples))


def _process(started_at: float) -> Iterator[Family]:
    """Under the names that all programs have for them."""
    name, help_ = "process_cpu_seconds_total", "Processor time, of the user and the system."
    yield Family(name, "counter", help_, (Sample(name, {}, time.process_time()),))
    yield gauge("process_start_time_seconds", "When the portal was made.", started_at)
    # Windows, where portals are tried out only, has no such module.
    with suppress(ImportError, OSError):
        import resource

        most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        yield gauge("process_max_fds", "Files and connections that may be open.", most)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        size = pages * resource.getpagesize()
        yield gauge("process_resident_memory_bytes", "Memory.", size)
        open_ = sum(1 for _ in Path("/proc/self/fd").iterdir())
        yield gauge("process_open_fds", "Files and connections that are open.", open_)


class MeasuredRequests:
    """Counts each request when it is over; outside of everything else."""

    def __init__(self, app: ASGIApp, requests: RequestMeasures, routes: "Routes") -> None:
        self._app = app
        self._requests = requests
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), "none"

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        self._requests.open += 1
        try:
            await self._app(scope, receive, noting)
        finally:
            self._requests.open -= 1
            seconds = time.perf_counter() - begun
            self._requests.count(self._routes.of(scope), status, seconds)


@dataclass(frozen=True)
class Routes:
    """The names of requests: a page's path with its parameters' names, a message's name."""

    paths: frozenset[str]
    by_endpoint: dict[Callable[..., object], str]
    messages: tuple[str, ...]

    def of(self, scope: Scope) -> str:
        """ "other" for what is none of them."""
        if scope["path"] == PATH:
            return f"{PATH} {scope.get(MESSAGE, '')}".strip()
        if scope["path"] in self.paths:
            path: str = scope["path"]
            return path
        return self.by_endpoint.get(scope.get("endpoint", _nothing), OTHER)

    @classmethod
    def of_pages(cls, routes: Sequence[BaseRoute], messages: Collection[str]) -> Self:
        """Those of all pages and all messages."""
        pages = [route for route in routes if isinstance(route, Route)]
        plain = frozenset(page.path for page in pages if not page.param_convertors)
        endpoints = {page.endpoint: page.path_format for page in pages if page.param_convertors}
        return cls(plain, endpoints, tuple(messages))

    @property
    def names(self) -> set[str]:
        """All of them."""
        named = {f"{PATH} {message}" for message in self.messages}
        return {*self.paths, *self.by_endpoint.values(), PATH, *named}


def _nothing() -> None:
    """No page's."""
