"""The download page and the operator's folder of installers (requirements P8, P13)."""

import asyncio
import hashlib
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.envelope import MEDIA_TYPE
from crypto.protocol import DOWNLOAD_PATH
from crypto.releases import FILE_NAME, MAX_BYTES
from crypto.version import version_order
from portal.platform.asgi import visitor
from portal.platform.language import megabytes
from portal.web.context import WebContext

_ALARM: Final = logging.getLogger("portal.alarm")
_NAME: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}?(?P<templates>-policy-templates)?"
    r"[-_](?P<version>[0-9]{1,5}(\.[0-9]{1,5}){1,3})(-[0-9]{1,3})?"
    r"(-(?P<system>windows|macos|linux))?"
    r"([-_.](?P<processor>x86_64|amd64|arm64|aarch64))?"
    r"(-setup)?"
    r"\.(?P<form>AppImage|deb|dmg|exe|msi|pkg|rpm|tar\.gz|tar\.xz|zip)"
)
"""As packages are named when they are built, or with a system where the form tells none."""


class System(StrEnum):
    """What the app is made for, with the name that `portal.platform.asgi` gives it."""

    WINDOWS = "Windows"
    MACOS = "macOS"
    LINUX = "Linux"


_FORMS: Final = {
    "exe": System.WINDOWS,
    "msi": System.WINDOWS,
    "pkg": System.MACOS,
    "dmg": System.MACOS,
    "deb": System.LINUX,
    "rpm": System.LINUX,
    "AppImage": System.LINUX,
}
"""What is for one system alone; the first of a system is what most people need."""
_RANK: Final = {form: rank for rank, form in enumerate(_FORMS)}
_PROCESSORS: Final = {"amd64": "x86_64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Download:
    """One file."""

    path: Path
    system: System | None
    """None for the templates of the policy, which are for administrators of all systems."""
    version: str
    processor: str
    """One of two, or "" where the name says none."""
    form: str
    size: int
    """In bytes."""
    changed: int
    """Nanoseconds since 1970, as the file system says."""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def label(self) -> str:
        """The kind of file, as people know it."""
        return self.form if self.form == "AppImage" else self.form.upper()

    @property
    def processor_name(self) -> str:
        return {"x86_64": "Intel/AMD 64 Bit", "arm64": "ARM 64 Bit"}.get(self.processor, "")

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(int(number) for number in self.version.split("."))


class DownloadCatalog:
    """Looks into the folder at each request, so that a new file is offered at once."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._digests: dict[tuple[Path, int, int], str] = {}
        self._hashing = threading.Lock()

    def newest(self) -> dict[System, list[Download]]:
        """The files of each system's newest version; none for a system without."""
        found: dict[System, list[Download]] = {system: [] for system in System}
        for download in self.files():
            if download.system is not None:
                found[download.system].append(download)
        for system, files in found.items():
            newest = max((file.order for file in files), default=())
            found[system] = sorted(
                (file for file in files if file.order == newest),
                key=lambda file: (_RANK.get(file.form, len(_RANK)), file.name),
            )
        return found

    def templates(self) -> tuple[Download, str] | None:
        """The newest templates of the policy, with their SHA-256."""
        found = [file for file in self.files() if file.system is None]
        newest = max(found, key=lambda file: file.order, default=None)
        return (newest, self.sha256(newest)) if newest else None

    def outdated(self, lowest: str) -> dict[System, str]:
        """The version of each system that has nothing as new as `lowest`, a version or ""."""
        wanted = version_order(lowest) if lowest else ()
        offered = {system: files[0].version for system, files in self.newest().items() if files}
        return {
            system: version
            for system, version in offered.items()
            if version_order(version) < wanted
        }

    def releases(self) -> bytes | None:
        """The signed list beside the files; None without one, or where no app would read it."""
        if self._folder is None or (path := self._folder / FILE_NAME).is_symlink():
            return None
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_bytes()

    def find(self, name: str) -> Download | None:
        """The file of exactly this name, an older version too."""
        return next((file for file in self.files() if file.name == name), None)

    def sha256(self, download: Download) -> str:
        """Hexadecimal digest, worked out once; takes a second for some hundred megabytes."""
        key = download.path, download.size, download.changed
        with self._hashing:
            if key not in self._digests:
                self._digests[key] = _digest(download.path)
            return self._digests[key]

    def files(self) -> Iterator[Download]:
        """Every installer and template of the folder, in no order."""
        if self._folder is None or not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            parts = _NAME.fullmatch(path.name)
            # A link could lead to anything that the portal's user can read.
            if parts and path.is_file() and not path.is_symlink():
                system = _SYSTEMS.get(parts["system"]) or _FORMS.get(parts["form"])
                if parts["templates"]:
                    yield _download(path, parts, None)
                elif system is not None:
                    yield _download(path, parts, system)


_SYSTEMS: Final = {system.value.lower(): system for system in System}


def _download(path: Path, parts: re.Match[str], system: System | None) -> Download:
    status, processor = path.stat(), parts["processor"] or ""
    return Download(
        path,
        system,
        parts["version"],
        _PROCESSORS.get(processor, processor),
        parts["form"],
        status.st_size,
        status.st_mtime_ns,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_CHECKS: Final[dict[str, str]] = {
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
        """The command that prints a file's SHA-256 there, without the name."""
        return _CHECKS[self.system]


class DownloadRoutes:
    """The page, and the files."""

    def __init__(self, context: WebContext) -> None:
        self._pages = context.pages
        self._catalog = DownloadCatalog(context.settings.downloads)
        self._notice = context.settings.download_notice
        lowest = context.settings.lowest_app_version
        for system, version in self._catalog.outdated(lowest).items():
            _ALARM.error(
                "version %s of the app is demanded, but for %s there is only %s in `downloads`",
                *(lowest, system.value, version),
            )

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(DOWNLOAD_PATH, self.page, methods=["GET"]),
            Route(f"{DOWNLOAD_PATH}/{FILE_NAME}", self.releases, methods=["GET"]),
            Route(f"{DOWNLOAD_PATH}/{{name}}", self.file, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        here = visitor(request.scope).os
        offers = await offers_for(self._catalog, here)
        # Where the notice says how to get the app, nobody is sent to the support for it.
        found = [offer for offer in offers if offer.files or not self._notice]
        return self._pages.page(
            "info/download.html",
            offers=found,
            templates=await asyncio.to_thread(self._catalog.templates),
            check=_CHECKS.get(here, _CHECKS[System.WINDOWS]),
            here=here,
            size=megabytes,
            notice=self._notice,
        )

    async def releases(self, _request: Request) -> Response:
        """The list of releases, as its offline keys have signed it; apps verify it."""
        data = await asyncio.to_thread(self._catalog.releases)
        if data is None:
            raise HTTPException(404)
        return Response(data, media_type=MEDIA_TYPE, headers={"cache-control": "no-cache"})

    async def file(self, request: Request) -> Response:
        """One that the page offers; never shown in the browser, and resumed by Range."""
        found = await asyncio.to_thread(self._catalog.find, request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return FileResponse(
            found.path,
            filename=found.name,
            media_type="application/octet-stream",
            headers={"cache-control": "no-cache"},
        )


async def offers_for(catalog: DownloadCatalog, here: str) -> list[Offer]:
    """All systems, that of the visitor (as `visitor` names it) first."""
    return await asyncio.to_thread(_offers, catalog, here)


def _offers(catalog: DownloadCatalog, here: str) -> list[Offer]:
    offers = [
        Offer(system, [(file, catalog.sha256(file)) for file in files], system == here)
        for system, files in catalog.newest().items()
    ]
    return sorted(offers, key=lambda offer: not offer.mine)
