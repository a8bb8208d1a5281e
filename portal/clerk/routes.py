"""The desk, put together."""

from typing import Final

from starlette.routing import BaseRoute

from portal.certificates.previews import Previews
from portal.certificates.room import CertificateRoom
from portal.clerk.case_routes import CaseRoutes
from portal.clerk.file_routes import FileRoutes
from portal.clerk.list_routes import ListRoutes
from portal.clerk.room import ClerkRoom
from portal.clerk.viewing import Viewing
from portal.login.room import LoginRoom
from portal.login.sessions import LONGEST_SECONDS
from portal.rate_limits import Rate, RateLimit
from portal.settings import Settings

_FIRST_LOOK: Final = Rate(1, LONGEST_SECONDS)


def desk_routes(
    settings: Settings, login: LoginRoom, certificates: CertificateRoom
) -> list[BaseRoute]:
    """All pages of the clerks."""
    previews = Previews(certificates.uploads.storage, certificates.confinement)
    first_looks = RateLimit(_FIRST_LOOK, login.clock)
    room = ClerkRoom(
        login=login,
        four_eyes=settings.four_eyes,
        pictures_by_session=RateLimit(settings.rates.pictures_by_session, login.clock),
        viewing=Viewing(login.clock, login.database, previews, first_looks),
    )
    return [*ListRoutes(room).routes, *FileRoutes(room).routes, *CaseRoutes(room).routes]
