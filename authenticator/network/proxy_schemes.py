"""How a proxy is told who asks: Negotiate (RFC 4559), NTLM (MS-NTHT), Basic (RFC 7617).

Without a login it is the system that answers, as it does for the browser: Windows with the account
of who is logged in, Linux with a Kerberos ticket. A password is asked for only where that does not
help, and goes readably (Basic) only where nothing better is offered.
"""

import struct
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final

from authenticator.network.routes import Proxy, ProxyLogin
from authenticator.time_limit import run_with_timeout

TOKEN_LIMIT: Final = 4.0
"""Seconds for one token: Kerberos asks a server for it, which may be out of reach."""

_SERVICE: Final = "HTTP"


class Scheme(Enum):
    """By their names in HTTP's headers."""

    NEGOTIATE = "Negotiate"
    NTLM = "NTLM"
    BASIC = "Basic"

    @property
    def key(self) -> str:
        """Lower case, as names are compared."""
        return self.value.lower()


class NoToken(Exception):
    """There is nothing to offer: no ticket, no answer in time, or a challenge that makes none."""


NextToken = Callable[[bytes], bytes]
"""The token that answers a challenge; the first is empty. Raises `NoToken`."""

_BY_SYSTEM: Final = (
    (Scheme.NEGOTIATE, Scheme.NTLM) if sys.platform == "win32" else (Scheme.NEGOTIATE,)
)
# A proxy that takes NTLM within Negotiate offers it alone as well; one that does not takes Kerberos
# only, for which Windows alone makes a ticket of a password here.
_BY_PASSWORD: Final = (
    (Scheme.NEGOTIATE, Scheme.NTLM, Scheme.BASIC)
    if sys.platform == "win32"
    else (Scheme.NTLM, Scheme.BASIC)
)


def takes_password(offered: frozenset[str]) -> bool:
    """Whether a user name and a password can help; also where nothing is said to be offered."""
    return not offered or any(scheme.key in offered for scheme in _BY_PASSWORD)


def possible_schemes(
    offered: frozenset[str], proxy: Proxy, login: ProxyLogin | None
) -> Iterator[tuple[Scheme, NextToken]]:
    """What can be tried of what a proxy offers, the best first.

    Args:
        login: None has the system answer. To a proxy that was found in the network (WPAD) it does
            by Kerberos alone, whose tickets are for one proxy: whoever answers there could have the
            account proved by NTLM, and pass it on or guess its password.
    """
    for scheme in _by_system(proxy) if login is None else _BY_PASSWORD:
        readable = scheme is Scheme.BASIC
        if scheme.key in offered and not (readable and login is not None and not login.readable):
            yield scheme, _tokens(scheme, proxy, login)


def _by_system(proxy: Proxy) -> tuple[Scheme, ...]:
    return (Scheme.NEGOTIATE,) if proxy.discovered else _BY_SYSTEM


def _tokens(scheme: Scheme, proxy: Proxy, login: ProxyLogin | None) -> NextToken:
    context: list[NextToken] = []

    def work(challenge: bytes) -> bytes:
        if not context:
            context.append(_context(scheme, proxy, login))
        return context[0](challenge)

    def next_token(challenge: bytes) -> bytes:
        errors = _errors()
        try:
            return run_with_timeout(TOKEN_LIMIT, lambda: work(challenge), *errors, name="proxy")
        except errors as error:
            raise NoToken(type(error).__name__) from None

    return next_token


def _protocol(scheme: Scheme, proxy: Proxy, login: ProxyLogin | None) -> str:
    """In spnego's words; its Negotiate may come down to NTLM."""
    return "kerberos" if login is None and proxy.discovered else scheme.key


def _errors() -> tuple[type[Exception], ...]:
    """What libraries raise that read what a stranger has sent; a time-out is an `OSError`."""
    from spnego.exceptions import FeatureMissingError, NativeError, SpnegoError

    from authenticator.network.gss import NoTicket

    of_spnego = (FeatureMissingError, NativeError, SpnegoError)
    unreadable = (LookupError, OverflowError, TypeError, ValueError, struct.error)
    return (*of_spnego, *unreadable, NoTicket, NotImplementedError, OSError)


def _context(scheme: Scheme, proxy: Proxy, login: ProxyLogin | None) -> NextToken:
    if login is None and sys.platform != "win32":
        from authenticator.network.gss import GssContext

        return GssContext(_SERVICE, proxy.host).step
    user, password = (login.user.reveal(), login.password.reveal()) if login else (None, None)
    if scheme is Scheme.BASIC:
        return lambda _challenge: f"{user}:{password}".encode()

    import spnego

    context = spnego.client(
        user,
        password,
        hostname=proxy.host,
        service=_SERVICE,
        context_req=spnego.ContextReq.none,
        protocol=_protocol(scheme, proxy, login),
    )
    return lambda challenge: context.step(challenge or None) or b""
