"""Templates, style sheet and scripts, and the answers that carry them."""

import hashlib
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, nodes, select_autoescape
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from portal.platform.branding import Branding
from portal.platform.language import (
    LANGUAGES,
    NAMES,
    catalogue,
    current_language,
    translated,
    translated_many,
)

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


class _Environment(Environment):
    """Templates in one language: texts without values are translated when a template is compiled,
    and cost no page anything.
    """

    def __init__(self, language: str) -> None:
        super().__init__(
            loader=PackageLoader("portal.web"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        self._texts = _Texts(language)
        # Line breaks in a template are not part of its texts.
        self.policies["ext.i18n.trimmed"] = True
        self.install_gettext_callables(  # type: ignore[attr-defined]
            translated, translated_many, newstyle=True
        )

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = self._texts.visit(super()._parse(source, name, filename))
        return parsed


class _Texts(NodeTransformer):
    """Puts a text in the place of the call that would translate it."""

    def __init__(self, language: str) -> None:
        self._language = language

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 (jinja2 calls it so)
        self.generic_visit(call)
        named = isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext")
        match call.args:
            case [nodes.Const(value=str(text))] if named and not call.kwargs:
                said = Markup(catalogue(self._language).gettext(text))  # noqa: S704 (as `_said`)
                return nodes.Const(said % {}, lineno=call.lineno)
        return call


class Pages:
    """Renders the portal's pages."""

    def __init__(self, branding: Branding, assets: Assets) -> None:
        shared = {
            "_": _said,
            "once": _once_field,
            "brand": branding,
            "asset": assets.address,
            "product": _unbroken(branding.product),
            "frame": None,
            "language": current_language,
            "languages": NAMES,
        }
        self._environments: Final = {language: _Environment(language) for language in LANGUAGES}
        for environment in self._environments.values():
            environment.globals |= shared
        self._fixed: Final = cache(self._render_in)
        self._frames: Final = cache(self._frame)

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page made anew."""
        return _page(self._render(name, **values).encode(), status)

    def framed_page(self, name: str, **values: Any) -> HTMLResponse:
        """A page made anew within a frame that is always the same for a language: a third of
        the work.

        Only the block `content` may depend on `values`.
        """
        before, after = self._frames(current_language(), name)
        template = self._template(name)
        content = "".join(template.blocks["content"](template.new_context(values)))
        return _page(b"".join((before, content.encode(), after)))

    def fixed_page(self, name: str, **values: str) -> HTMLResponse:
        """A page that is the same for everybody, rendered once; `values` must be few."""
        return _page(self._fixed(current_language(), name, **values))

    def fragment(self, name: str) -> str:
        """A template that is part of a page."""
        return self._render(name)

    def _frame(self, _language: str, name: str) -> tuple[bytes, bytes]:
        before, after = self._render(name, frame=_MARK).split(_MARK)
        return before.encode(), after.encode()

    def _render_in(self, _language: str, name: str, **values: str) -> bytes:
        return self._render(name, **values).encode()

    def _render(self, name: str, **values: Any) -> str:
        return self._template(name).render(values)

    def _template(self, name: str) -> Template:
        return self._environments[current_language()].get_template(name)


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


def _said(text: str, **values: object) -> Markup:
    """What jinja2's own `_` does, in a quarter of the time."""
    said = Markup(translated(text))  # noqa: S704 (the template's own words)
    return said % values if "%" in said else said
