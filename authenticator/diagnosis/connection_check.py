"""The way to the portal, one step after the other: the first that fails is the root cause."""

import socket
import time
from collections.abc import Callable
from functools import wraps

from authenticator.config import Config
from authenticator.diagnosis import portal_check
from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.failures import Refused
from authenticator.network.access import Network
from authenticator.network.http_connect import WANTS_LOGIN, TunnelRefused
from authenticator.network.proxy_schemes import Scheme, takes_password
from authenticator.network.routes import PacFault, Route, Step
from authenticator.network.tunnel import (
    first_stop,
    open_stop,
    open_through,
    open_tls,
    pass_proxy,
    shake_hands,
    target_of,
)
from crypto.envelope import KEYS_PATH
from crypto.version import VERSION_PATH

Look = Callable[["ConnectionCheck"], Result]


def _after_success(check: Check) -> Callable[[Look], Look]:
    """Where an earlier step has failed there is nothing to look at."""

    def decorate(look: Look) -> Look:
        @wraps(look)
        def guarded(check_run: "ConnectionCheck") -> Result:
            if check_run.broken:
                return Result(check, Finding.NOT_TRIED)
            return check_run.note(look(check_run))

        return guarded

    return decorate


class ConnectionCheck:
    """One run. The steps have to be made in order; `close` ends it."""

    def __init__(
        self, config: Config, network: Network, *, now: Callable[[], float] = time.time
    ) -> None:
        self.broken = False
        """Whether a step has failed, so that those after it make no sense."""
        self._url = config.portal
        self._root = config.portal_root
        self._network = network
        self._now = now
        self._target = target_of(config.portal)
        self._route = Route()
        self._step: Step = None
        self._connection: socket.socket | None = None
        self._answer: portal_check.Answer | None = None

    def note(self, result: Result) -> Result:
        """Remember whether to go on."""
        self.broken = result.state is result.state.BAD
        return result

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()

    @_after_success(Check.ROUTE)
    def find_route(self) -> Result:
        """Which way is taken, and who says so."""
        try:
            self._network.trust()
        except Refused:
            file = str(self._network.rules.extra_ca)
            return Result(Check.ROUTE, Finding.EXTRA_CA_UNREADABLE, {"file": file})
        route = self._route = self._network.route(self._url, fresh=True)
        facts = {"source": route.source.value, "way": str(route), "pac": route.pac}
        if route.fault is not None:
            not_loaded = route.fault is PacFault.NOT_LOADED
            fault = Finding.PAC_NOT_LOADED if not_loaded else Finding.PAC_BROKEN
            return Result(Check.ROUTE, fault, facts)
        if not route.steps:
            unusable = {**facts, "kind": route.unusable}
            return Result(Check.ROUTE, Finding.PROXY_KIND_UNSUPPORTED, unusable)
        if route.pac:
            return Result(Check.ROUTE, Finding.PAC_ASKED, facts)
        direct = route.steps == (None,)
        return Result(Check.ROUTE, Finding.DIRECT if direct else Finding.PROXY_NAMED, facts)

    @_after_success(Check.NAME)
    def resolve(self) -> Result:
        """Of the portal, or of the proxy, which resolves the portal's name itself."""
        for step in self._route.steps:
            host, port = first_stop(step, self._target)
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError):
                continue
            facts = {"name": host, "address": str(found[0][4][0])}
            return Result(Check.NAME, Finding.NAME_KNOWN, facts)
        host, _ = first_stop(self._route.steps[0], self._target)
        direct = self._route.steps[0] is None
        unknown = Finding.NAME_UNKNOWN if direct else Finding.PROXY_NAME_UNKNOWN
        return Result(Check.NAME, unknown, {"name": host})

    @_after_success(Check.REACH)
    def connect(self) -> Result:
        """The first of the ways that can be entered."""
        silent = False
        for step in self._route.steps:
            try:
                self._connection = open_stop(step, self._target, self._network.trust())
            except OSError as error:
                silent = not isinstance(error, ConnectionRefusedError)
                continue
            self._step = step
            return Result(Check.REACH, Finding.REACHED, self._at(step))
        step = self._route.steps[-1]
        return Result(Check.REACH, self._dead(step, silent=silent), self._at(step))

    @_after_success(Check.PROXY)
    def pass_proxy(self) -> Result:
        """Whether the proxy connects, and what it wants for it."""
        step = self._step
        if step is None or self._connection is None:
            return Result(Check.PROXY, Finding.NO_PROXY)
        facts = {"proxy": step.name}
        context, login = self._network.trust(), self._network.logins.recalled(step)
        try:
            tunnel = pass_proxy(step, self._connection, self._target, context, login)
        except TunnelRefused as refused:
            known = {**facts, "status": str(refused.status), "kinds": ", ".join(refused.schemes)}
            return Result(Check.PROXY, _refusal(refused), known)
        except OSError:
            return Result(Check.PROXY, Finding.PROXY_CANNOT, {**facts, "status": ""})
        self._connection = tunnel.connection
        if tunnel.scheme is None:
            return Result(Check.PROXY, Finding.PROXY_PASSES, facts)
        by = Finding.PROXY_PASSES_LOGIN if login else Finding.PROXY_PASSES_ACCOUNT
        return Result(Check.PROXY, by, {**facts, "kind": tunnel.scheme.value})

    @_after_success(Check.TLS)
    def shake_hands(self) -> Result:
        """Who vouches for the portal, or for who claims to be it."""
        if not self._target.tls or self._connection is None:
            return Result(Check.TLS, Finding.TLS_NONE)
        look = portal_check.Handshake(self._network, self._url, self._step, self._now)
        try:
            secure = shake_hands(self._connection, self._network.trust(), self._target.host)
        except OSError as error:
            return look.failure(error)
        self._connection = secure
        return look.success(secure)

    @_after_success(Check.ANSWER)
    def ask(self) -> Result:
        """Whether it is the portal that answers."""
        if self._connection is None:
            return Result(Check.ANSWER, Finding.NO_ANSWER)
        self._answer = portal_check.get(self._connection, self._target, KEYS_PATH, self._now)
        return portal_check.verify_answer(self._answer, self._url, self._root)

    @_after_success(Check.CLOCK)
    def compare_clocks(self) -> Result:
        """The portal's clock against this computer's."""
        return portal_check.compare_clocks(self._answer)

    @_after_success(Check.VERSION)
    def compare_versions(self) -> Result:
        """Whether portal and app speak alike."""
        return portal_check.compare_versions(self._get(VERSION_PATH))

    def _get(self, path: str) -> portal_check.Answer | None:
        """Over a connection of its own, along the way that was found."""
        context, login = self._network.trust(), self._network.login(self._step)
        try:
            if self._target.tls:
                with open_tls(self._step, self._url, context, login) as secure:
                    return portal_check.get(secure, self._target, path, self._now)
            with open_through(self._step, self._url, context, login).connection as plain:
                return portal_check.get(plain, self._target, path, self._now)
        except (OSError, TunnelRefused):
            return None

    def _at(self, step: Step) -> dict[str, str]:
        host, port = first_stop(step, self._target)
        return {"at": f"{host}:{port}", "pac": self._route.pac}

    def _dead(self, step: Step, *, silent: bool) -> Finding:
        if step is None:
            return Finding.PORTAL_SILENT if silent else Finding.PORTAL_REFUSES
        if self._route.pac:
            return Finding.PAC_PROXY_DEAD
        return Finding.PROXY_SILENT if silent else Finding.PROXY_REFUSES


def _refusal(refused: TunnelRefused) -> Finding:
    if refused.status not in WANTS_LOGIN:
        gateway = refused.status in (502, 503, 504)
        return Finding.PROXY_CANNOT if gateway else Finding.PROXY_FORBIDS
    if takes_password(refused.schemes):
        return Finding.PROXY_LOGIN_NEEDED
    if Scheme.NEGOTIATE.key in refused.schemes:
        return Finding.PROXY_TICKET_MISSING
    return Finding.PROXY_LOGIN_UNSUPPORTED
