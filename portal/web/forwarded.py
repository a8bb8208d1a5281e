"""Headers by which a proxy says whom it speaks for."""

import logging
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from portal.platform.asgi import address, headers
from portal.platform.clock import Clock, Interval
from portal.platform.networks import NetworkList

_LOG: Final = logging.getLogger("portal.alarm")
_INTERVAL_SECONDS: Final = 3600
_HEADERS: Final = frozenset((b"x-forwarded-for", b"forwarded", b"x-real-ip"))


class UntrustedProxyAlarm:
    """Writes a line when a peer that is not trusted forwards requests, once an hour at most.

    It sees the peer of the connection, so it stands before whatever believes such headers. A
    proxy that is missing in `trusted_proxies` makes all users one address to the limits.
    """

    def __init__(self, app: ASGIApp, trusted: tuple[str, ...], clock: Clock) -> None:
        self._app = app
        self._trusted = NetworkList(trusted)
        self._clock = clock
        self._interval = Interval(_INTERVAL_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_forwarded(scope) and self._is_due():
            self._interval.begin(self._clock.now())
            _LOG.warning(
                "requests come with forwarded addresses from %s, which is not in trusted_proxies: "
                "they all count as one address. If it is your proxy, add it there; "
                "if not, keep it from reaching this port",
                address(scope),
            )
        await self._app(scope, receive, send)

    def _is_due(self) -> bool:
        return self._interval.is_due(self._clock.now())

    def _is_forwarded(self, scope: Scope) -> bool:
        return not _HEADERS.isdisjoint(headers(scope)) and address(scope) not in self._trusted
