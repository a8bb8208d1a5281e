"""Puts each room together: what it works with, from what an operator has decided."""

from dataclasses import dataclass

from starlette.routing import BaseRoute

from portal.accounts.code_hash import CodeHashes
from portal.certificates.room import CertificateRoom, certificate_room
from portal.certificates.routes import CertificateRoutes
from portal.clerk.routes import desk_routes
from portal.clock import Clock
from portal.db.database import Database, open_database
from portal.devices.answers import Answers
from portal.devices.call import DeviceRoom
from portal.devices.nonces import Nonces
from portal.devices.pin_check import PinCheck
from portal.devices.pipeline import Pipeline
from portal.devices.recorded import AnswerTable
from portal.housekeeping.service import Housekeeping
from portal.hub import Hub
from portal.info.barrier import BarrierRoutes
from portal.info.download_routes import DownloadRoutes
from portal.info.routes import InfoRoutes
from portal.institutions.directory import find_institution
from portal.institutions.routes import InstitutionRoutes
from portal.keys.key_ring import KeyRing
from portal.login.room import LoginRoom
from portal.login.session_routes import SessionRoutes
from portal.login.start_routes import StartRoutes
from portal.login.ticket_routes import TicketRoutes
from portal.mail.postman import new_postman
from portal.mail.round import Post
from portal.mail.server import mail_server
from portal.rate_limits import RateLimit
from portal.registration.deletion import delete_registration
from portal.registration.links import Links
from portal.registration.ordering import order_if_complete
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
from portal.web.pages import Pages


@dataclass(frozen=True)
class Foundations:
    """What every room stands on."""

    settings: Settings
    keys: KeyRing
    clock: Clock
    database: Database
    hub: Hub
    codes: CodeHashes
    assets: Assets
    pages: Pages
    errors: ErrorPages
    cookies: Cookies

    def limit(self, name: str) -> RateLimit:
        """One of the rates, counted anew."""
        return RateLimit(getattr(self.settings.rates, name), self.clock)


def foundations(settings: Settings, keys: KeyRing, clock: Clock) -> Foundations:
    """Open the database and lay the rest beside it."""
    assets, hub = Assets(load_branding()), Hub()
    pages = Pages(load_branding(), assets)
    return Foundations(
        settings=settings,
        keys=keys,
        clock=clock,
        database=open_database(settings.database_url, hub.ring),
        hub=hub,
        codes=CodeHashes(keys.file.secrets.pepper, settings.code_cost),
        assets=assets,
        pages=pages,
        errors=ErrorPages(pages),
        cookies=Cookies(secure=settings.secure),
    )


def device_pipeline(on: Foundations) -> Pipeline:
    """Everything behind PA/1."""
    nonces = Nonces(on.keys.file.secrets.nonce, on.clock)
    answers = Answers(AnswerTable(on.keys.vault), on.database, on.hub, nonces, on.clock)
    room = DeviceRoom(
        keys=on.keys,
        clock=on.clock,
        database=on.database,
        hub=on.hub,
        answers=answers,
        pins=PinCheck(on.keys, on.clock, on.database, answers),
        codes=on.codes,
        activations_by_address=on.limit("activations_by_address"),
        activations_by_login=on.limit("activations_by_login"),
        most_copies=on.settings.roaming_copies,
    )
    return Pipeline(
        room,
        nonces,
        on.settings.public_url,
        by_device=on.limit("messages_by_device"),
        failures_by_address=on.limit("failures_by_address"),
    )


def login_room(on: Foundations) -> LoginRoom:
    """Logins and sessions."""
    return LoginRoom(
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


def certificates(on: Foundations, login: LoginRoom) -> CertificateRoom:
    """Forms and uploads; its `confinement` is to be closed."""
    registration = registration_room(on.settings, login, on.codes)
    return certificate_room(
        on.settings, registration, on.errors, find_institution, order_if_complete
    )


def housekeeping(on: Foundations) -> Housekeeping:
    """What happens because time has passed."""
    days = on.settings.keep_certificates_days
    return Housekeeping(on.database, on.clock, delete_registration, days)


def post(on: Foundations) -> Post:
    """Sends letters, where there is a mail server."""
    server = mail_server(on.settings)
    links = Links(on.keys, on.settings.public_url)
    postman = None if server is None else new_postman(server, links, on.database, on.clock)
    return Post(postman, on.hub)


def page_routes(on: Foundations, login: LoginRoom, certificate: CertificateRoom) -> list[BaseRoute]:
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
        *BarrierRoutes(
            on.settings.public_url,
            on.pages,
            on.database,
            on.clock,
            on.limit("barriers_by_address"),
        ).routes,
        *DownloadRoutes(on.pages, on.settings.downloads).routes,
    ]
