"""The composition root: builds every part of the portal from its settings."""

import time
from collections.abc import Callable
from typing import Final

from starlette.routing import BaseRoute

from portal.api.nonces import Nonces
from portal.api.pin_verification import PinVerification
from portal.api.pipeline import Pipeline
from portal.api.responses import Responses
from portal.context import AppContext
from portal.domain.accounts.codes import CodeHashes
from portal.domain.advices.deliveries import Importer
from portal.domain.advices.storage import FOLDER as ADVICES_FOLDER
from portal.domain.advices.storage import DocumentStorage
from portal.domain.audit.strangers import StrangersLog
from portal.domain.certificates.attachments import FOLDER, Storage
from portal.domain.certificates.examination import Examination, Previews, Scanner
from portal.domain.certificates.sandbox_client import Sandbox, Sandboxes
from portal.domain.certificates.uploads import Uploads
from portal.domain.clearance.access import AttachmentAccess
from portal.domain.registration.links import Links
from portal.effects import connect_features
from portal.jobs.advices import AdviceTasks
from portal.jobs.deadlines import Deadlines
from portal.jobs.email.worker import MailLoop, new_mail_worker
from portal.platform.branding import load_branding
from portal.platform.clock import Clock
from portal.platform.database.database import open_database
from portal.platform.database.engines import is_sqlite
from portal.platform.database.listening import others
from portal.platform.database.nats_bus import NatsBus, nats_servers
from portal.platform.database.notifications import Notifier
from portal.platform.database.rate_counts import RateCounts
from portal.platform.keys.key_ring import KeyRing
from portal.platform.limits import RateLimits
from portal.platform.measures import Measures
from portal.platform.settings import Settings
from portal.platform.smtp import mail_server
from portal.platform.storage_failures import Outage
from portal.web.account.advice_files import AdviceFileRoutes
from portal.web.account.advices import AdviceRoutes
from portal.web.account.confirmation import ChangeRoutes, ReceiptRoutes
from portal.web.account.devices import DeviceRoutes
from portal.web.account.history import HistoryRoutes
from portal.web.account.home import HomeRoutes
from portal.web.account.ik_orders import IkOrderRoutes
from portal.web.account.iks import IkRoutes
from portal.web.account.invitations import InvitationRoutes
from portal.web.account.users import UserRoutes
from portal.web.clerk.case_page import CaseRoutes, FileRoutes
from portal.web.clerk.list_page import ListRoutes
from portal.web.context import WebContext
from portal.web.cookies import Cookies
from portal.web.error_pages import ErrorPages, ErrorRoutes
from portal.web.form_answers import forget_old_answers
from portal.web.form_states import FormStates
from portal.web.forms import FormKeeper
from portal.web.login.start import SessionRoutes, StartRoutes
from portal.web.login.tickets import TicketRoutes
from portal.web.pages import Assets, Pages
from portal.web.public.accessibility_report import AccessibilityReportRoutes
from portal.web.public.downloads import DownloadRoutes
from portal.web.public.static_pages import CookieRoutes, StaticPageRoutes
from portal.web.registration.certificate import CertificateRoutes
from portal.web.registration.device import DeviceRoutes as DeviceStepRoutes
from portal.web.registration.links import LinkRoutes
from portal.web.registration.reset import ResetRoutes
from portal.web.registration.status import StatusRoutes
from portal.web.registration.steps import FieldRoutes, StepOneRoutes
from portal.web.shared_forms import SharedForms, forget_old_forms

OLD_FORMS: Final = {"typed forms": forget_old_forms, "answers to forms": forget_old_answers}
"""What is deleted of what processes share."""


def build_context(settings: Settings, keys: KeyRing, clock: Clock) -> WebContext:
    """Open the database, and make what everything else shares."""
    connect_features()
    branding, notifier, outage = load_branding(), Notifier(), Outage()
    url, measures = settings.database_url, Measures()
    measured = measures if settings.monitoring else None
    bus = _bus(settings, keys, notifier)
    database = open_database(url, notifier.deliver, outage, measured, sender=notifier.name, bus=bus)
    beside = others(url, notifier, bus)
    shared = None if is_sqlite(url) else RateCounts(database, clock, _hidden(keys))
    limits = _limits(settings, clock, measures, shared)
    assets = Assets(branding)
    pages, cookies = Pages(branding, assets), Cookies(secure=settings.secure)
    states = FormStates(clock, shared=shared is not None)
    forms = FormKeeper(states, cookies, limits)
    return WebContext(
        settings=settings,
        keys=keys,
        clock=clock,
        database=database,
        measures=measures,
        notifier=notifier,
        others=beside,
        outage=outage,
        codes=CodeHashes(keys.file.secrets.pepper, settings.code_cost),
        limits=limits,
        strangers=StrangersLog(limits, lambda: beside.processes),
        links=Links(keys, settings.public_url),
        assets=assets,
        pages=pages,
        errors=ErrorPages(pages, outage, forms),
        cookies=cookies,
        forms=forms,
        shared_forms=None if shared is None else SharedForms(states, database, clock, keys),
    )


