"""The app with one account, whose keyring is in memory: `python -m … URL LOGIN CODE`."""

import sys
from unittest.mock import patch

import ui.__main__
from authenticator.config import Config
from authenticator.model import Secret
from authenticator.services import starting
from authenticator.services.composition import build_services
from authenticator.storage.paths import profile_folder
from authenticator.storage.secret_store import KeyringStore
from tests.support.keyrings import MemoryBackend

PIN = Secret("482913")


def main(url: str, user: str, code: str) -> int:
    """Activate, and show the window until somebody ends the process."""
    backend = MemoryBackend()
    store = KeyringStore(lambda: backend)
    services = build_services(Config(url, profile_folder()), secrets=store)
    services.activation.activate(user, Secret(code), PIN, lambda _: None)
    with patch.object(starting, "open_secret_store", lambda **_: store):
        return ui.__main__.main(["--portal", url])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
