"""Pages that name the keyring, as they are on Windows: its name is the longest one."""

from typing import Final
from unittest.mock import patch

from authenticator.flows import activation as machine
from authenticator.storage.system_keyring import SystemKeyring
from tests.support.screens import activation_scenes, login_scenes, network_scenes
from tests.support.screens.catalogue import PIN, Play, Scene, scene
from tests.support.screens.fakes import LOGIN
from ui import keyring_texts


def _confirming(on: Scene) -> None:
    on.activation(machine.Confirming(LOGIN, PIN, 1))


_PAGES: Final[dict[str, Play]] = {
    "activation-1-keyring-refused": activation_scenes.keyring,
    "activation-5-confirming": _confirming,
    "diagnosis-2-well": network_scenes.well,
    "home-opening-key": login_scenes.opening_key,
    "proxy-1-asked": network_scenes.asked,
}


def _on_windows(play: Play) -> Play:
    def played(on: Scene) -> None:
        with patch.object(
            keyring_texts, "system_keyring", lambda: SystemKeyring.CREDENTIAL_MANAGER
        ):
            play(on)

    return played


for _name, _play in _PAGES.items():
    scene(f"windows-{_name}")(_on_windows(_play))
