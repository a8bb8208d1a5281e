"""The portal's cookies: all strictly necessary, none readable by scripts, each of 256 bits or of
several tokens.
"""

import re
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from starlette.responses import Response
from starlette.types import Message, Scope

from portal.domain.logins.starts import MOST, SECONDS
from portal.platform.asgi import header
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


Alone = Literal[CookieName.PRE, CookieName.SESSION]
"""Those that are a value and nothing else."""
_PENDING: Final = "pending"
_SENT: Final = "portal.cookies"
"""Where an ASGI scope keeps what was read of them: page, checks and forms ask for it."""
# Fits everywhere and takes nothing back, so that a long line is looked through once.
_PAIR: Final = re.compile(r"\s*+([^=;]*+)=?([^;]*+);?")
# What `crypto.encoding.unb64url` takes of 32 bytes, tests compare the two.
_OURS: Final = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")


class _Sent(NamedTuple):
    """The cookies of a request."""

    texts: dict[str, str]
    """All, as they came; of two with one name the first counts."""
    visit: str | None
    pending: str | None
    language: str | None


class Cookies:
    """Reads and sets them; `__Host-` wherever there is https (RFC 6265bis, 4.1.3.2)."""

    def __init__(self, *, secure: bool) -> None:
        self._prefix = "__Host-" if secure else ""
        self._names = {name: self._prefix + name for name in CookieName}
        self._suffix = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def read(self, scope: Scope, name: Alone) -> str | None:
        """The value, unless it is missing or none of ours."""
        text = self._sent(scope).texts.get(self._names[name], "").rstrip()
        return text if _OURS.fullmatch(text) else None

    def visit(self, scope: Scope) -> str | None:
        """The value, unless it is missing, none of ours, or of a visit that is pending."""
        return self._sent(scope).visit

    def pending(self, scope: Scope) -> str | None:
        """The value of a visit whose cookies are not accepted yet."""
        return self._sent(scope).pending

    def language(self, scope: Scope) -> str | None:
        """What this browser reads, as far as that is known."""
        return self._sent(scope).language

    def known(self, scope: Scope) -> tuple[str, ...]:
        """The tokens of a known browser, none of them checked."""
        text = self._sent(scope).texts.get(self._names[CookieName.KNOWN], "").rstrip()
        return tuple(text.split(".", MOST)[:MOST]) if text else ()

    def set_known(self, response: Response, tokens: tuple[str, ...]) -> None:
        """Make the browser known, for as long as tokens are good."""
        text = f"{self._prefix}{CookieName.KNOWN}={'.'.join(tokens)}{self._suffix}"
        _add(response, f"{text}; Max-Age={SECONDS}")

    def set(self, response: Response, name: CookieName, value: str, mark: str = "") -> None:
        if name is CookieName.VISIT:
            value = ".".join(filter(None, (value, current_language(), mark)))
        text = f"{self._prefix}{name}={value}{self._suffix}"
        _add(response, text)

    def set_pending(self, response: Response, value: str) -> None:
        """For a browser that comes with a form before it has accepted the cookies."""
        self.set(response, CookieName.VISIT, value, _PENDING)

    def clear(self, response: Response, name: CookieName) -> None:
        text = f"{self._prefix}{name}={self._suffix}; Max-Age=0"
        _add(response, text)

    def given(self, start: Message, name: CookieName) -> str | None:
        """What the head of an answer ("http.response.start") sets it to, without language."""
        named = f"{self._prefix}{name}="
        texts = (text.decode("latin-1") for key, text in start["headers"] if key == b"set-cookie")
        given = (text[len(named) :] for text in texts if text.startswith(named))
        return next((re.split("[.;]", text, maxsplit=1)[0] for text in given), None)

    def _sent(self, scope: Scope) -> _Sent:
        return scope.get(_SENT) or self._looked_at(scope)

    def _looked_at(self, scope: Scope) -> _Sent:
        texts = dict(reversed(_PAIR.findall(header(scope, b"cookie"))))
        value, _, rest = texts.get(self._names[CookieName.VISIT], "").rstrip().partition(".")
        language, _, mark = rest.partition(".")
        visit, pending = value if _OURS.fullmatch(value) else None, None
        if mark == _PENDING:
            visit, pending = None, visit
        sent = _Sent(texts, visit, pending, language if language in LANGUAGES else None)
        scope[_SENT] = sent
        return sent


def _add(response: Response, text: str) -> None:
    # Starlette would make an object of all headers first.
    response.raw_headers.append((b"set-cookie", text.encode("latin-1")))
