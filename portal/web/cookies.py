"""The portal's cookies: all strictly necessary, none readable by scripts, each of 256 bits or of
several tokens.
"""

import re
from enum import StrEnum
from typing import Final

from starlette.responses import Response
from starlette.types import Message, Scope

from crypto.encoding import unb64url
from crypto.errors import Malformed
from portal.domain.logins.starts import MOST, SECONDS
from portal.platform.asgi import COOKIE_BYTES, header
from portal.platform.language import LANGUAGES, current_language


class CookieName(StrEnum):
    PRE = "pre"
    """A browser that waits for a login that it began."""
    VISIT = "visit"
    """One browser, from the cookie page on or from when the app opened it; and its language.

    Pending, it keeps what was typed before the cookies were accepted, and is good for nothing else.
    """
    SESSION = "session"
    KNOWN = "known"
    """A browser that has finished logins: `portal.domain.logins.starts`."""


_PENDING: Final = "pending"
_SENT: Final = "portal.cookies"
"""Where an ASGI scope keeps them, split."""
_CHECKED: Final = "portal.cookies.checked"
"""Where it keeps the values that were read; they are asked for by page, checks and forms."""


class Cookies:
    """Reads and sets them; `__Host-` wherever there is https (RFC 6265bis, 4.1.3.2)."""

    def __init__(self, *, secure: bool) -> None:
        self._prefix = "__Host-" if secure else ""
        self._suffix = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def read(self, scope: Scope, name: CookieName) -> str | None:
        """The value, unless it is missing, none of ours, or of a visit that is pending."""
        checked: dict[CookieName, str | None] = scope.setdefault(_CHECKED, {})
        if name not in checked:
            value, _, is_pending = self._parts(scope, name)
            checked[name] = value if _is_ours(value) and not is_pending else None
        return checked[name]

    def pending(self, scope: Scope) -> str | None:
        """The value of a visit whose cookies are not accepted yet."""
        value, _, is_pending = self._parts(scope, CookieName.VISIT)
        return value if _is_ours(value) and is_pending else None

    def language(self, scope: Scope) -> str | None:
        """What this browser reads, as far as that is known."""
        _, language, _ = self._parts(scope, CookieName.VISIT)
        return language if language in LANGUAGES else None

    def known(self, scope: Scope) -> tuple[str, ...]:
        """The tokens of a known browser, none of them checked."""
        text = self._text(scope, CookieName.KNOWN)
        return tuple(text.split(".", MOST)[:MOST]) if text else ()

    def set_known(self, response: Response, tokens: tuple[str, ...]) -> None:
        """Make the browser known, for as long as tokens are good."""
        text = f"{self._prefix}{CookieName.KNOWN}={'.'.join(tokens)}{self._suffix}"
        response.headers.append("set-cookie", f"{text}; Max-Age={SECONDS}")

    def set(self, response: Response, name: CookieName, value: str, mark: str = "") -> None:
        if name is CookieName.VISIT:
            value = ".".join(filter(None, (value, current_language(), mark)))
        text = f"{self._prefix}{name}={value}{self._suffix}"
        response.headers.append("set-cookie", text)

    def set_pending(self, response: Response, value: str) -> None:
        """For a browser that comes with a form before it has accepted the cookies."""
        self.set(response, CookieName.VISIT, value, _PENDING)

    def clear(self, response: Response, name: CookieName) -> None:
        text = f"{self._prefix}{name}={self._suffix}; Max-Age=0"
        response.headers.append("set-cookie", text)

    def given(self, start: Message, name: CookieName) -> str | None:
        """What the head of an answer ("http.response.start") sets it to, without language."""
        named = f"{self._prefix}{name}="
        texts = (text.decode("latin-1") for key, text in start["headers"] if key == b"set-cookie")
        given = (text[len(named) :] for text in texts if text.startswith(named))
        return next((re.split("[.;]", text, maxsplit=1)[0] for text in given), None)

    def _parts(self, scope: Scope, name: CookieName) -> tuple[str, str, bool]:
        value, _, rest = self._text(scope, name).partition(".")
        language, _, mark = rest.partition(".")
        return value, language, mark == _PENDING

    def _text(self, scope: Scope, name: CookieName) -> str:
        return _sent(scope).get(self._prefix + name, "")


def _sent(scope: Scope) -> dict[str, str]:
    """The cookies of a request, split once; of two with one name the first counts."""
    found: dict[str, str] | None = scope.get(_SENT)
    if found is None:
        pairs = [pair.strip().partition("=") for pair in header(scope, b"cookie").split(";")]
        found = {name: text for name, _, text in reversed(pairs)}
        scope[_SENT] = found
    return found


def _is_ours(value: str) -> bool:
    try:
        unb64url(value, size=COOKIE_BYTES)
    except Malformed:
        return False
    return True
