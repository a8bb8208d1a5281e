"""Style sheet and scripts, kept in memory under addresses that name their content."""

import hashlib
import re
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from portal.platform.branding import Branding

_FOLDER: Final = Path(__file__).with_name("static")
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_STYLES: Final = Path(__file__).with_name("styles")
_TOKENS: Final = _STYLES / "tokens.css"
_ORDER: Final = ("base", "frame", "forms", "lists", "steps", "wait", "desk", "advices", "media")
_TEXT_OR_COMMENT: Final = re.compile(r'("[^"\n]*")|/\*.*?\*/', re.DOTALL)


class Assets:
    """All files of the static folder, and the style sheet of tokens, colours and all parts."""

    def __init__(self, branding: Branding) -> None:
        self._addresses: dict[str, str] = {}
        self._responses: dict[str, Response] = {}
        for path in sorted(_FOLDER.iterdir()):
            self._add(path, path.read_text(encoding="utf-8"))
        tokens = _TOKENS.read_text(encoding="utf-8")
        parts = ((_STYLES / f"{name}.css").read_text(encoding="utf-8") for name in _ORDER)
        sheet = "\n".join((tokens, branding.colours_css, *parts))
        self._add(Path("portal.css"), without_comments(sheet))

    def address(self, name: str) -> str:
        """Where a file is; the address changes with its content."""
        return self._addresses[name]

    @property
    def route(self) -> BaseRoute:
        return Route("/static/{name}", self, methods=["GET"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._responses.get(scope["path"])
        if response is None:
            raise HTTPException(404)
        await response(scope, receive, send)

    def _add(self, path: Path, text: str) -> None:
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        address = f"/static/{path.stem}-{digest}{path.suffix}"
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        self._addresses[path.name] = address
        self._responses[address] = Response(text, headers=headers, media_type=_TYPES[path.suffix])


def without_comments(sheet: str) -> str:
    """A style sheet without comments, indents and empty lines: browsers need none of them.

    The quotation marks of its texts are double ones.
    """
    bare = _TEXT_OR_COMMENT.sub(lambda found: found[1] or "", sheet)
    return "\n".join(line for line in map(str.strip, bare.splitlines()) if line)
