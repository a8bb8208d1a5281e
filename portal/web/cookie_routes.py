"""The page about cookies, which comes first, and the choice of a language."""

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.web.cookies import CookieName, Cookies, new_cookie
from portal.web.forms import read_form
from portal.web.language import LANGUAGES, use_language
from portal.web.local_address import came_from, local_address
from portal.web.pages import Pages

COOKIES: Final = "/cookies"
LANGUAGE: Final = "/language"


class CookieRoutes:
    """`/cookies` and `/language/CODE`."""

    def __init__(self, pages: Pages, cookies: Cookies, public_url: str) -> None:
        self._pages = pages
        self._cookies = cookies
        self._public_url = public_url

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(COOKIES, self.page, methods=["GET"]),
            Route(COOKIES, self.accept, methods=["POST"]),
            Route(f"{LANGUAGE}/{{code}}", self.speak, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        wanted = local_address(request.query_params.get("next", ""))
        accepted = self._cookies.read(request.scope, CookieName.VISIT) is not None
        return self._pages.page("cookies.html", next=wanted, accepted=accepted)

    async def accept(self, request: Request) -> Response:
        """Set the cookie of the visit, and go to the page that was wanted."""
        wanted = local_address((await read_form(request)).get("next", ""))
        response = RedirectResponse(wanted, 303)
        if self._cookies.read(request.scope, CookieName.VISIT) is None:
            self._cookies.set(response, CookieName.VISIT, new_cookie())
        return response

    async def speak(self, request: Request) -> Response:
        """The page that this was chosen on, in another language from now on.

        Before the cookies are accepted the address carries the language.
        """
        code = request.path_params["code"]
        if code not in LANGUAGES:
            raise HTTPException(404)
        page = came_from(request.headers.get("referer", ""), self._public_url)
        visit = self._cookies.read(request.scope, CookieName.VISIT)
        if visit is None:
            return RedirectResponse(_with_language(page, code), 303)
        use_language(code)
        response = RedirectResponse(page, 303)
        self._cookies.set(response, CookieName.VISIT, visit)
        return response


def _with_language(page: str, code: str) -> str:
    parts = urlsplit(page)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "lang"]
    return f"{parts.path}?{urlencode([*query, ('lang', code)])}"
