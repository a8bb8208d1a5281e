"""What the certificate pages share, and their concurrency limit."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.domain.certificates.attachments import FOLDER, Storage
from portal.domain.certificates.examination import Examination, Scanner
from portal.domain.certificates.form import Address
from portal.domain.certificates.sandbox_client import Sandbox
from portal.domain.certificates.uploads import Order, Uploads
from portal.platform.branding import Branding, load_branding
from portal.platform.rate_limits import RateLimit
from portal.platform.settings import Settings
from portal.web.error_pages import ErrorPages
from portal.web.registration.context import RegistrationContext


class LimitReached(Exception):
    """Too many are at it."""


class ConcurrencyLimit:
    """At most `most` at once, and `most_each` of them with the same key."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._inside: Counter[str] = Counter()

    @contextlib.contextmanager
    def member(self, key: str) -> Iterator[None]:
        """
        Raises:
            LimitReached: not now.
        """
        if self._inside.total() >= self._most or self._inside[key] >= self._most_each:
            raise LimitReached
        self._inside[key] += 1
        try:
            yield
        finally:
            self._inside[key] -= 1
            self._inside = +self._inside


@dataclass(frozen=True)
class CertificateContext:
    """Shared by the routes of the certificate."""

    registration: RegistrationContext
    branding: Branding
    errors: ErrorPages
    uploads: Uploads
    sandbox: Sandbox
    institution: Callable[[Connection, str], Address | None]
    """The institution of an IK, if the directory has it."""
    uploads_by_address: RateLimit
    uploads_by_registration: RateLimit
    forms_by_address: RateLimit


def certificate_context(
    settings: Settings,
    registration: RegistrationContext,
    errors: ErrorPages,
    institution: Callable[[Connection, str], Address | None],
    order: Order,
) -> CertificateContext:
    """Put one together; its `sandbox` is to be closed."""
    clock, rates, sandbox = registration.clock, settings.rates, Sandbox()
    scanner = Scanner(settings.clamd) if settings.clamd else None
    return CertificateContext(
        registration=registration,
        branding=load_branding(),
        errors=errors,
        uploads=Uploads(
            registration.database,
            clock,
            Storage(settings.data / FOLDER),
            Examination(sandbox, scanner),
            order,
        ),
        sandbox=sandbox,
        institution=institution,
        uploads_by_address=RateLimit(rates.uploads_by_address, clock),
        uploads_by_registration=RateLimit(rates.uploads_by_registration, clock),
        forms_by_address=RateLimit(rates.certificate_forms_by_address, clock),
    )
