"""The desk, put together."""

from typing import Final

from starlette.routing import BaseRoute

from portal.domain.certificates.previews import Previews
from portal.domain.clearance.access_log import AttachmentAccess
from portal.domain.logins.sessions import LONGEST_SECONDS
from portal.platform.rate_limits import Rate, RateLimit
from portal.platform.settings import Settings
from portal.web.clerk.case_page import CaseRoutes
from portal.web.clerk.context import ClerkContext
from portal.web.clerk.file_page import FileRoutes
from portal.web.clerk.list_page import ListRoutes
from portal.web.login.context import LoginContext
from portal.web.registration.certificate_context import CertificateContext

_FIRST_LOOK: Final = Rate(1, LONGEST_SECONDS)


def desk_routes(
    settings: Settings, login: LoginContext, certificates: CertificateContext
) -> list[BaseRoute]:
    """All pages of the clerks."""
    previews = Previews(certificates.uploads.storage, certificates.sandbox)
    first_looks = RateLimit(_FIRST_LOOK, login.clock)
    room = ClerkContext(
        login=login,
        four_eyes=settings.four_eyes,
        pictures_by_session=RateLimit(settings.rates.pictures_by_session, login.clock),
        viewing=AttachmentAccess(login.clock, login.database, previews, first_looks),
    )
    return [*ListRoutes(room).routes, *FileRoutes(room).routes, *CaseRoutes(room).routes]