def _bus(settings: Settings, keys: KeyRing, notifier: Notifier) -> NatsBus | None:
    servers = nats_servers(settings)
    # Known to the processes of this portal alone, of several that share a server.
    subject = f"portal.{keys.browser_mac('nats').hex()[:32]}"
    return None if servers is None else NatsBus(servers, subject, notifier)


def _limits(
    settings: Settings, clock: Clock, measures: Measures, shared: RateCounts | None
) -> RateLimits:
    return RateLimits(
        settings.rates,
        clock,
        refused=measures.refused,
        exempt=settings.unlimited_networks,
        ipv6_prefix=settings.ipv6_prefix,
        shared=shared,
    )


def _hidden(keys: KeyRing) -> Callable[[str], bytes]:
    """What is stored of the key of a count, which may be somebody's address."""
    return lambda key: keys.browser_mac("count", key.encode())


def device_pipeline(context: AppContext) -> Pipeline:
    """Everything behind PA/1."""
    nonces = Nonces(context.keys.file.secrets.nonce, context.clock)
    responses = Responses(context, nonces)
    return Pipeline(context, nonces, responses, PinVerification(context, responses))


def certificate_uploads(context: AppContext, sandbox: Sandbox) -> Uploads:
    """Takes in and checks what users upload."""
    settings = context.settings
    scanner = Scanner(settings.clamd) if settings.clamd else None
    storage = Storage(settings.data / FOLDER, context.outage)
    examination = Examination(sandbox, scanner)
    return Uploads(context.database, context.clock, storage, examination)


def deadlines(context: AppContext) -> Deadlines:
    """What happens because time has passed."""
    days = context.settings.keep_certificates_days
    return Deadlines(context.database, context.clock, days)


def advice_tasks(context: AppContext) -> AdviceTasks:
    """Takes payment advices in, and keeps them in order."""
    settings, clock = context.settings, context.clock
    storage = DocumentStorage(settings.data / ADVICES_FOLDER)
    importer = Importer(context.database, storage, clock.now, time.time)
    days = settings.keep_advices_days
    return AdviceTasks(context.database, clock, importer, settings.advices, days)


def mail_loop(context: AppContext) -> MailLoop:
    """Sends e-mails, where there is a mail server."""
    server = mail_server(context.settings)
    if server is None:
        return MailLoop(None, context.notifier)
    worker = new_mail_worker(server, context.links, context.database, context.clock)
    return MailLoop(worker, context.notifier)


def page_routes(context: WebContext, uploads: Uploads, sandboxes: Sandboxes) -> list[BaseRoute]:
    """Every page."""
    home = HomeRoutes(context)
    return [
        *CookieRoutes(context).routes,
        *ErrorRoutes(context.errors).routes,
        *StartRoutes(context).routes,
        *TicketRoutes(context, home.home).routes,
        *SessionRoutes(context).routes,
        *home.routes,
        *DeviceRoutes(context).routes,
        *ChangeRoutes(context).routes,
        *InvitationRoutes(context).routes,
        *UserRoutes(context).routes,
        *ReceiptRoutes(context).routes,
        *HistoryRoutes(context).routes,
        *AdviceRoutes(context).routes,
        *IkRoutes(context).routes,
        *IkOrderRoutes(context).routes,
        *AdviceFileRoutes(context, DocumentStorage(context.settings.data / ADVICES_FOLDER)).routes,
        *StepOneRoutes(context).routes,
        *LinkRoutes(context).routes,
        *StatusRoutes(context).routes,
        *DeviceStepRoutes(context).routes,
        *ResetRoutes(context).routes,
        *CertificateRoutes(context, uploads, sandboxes.uploads).routes,
        *_clerk_routes(context, Previews(uploads.storage, sandboxes.clerks)),
        *FieldRoutes(context).routes,
        *StaticPageRoutes(context).routes,
        *AccessibilityReportRoutes(context).routes,
        *DownloadRoutes(context).routes,
    ]


def _clerk_routes(context: WebContext, previews: Previews) -> list[BaseRoute]:
    access = AttachmentAccess(context.clock, context.database, previews, context.limits)
    return [
        *ListRoutes(context).routes,
        *FileRoutes(context, access).routes,
        *CaseRoutes(context, access).routes,
    ]
