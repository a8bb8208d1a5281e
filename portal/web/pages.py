"""Templates, style sheet and scripts, and the answers that carry them."""

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Template
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from portal.platform.branding import Branding
from portal.platform.language import LANGUAGES, NAMES, current_language
from portal.web.template_environment import TemplateEnvironment

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


_MARK: Final = "[content]"
ONCE: Final = "once"
"""The hidden field of every form: new each time that a page is made."""
_ONCE_BYTES: Final = 12
# Random, so that nothing that people type is taken for it.
_ONCE_MARK: Final = secrets.token_hex(_ONCE_BYTES)


class Pages:
    """Renders the portal's pages."""

    def __init__(self, branding: Branding, assets: Assets) -> None:
        constants = {"brand": branding, "product": _unbroken(branding.product)}
        functions: dict[str, Callable[..., str]] = {"asset": assets.address, "once": _once_field}
        self._environments: Final = {
            language: TemplateEnvironment(language, constants, functions) for language in LANGUAGES
        }
        for environment in self._environments.values():
            environment.globals |= {"frame": None, "languages": NAMES}
        self._fixed: Final = cache(self._render_in)
        self._frames: Final = cache(self._frame)

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page made anew."""
        return _page(self._render(name, **values).encode(), status)

    def framed_page(self, name: str, role: str = "", **values: Any) -> HTMLResponse:
        """A page made anew within a frame that is always the same for a language, and for a role
        where it is behind the login: a third of the work.

        Only the block `content` may depend on `values`.
        """
        before, after = self._frames(current_language(), name, role)
        template = self._template(name)
        content = "".join(template.blocks["content"](template.new_context(values)))
        return _page(b"".join((before, content.encode(), after)))

    def fixed_page(self, name: str, **values: str) -> HTMLResponse:
        """A page that is the same for everybody, rendered once; `values` must be few."""
        return _page(self._fixed(current_language(), name, **values))

    def fragment(self, name: str) -> str:
        """A template that is part of a page."""
        return self._render(name)

    def _frame(self, _language: str, name: str, role: str) -> tuple[bytes, bytes]:
        before, after = self._render(name, frame=_MARK, session={"role": role}).split(_MARK)
        return before.encode(), after.encode()

    def _render_in(self, _language: str, name: str, **values: str) -> bytes:
        return self._render(name, **values).encode()

    def _render(self, name: str, **values: Any) -> str:
        return self._template(name).render(values)

    def _template(self, name: str) -> Template:
        return self._environments[current_language()].get_template(name)


def page_at(address: str, page: Response) -> Response:
    """The page of another address as the answer to a script or a form (RFC 9110, 8.7)."""
    page.headers["content-location"] = address
    return page


def _page(data: bytes, status: int = 200) -> HTMLResponse:
    once = secrets.token_urlsafe(_ONCE_BYTES).encode()
    return HTMLResponse(data.replace(_ONCE_MARK.encode(), once), status)


def _once_field() -> Markup:
    """The field of a form by which a second click is told from a second form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(ONCE, _ONCE_MARK)


def _unbroken(name: str) -> Markup:
    """A name that browsers part between its words only, not at a hyphen."""
    whole = Markup('<span class="name">{}</span>')
    words = (whole.format(word) if "-" in word else word for word in name.split())
    return Markup(" ").join(words)
