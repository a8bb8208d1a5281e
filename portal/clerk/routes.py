"""The desk, put together."""

from typing import Final

from starlette.routing import BaseRoute

from portal.clerk.case_routes import CaseRoutes
from portal.clerk.file_routes import FileRoutes
from portal.clerk.list_routes import ListRoutes
from portal.clerk.papers import OriginalsOnly
from portal.clerk.room import ClerkRoom
from portal.login.room import LoginRoom
from portal.login.sessions import LONGEST_SECONDS
from portal.rate_limits import Rate, RateLimit
from portal.settings import Settings

_ONE_VIEW: Final = Rate(1, LONGEST_SECONDS)


def desk_routes(settings: Settings, login: LoginRoom) -> list[BaseRoute]:
    """All pages of the clerks."""
    room = ClerkRoom(
        login=login,
        four_eyes=settings.four_eyes,
        pictures_by_session=RateLimit(settings.rates.pictures_by_session, login.clock),
        views=RateLimit(_ONE_VIEW, login.clock),
    )
    previews = OriginalsOnly(settings.data / "uploads")
    return [
        *ListRoutes(room).routes,
        *FileRoutes(room, previews).routes,
        *CaseRoutes(room, previews).routes,
    ]
