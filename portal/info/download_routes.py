"""`/download`: the app, for the visitor's system first (requirements P8, P13)."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.numbers import format_decimal
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from portal.info.shelf import Download, Shelf, System
from portal.web.language import current_language
from portal.web.pages import Pages
from portal.web.visitor import visitor

_CHECKS: Final = {
    System.WINDOWS: "Get-FileHash",
    System.MACOS: "shasum -a 256",
    System.LINUX: "sha256sum",
}


@dataclass(frozen=True)
class Offer:
    """What there is for a system."""

    system: System
    files: list[tuple[Download, str]]
    """With their SHA-256."""
    mine: bool
    """Whether the visitor's browser runs on it."""

    @property
    def check(self) -> str:
        """The command that tells a file's SHA-256 there, without the name."""
        return _CHECKS[self.system]


class DownloadRoutes:
    """The page, and the files."""

    def __init__(self, pages: Pages, folder: Path | None) -> None:
        self._pages = pages
        self._shelf = Shelf(folder)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/download", self.page, methods=["GET"]),
            Route("/download/{name}", self.file, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        here = visitor(request.scope).os
        offers = await offers_for(self._shelf, here)
        return self._pages.page("info/download.html", offers=offers, here=here, size=megabytes)

    async def file(self, request: Request) -> Response:
        """One that the page offers; never shown in the browser, and resumed by Range."""
        found = await asyncio.to_thread(self._shelf.find, request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return FileResponse(
            found.path,
            filename=found.name,
            media_type="application/octet-stream",
            headers={"cache-control": "no-cache"},
        )


def megabytes(size: int) -> str:
    """As in "48,3 MB"; the template's function `size`."""
    number = format_decimal(size / 1_000_000, "#,##0.0", locale=current_language())
    return f"{number}\N{NO-BREAK SPACE}MB"


async def offers_for(shelf: Shelf, here: str) -> list[Offer]:
    """All systems, that of the visitor (as `visitor` names it) first."""
    return await asyncio.to_thread(_offers, shelf, here)


def _offers(shelf: Shelf, here: str) -> list[Offer]:
    offers = [
        Offer(system, [(file, shelf.sha256(file)) for file in files], system == here)
        for system, files in shelf.newest().items()
    ]
    return sorted(offers, key=lambda offer: not offer.mine)
