"""The ASGI application, and what runs as long as it does; `composition` builds its parts."""

import logging
from dataclasses import dataclass
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from portal import composition
from portal.api.pipeline import Pipeline, Signed
from portal.api.routes import Entrance, MessageEndpoint, key_set_route, version_route
from portal.composition import AppContext
from portal.domain.accounts.codes import CodeHashes
from portal.domain.audit.verification import Anchor
from portal.domain.certificates.sandbox_client import Sandbox
from portal.jobs.maintenance import Maintenance
from portal.platform.clock import Clock, SystemClock
from portal.platform.database.database import Database
from portal.platform.keys.key_ring import KeyRing, KeyWatch
from portal.platform.notifications import Notifier
from portal.platform.settings import Settings
from portal.web.login.context import LoginContext
from portal.web.middleware.access_log import AccessLog
from portal.web.middleware.cookie_gate import CookieGate
from portal.web.middleware.language import LanguageOf
from portal.web.middleware.origin_check import OriginCheck
from portal.web.middleware.security_headers import SecurityHeaders
from portal.web.registration.certificate_context import CertificateContext

_LOG: Final = logging.getLogger("portal")


@dataclass(frozen=True)
class Portal:
    """A portal that can be served, and what tests want to reach in it."""

    asgi: ASGIApp
    clock: Clock
    database: Database
    hub: Notifier
    codes: CodeHashes
    key_watch: KeyWatch
    sandbox: Sandbox
    maintenance: Maintenance

    def close(self) -> None:
        """Finish writing and give everything back."""
        self.sandbox.close()
        self.database.close()
        self.codes.close()


def create_portal(settings: Settings, keys: KeyRing, clock: Clock | None = None) -> Portal:
    """Put a portal together; its tables must be there already."""
    on = composition.build_context(settings, keys, clock or SystemClock())
    login = composition.login_context(on)
    certificates = composition.certificates(on, login)
    watch = KeyWatch(keys, settings.data, settings.public_url, on.clock)
    storage = certificates.uploads.storage
    maintenance = Maintenance(
        on.database,
        on.clock,
        watch,
        Anchor(settings.data),
        storage,
        composition.deadlines(on),
        composition.mail_loop(on),
    )
    asgi = _asgi(on, login, certificates, maintenance)
    if settings.access_log:
        asgi = AccessLog(asgi)
    return Portal(
        asgi=asgi,
        clock=on.clock,
        database=on.database,
        hub=on.hub,
        codes=on.codes,
        key_watch=watch,
        sandbox=certificates.sandbox,
        maintenance=maintenance,
    )


def _asgi(
    on: AppContext,
    login: LoginContext,
    certificates: CertificateContext,
    maintenance: Maintenance,
) -> ASGIApp:
    pages_app = Starlette(
        routes=[
            *composition.page_routes(on, login, certificates),
            key_set_route(on.keys),
            version_route(),
            on.assets.route,
        ],
        middleware=_middleware(on),
        exception_handlers={HTTPException: on.errors.on_http, Exception: on.errors.on_failure},
        lifespan=maintenance.lifespan,
    )
    # Starlette would send "/desk/" to "/desk" of the host that the request names, whatever it is.
    pages_app.router.redirect_slashes = False
    # Outside of everything, so that the pages of last resort get the headers too.
    strict = SecurityHeaders(pages_app, secure=on.settings.secure)
    last_resort = _LastResort(composition.device_pipeline(on))
    return Entrance(MessageEndpoint(last_resort.answer), strict)


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


def _middleware(on: AppContext) -> list[Middleware]:
    url = on.settings.public_url
    return [
        Middleware(LanguageOf, cookies=on.cookies),
        Middleware(OriginCheck, public_url=url, refuse=on.errors.refuse),
        Middleware(CookieGate, cookies=on.cookies),
    ]
