"""The program in the tray of a desktop that the test plays, and on one that has none."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from authenticator.branding import load_branding
from authenticator.model import Binding
from authenticator.storage.profile_store import ProfileStore
from tests.support.message_bus import Player, message_bus_daemon
from tests.support.patience import until, within
from tests.support.texts import window_text
from tests.support.x_screen import close_window, window_manager, x_screen

pytestmark = pytest.mark.only_on("linux", reason="D-Bus and X11")

PORTAL = "http://127.0.0.1:9"
ROOT = Path(__file__).parents[2]
PRODUCT = load_branding().product
TITLE = load_branding().window_title
WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ICON = "/StatusNotifierItem"
_MENU, _MENU_FACE = "/MenuBar", "com.canonical.dbusmenu"


class Desk:
    """A session on a screen and a bus of its own."""

    def __init__(self, address: str, display: str, home: Path) -> None:
        self._address = address
        self._profile = home / "profile"
        folders = {f"XDG_{name}_HOME": str(home / name) for name in ("CACHE", "CONFIG", "DATA")}
        self._variables = {
            **os.environ,
            **folders,
            "XDG_STATE_HOME": str(home / "STATE"),
            "DBUS_SESSION_BUS_ADDRESS": address,
            "DISPLAY": display,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "xcb",
        }
        self.program: subprocess.Popen[bytes]

    def start(self, *words: str) -> None:
        place = ("--portal", PORTAL, "--profile", str(self._profile))
        command = [sys.executable, "-m", "ui", "--language", "de", *place, *words]
        self.program = subprocess.Popen(command, env=self._variables, cwd="/")

    def add_account(self) -> None:
        """Somebody has activated the app; the portal is away just now."""
        ProfileStore(self._profile).put(Binding("0" * 32, PORTAL, "max@abc.de", activated=True))

    def see(self) -> str:
        """The window, once it can be seen."""
        return until(self._visible)

    def see_none(self) -> None:
        """Wait until no window can be seen."""
        until(lambda: not self._visible())

    def minimised(self) -> str:
        """The window, where it lies among the minimised ones."""
        found = self._run("xdotool", "search", "--name", f"^{TITLE}$").split()
        states = ((each, self._run("xprop", "-id", each, "WM_STATE")) for each in found)
        return next((each for each, state in states if "Iconic" in state), "")

    def close(self, window: str) -> None:
        """As the button in a title bar does."""
        close_window(self._variables["DISPLAY"], int(window))

    def close_away(self, window: str) -> str | None:
        """Close; the window, if it is minimised then."""
        self.close(window)
        return within(5, self.minimised)

    def answer(self, window: str) -> object:
        """Press Enter; what is kept of an answer about closing."""
        self._run("xdotool", "windowactivate", "--sync", window, "key", "Return")
        file = self._profile / "settings.json"
        return json.loads(file.read_text()).get("without_tray") if file.exists() else None

    def call(self, owner: str, path: str, face: str, method: str, sign: str, *values: Any) -> Any:
        with open_dbus_connection(self._address) as connection:
            call = new_method_call(DBusAddress(path, owner, face), method, sign or None, values)
            return connection.send_and_get_reply(call).body

    def _visible(self) -> str:
        return self._run("xdotool", "search", "--onlyvisible", "--name", f"^{TITLE}$")

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            words, env=self._variables, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()


@pytest.fixture
def address() -> Iterator[str]:
    with message_bus_daemon() as address:
        yield address


@pytest.fixture
def desk(address: str, tmp_path: Path) -> Iterator[Desk]:
    with x_screen() as display, window_manager(display):
        desk = Desk(address, display, tmp_path)
        yield desk
        desk.program.kill()
        desk.program.wait()


@pytest.fixture
def panel(address: str) -> Iterator[Player]:
    """Whoever shows icons of programs."""
    answers = {"Get": lambda _: ("v", (("b", True),))}
    with Player(address, WATCHER, answers) as player:
        yield player


@pytest.fixture
def notifications(address: str) -> Iterator[Player]:
    answers = {"Notify": lambda _: ("u", (7,))}
    with Player(address, "org.freedesktop.Notifications", answers) as player:
        yield player


class Icon:
    """The program's icon in the panel, used as the panel does."""

    def __init__(self, desk: Desk, owner: str) -> None:
        self._desk = desk
        self._owner = owner

    @property
    def title(self) -> str:
        return str(
            self._ask(_ICON, "org.freedesktop.DBus.Properties", "Get", "ss", ITEM, "Title")[1]
        )

    def click(self) -> None:
        self._ask(_ICON, ITEM, "Activate", "ii", 0, 0)

    def pick(self, label: str) -> None:
        """Choose from the menu."""
        _, (_, _, entries) = self._desk.call(
            self._owner, _MENU, _MENU_FACE, "GetLayout", "iias", 0, -1, []
        )
        (number,) = (
            number for _, (number, facts, _) in entries if facts.get("label") == ("s", label)
        )
        self._ask(_MENU, _MENU_FACE, "Event", "isvu", number, "clicked", ("s", ""), 0)

    def _ask(self, path: str, face: str, method: str, sign: str, *values: Any) -> Any:
        answer = self._desk.call(self._owner, path, face, method, sign, *values)
        return answer[0] if answer else None


def test_the_program_lives_in_the_tray_until_it_is_ended_there(
    panel: Player, notifications: Player, desk: Desk
) -> None:
    desk.start("--hidden")
    (owner,) = panel.await_call("RegisterStatusNotifierItem")
    icon = Icon(desk, owner)
    assert icon.title == PRODUCT
    icon.click()
    desk.close(desk.see())
    assert notifications.await_call("Notify")[3] == window_text("The app is still running")
    desk.see_none()
    icon.pick(window_text("Settings"))
    desk.see()
    icon.pick(window_text("Quit"))
    assert desk.program.wait(60) == 0


def test_without_a_tray_and_accounts_a_hidden_start_is_minimised_and_closing_ends_the_program(
    desk: Desk,
) -> None:
    desk.start("--hidden")
    desk.close(until(desk.minimised))
    assert desk.program.wait(60) == 0


def test_without_a_tray_the_window_asks_before_requests_are_no_longer_seen(desk: Desk) -> None:
    desk.add_account()
    # So it appears once it is at work.
    desk.start("--hidden")
    window = until(desk.minimised)
    desk.close(window)
    # Each try brings the window back.
    until(lambda: desk.answer(window) == "minimise")
    until(lambda: desk.close_away(window))
    assert desk.program.poll() is None


def test_with_a_tray_an_account_needs_no_question(
    panel: Player, notifications: Player, desk: Desk
) -> None:
    desk.add_account()
    desk.start("--hidden")
    (owner,) = panel.await_call("RegisterStatusNotifierItem")
    Icon(desk, owner).click()
    desk.close(desk.see())
    assert notifications.await_call("Notify")[3] == window_text("The app is still running")
    desk.see_none()
    Icon(desk, owner).pick(window_text("Quit"))
    assert desk.program.wait(60) == 0
