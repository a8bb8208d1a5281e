"""The app's real services on a keyring in memory, as often as a test starts them anew."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from authenticator.config import Config
from authenticator.model import Account, Binding, Secret, Stage
from authenticator.services.composition import Services, build_services
from authenticator.storage.secret_store import TIME_LIMIT, KeyringStore
from crypto.pin import PinCost
from tests.support.keyrings import MemoryBackend
from tests.support.portal_server import RunningPortal

LOGIN = "maler.montag@abc.example"
PIN, OTHER_PIN = Secret("482913"), Secret("905271")
CHEAP = PinCost(memory=64, passes=1, lanes=1)


@dataclass
class App:
    """One user's app. `start` is a start of the program: only profile and keyring outlive it."""

    portal: RunningPortal
    folder: Path
    keyring: MemoryBackend = field(default_factory=MemoryBackend)
    roaming: bool = False
    keyring_limit: float = TIME_LIMIT
    """Seconds that a call to the keyring may take."""

    def start(self) -> Services:
        """A fresh start of the program."""
        profile = self.folder / "profile"
        config = Config(self.portal.url, profile, roaming=self.roaming)
        store = KeyringStore(lambda: self.keyring, time_limit=self.keyring_limit)
        return build_services(config, secrets=store, cost=CHEAP)

    def activate(self, code: str | None = None) -> tuple[Services, Binding]:
        """Activate; the services and the binding."""
        services = self.start()
        activate(services, code or self.portal.issue_code(LOGIN))
        return services, services.bindings()[0]

    def copied(self) -> "App":
        """Profile and keyring as a backup or a thief would have them."""
        folder = self.folder / f"copy-{len(list(self.folder.iterdir()))}"
        shutil.copytree(self.folder / "profile", folder / "profile")
        keyring = MemoryBackend()
        keyring.texts = dict(self.keyring.texts)
        return App(self.portal, folder, keyring, self.roaming)

    @property
    def traces(self) -> list[str]:
        """Everything that the app has left on this computer."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        profile = [path.read_text() for path in files if path.parent.name == "profile"]
        return [*self.keyring.texts.values(), *profile]


def activate(services: Services, code: str, pin: Secret = PIN, login: str = LOGIN) -> Account:
    """One click on "Aktivieren"."""
    stages: list[Stage] = []
    return services.activation.activate(login, Secret(code), pin, stages.append)
