"""`/desk/{id}/files/…`: pictures of what was handed in, and the originals to load down."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.clearance.clerk import CaseFile, Clerk, find_case_file
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
        found, page = await self._file(request, clerk), request.path_params["page"]
        picture = await self._room.viewing.picture(clerk, found, page)
        if picture is None:
            raise HTTPException(404)
        return Response(picture, media_type="image/png")

    async def original(self, request: Request, clerk: Clerk) -> Response:
        found = await self._file(request, clerk)
        path = await self._room.viewing.original(clerk, found)
        if path is None:
            raise HTTPException(404)
        return download(path, found.attachment.name)

    async def _file(self, request: Request, clerk: Clerk) -> CaseFile:
        registration, file = request.path_params["id"], request.path_params["file"]
        found = await self._room.database.read(
            lambda c: find_case_file(c, clerk, registration, file)
        )
        if found is None:
            raise HTTPException(404)
        return found


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
