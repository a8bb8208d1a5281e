"""The app's way into the network, shared by everything that speaks to the portal."""

import ssl
from collections.abc import Callable

from authenticator.network.finder import RouteFinder
from authenticator.network.proxy_logins import ProxyLogins
from authenticator.network.routes import Proxy, ProxyLogin, Route
from authenticator.network.rules import NetworkRules
from authenticator.network.system_settings import SystemSettings, read_system_settings
from authenticator.network.trust import trust
from authenticator.storage.secret_store import SecretStore, open_secret_store


class Network:
    """One for a run of the program."""

    def __init__(
        self,
        rules: NetworkRules | None = None,
        store: SecretStore | None = None,
        *,
        settings: Callable[[], SystemSettings] = read_system_settings,
        logins: ProxyLogins | None = None,
    ) -> None:
        """Args:
        store: where passwords of proxies are kept; by default the system's keyring.
        settings: what the desktop says about proxies.
        logins: those of proxies, instead of new ones in `store`.
        """
        self.rules = rules or NetworkRules()
        self.logins = logins or ProxyLogins(store or open_secret_store(roaming=False))
        self._finder = RouteFinder(self.rules, self.trust, settings=settings)

    def trust(self) -> ssl.SSLContext:
        """Whose certificates count; a context anew, since one is locked while it shakes hands.

        Raises:
            Refused: POLICY_INVALID.
        """
        return trust(self.rules.extra_ca)

    def route(self, url: str, *, fresh: bool = False) -> Route:
        """The ways to `url`, in the order in which they are to be tried."""
        route = self._finder.route(url, fresh=fresh)
        self.logins.learn(self._finder.logins)
        return route

    def login(self, proxy: Proxy | None) -> ProxyLogin | None:
        """What to offer a proxy, if it is known."""
        return None if proxy is None else self.logins.known(proxy)
