"""`/desk/{id}/files/…`: pictures of what was handed in, and the originals to load down."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.clearance.access_log import AttachmentAccess
from portal.domain.clearance.clerk import Clerk, Paper, find_paper
from portal.web.clerk.access import for_clerks
from portal.web.context import WebContext, enforce

_FILE: Final = "/desk/{id}/files/{file}"


class FileRoutes:
    """Nothing of a user's making is ever shown by the browser itself."""

    def __init__(self, context: WebContext, access: AttachmentAccess) -> None:
        self._context = context
        self._access = access

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(
                f"{_FILE}/{{page:int}}.png",
                for_clerks(self._context, self.picture),
                methods=["GET"],
            ),
            Route(_FILE, for_clerks(self._context, self.original), methods=["GET"]),
        ]

    async def picture(self, request: Request, clerk: Clerk) -> Response:
        """One page of a file, the first is 1: a picture that we made."""
        enforce(self._context.limits.pictures_by_session, clerk.session.hash.hex())
        paper, page = await self._paper(request, clerk), request.path_params["page"]
        picture = await self._access.picture(clerk, paper, page)
        if picture is None:
            raise HTTPException(404)
        return Response(picture, media_type="image/png")

    async def original(self, request: Request, clerk: Clerk) -> Response:
        paper = await self._paper(request, clerk)
        response = await self._access.original(clerk, paper)
        if response is None:
            raise HTTPException(404)
        return response

    async def _paper(self, request: Request, clerk: Clerk) -> Paper:
        registration, file = request.path_params["id"], request.path_params["file"]
        paper = await self._context.database.read(
            lambda c: find_paper(c, clerk, registration, file)
        )
        if paper is None:
            raise HTTPException(404)
        return paper
