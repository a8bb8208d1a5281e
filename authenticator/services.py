"""The app's services, put together."""

from dataclasses import dataclass
from typing import Final

from authenticator import terms
from authenticator.activation_service import ActivationService, PinRequired
from authenticator.binding_store import BindingStore
from authenticator.bound_device import BoundDevices
from authenticator.branding import Branding, load_branding
from authenticator.config import Config
from authenticator.device_service import DeviceService
from authenticator.login_service import LoginService
from authenticator.model import Binding
from authenticator.preferences import PreferenceStore
from authenticator.profile_store import ProfileStore
from authenticator.secret_store import SecretStore, open_secret_store
from crypto.pin import STANDARD_COST, PinCost

__all__: Final = ["PinRequired", "Services", "build_services"]


@dataclass(frozen=True)
class Services:
    activation: ActivationService
    logins: LoginService
    devices: DeviceService
    config: Config
    branding: Branding
    preferences: PreferenceStore
    _store: BindingStore

    def bindings(self) -> tuple[Binding, ...]:
        """The activated accounts. Reads the profile file only."""
        return tuple(each for each in self._store.bindings() if each.activated)


def build_services(
    config: Config,
    *,
    secrets: SecretStore | None = None,
    language: str = "de",
    cost: PinCost = STANDARD_COST,
) -> Services:
    """Put the services together.

    Args:
        secrets: where secrets lie; by default the operating system's keyring.
        language: of the terms that an activation accepts.
        cost: of a new PIN key.
    """
    store = secrets or open_secret_store(roaming=config.roaming)
    bindings = BindingStore(ProfileStore(config.profile), store)
    activation = ActivationService(
        config, bindings, store, lambda: terms.load_terms(language), cost=cost
    )
    devices = BoundDevices(bindings)
    return Services(
        activation,
        LoginService(devices),
        DeviceService(devices),
        config,
        load_branding(),
        PreferenceStore(config.profile),
        bindings,
    )
