"""The composition root: builds every part of the portal from its settings."""

from dataclasses import dataclass

from starlette.routing import BaseRoute

from portal.api.nonces import Nonces
from portal.api.pin_verification import PinVerification
from portal.api.pipeline import Pipeline
from portal.api.request import ApiContext
from portal.api.responses import Responses
from portal.domain.accounts.codes import CodeHashes
from portal.domain.devices.idempotency import IdempotencyStore
from portal.domain.institutions.directory import find_institution
from portal.domain.registration.lifecycle import delete_registration, order_if_complete
from portal.domain.registration.links import Links
from portal.effects import connect_features
from portal.jobs.deadlines import Deadlines
from portal.jobs.email.worker import MailLoop, new_mail_worker
from portal.platform.branding import load_branding
from portal.platform.clock import Clock
from portal.platform.database.database import Database, open_database
from portal.platform.keys.key_ring import KeyRing
from portal.platform.notifications import Notifier
from portal.platform.rate_limits import RateLimit
from portal.platform.settings import Settings
from portal.platform.smtp import mail_server
from portal.web.account.devices import DeviceRoutes
from portal.web.account.history import HistoryRoutes
from portal.web.assets import Assets
from portal.web.clerk.routes import desk_routes
from portal.web.cookies import Cookies
from portal.web.error_pages import ErrorPages
from portal.web.login.context import LoginContext
from portal.web.login.home import SessionRoutes
from portal.web.login.start import StartRoutes
from portal.web.login.tickets import TicketRoutes
from portal.web.pages import Pages
from portal.web.public.accessibility_report import AccessibilityReportRoutes
from portal.web.public.cookie_page import CookieRoutes
from portal.web.public.downloads import DownloadRoutes
from portal.web.public.institutions import InstitutionRoutes
from portal.web.public.static_pages import InfoRoutes
from portal.web.registration.certificate import CertificateRoutes
from portal.web.registration.certificate_context import CertificateContext, certificate_context
from portal.web.registration.context import registration_context
from portal.web.registration.routes import registration_routes


@dataclass(frozen=True)
class AppContext:
    """What every part of the portal shares."""

    settings: Settings
    keys: KeyRing
    clock: Clock
    database: Database
    hub: Notifier
    codes: CodeHashes
    assets: Assets
    pages: Pages
    errors: ErrorPages
    cookies: Cookies

    def limit(self, name: str) -> RateLimit:
        """One of the rates, counted anew."""
        return RateLimit(getattr(self.settings.rates, name), self.clock)


def build_context(settings: Settings, keys: KeyRing, clock: Clock) -> AppContext:
    """Open the database and lay the rest beside it."""
    connect_features()
    assets, hub = Assets(load_branding()), Notifier()
    pages = Pages(load_branding(), assets)
    return AppContext(
        settings=settings,
        keys=keys,
        clock=clock,
        database=open_database(settings.database_url, hub.deliver),
        hub=hub,
        codes=CodeHashes(keys.file.secrets.pepper, settings.code_cost),
        assets=assets,
        pages=pages,
        errors=ErrorPages(pages),
        cookies=Cookies(secure=settings.secure),
    )


def device_pipeline(on: AppContext) -> Pipeline:
    """Everything behind PA/1."""
    nonces = Nonces(on.keys.file.secrets.nonce, on.clock)
    answers = Responses(IdempotencyStore(on.keys.vault), on.database, nonces, on.clock)
    context = ApiContext(
        keys=on.keys,
        clock=on.clock,
        database=on.database,
        hub=on.hub,
        answers=answers,
        pins=PinVerification(on.keys, on.clock, on.database, answers),
        codes=on.codes,
        activations_by_address=on.limit("activations_by_address"),
        activations_by_login=on.limit("activations_by_login"),
        most_copies=on.settings.roaming_copies,
    )
    return Pipeline(
        context,
        nonces,
        on.settings.public_url,
        by_device=on.limit("messages_by_device"),
        failures_by_address=on.limit("failures_by_address"),
    )


def login_context(on: AppContext) -> LoginContext:
    """Logins and sessions."""
    return LoginContext(
        public_url=on.settings.public_url,
        keys=on.keys,
        clock=on.clock,
        database=on.database,
        hub=on.hub,
        pages=on.pages,
        cookies=on.cookies,
        starts_by_account=on.settings.rates.starts_by_account,
        starts_by_address=on.limit("starts_by_address"),
        tickets_by_address=on.limit("tickets_by_address"),
        code_transfer=on.settings.code_transfer,
    )


def certificates(on: AppContext, login: LoginContext) -> CertificateContext:
    """Forms and uploads; its `confinement` is to be closed."""
    registration = registration_context(on.settings, login, on.codes)
    return certificate_context(
        on.settings, registration, on.errors, find_institution, order_if_complete
    )


def deadlines(on: AppContext) -> Deadlines:
    """What happens because time has passed."""
    days = on.settings.keep_certificates_days
    return Deadlines(on.database, on.clock, delete_registration, days)


def mail_loop(on: AppContext) -> MailLoop:
    """Sends letters, where there is a mail server."""
    server = mail_server(on.settings)
    links = Links(on.keys, on.settings.public_url)
    worker = None if server is None else new_mail_worker(server, links, on.database, on.clock)
    return MailLoop(worker, on.hub)


def page_routes(
    on: AppContext, login: LoginContext, certificate: CertificateContext
) -> list[BaseRoute]:
    """Every page."""
    return [
        *CookieRoutes(on.pages, on.cookies, on.settings.public_url).routes,
        *StartRoutes(login).routes,
        *TicketRoutes(login).routes,
        *SessionRoutes(login).routes,
        *DeviceRoutes(login).routes,
        *HistoryRoutes(login).routes,
        *registration_routes(certificate.registration),
        *CertificateRoutes(certificate).routes,
        *desk_routes(on.settings, login, certificate),
        *InstitutionRoutes(on.database, on.limit("institutions_by_address")).routes,
        *InfoRoutes(on.pages).routes,
        *AccessibilityReportRoutes(
            on.settings.public_url,
            on.pages,
            on.database,
            on.clock,
            on.limit("barriers_by_address"),
        ).routes,
        *DownloadRoutes(on.pages, on.settings.downloads).routes,
    ]
