"""`/desk/{id}/files/…`: pictures of what was handed in, and the originals to load down."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.clearance.clerk import Clerk, Paper, find_paper
from portal.web.clerk.context import ClerkContext

_FILE: Final = "/desk/{id}/files/{file}"


class FileRoutes:
    """Nothing of a user's making is ever shown by the browser itself."""

    def __init__(self, room: ClerkContext) -> None:
        self._room = room

    @property
    def routes(self) -> list[BaseRoute]:
        door = self._room.for_clerks
        return [
            Route(f"{_FILE}/{{page:int}}.png", door(self.picture), methods=["GET"]),
            Route(_FILE, door(self.original), methods=["GET"]),
        ]

    async def picture(self, request: Request, clerk: Clerk) -> Response:
        """One page of a file, the first is 1: a picture that we made."""
        wait = self._room.pictures_by_session.take(clerk.session.hash.hex())
        if wait:
            raise HTTPException(429, headers={"retry-after": str(wait)})
        paper, page = await self._paper(request, clerk), request.path_params["page"]
        picture = await self._room.viewing.picture(clerk, paper, page)
        if picture is None:
            raise HTTPException(404)
        return Response(picture, media_type="image/png")

    async def original(self, request: Request, clerk: Clerk) -> Response:
        paper = await self._paper(request, clerk)
        response = await self._room.viewing.original(clerk, paper)
        if response is None:
            raise HTTPException(404)
        return response

    async def _paper(self, request: Request, clerk: Clerk) -> Paper:
        registration, file = request.path_params["id"], request.path_params["file"]
        paper = await self._room.database.read(lambda c: find_paper(c, clerk, registration, file))
        if paper is None:
            raise HTTPException(404)
        return paper
