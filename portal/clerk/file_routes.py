"""`/desk/{id}/files/…`: pictures of what was handed in, and the originals to load down."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from portal.audit.events import Event
from portal.audit.log import note
from portal.clerk.clerk import Clerk
from portal.clerk.papers import Paper, Previews, find_paper
from portal.clerk.room import ClerkRoom

_FILE: Final = "/desk/{id}/files/{file}"


class FileRoutes:
    """Every look at a file is written down before it is given out."""

    def __init__(self, room: ClerkRoom, previews: Previews) -> None:
        self._room = room
        self._previews = previews

    @property
    def routes(self) -> list[BaseRoute]:
        door = self._room.for_clerks
        return [
            Route(f"{_FILE}/{{page:int}}.png", door(self.picture), methods=["GET"]),
            Route(_FILE, door(self.original), methods=["GET"]),
        ]

    async def picture(self, request: Request, clerk: Clerk) -> Response:
        """One page of a file, the first is 1."""
        wait = self._room.pictures_by_session.take(clerk.session.hash.hex())
        if wait:
            raise HTTPException(429, headers={"retry-after": str(wait)})
        paper = await self._paper(request, clerk)
        picture = await self._previews.picture(paper, request.path_params["page"])
        if picture is None:
            raise HTTPException(404)
        if not self._room.views.take(f"{clerk.session.hash.hex()} {paper.id}"):
            await self._note(clerk, paper, as_picture=True)
        return Response(picture, media_type="image/png")

    async def original(self, request: Request, clerk: Clerk) -> Response:
        """Never shown by a browser: only to be kept."""
        paper = await self._paper(request, clerk)
        path: Path = self._previews.original(paper)
        if not path.is_file():
            raise HTTPException(404)
        await self._note(clerk, paper, as_picture=False)
        return FileResponse(
            path, media_type="application/octet-stream", filename=paper.download_name
        )

    async def _paper(self, request: Request, clerk: Clerk) -> Paper:
        registration, file = request.path_params["id"], request.path_params["file"]
        paper = await self._room.database.read(lambda c: find_paper(c, clerk, registration, file))
        if paper is None:
            raise HTTPException(404)
        return paper

    async def _note(self, clerk: Clerk, paper: Paper, *, as_picture: bool) -> None:
        now = self._room.clock.now()

        def write(connection: Connection) -> None:
            note(
                connection,
                Event.CERTIFICATE_VIEWED,
                now,
                account=paper.account_id,
                registration=paper.registration_id,
                clerk=clerk.id,
                file=paper.id,
                picture=as_picture,
            )

        await self._room.database.write(write)
