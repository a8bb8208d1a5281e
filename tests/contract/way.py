"""A portal behind TLS, as it is reached from a clinic, and the app's services on the way to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from authenticator.config import Config
from authenticator.model import Secret
from authenticator.network.access import Network
from authenticator.network.routes import ProxyLogin
from authenticator.network.rules import NetworkRules
from authenticator.network.system_settings import SystemSettings
from authenticator.services.composition import Services, build_services
from authenticator.storage.secret_store import KeyringStore, SecretStore
from tests.contract.app import CHEAP, LOGIN
from tests.support.intercepting_proxy import InterceptingProxy, intercepting_proxy
from tests.support.keyrings import MemoryBackend
from tests.support.portal_server import RunningPortal, free_port, running_portal

USER, PASSWORD = "montag", "turm7-geheim"
PROXY_LOGIN = ProxyLogin(Secret(USER), Secret(PASSWORD))


@dataclass
class Way:
    """What lies between app and portal, and what the computer is set to."""

    folder: Path
    portal: RunningPortal
    box: InterceptingProxy
    """Ends TLS in front of the portal, with an authority of its own."""
    keyring: MemoryBackend = field(default_factory=MemoryBackend)

    @property
    def rules(self) -> NetworkRules:
        """Under which the portal is reached directly."""
        return NetworkRules(extra_ca=self.box.authority)

    def start(
        self,
        rules: NetworkRules | None = None,
        *,
        address: str = "",
        store: SecretStore | None = None,
        settings: SystemSettings | None = None,
    ) -> Services:
        """A start of the program under these rules."""
        config = Config(address or self.box.url, self.folder / "profile")
        store = store or KeyringStore(lambda: self.keyring)
        network = Network(rules or self.rules, store, settings=lambda: settings or SystemSettings())
        return build_services(config, secrets=store, cost=CHEAP, network=network)


@contextmanager
def portal_behind_tls(folder: Path) -> Iterator[Way]:
    """The real portal with one account, and in front of it what ends TLS."""
    port = free_port()
    with (
        running_portal(
            folder, public_url=f"https://127.0.0.1:{port}", trusted_proxies=("127.0.0.1",)
        ) as portal,
        intercepting_proxy(folder, port, f"http://127.0.0.1:{portal.settings.port}") as box,
    ):
        portal.create_account(LOGIN, "Maren Montag", "Praxis Montag", cleared=True)
        yield Way(folder, portal, box)
