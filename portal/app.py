"""The composition root: everything that the portal is made of is put together here."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from portal.accounts.code_hash import CodeHashes
from portal.audit.anchor import Anchor
from portal.clock import Clock, SystemClock
from portal.db.database import Database, open_database
from portal.devices import recorded
from portal.devices.answers import Answers
from portal.devices.call import DeviceRoom
from portal.devices.nonces import Nonces
from portal.devices.pin_check import PinCheck
from portal.devices.pipeline import Pipeline, Signed
from portal.devices.recorded import AnswerTable
from portal.devices.routes import Entrance, MessageEndpoint, key_set_route
from portal.devices.service import forget_late
from portal.housekeeping.service import Housekeeping
from portal.hub import Hub
from portal.info.barrier import BarrierRoutes
from portal.info.download_routes import DownloadRoutes
from portal.info.routes import InfoRoutes
from portal.institutions.routes import InstitutionRoutes
from portal.keys.key_ring import KeyRing
from portal.keys.watch import KeyWatch
from portal.login import challenges, history, sessions, tickets
from portal.login.room import LoginRoom
from portal.login.session_routes import SessionRoutes
from portal.login.start_routes import StartRoutes
from portal.login.ticket_routes import TicketRoutes
from portal.mail.outbox import OUTBOX_BELL
from portal.mail.postman import Postman, new_postman
from portal.mail.server import mail_server
from portal.rate_limits import RateLimit
from portal.registration import resetting, visits
from portal.registration.deletion import delete_registration
from portal.registration.links import Links
from portal.registration.room import registration_room
from portal.registration.routes import registration_routes
from portal.selfcare.device_routes import DeviceRoutes
from portal.selfcare.history_routes import HistoryRoutes
from portal.settings import Settings
from portal.web.assets import Assets
from portal.web.branding import load_branding
from portal.web.cookie_routes import CookieRoutes
from portal.web.cookies import Cookies
from portal.web.error_pages import ErrorPages
from portal.web.middleware.access_log import AccessLog
from portal.web.middleware.cookie_gate import CookieGate
from portal.web.middleware.language import LanguageOf
from portal.web.middleware.origin_check import OriginCheck
from portal.web.middleware.security_headers import SecurityHeaders
from portal.web.pages import Pages

_LOG: Final = logging.getLogger("portal")
_SWEEP_SECONDS: Final = 60
_LAST_LETTER_SECONDS: Final = 1


@dataclass(frozen=True)
class Portal:
    """A portal that can be served, and what tests want to reach in it."""

    asgi: ASGIApp
    clock: Clock
    database: Database
    hub: Hub
    codes: CodeHashes
    key_watch: KeyWatch
    housekeeping: Housekeeping

    def close(self) -> None:
        """Finish writing and give everything back."""
        self.database.close()
        self.codes.close()


def create_portal(settings: Settings, keys: KeyRing, clock: Clock | None = None) -> Portal:
    """Put a portal together; its tables must be there already."""
    clock = clock or SystemClock()
    hub = Hub()
    database = open_database(settings.database_url, hub.ring)
    codes = CodeHashes(keys.file.secrets.pepper, settings.code_cost)
    assets = Assets(load_branding())
    pages = Pages(load_branding(), assets)
    pipeline = _pipeline(settings, keys, clock, database, hub, codes)
    room = _login_room(settings, keys, clock, database, hub, pages)
    errors = ErrorPages(pages)
    watch = KeyWatch(keys, settings.data, settings.public_url, clock)
    housekeeping = Housekeeping(
        database, clock, delete_registration, settings.keep_certificates_days
    )
    post = _Post(_postman(settings, keys, database, clock), hub)
    upkeep = _Upkeep(database, clock, watch, Anchor(settings.data), housekeeping, post)
    pages_app = Starlette(
        routes=[
            *CookieRoutes(pages, room.cookies, settings.public_url).routes,
            *StartRoutes(room).routes,
            *TicketRoutes(room).routes,
            *SessionRoutes(room).routes,
            *DeviceRoutes(room).routes,
            *HistoryRoutes(room).routes,
            *registration_routes(registration_room(settings, room, codes)),
            *_public_routes(settings, clock, database, pages),
            key_set_route(keys),
            assets.route,
        ],
        middleware=_middleware(settings, errors, room.cookies),
        exception_handlers={HTTPException: errors.on_http, Exception: errors.on_failure},
        lifespan=upkeep.lifespan,
    )
    # Outside of everything, so that the pages of last resort get the headers too.
    strict = SecurityHeaders(pages_app, secure=settings.secure)
    asgi: ASGIApp = Entrance(MessageEndpoint(_LastResort(pipeline).answer), strict)
    if settings.access_log:
        asgi = AccessLog(asgi)
    return Portal(asgi, clock, database, hub, codes, watch, housekeeping)


class _LastResort:
    """Answers a device even when something unexpected has happened."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    async def answer(self, data: bytes, address: str) -> Signed:
        try:
            return await self._pipeline.answer(data, address)
        except Exception:
            # A traceback names code, not data: no exception of ours carries what it refused.
            _LOG.exception("a message could not be answered")
            return self._pipeline.unavailable(data)


