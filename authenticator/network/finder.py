"""Finds the way to an address: policy, environment, desktop settings, in this order."""

import logging
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from authenticator.network.pac import PacBroken, ask_script, read_answer
from authenticator.network.pac_file import PacNotLoaded, fetch_script
from authenticator.network.proxy_exceptions import is_exception, read_exceptions
from authenticator.network.routes import (
    PacFault,
    Proxy,
    ProxyLogin,
    Route,
    Source,
    bare_address,
    read_proxy,
)
from authenticator.network.rules import DIRECT, NetworkRules
from authenticator.network.system_settings import SystemSettings, read_system_settings

REMEMBERED: Final = 300.0
"""Seconds that a way is taken without being looked for again."""

_LOG: Final = logging.getLogger(__name__)


class RouteFinder:
    """May be used from several threads."""

    def __init__(
        self,
        rules: NetworkRules,
        context: Callable[[], ssl.SSLContext],
        *,
        settings: Callable[[], SystemSettings] = read_system_settings,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`context` says whose certificates count where a script is fetched over TLS."""
        self.logins: dict[Proxy, ProxyLogin] = {}
        """User names and passwords that stood in the environment's proxy addresses."""
        self._rules = rules
        self._context = context
        self._settings = settings
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Route]] = {}
        self._finding = threading.Lock()

    def route(self, url: str, *, fresh: bool = False) -> Route:
        """The ways to `url`; `fresh` looks for them again."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        with self._finding:
            until, known = self._known.get(place, (0.0, Route()))
            if not fresh and self._monotonic() < until:
                return known
            found = self._find(place)
            self._known[place] = (self._monotonic() + REMEMBERED, found)
            if found != known:
                _LOG.info("way to the portal: %s (%s)", found, found.source.value)
            return found

    def _find(self, url: str) -> Route:
        rules = self._rules
        if rules.proxy == DIRECT:
            return Route(source=Source.POLICY)
        if rules.proxy:
            return self._through(rules.proxy, Source.POLICY)
        if rules.pac:
            return self._ask(rules.pac, url, Source.POLICY)
        return self._by_environment(url) or self._by_system(url)

    def _by_environment(self, url: str) -> Route | None:
        proxies = urllib.request.getproxies_environment()
        parts = urlsplit(url)
        named = (proxies.get(parts.scheme) or proxies.get("all") or "").strip(" \t\"'")
        if not named:
            return None
        exceptions = read_exceptions(proxies.get("no", ""))
        if is_exception(parts.hostname or "", exceptions, scheme=parts.scheme, port=parts.port):
            return Route(source=Source.ENVIRONMENT)
        return self._through(named, Source.ENVIRONMENT)

    def _by_system(self, url: str) -> Route:
        parts = urlsplit(url)
        settings = self._settings()
        if settings.discovered:
            route = self._ask(settings.discovered, url, Source.DISCOVERY)
            if route.fault is None:
                return route
        if settings.pac:
            return self._ask(settings.pac, url, settings.source)
        named = (settings.proxies or {}).get(parts.scheme)
        if not named:
            return Route()
        is_named = is_exception(
            parts.hostname or "",
            settings.exceptions,
            scheme=parts.scheme,
            port=parts.port,
            whole_names=settings.whole_names,
        )
        if is_named is not settings.reversed:
            return Route(source=settings.source)
        return self._through(named, settings.source)

    def _through(self, text: str, source: Source) -> Route:
        proxy, login = read_proxy(text)
        if proxy is None:
            return Route((), source, unusable=text.partition(":")[0])
        if login is not None:
            self.logins[proxy] = login
        return Route((proxy,), source)

    def _ask(self, pac: str, url: str, source: Source) -> Route:
        route = Route(source=source, pac=bare_address(pac))
        try:
            steps, unusable = read_answer(ask_script(fetch_script(pac, self._context()), url))
        except PacNotLoaded:
            return replace(route, fault=PacFault.NOT_LOADED)
        except PacBroken:
            return replace(route, fault=PacFault.BROKEN)
        if not steps and not unusable:
            return replace(route, fault=PacFault.BROKEN)
        if source is Source.DISCOVERY:
            steps = tuple(step and replace(step, discovered=True) for step in steps)
        return replace(route, steps=steps, unusable=unusable)
