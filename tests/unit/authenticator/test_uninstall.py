"""What is left of the app when it is uninstalled and its user wants nothing kept."""

from pathlib import Path

import pytest

from authenticator.failures import Refused
from authenticator.model import Secret
from authenticator.network.proxy_logins import ProxyLogins
from authenticator.network.proxy_schemes import Scheme
from authenticator.network.routes import Proxy, ProxyLogin
from authenticator.services.uninstall import forget_accounts
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.paths import FOLDER, VENDOR
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import KeyringStore
from tests.support.keyrings import MemoryBackend
from tests.unit.authenticator.test_binding_store import BINDING
from tests.unit.authenticator.test_keyring_item import ITEM


class Computer:
    def __init__(self, folder: Path) -> None:
        self.profile = folder / VENDOR / FOLDER
        self.logs = folder / "Local" / VENDOR / FOLDER / "Logs"
        self.logs.mkdir(parents=True)
        (self.logs / "aok-2faktor.log").write_text("a line\n")
        self.keyring = MemoryBackend()
        self.secrets = KeyringStore(lambda: self.keyring)
        self.bindings = BindingStore(ProfileStore(self.profile), self.secrets)
        self.bindings.begin(BINDING, ITEM)
        logins = ProxyLogins(self.secrets, lambda _: ProxyLogin(Secret("montag"), Secret("turm7")))
        for proxy in (Proxy("one.example", 8080), Proxy("two.example", 8080)):
            logins.after_refusal(proxy, None)
            logins.proved(proxy, Scheme.BASIC)

    def forget(self) -> None:
        forget_accounts(self.profile, self.logs, self.secrets)


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def test_nothing_is_left(computer: Computer, tmp_path: Path) -> None:
    computer.forget()
    assert computer.keyring.texts == {}
    assert [path.name for path in tmp_path.rglob("*")] == ["Local"]


def test_files_of_other_programs_stay(computer: Computer, tmp_path: Path) -> None:
    other = tmp_path / VENDOR / "other program"
    other.touch()
    computer.forget()
    assert other.exists()


def test_a_locked_keyring_leaves_all_to_another_try(computer: Computer) -> None:
    computer.keyring.is_locked = True
    with pytest.raises(Refused):
        computer.forget()
    assert computer.bindings.bindings() == (BINDING,)
    computer.keyring.is_locked = False
    computer.forget()
    assert computer.keyring.texts == {}
