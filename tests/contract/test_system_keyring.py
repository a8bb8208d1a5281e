"""Whose the Secret Service is, asked of a message bus."""

from collections.abc import Iterator

import pytest
from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection

from authenticator.storage import system_keyring
from authenticator.storage.system_keyring import SystemKeyring, learn_secret_service
from tests.support.message_bus import message_bus_daemon

pytestmark = pytest.mark.only_on("linux", reason="other systems have no message bus")
SECRETS, OTHER = "org.freedesktop.secrets", "org.gnome.keyring"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(system_keyring._Known, "secret_service", SystemKeyring.SECRET_SERVICE)
    with message_bus_daemon() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


def learned(address: str, *programs: tuple[str, ...]) -> SystemKeyring:
    """What is known once each of the programs has its names."""
    connections = [open_dbus_connection(address) for _ in programs]
    for connection, names in zip(connections, programs, strict=True):
        for name in names:
            connection.send_and_get_reply(message_bus.RequestName(name))
    learn_secret_service()
    for connection in connections:
        connection.close()
    return system_keyring.system_keyring()


@pytest.mark.parametrize("name", system_keyring._KWALLET)
def test_kwallet_is_known_by_its_other_name(bus: str, name: str) -> None:
    assert learned(bus, (name, SECRETS)) is SystemKeyring.KWALLET


def test_kwallet_beside_another_keyring_is_not_taken_for_it(bus: str) -> None:
    programs = (("org.kde.kwalletd6",), (SECRETS, OTHER))
    assert learned(bus, *programs) is SystemKeyring.SECRET_SERVICE


def test_a_bus_that_is_gone_names_nobody(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert learned(bus, ("org.kde.kwalletd6", SECRETS)) is SystemKeyring.KWALLET
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    assert learned(bus) is SystemKeyring.SECRET_SERVICE
