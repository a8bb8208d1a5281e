"""Static pages: help, accessibility, terms, privacy, contact, and `security.txt`."""

import re
import time
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from portal.platform.branding import load_branding
from portal.platform.language import current_language
from portal.web.context import WebContext
from portal.web.pages import Pages

_TITLE: Final = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_HEADING: Final = re.compile(r'<h2 id="([a-z-]+)">(.*?)</h2>', re.DOTALL)
_MANY: Final = 5
_SOFT_HYPHEN: Final = "\N{SOFT HYPHEN}"


@dataclass(frozen=True)
class Heading:
    """One that can be gone to."""

    id: str
    text: Markup


class StaticPages:
    """Renders each text once per language."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._rendered: Final = cache(self._render)

    def page(self, name: str) -> HTMLResponse:
        """The page of the templates `info/NAME.LANGUAGE.html`."""
        return HTMLResponse(self._rendered(name, current_language()))

    def _render(self, name: str, language: str) -> bytes | memoryview:
        text = self._pages.fragment(f"info/{name}.{language}.html")
        title = _TITLE.search(text)
        if title is None:
            raise ValueError(f"info/{name}.{language}.html has no h1")
        headings = [Heading(id_, Markup(words)) for id_, words in _HEADING.findall(text)]  # noqa: S704
        before, mark, after = text.partition("<h2 ")
        return self._pages.page(
            "info/prose.html",
            title=_plain(title[1]),
            before=Markup(before),  # noqa: S704
            after=Markup(mark + after),  # noqa: S704
            headings=headings if len(headings) >= _MANY else [],
        ).body


def _plain(words: str) -> str:
    """A heading as the title of a tab, which is not hyphenated."""
    return Markup(words).striptags().replace(_SOFT_HYPHEN, "")  # noqa: S704  our own templates


SECURITY_TXT: Final = "/.well-known/security.txt"
_VALID_SECONDS: Final = 90 * 86_400
NAMES: Final = ("accessibility", "contact", "help", "privacy", "terms")


class StaticPageRoutes:
    """Texts that are the same for everybody."""

    def __init__(self, context: WebContext) -> None:
        self._static_pages = StaticPages(context.pages)
        self._contact = load_branding().technical_email
        self._address = f"{context.settings.public_url}{SECURITY_TXT}"
        self._clock = context.clock

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            *(Route(f"/{name}", self.text, methods=["GET"]) for name in NAMES),
            Route(SECURITY_TXT, self.security_txt, methods=["GET"]),
        ]

    async def text(self, request: Request) -> Response:
        return self._static_pages.page(request.url.path.removeprefix("/"))

    async def security_txt(self, _request: Request) -> Response:
        """Whom to tell of a vulnerability, in the form of RFC 9116."""
        end = time.gmtime(self._clock.now() + _VALID_SECONDS)
        return PlainTextResponse(
            f"Contact: mailto:{self._contact}\n"
            f"Expires: {time.strftime('%Y-%m-%dT00:00:00Z', end)}\n"
            "Preferred-Languages: de, en\n"
            f"Canonical: {self._address}\n"
        )
