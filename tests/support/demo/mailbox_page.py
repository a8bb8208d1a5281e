"""The page of the demo: the mails that its portal sends, and what is done by one click.

    with mail_server() as mails, mailbox_page(mails, offers) as page:
        ...  open `page.address` in a browser

A tool for development, and no part of the product.
"""

import asyncio
import contextlib
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portal.platform.branding import load_branding
from tests.support.demo.words import GERMAN, Words
from tests.support.mail_server import LINK, MailServer, html_of, text_of
from tests.support.portal_server import free_port

_FOLDER: Final = Path(__file__).parent
_START_SECONDS: Final = 10
_NEWS_SECONDS: Final = 25
_ZONE: Final = ZoneInfo("Europe/Berlin")
_FORMS: Final = ("html", "text")
# Nothing in a mail runs, loads or sees this page; its links open in a tab of their own.
_SANDBOX: Final = "allow-popups allow-popups-to-escape-sandbox"
_MAIL_POLICY: Final = f"sandbox {_SANDBOX}; default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Code:
    """A fresh activation code, and the link that brings it into the app."""

    login: str
    digits: str
    link: str


@dataclass(frozen=True)
class Offers:
    """What the page offers beside the mails. The functions block."""

    portal: str
    """Address of its start page, in the demo's language."""
    clerk_name: str
    log_clerk_in: Callable[[], str]
    """Gives a support code where it fails, else ""."""
    people: Mapping[str, str]
    """Whom it gives activation codes: name and user name. Empty where nobody has an account yet."""
    new_code: Callable[[str], Code]
    """For a user name."""
    steps: str = ""
    """What to do next, a line for each."""


class Mailbox:
    """The pages of one mail server's mails."""

    def __init__(self, mails: MailServer, offers: Offers | None, words: Words) -> None:
        self.portal_opened: Final = threading.Event()
        """A browser has asked for the way to the portal."""
        self.opened: Final = threading.Event()
        """A browser shows the list."""
        self._mails = mails
        self._offers = offers
        self._words = words
        self._read: set[int] = set()
        self._last_code: Code | None = None
        self._news = asyncio.Event()
        self._revision = 0
        self._loop: asyncio.AbstractEventLoop
        self._closing = False
        environment = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["linked"] = _linked
        language = "de" if words is GERMAN else "en"
        environment.globals |= {
            "brand": load_branding(),
            "sandbox": _SANDBOX,
            "words": words,
            "language": language,
            "offers": offers,
        }
        self._template = environment.get_template("mailbox.html")

    @property
    def app(self) -> Starlette:
        routes = [
            Route("/", self._list),
            Route("/news", self._wait_for_news),
            Route("/mailbox.js", self._script),
            Route("/mails/{number:int}", self._mail),
            Route("/mails/{number:int}/html", self._html),
        ]
        if self._offers is not None:
            routes += [
                Route("/portal", self._portal),
                Route("/clerk", self._clerk, methods=["POST"]),
                Route("/code/{login}", self._code, methods=["POST"]),
            ]
        # Another name for this computer would let other sites read the mails.
        own_names = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1"])
        return Starlette(routes=routes, middleware=[own_names], lifespan=self._lifespan)

    def close(self) -> None:
        """Answer what waits for news."""
        self._closing = True
        self._tell()

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self._mails.listeners.append(self._tell)
        yield
        self._mails.listeners.remove(self._tell)

    def _tell(self) -> None:
        self._loop.call_soon_threadsafe(self._change)

    def _change(self) -> None:
        self._revision += 1
        self._news.set()
        self._news = asyncio.Event()

    async def _list(self, request: Request) -> Response:
        self.opened.set()
        query = request.query_params
        code = self._last_code if "code" in query else None
        return self._page(code=code, clerk=_support_code(query.get("clerk")))

    async def _wait_for_news(self, request: Request) -> Response:
        """The long poll of the list: its revision, once it is another than the page's."""
        known = request.query_params.get("known", "")
        with contextlib.suppress(TimeoutError):
            if known == str(self._revision) and not self._closing:
                await asyncio.wait_for(self._news.wait(), _NEWS_SECONDS)
        if self._closing:
            raise HTTPException(503)
        return JSONResponse(
            {"revision": str(self._revision)}, headers={"cache-control": "no-store"}
        )

    async def _script(self, _request: Request) -> Response:
        return FileResponse(_FOLDER / "mailbox.js", headers={"cache-control": "no-store"})

    async def _mail(self, request: Request) -> Response:
        form = request.query_params.get("form", "html")
        if form not in _FORMS:
            raise HTTPException(404)
        self._found(request)
        number: int = request.path_params["number"]
        if number not in self._read:
            self._read.add(number)
            self._change()
        return self._page(shown=number, form=form)

    async def _html(self, request: Request) -> Response:
        html = html_of(self._found(request))
        # A link that took the place of the mail would leave the reader in a small frame.
        html = html.replace("<head>", '<head><base target="_blank">', 1)
        return HTMLResponse(html, headers={"content-security-policy": _MAIL_POLICY})

    async def _portal(self, _request: Request) -> Response:
        assert self._offers is not None
        self.portal_opened.set()
        return RedirectResponse(self._offers.portal, 303)

    async def _clerk(self, request: Request) -> Response:
        _refuse_other_sites(request)
        assert self._offers is not None
        failed = await asyncio.to_thread(self._offers.log_clerk_in)
        return RedirectResponse(f"/?clerk={failed}", 303)

    async def _code(self, request: Request) -> Response:
        _refuse_other_sites(request)
        login: str = request.path_params["login"]
        if self._offers is None or login not in self._offers.people.values():
            raise HTTPException(404)
        self._last_code = await asyncio.to_thread(self._offers.new_code, login)
        return RedirectResponse("/?code=", 303)

    def _page(
        self,
        *,
        shown: int | None = None,
        form: str = "html",
        code: Code | None = None,
        clerk: str | None = None,
    ) -> Response:
        mails = [_shown(place, mail) for place, mail in enumerate(self._mails.received)]
        page = self._template.render(
            mails=mails[::-1],
            read=self._read,
            revision=self._revision,
            shown=None if shown is None else mails[shown],
            form=form,
            code=code,
            clerk=clerk if self._offers else None,
        )
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    def _found(self, request: Request) -> EmailMessage:
        number: int = request.path_params["number"]
        if number >= len(self._mails.received):
            raise HTTPException(404)
        return self._mails.received[number]


