"""What every small form that is posted passes through: its body is read once, and it is carried out
once, however often one click has sent it.
"""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crypto.protocol import APP_LOGIN_PATH, FINISH_PATH
from portal.platform.asgi import header
from portal.web.cookies import CookieName, Cookies
from portal.web.form_answers import ANSWER_SECONDS, Answered, FormAnswers
from portal.web.forms import LOGIN_FORM, POSTED, FormKeeper, is_form_page
from portal.web.pages import ONCE, Pages

MOST_BYTES: Final = 65_536
_SMALL: Final = "application/x-www-form-urlencoded"
# A login knows by its rows which form has begun it, and a ticket which browser has had it: a
# repeat begins nothing, whichever process it comes to, and however long it takes.
_KNOW_REPEATS: Final = frozenset({LOGIN_FORM.action, APP_LOGIN_PATH, FINISH_PATH})


async def read_posted_form(scope: Scope, receive: Receive) -> Receive:
    """Read the body of a small form before anything else does; what is returned has it again."""
    pieces = _Pieces(receive)
    scope[POSTED] = await pieces.read()
    return pieces.again


def is_small_form(scope: Scope) -> bool:
    """Whether it was posted, with neither files nor JSON."""
    if scope["method"] != "POST":
        return False
    return header(scope, b"content-type").partition(";")[0].strip() == _SMALL


class _Pieces:
    """What has come of a body, to be received a second time before the rest."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: list[Message] = []

    async def read(self) -> bytes | None:
        """The whole body; None where it is too long, or was broken off."""
        body, more = b"", True
        while more and len(body) <= MOST_BYTES:
            message = await self._receive()
            self._messages.append(message)
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return None if more else body

    async def again(self) -> Message:
        return self._messages.pop(0) if self._messages else await self._receive()


class LostForms:
    """Says so where a page should show again what was typed, and it is not kept any more."""

    def __init__(self, forms: FormKeeper, pages: Pages) -> None:
        self._forms = forms
        self._pages = pages

    def __call__(self, scope: Scope) -> ASGIApp | None:
        is_lost = scope["method"] == "GET" and self._forms.is_lost(scope)
        if not (is_lost and is_form_page(scope["path"])):
            return None
        has_cookies = self._forms.accepts_cookies(scope)
        return self._pages.page("form_lost.html", page=scope["path"], has_cookies=has_cookies)


@dataclass(frozen=True)
class _Done:
    until: float
    messages: list[Message]


class DoubleClicks:
    """Carries out a form that comes twice at a time, or twice from one page, only once.

    The second gets the answer of the first. Forms of two pages, or of one that was changed in
    between, are two; but not where the first answer replaces the browser's cookie and the second
    comes with the old one: it was sent before that answer had arrived.
    """

    SECONDS: Final = ANSWER_SECONDS
    MOST: Final = 500

    def __init__(
        self, app: ASGIApp, *, cookies: Cookies, shared: FormAnswers | None = None
    ) -> None:
        """`shared` knows what other processes carry out."""
        self._app = app
        self._cookies = cookies
        self._shared = shared
        self._running: dict[str, asyncio.Task[list[Message]]] = {}
        self._done: OrderedDict[str, _Done] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key, once = self._key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        for message in await self._answer(key, once, scope, receive):
            # Sent twice, and completed on its way each time.
            await send(dict(message))

    async def _answer(self, key: str, once: str, scope: Scope, receive: Receive) -> list[Message]:
        if done := self._recent(key) or self._recent(key + once):
            return done
        running = self._running.get(key)
        if running is None:
            running = asyncio.create_task(self._carried_out(key, once, scope, receive))
            self._running[key] = running
            running.add_done_callback(lambda _: self._running.pop(key))
        # The browser may give up the first of two requests: it is carried out all the same.
        messages = await asyncio.shield(running)
        if self._replaces_cookie(key, messages[0]):
            self._remember(key, messages)
        elif once:
            self._remember(key + once, messages)
        return messages

    def _replaces_cookie(self, key: str, start: Message) -> bool:
        given = self._cookies.given(start, CookieName.VISIT)
        return given is not None and given != key.partition("\n")[0]

    async def _carried_out(
        self, key: str, once: str, scope: Scope, receive: Receive
    ) -> list[Message]:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        async def perform() -> Answered:
            await self._app(scope, receive, keep)
            return Answered(messages, for_all=self._replaces_cookie(key, messages[0]))

        if self._shared is None:
            return (await perform()).messages
        return await self._shared.once(key, once, perform)

    def _key(self, scope: Scope) -> tuple[str | None, str]:
        """Browser, address and fields but `once`; and `once`."""
        body = scope.get(POSTED)
        if body is None or scope["path"] in _KNOW_REPEATS:
            return None, ""
        fields = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True)
        once = "".join(value for name, value in fields if name == ONCE)
        browser = self._cookies.visit(scope) or ""
        if not browser and not once:
            # Two people behind one address may well send the same.
            return None, ""
        rest = urlencode([pair for pair in fields if pair[0] != ONCE])
        return "\n".join((browser or once, scope["path"], rest)), once

    def _recent(self, key: str) -> list[Message]:
        now = time.monotonic()
        while self._done and next(iter(self._done.values())).until <= now:
            self._done.popitem(last=False)
        done = self._done.get(key)
        return [] if done is None else done.messages

    def _remember(self, key: str, messages: list[Message]) -> None:
        self._done[key] = _Done(time.monotonic() + self.SECONDS, messages)
        if len(self._done) > self.MOST:
            self._done.popitem(last=False)
