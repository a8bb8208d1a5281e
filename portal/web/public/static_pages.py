"""Static pages: help, accessibility, terms, privacy, contact, `security.txt`, and cookies; the
choice of language, and return addresses within this portal.
"""

import re
import time
from dataclasses import dataclass
from functools import cache
from posixpath import normpath
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from crypto.protocol import APP_LOGIN_PATH, FINISH_PATH
from portal.platform.asgi import new_cookie
from portal.platform.branding import load_branding
from portal.platform.language import LANGUAGES, current_language, use_language
from portal.web.context import WebContext
from portal.web.cookies import CookieName
from portal.web.forms import posted_form, read_form
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


START: Final = "/"

_LONGEST: Final = 2000
# A second slash or a backslash would begin the name of another host; browsers drop some control
# characters before they look (WHATWG URL, 4.4). What is behind a # is for scripts, and no link's.
_LOCAL: Final = re.compile(r"/(?![/\\])[\x21\x22\x24-\x7e]*", re.ASCII)
_LANDING: Final = frozenset({APP_LOGIN_PATH, FINISH_PATH})


def local_address(text: str) -> str:
    """`text` where it is a path of this portal, with its query; else the start page."""
    fits = len(text) <= _LONGEST and _LOCAL.fullmatch(text) is not None and "\\" not in text
    return text if fits else START


def wanted_address(text: str) -> str:
    """The same of a link, which anybody can make. Nobody comes here from pages that take tickets:
    sent on to them, whoever follows such a link would be logged in with a stranger's ticket.
    """
    address = local_address(text)
    # As browser and server read it.
    path = normpath(unquote(address.partition("?")[0]))
    return START if path in _LANDING else address


def came_from(referrer: str, public_url: str) -> str:
    """The page of this portal that a Referer header names; else the start page."""
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return START
    if f"{parts.scheme}://{parts.netloc}" != public_url:
        return START
    return local_address(parts.path + (f"?{parts.query}" if parts.query else ""))


COOKIES: Final = "/cookies"
_CHECK: Final = f"{COOKIES}/check"
LANGUAGE: Final = "/language"


class CookieRoutes:
    """`/cookies` and `/language/CODE`."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(COOKIES, self.page, methods=["GET"]),
            Route(COOKIES, self.accept, methods=["POST"]),
            Route(_CHECK, self.check, methods=["GET"]),
            Route(f"{LANGUAGE}/{{code}}", self.choose_language, methods=["GET"]),
            Route(f"{LANGUAGE}/{{code}}", self.keep_typed, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        wanted = wanted_address(request.query_params.get("next", ""))
        accepted = self._context.cookies.visit(request.scope) is not None
        return self._context.pages.page("cookies.html", next=wanted, accepted=accepted)

    async def accept(self, request: Request) -> Response:
        """Set the cookie of the visit, and look whether the browser takes it."""
        wanted = wanted_address((await read_form(request)).get("next", ""))
        cookies = self._context.cookies
        response = RedirectResponse(f"{_CHECK}?{urlencode({'next': wanted})}", 303)
        if cookies.visit(request.scope) is None:
            visit = cookies.pending(request.scope) or new_cookie()
            cookies.set(response, CookieName.VISIT, visit)
        return response

    async def check(self, request: Request) -> Response:
        """On to the page that was wanted; a browser that refuses cookies is told so."""
        wanted = wanted_address(request.query_params.get("next", ""))
        if self._context.cookies.visit(request.scope) is not None:
            return RedirectResponse(wanted, 303)
        return self._context.pages.page("no_cookies.html", next=wanted)

    async def choose_language(self, request: Request) -> Response:
        """The page that this was chosen on, in another language from now on.

        Before the cookies are accepted the address carries the language.
        """
        code = _language(request)
        page = came_from(request.headers.get("referer", ""), self._context.settings.public_url)
        use_language(code)
        response = RedirectResponse(page, 303)
        if not self._remembered(request, response):
            return RedirectResponse(_with_language(page, code), 303)
        return response

    async def keep_typed(self, request: Request) -> Response:
        """The same from a page with a form, whose button has sent along what was typed."""
        use_language(_language(request))
        path = request.query_params.get("from", "")
        form = posted_form(path)
        if form is None:
            return await self.choose_language(request)
        response = self._context.forms.in_language(request.scope, form, path)
        self._remembered(request, response)
        return response

    def _remembered(self, request: Request, response: Response) -> bool:
        """Whether the browser has a cookie to remember the language by; then it does."""
        cookies = self._context.cookies
        if (visit := cookies.visit(request.scope)) is not None:
            cookies.set(response, CookieName.VISIT, visit)
        elif (pending := cookies.pending(request.scope)) is not None:
            cookies.set_pending(response, pending)
        else:
            return False
        return True


def _language(request: Request) -> str:
    code = str(request.path_params["code"])
    if code not in LANGUAGES:
        raise HTTPException(404)
    return code


def _with_language(page: str, code: str) -> str:
    parts = urlsplit(page)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "lang"]
    return f"{parts.path}?{urlencode([*query, ('lang', code)])}"
