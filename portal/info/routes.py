"""`/help`, `/accessibility`, `/terms`, `/privacy`, `/contact`."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.info.prose import Prose
from portal.web.pages import Pages

NAMES: Final = ("accessibility", "contact", "help", "privacy", "terms")


class InfoRoutes:
    """Texts that are the same for everybody."""

    def __init__(self, pages: Pages) -> None:
        self._prose = Prose(pages)

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route(f"/{name}", self.text, methods=["GET"]) for name in NAMES]

    async def text(self, request: Request) -> Response:
        return self._prose.page(request.url.path.removeprefix("/"))
