"""What the pages of step 2 work with."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.certificates.confinement import Confinement
from portal.certificates.examination import Examination
from portal.certificates.form import Address
from portal.certificates.scanner import Scanner
from portal.certificates.storage import FOLDER, Storage
from portal.certificates.uploads import Order, Uploads
from portal.rate_limits import RateLimit
from portal.registration.room import RegistrationRoom
from portal.settings import Settings
from portal.web.branding import Branding, load_branding
from portal.web.error_pages import ErrorPages


@dataclass(frozen=True)
class CertificateRoom:
    """Shared by the routes of the certificate."""

    registration: RegistrationRoom
    branding: Branding
    errors: ErrorPages
    uploads: Uploads
    confinement: Confinement
    institution: Callable[[Connection, str], Address | None]
    """The institution of an IK, if the directory has it."""
    uploads_by_address: RateLimit
    uploads_by_registration: RateLimit
    forms_by_address: RateLimit


def certificate_room(
    settings: Settings,
    registration: RegistrationRoom,
    errors: ErrorPages,
    institution: Callable[[Connection, str], Address | None],
    order: Order,
) -> CertificateRoom:
    """Put one together; its `confinement` is to be closed."""
    clock, rates, confinement = registration.clock, settings.rates, Confinement()
    scanner = Scanner(settings.clamd) if settings.clamd else None
    return CertificateRoom(
        registration=registration,
        branding=load_branding(),
        errors=errors,
        uploads=Uploads(
            registration.database,
            clock,
            Storage(settings.data / FOLDER),
            Examination(confinement, scanner),
            order,
        ),
        confinement=confinement,
        institution=institution,
        uploads_by_address=RateLimit(rates.uploads_by_address, clock),
        uploads_by_registration=RateLimit(rates.uploads_by_registration, clock),
        forms_by_address=RateLimit(rates.certificate_forms_by_address, clock),
    )
