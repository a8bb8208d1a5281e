"""What an operator may say about NATS, and what a portal without it does."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.platform.database.nats_bus import NatsServers, nats_servers
from portal.platform.settings import Settings, SettingsProblem, load_settings
from tests.support.web_server import self_signed

TLS = ("tls://nats.example.de:4222",)


def settings(folder: Path, **given: Any) -> Settings:
    first = load_settings(
        folder, {}, public_url="https://portal.example.de", database_url="postgresql://h/portal"
    )
    return replace(first, **given)


def found(folder: Path, **given: Any) -> NatsServers:
    servers = nats_servers(settings(folder, **given))
    assert servers is not None
    return servers


def test_without_servers_there_is_none(tmp_path: Path) -> None:
    assert nats_servers(settings(tmp_path)) is None


@pytest.mark.parametrize(
    ("addresses", "is_encrypted"),
    [
        (TLS, True),
        (("tls://10.0.0.1", "tls://[fd00::1]:4223/"), True),
        (("nats://127.0.0.1:4222", "nats://[::1]", "nats://localhost"), False),
    ],
)
def test_the_way_to_the_servers_is_encrypted_except_on_loopback(
    tmp_path: Path, addresses: tuple[str, ...], is_encrypted: bool
) -> None:
    servers = found(tmp_path, nats_servers=addresses)
    assert servers.addresses == addresses
    assert (servers.tls is not None) == is_encrypted


def test_the_password_is_read_from_its_file_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("x y z\n")
    given = {"nats_user": "portal", "nats_password_file": str(tmp_path / "password")}
    servers = found(tmp_path, nats_servers=TLS, **given)
    assert (servers.user, servers.password) == ("portal", "x y z")
    assert "x y z" not in repr(servers)


def test_an_authority_of_the_operators_own_is_believed(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    servers = found(tmp_path, nats_servers=TLS, nats_ca_file=str(certificate))
    assert servers.tls is not None
    assert servers.tls.cert_store_stats()["x509"] == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"database_url": "sqlite:///x"}, "nats_servers is for several processes on PostgreSQL"),
        ({"nats_servers": ("nats.example.de",)}, "is no address of a server"),
        ({"nats_servers": ("https://nats.example.de",)}, "is no address of a server"),
        ({"nats_servers": ("tls://",)}, "is no address of a server"),
        ({"nats_servers": ("tls://u:secret@nats.example.de",)}, "is no address of a server"),
        ({"nats_servers": ("nats://nats.example.de",)}, "is not encrypted"),
        ({"nats_servers": (*TLS, "nats://127.0.0.1")}, "is not encrypted"),
        ({"nats_user": "portal"}, "nats_user has no password"),
        (
            {"nats_user": "portal", "nats_password_file": "/nowhere"},
            "nats_password_file /nowhere cannot be read",
        ),
        (
            {"nats_user": "portal", "nats_password_file": "/dev/null"},
            "nats_password_file /dev/null is empty",
        ),
        ({"nats_ca_file": "/nowhere"}, "nats_ca_file /nowhere cannot be used"),
        ({"nats_ca_file": "/dev/null"}, "nats_ca_file /dev/null cannot be used"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    tmp_path: Path, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsProblem) as refused:
        nats_servers(settings(tmp_path, **{"nats_servers": TLS, **given}))
    assert words in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_library_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.platform.database.nats_bus.find_spec", lambda _name: None)
    with pytest.raises(SettingsProblem, match=r"requirements/nats\.txt"):
        nats_servers(settings(tmp_path, nats_servers=TLS))


@pytest.mark.heavy
def test_a_portal_without_nats_does_not_import_its_library() -> None:
    program = "import sys, portal.app, portal.__main__; print('nats' in sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
