"""User names and passwords of proxies: asked for when a proxy wants one, kept in the keyring."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import Secret
from authenticator.network.proxy_schemes import Scheme
from authenticator.network.routes import Proxy, ProxyLogin
from authenticator.storage.secret_store import SecretStore
from authenticator.values import dataclass
from crypto.encoding import JsonObject, dump_object, parse_object, require_members
from crypto.errors import CryptoError

ITEM: Final = "proxy-logins"
"""Name of the one item in the keyring, so that all of them can be forgotten."""

_MOST_KEPT: Final = 4
"""Proxies; the oldest go, since Windows ends an item at 1,280 characters."""
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Question:
    """What a person is asked."""

    proxy: str
    """Name and port."""
    wrong: bool
    """Whether the proxy has just refused what was given."""


Ask = Callable[[Question], ProxyLogin | None]
"""Blocks until a person has answered; None when they would rather not."""


class ProxyLogins:
    """May be used from several threads; a person is asked one question at a time."""

    def __init__(self, store: SecretStore, ask: Ask | None = None) -> None:
        self.ask = ask
        """None while there is nobody to be asked."""
        self._store = store
        self._known: dict[Proxy, ProxyLogin] = {}
        self._unproved: set[Proxy] = set()
        self._declined: set[Proxy] = set()
        self._asking = threading.Lock()

    def known(self, proxy: Proxy) -> ProxyLogin | None:
        """What to offer a proxy at once; the keyring is read only when one asks."""
        return self._known.get(proxy)

    def recalled(self, proxy: Proxy) -> ProxyLogin | None:
        """What is known or kept; nobody is asked."""
        return self._known.get(proxy) or self._kept(proxy)

    def learn(self, logins: Mapping[Proxy, ProxyLogin]) -> None:
        """Take what stood in the system's settings; what a person has typed counts more."""
        self._known = {**logins, **self._known}

    def after_refusal(self, proxy: Proxy, offered: ProxyLogin | None) -> None:
        """A proxy wants a login, or another one than `offered`: find it.

        Raises:
            Refused: PROXY_LOGIN_NEEDED: there is none, or the question was declined. It is not
                asked again until `ask_again`, lest every poll does.
        """
        with self._asking:
            known = self.recalled(proxy)
            if known is None or known == offered:
                known = self._asked(proxy, wrong=offered is not None)
                self._unproved.add(proxy)
            self._known[proxy] = known

    def ask_again(self) -> None:
        """A person wants to be asked even if they declined before."""
        self._declined.clear()

    def proved(self, proxy: Proxy, scheme: Scheme | None) -> None:
        """What was typed has let a request through: keep it.

        Args:
            scheme: by which. A password that has gone otherwise never goes readably later: who
                sits between could ask for that.
        """
        if proxy not in self._unproved:
            return
        self._unproved.discard(proxy)
        login = replace(self._known[proxy], readable=scheme in (None, Scheme.BASIC))
        self._known[proxy] = login
        words = {
            "user": login.user.reveal(),
            "password": login.password.reveal(),
            "readable": login.readable,
        }
        try:
            kept = {**self._kept_items(), proxy.address: words}
            newest = dict(list(kept.items())[-_MOST_KEPT:])
            self._store.write(ITEM, dump_object(newest).decode())
        except Refused as refusal:
            _LOG.warning("proxy login not kept: %s", refusal)

    def _asked(self, proxy: Proxy, *, wrong: bool) -> ProxyLogin:
        if self.ask is not None and proxy not in self._declined:
            answer = self.ask(Question(proxy.name, wrong))
            if answer is not None:
                return answer
            self._declined.add(proxy)
        raise Refused(Failure.PROXY_LOGIN_NEEDED, details=proxy.name)

    def _kept(self, proxy: Proxy) -> ProxyLogin | None:
        try:
            words = self._kept_items().get(proxy.address)
            if words is None:
                return None
            require_members(words, {"user": str, "password": str, "readable": bool})
        except (Refused, CryptoError) as error:
            _LOG.warning("proxy login not read: %s", type(error).__name__)
            return None
        return ProxyLogin(Secret(words["user"]), Secret(words["password"]), words["readable"])

    def _kept_items(self) -> JsonObject:
        """By the proxy's address; an item that is damaged counts as none."""
        text = self._store.read(ITEM)
        try:
            return parse_object(text.encode()) if text else {}
        except CryptoError:
            return {}
