"""The app's services, put together."""

from typing import TYPE_CHECKING

from authenticator import terms
from authenticator.branding import Branding, load_branding
from authenticator.config import Config
from authenticator.desktop.autostart import Autostart, autostart
from authenticator.model import Binding
from authenticator.network.access import Network
from authenticator.network.proxy_logins import ProxyLogins
from authenticator.services.activation import ActivationService
from authenticator.services.bound_device import BoundDevices
from authenticator.services.devices import DeviceService
from authenticator.services.logins import LoginService
from authenticator.services.ports import LinksCheck
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.preferences import PreferenceStore
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import SecretStore, open_secret_store
from authenticator.values import dataclass
from crypto.pin import STANDARD_COST, PinCost

if TYPE_CHECKING:
    from authenticator.diagnosis.diagnostics import Diagnostics
    from authenticator.services.releases import ReleaseService


@dataclass(frozen=True)
class Services:
    """The real ones; fulfils `ServicesPort`."""

    activation: ActivationService
    logins: LoginService
    devices: DeviceService
    config: Config
    branding: Branding
    network: Network
    preferences: PreferenceStore
    autostart: Autostart | None
    _store: BindingStore
    _secrets: SecretStore

    def diagnostics(self, *, links: LinksCheck = None) -> "Diagnostics":
        """Looks for what is wrong with the connection and this computer.

        Args:
            links: tells whether links of the app's own scheme lead here.
        """
        from authenticator.diagnosis.diagnostics import Diagnostics

        return Diagnostics(
            self.config, self.network, self._secrets, self.bindings, self.logins.status, links=links
        )

    @property
    def releases(self) -> "ReleaseService":
        """Newer versions of the app."""
        from authenticator.network.portal_client import PortalClient
        from authenticator.services.releases import ReleaseService

        client = PortalClient(self.config.portal, network=self.network)
        return ReleaseService(client.document, self.config.profile)

    @property
    def proxy_logins(self) -> ProxyLogins:
        """User names and passwords of proxies."""
        return self.network.logins

    def bindings(self) -> tuple[Binding, ...]:
        """The activated accounts. Reads the profile file only."""
        return tuple(each for each in self._store.bindings() if each.activated)


def build_services(
    config: Config,
    *,
    secrets: SecretStore | None = None,
    language: str = "de",
    cost: PinCost = STANDARD_COST,
    network: Network | None = None,
    profile: ProfileStore | None = None,
    proxy_logins: ProxyLogins | None = None,
) -> Services:
    """Put the services together.

    Args:
        secrets: where secrets lie; by default the operating system's keyring.
        language: of the terms that an activation accepts.
        cost: of a new PIN key.
        network: the way to the portal; by default what policy and system say.
        profile: the profile's file, where it was read already: one process reads it once.
        proxy_logins: where somebody is to be asked for them already; not with `network`.
    """
    store = secrets or open_secret_store(roaming=config.roaming)
    network = network or Network(config.network, store, logins=proxy_logins)
    bindings = BindingStore(profile or ProfileStore(config.profile), store)
    activation = ActivationService(
        config, bindings, store, lambda: terms.load_terms(language), network, cost=cost
    )
    devices = BoundDevices(bindings, network, roaming=config.roaming)
    branding = load_branding()
    return Services(
        activation,
        LoginService(devices),
        DeviceService(devices),
        config,
        branding,
        network,
        PreferenceStore(config.profile),
        autostart(branding.product, config.start_at_login),
        bindings,
        store,
    )
