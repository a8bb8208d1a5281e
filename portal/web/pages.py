"""Templates, style sheet and scripts, and the answers that carry them."""

import hashlib
import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Template
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from crypto.encoding import JsonObject, dump_object
from portal.platform.branding import Branding
from portal.platform.language import LANGUAGES, NAMES, current_language
from portal.web.template_environment import TemplateEnvironment

_FOLDER: Final = Path(__file__).with_name("static")
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_STYLES: Final = Path(__file__).with_name("styles")
_TOKENS: Final = _STYLES / "tokens.css"
_HTML: Final = b"text/html; charset=utf-8"
_JSON: Final = b"application/json"
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


ONCE: Final = "once"
"""The hidden field of every form: new each time that a page is made."""
_ONCE_BYTES: Final = 12
# Random, so that nothing that people type is taken for it.
_ONCE_MARK: Final = secrets.token_hex(_ONCE_BYTES)
_MOST_CASES: Final = 500
# No page has it otherwise.
_PLACE_MARK: Final = "\0"


class _Place:
    """Where a page has a text that is put in later.

    A template may show it, and ask whether there is one. Whatever else would be done once for all
    pages, so it fails when the first is made.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __html__(self) -> str:
        return f"{_PLACE_MARK}({self._name})s"

    def __str__(self) -> str:
        raise TypeError(f"{self._name} can only be shown, for it is put in later")

    def __eq__(self, _other: object) -> bool:
        raise TypeError(f"{self._name} can only be shown, for it is put in later")

    __hash__ = None  # type: ignore[assignment]


class Pages:
    """Renders the portal's pages."""

    def __init__(self, branding: Branding, assets: Assets) -> None:
        constants = {"brand": branding, "product": _unbroken(branding.product)}
        functions: dict[str, Callable[..., str]] = {"asset": assets.address, "once": _once_field}
        self._environments: Final = {
            language: TemplateEnvironment(language, constants, functions) for language in LANGUAGES
        }
        for environment in self._environments.values():
            environment.globals["languages"] = NAMES
        self._fixed: Final = cache(self._render_in)
        self._fixed_fragments: Final = cache(self._fragment_in)
        self._cases: Final = lru_cache(_MOST_CASES)(self._with_places)

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page made anew."""
        return _page(self._render(name, **values).encode(), status)

    def filled_page(
        self, name: str, case: Mapping[str, Hashable], role: str = "", /, **texts: str | None
    ) -> Response:
        """A page of which only texts differ: rendered once for each case.

        Args:
            name: of the template.
            case: values by which it decides what to show; there must be few.
            role: of the session, where the page is behind the login.
            texts: what it shows; it may ask whether one is there, and nothing else.
        """
        given = tuple(map(bool, texts.values()))
        prepared = self._cases(
            current_language(), name, tuple(case.items()), role, tuple(texts), given
        )
        escaped = dict(zip(texts, map(escape, texts.values()), strict=True))
        return _page((prepared % escaped).encode())

    def fixed_page(self, name: str, **values: str) -> Response:
        """A page that is the same for everybody, rendered once; `values` must be few."""
        return _page(self._fixed(current_language(), name, **values))

    def fragment(self, name: str, /, **values: Any) -> Markup:
        """A template that is part of a page; without values it is rendered once."""
        if values:
            return Markup(self._render(name, **values))  # noqa: S704 (rendered by a template)
        return self._fixed_fragments(current_language(), name)

    def _fragment_in(self, _language: str, name: str) -> Markup:
        return Markup(self._render(name))  # noqa: S704 (rendered by a template)

    def _with_places(
        self,
        _language: str,
        name: str,
        case: tuple[tuple[str, Hashable], ...],
        role: str,
        texts: tuple[str, ...],
        given: tuple[bool, ...],
    ) -> str:
        """The page with a place of `%` for each text that is given."""
        places = {
            text: _Place(text) if is_given else ""
            for text, is_given in zip(texts, given, strict=True)
        }
        page = self._render(name, **dict(case), **places, session={"role": role})
        return page.replace("%", "%%").replace(_PLACE_MARK, "%")

    def _render_in(self, _language: str, name: str, **values: str) -> bytes:
        return self._render(name, **values).encode()

    def _render(self, name: str, /, **values: Any) -> str:
        return self._template(name).render(values)

    def _template(self, name: str) -> Template:
        return self._environments[current_language()].get_template(name)


def page_at(address: str, page: Response) -> Response:
    """The page of another address as the answer to a script or a form (RFC 9110, 8.7)."""
    page.raw_headers.append((b"content-location", address.encode()))
    return page


def json_answer(values: JsonObject, status: int = 200) -> Response:
    """The answer to a script."""
    return _Answer(dump_object(values), _JSON, status)


class _Answer(Response):
    """An answer whose headers are known, so that none are looked for."""

    def __init__(self, body: bytes, kind: bytes, status: int) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers = [(b"content-length", b"%d" % len(body)), (b"content-type", kind)]


def _page(data: bytes, status: int = 200) -> Response:
    once = secrets.token_hex(_ONCE_BYTES).encode()
    return _Answer(data.replace(_ONCE_MARK.encode(), once), _HTML, status)


def _once_field() -> Markup:
    """The field of a form by which a second click is told from a second form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(ONCE, _ONCE_MARK)


def _unbroken(name: str) -> Markup:
    """A name that browsers part between its words only, not at a hyphen."""
    whole = Markup('<span class="name">{}</span>')
    words = (whole.format(word) if "-" in word else word for word in name.split())
    return Markup(" ").join(words)
