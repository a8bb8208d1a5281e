"""A page that shows what a mail server has received: for whoever tries the demo out.

    with mail_server() as mails, mailbox_page(mails) as address:
        ...  open `address` in a browser

A tool for development, and no part of the product.
"""

import contextlib
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from portal.platform.branding import load_branding
from tests.support.mail_server import LINK, MailServer, html_of, text_of
from tests.support.portal_server import free_port

_START_SECONDS = 10
_ZONE = ZoneInfo("Europe/Berlin")
_FORMS = ("html", "text")
# Nothing in a mail runs, loads or sees this page; its links open in a tab of their own.
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_MAIL_POLICY = f"sandbox {_SANDBOX}; default-src 'none'; style-src 'unsafe-inline'"


class Mailbox:
    """The pages of one mail server's mails."""

    def __init__(self, mails: MailServer) -> None:
        self._mails = mails
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["linked"] = _linked
        environment.globals |= {"brand": load_branding(), "sandbox": _SANDBOX}
        self._template = environment.get_template("mailbox.html")

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self._list),
                Route("/mails/{number:int}", self._mail),
                Route("/mails/{number:int}/html", self._html),
            ]
        )

    async def _list(self, _request: Request) -> Response:
        return self._page(None, "html")

    async def _mail(self, request: Request) -> Response:
        form = request.query_params.get("form", "html")
        if form not in _FORMS:
            raise HTTPException(404)
        self._found(request)
        return self._page(request.path_params["number"], form)

    async def _html(self, request: Request) -> Response:
        html = html_of(self._found(request))
        # A link that took the place of the mail would leave the reader in a small frame.
        html = html.replace("<head>", '<head><base target="_blank">', 1)
        return HTMLResponse(html, headers={"content-security-policy": _MAIL_POLICY})

    def _page(self, number: int | None, form: str) -> Response:
        mails = [_shown(place, mail) for place, mail in enumerate(self._mails.received)]
        shown = None if number is None else mails[number]
        page = self._template.render(mails=mails[::-1], shown=shown, form=form)
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    def _found(self, request: Request) -> EmailMessage:
        number: int = request.path_params["number"]
        if number >= len(self._mails.received):
            raise HTTPException(404)
        return self._mails.received[number]


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


@contextlib.contextmanager
def mailbox_page(mails: MailServer, port: int | None = None) -> Iterator[str]:
    """Serve the page on loopback until the block ends; yields its address."""
    port = port or free_port()
    config = uvicorn.Config(Mailbox(mails).app, port=port, log_config=None, access_log=False)
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
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)