def _refuse_other_sites(request: Request) -> None:
    """What this page offers is not for the scripts and forms of others."""
    if request.headers.get("origin") != f"http://{request.headers['host']}":
        raise HTTPException(403)


def _support_code(text: str | None) -> str | None:
    """What a login of the clerk came to: "" is well; None where none was asked for."""
    return text if text is None or re.fullmatch(r"|AZF-\d{4}", text, re.ASCII) else None


def _shown(number: int, mail: EmailMessage) -> dict[str, Any]:
    date = mail["Date"].datetime
    return {
        "number": number,
        "sender": mail["From"],
        "to": mail["X-To"],
        "subject": mail["Subject"],
        "date": f"{date.astimezone(_ZONE):%d.%m.%Y %H:%M}",
        "text": text_of(mail),
    }


def _linked(text: str) -> Markup:
    """Plain text whose addresses can be clicked."""
    parts, end = [], 0
    for found in LINK.finditer(text):
        link = Markup('<a href="{0}" target="_blank">{0}</a>').format(found[0])
        parts += [Markup.escape(text[end : found.start()]), link]
        end = found.end()
    return Markup("").join([*parts, Markup.escape(text[end:])])


@dataclass(frozen=True)
class MailboxPage:
    """A page that is served."""

    address: str
    mailbox: Mailbox


@contextlib.contextmanager
def mailbox_page(
    mails: MailServer, offers: Offers | None = None, words: Words = GERMAN
) -> Iterator[MailboxPage]:
    """Serve the page on loopback until the block ends."""
    port = free_port()
    mailbox = Mailbox(mails, offers, words)
    config = uvicorn.Config(
        mailbox.app, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server, ready = uvicorn.Server(config), threading.Event()
    started = server.startup

    async def startup(*words: Any, **named: Any) -> None:
        await started(*words, **named)
        ready.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    if not ready.wait(_START_SECONDS):
        raise RuntimeError("the mailbox did not start")
    try:
        yield MailboxPage(f"http://127.0.0.1:{port}", mailbox)
    finally:
        mailbox.close()
        server.should_exit = True
        thread.join(_START_SECONDS)
