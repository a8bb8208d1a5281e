"""`/desk/{id}/files/…`: pictures of what was handed in, and the originals to load down."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.clearance.clerk import Clerk, Paper, find_paper
from portal.web.clerk.context import ClerkContext

_FILE: Final = "/desk/{id}/files/{file}"
# Beside the portal's own policy: browsers obey both.
_HARMLESS: Final = "sandbox; default-src 'none'"


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
        path = await self._room.viewing.original(clerk, paper)
        if path is None:
            raise HTTPException(404)
        return download(path, paper.attachment.name)

    async def _paper(self, request: Request, clerk: Clerk) -> Paper:
        registration, file = request.path_params["id"], request.path_params["file"]
        paper = await self._room.database.read(lambda c: find_paper(c, clerk, registration, file))
        if paper is None:
            raise HTTPException(404)
        return paper


def download(path: Path, name: str) -> Response:
    """An uploaded file that no browser shows or runs."""
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name, '')}",
            "content-security-policy": _HARMLESS,
            "x-content-type-options": "nosniff",
        },
    )