def _pipeline(
    settings: Settings,
    keys: KeyRing,
    clock: Clock,
    database: Database,
    hub: Hub,
    codes: CodeHashes,
) -> Pipeline:
    nonces = Nonces(keys.file.secrets.nonce, clock)
    answers = Answers(AnswerTable(keys.vault), database, hub, nonces, clock)
    rates = settings.rates
    room = DeviceRoom(
        keys=keys,
        clock=clock,
        database=database,
        hub=hub,
        answers=answers,
        pins=PinCheck(keys, clock, database, answers),
        codes=codes,
        activations_by_address=RateLimit(rates.activations_by_address, clock),
        activations_by_login=RateLimit(rates.activations_by_login, clock),
        most_copies=settings.roaming_copies,
    )
    return Pipeline(
        room,
        nonces,
        settings.public_url,
        by_device=RateLimit(rates.messages_by_device, clock),
        failures_by_address=RateLimit(rates.failures_by_address, clock),
    )


def _login_room(
    settings: Settings, keys: KeyRing, clock: Clock, database: Database, hub: Hub, pages: Pages
) -> LoginRoom:
    rates = settings.rates
    return LoginRoom(
        public_url=settings.public_url,
        keys=keys,
        clock=clock,
        database=database,
        hub=hub,
        pages=pages,
        cookies=Cookies(secure=settings.secure),
        starts_by_account=rates.starts_by_account,
        starts_by_address=RateLimit(rates.starts_by_address, clock),
        tickets_by_address=RateLimit(rates.tickets_by_address, clock),
        code_transfer=settings.code_transfer,
    )


def _postman(settings: Settings, keys: KeyRing, database: Database, clock: Clock) -> Postman | None:
    server = mail_server(settings)
    links = Links(keys, settings.public_url)
    return None if server is None else new_postman(server, links, database, clock)


def _public_routes(
    settings: Settings, clock: Clock, database: Database, pages: Pages
) -> list[BaseRoute]:
    rates = settings.rates
    return [
        *InstitutionRoutes(database, RateLimit(rates.institutions_by_address, clock)).routes,
        *InfoRoutes(pages).routes,
        *BarrierRoutes(pages, database, clock, RateLimit(rates.barriers_by_address, clock)).routes,
        *DownloadRoutes(pages, settings.downloads).routes,
    ]


def _middleware(settings: Settings, errors: ErrorPages, cookies: Cookies) -> list[Middleware]:
    return [
        Middleware(LanguageOf, cookies=cookies),
        Middleware(OriginCheck, public_url=settings.public_url, refuse=errors.refuse),
        Middleware(CookieGate, cookies=cookies),
    ]


@dataclass(frozen=True)
class _Upkeep:
    """What is done once a minute, and a last time at the end."""

    database: Database
    clock: Clock
    watch: KeyWatch
    anchor: Anchor
    housekeeping: Housekeeping
    post: "_Post"

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work) for work in (self.post.for_ever(), self._for_ever())]
        try:
            yield
        finally:
            # A letter that is on its way is not to be sent twice.
            await asyncio.wait(tasks[:1], timeout=_LAST_LETTER_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._once()

    async def _for_ever(self) -> None:
        while True:
            await self._once()
            await asyncio.sleep(_SWEEP_SECONDS)

    async def _once(self) -> None:
        try:
            self.watch.look()
            await self.database.write(lambda connection: sweep(connection, self.clock.now()))
            await self.housekeeping.run()
            await self.anchor.bring_up(self.database)
        except Exception:
            _LOG.exception("old rows, key files or the head of the audit log could not be seen to")


@dataclass(frozen=True)
class _Post:
    """Sends letters as soon as they are written, and looks once a minute anyway."""

    postman: Postman | None
    hub: Hub

    async def for_ever(self) -> None:
        if self.postman is None:
            _LOG.warning("mail_host is not set: letters are kept, and none is sent")
            return
        while not self.hub.closed:
            # Heard from before looking, so that no letter is missed.
            with self.hub.listen(OUTBOX_BELL) as bell:
                await self._deliver(self.postman)
                await bell.wait(_SWEEP_SECONDS)

    async def _deliver(self, postman: Postman) -> None:
        try:
            await postman.deliver(lambda: self.hub.closed)
        except Exception:
            _LOG.exception("letters could not be sent")


def sweep(connection: Connection, now: int) -> None:
    """Delete what has had its time."""
    recorded.forget_old(connection, now)
    forget_late(connection, now)
    history.forget_old(connection, now)
    challenges.forget_old(connection, now)
    tickets.forget_old(connection, now)
    sessions.forget_old(connection, now)
    visits.forget_idle(connection, now)
    resetting.forget_unconfirmed(connection, now)
