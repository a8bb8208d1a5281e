"""The portal's cookies: all strictly necessary, none readable by scripts, each of 256 bits or of
several tokens.
"""

from enum import StrEnum

from starlette.responses import Response
from starlette.types import Scope

from crypto.encoding import unb64url
from crypto.errors import Malformed
from portal.domain.logins.known_browsers import MOST, SECONDS
from portal.platform.asgi import COOKIE_BYTES, header
from portal.platform.language import LANGUAGES, current_language


class CookieName(StrEnum):
    PRE = "pre"
    """A browser that waits for a login that it began."""
    VISIT = "visit"
    """One browser, from the cookie page on or from when the app opened it; and its language."""
    SESSION = "session"
    KNOWN = "known"
    """A browser that has finished logins: `portal.domain.logins.known_browsers`."""


class Cookies:
    """Reads and sets them; `__Host-` wherever there is https (RFC 6265bis, 4.1.3.2)."""

    def __init__(self, *, secure: bool) -> None:
        self._prefix = "__Host-" if secure else ""
        self._suffix = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def read(self, scope: Scope, name: CookieName) -> str | None:
        """The value, unless it is missing or none of ours."""
        value, _ = self._parts(scope, name)
        return value if _is_ours(value) else None

    def language(self, scope: Scope) -> str | None:
        """What this browser reads, as far as that is known."""
        _, language = self._parts(scope, CookieName.VISIT)
        return language if language in LANGUAGES else None

    def known(self, scope: Scope) -> tuple[str, ...]:
        """The tokens of a known browser, none of them checked."""
        text = self._text(scope, CookieName.KNOWN)
        return tuple(text.split(".", MOST)[:MOST]) if text else ()

    def set_known(self, response: Response, tokens: tuple[str, ...]) -> None:
        """Make the browser known, for as long as tokens are good."""
        text = f"{self._prefix}{CookieName.KNOWN}={'.'.join(tokens)}{self._suffix}"
        response.headers.append("set-cookie", f"{text}; Max-Age={SECONDS}")

    def set(self, response: Response, name: CookieName, value: str) -> None:
        if name is CookieName.VISIT:
            value = f"{value}.{current_language()}"
        text = f"{self._prefix}{name}={value}{self._suffix}"
        response.headers.append("set-cookie", text)

    def clear(self, response: Response, name: CookieName) -> None:
        text = f"{self._prefix}{name}={self._suffix}; Max-Age=0"
        response.headers.append("set-cookie", text)

    def _parts(self, scope: Scope, name: CookieName) -> tuple[str, str]:
        value, _, language = self._text(scope, name).partition(".")
        return value, language

    def _text(self, scope: Scope, name: CookieName) -> str:
        wanted = self._prefix + name
        for pair in header(scope, b"cookie").split(";"):
            key, _, text = pair.strip().partition("=")
            if key == wanted:
                return text
        return ""


def _is_ours(value: str) -> bool:
    try:
        unb64url(value, size=COOKIE_BYTES)
    except Malformed:
        return False
    return True
