"""User names and passwords of proxies: asked for when a proxy wants one, kept in the keyring."""

import hashlib
import logging
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from authenticator.failures import Failure, Refused
from authenticator.model import Secret
from authenticator.network.routes import Proxy, ProxyLogin
from authenticator.storage.secret_store import SecretStore
from crypto.encoding import dump_object, parse_object, require_members
from crypto.errors import CryptoError

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

    def proved(self, proxy: Proxy) -> None:
        """What was typed has let a request through: keep it."""
        if proxy not in self._unproved:
            return
        self._unproved.discard(proxy)
        login = self._known[proxy]
        words = {"user": login.user.reveal(), "password": login.password.reveal()}
        try:
            self._store.write(_item(proxy), dump_object(words).decode())
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
            text = self._store.read(_item(proxy))
            if text is None:
                return None
            words = parse_object(text.encode())
            require_members(words, {"user": str, "password": str})
        except (Refused, CryptoError) as error:
            _LOG.warning("proxy login not read: %s", type(error).__name__)
            return None
        return ProxyLogin(Secret(words["user"]), Secret(words["password"]))


def login_header(login: ProxyLogin) -> str:
    """Value of `Proxy-Authorization` (RFC 7617)."""
    text = f"{login.user.reveal()}:{login.password.reveal()}"
    return "Basic " + b64encode(text.encode()).decode()


def _item(proxy: Proxy) -> str:
    return f"proxy-{hashlib.sha256(proxy.address.encode()).hexdigest()[:16]}"
