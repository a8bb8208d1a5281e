"""Notifications and locks over a real message bus; the test plays the desktop."""

import threading
from collections.abc import Iterator
from queue import Queue
from typing import Any

import pytest
from jeepney import DBusAddress, Message

from tests.support.message_bus import PATIENCE, Player, message_bus_daemon
from ui.desktop_integration.desktop_notification import (
    End,
    EndKind,
    Notification,
    show_notification,
)
from ui.desktop_integration.linux_locks import watch_logind, watch_screen_savers
from ui.desktop_integration.stop import Stop

pytestmark = pytest.mark.only_on("linux", reason="only Linux has D-Bus")

NOTIFICATIONS = DBusAddress(
    "/org/freedesktop/Notifications",
    "org.freedesktop.Notifications",
    "org.freedesktop.Notifications",
)
SAVER = DBusAddress("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "org.gnome.ScreenSaver")
LOGIND = "org.freedesktop.login1"
MINE = "/org/freedesktop/login1/session/_32"
SESSION = DBusAddress(MINE, LOGIND, f"{LOGIND}.Session")
CHANGES = DBusAddress(MINE, LOGIND, "org.freedesktop.DBus.Properties")
OTHER = DBusAddress(f"{MINE}7", LOGIND, f"{LOGIND}.Session")
SHOWN = Notification("App", "Title", "Text", "View")


class Waiting:
    """Blocking work in a thread, as a job would do it."""

    def __init__(self, work: Any) -> None:
        self.results: Queue[Any] = Queue()
        self.thread = threading.Thread(target=lambda: self.results.put(work()))
        self.thread.start()

    @property
    def result(self) -> Any:
        found = self.results.get(timeout=PATIENCE)
        self.thread.join(PATIENCE)
        return found


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with message_bus_daemon() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def skills() -> list[str]:
    return ["actions", "body", "sound"]


@pytest.fixture
def daemon(address: str, skills: list[str]) -> Iterator[Player]:
    answers = {
        "Notify": lambda _: ("u", (7,)),
        "GetCapabilities": lambda _: ("as", (skills,)),
    }
    with Player(address, "org.freedesktop.Notifications", answers) as player:
        yield player


@pytest.fixture
def logind(address: str) -> Iterator[Player]:
    with Player(address, LOGIND, {"GetSession": lambda _: ("o", (MINE,))}) as player:
        yield player


@pytest.fixture
def saver(address: str) -> Iterator[Player]:
    with Player(address, "org.gnome.ScreenSaver", {}) as player:
        yield player


def show(stop: Stop, shown: Notification = SHOWN, silent: Queue[None] | None = None) -> Waiting:
    return Waiting(lambda: show_notification(shown, stop, (silent or Queue()).put))


@pytest.mark.parametrize("action", ["default", "view"])
def test_the_button_opens_with_the_token_of_the_desktop(daemon: Player, action: str) -> None:
    showing = show(Stop())
    app, replaces, icon, title, text, actions, hints, seconds = daemon.await_call("Notify")
    assert (app, replaces, icon, title, text) == ("App", 0, "aok-2faktor", "Title", "Text")
    assert actions == ["default", "View", "view", "View"]
    assert hints["urgency"] == ("y", 1)
    assert hints["suppress-sound"] == ("b", True)
    assert seconds == -1
    daemon.signal(NOTIFICATIONS, "ActivationToken", "us", 8, "another's")
    daemon.signal(NOTIFICATIONS, "ActionInvoked", "us", 8, action)
    daemon.signal(NOTIFICATIONS, "ActivationToken", "us", 7, "token")
    daemon.signal(NOTIFICATIONS, "ActionInvoked", "us", 7, action)
    assert showing.result == End(EndKind.OPENED, "token")


def test_it_ends_when_the_user_closes_it(daemon: Player) -> None:
    showing = show(Stop())
    daemon.await_call("Notify")
    daemon.signal(NOTIFICATIONS, "NotificationClosed", "uu", 8, 2)
    daemon.signal(NOTIFICATIONS, "NotificationClosed", "uu", 7, 2)
    assert showing.result == End(EndKind.CLOSED)


def test_it_is_taken_away_when_the_request_ends(daemon: Player) -> None:
    stop = Stop()
    showing = show(stop)
    daemon.await_call("Notify")
    # Perhaps the number is still on its way back.
    stop.set()
    assert showing.result == End(EndKind.CLOSED)
    assert daemon.await_call("CloseNotification") == (7,)


def test_a_request_that_ended_at_once_shows_nothing(daemon: Player) -> None:
    stop = Stop()
    stop.set()
    assert show(stop).result == End(EndKind.CLOSED)
    assert [name for name, _ in list(daemon.calls.queue)] == []


def test_a_sound_is_left_to_the_desktop(daemon: Player) -> None:
    silent: Queue[None] = Queue()
    showing = show(Stop(), Notification("App", "Title", "Text", "", sound=True), silent)
    hints = daemon.await_call("Notify")[6]
    assert hints["sound-name"] == ("s", "message-new-instant")
    daemon.signal(NOTIFICATIONS, "NotificationClosed", "uu", 7, 1)
    assert showing.result == End(EndKind.CLOSED)
    assert silent.empty()


@pytest.mark.parametrize("skills", [["body"]])
def test_a_desktop_without_sounds_is_known(daemon: Player, skills: list[str]) -> None:
    silent: Queue[None] = Queue()
    showing = show(Stop(), Notification("App", "Title", "Text", "", sound=True), silent)
    silent.get(timeout=PATIENCE)
    daemon.await_call("Notify")
    daemon.signal(NOTIFICATIONS, "NotificationClosed", "uu", 7, 1)
    assert showing.result == End(EndKind.CLOSED)


@pytest.mark.usefixtures("address")
def test_without_a_daemon_it_is_unshown() -> None:
    assert show(Stop()).result == End(EndKind.UNSHOWN)


@pytest.mark.parametrize("place", ["unix:path=/nowhere", None])
def test_without_a_bus_it_is_unshown(place: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if place is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", place)
    assert show(Stop()).result == End(EndKind.UNSHOWN)


class Listening:
    """Hears locks until the block ends, and then its thread is gone."""

    def __init__(self, hear: Any) -> None:
        self.told: Queue[None] = Queue()
        self._stop = Stop()
        self._waiting = Waiting(lambda: hear(self.told.put, self._stop))

    def hears(self) -> bool:
        self.told.get(timeout=PATIENCE)
        return True

    def end(self) -> int:
        """How often it was told without anybody asking."""
        self._stop.set()
        assert self._waiting.result is None
        assert not self._waiting.thread.is_alive()
        return self.told.qsize()


def _ready(address: str, count: int) -> None:
    """Wait until so many signals are listened for."""
    from jeepney import new_method_call
    from jeepney.io.blocking import open_dbus_connection

    debug = DBusAddress(
        "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Debug.Stats"
    )
    with open_dbus_connection(address) as watcher:
        for _ in range(2000):
            reply: Message = watcher.send_and_get_reply(new_method_call(debug, "GetStats"))
            if reply.body[0]["MatchRules"][1] >= count:
                return
    raise AssertionError("nobody listens")


def test_a_locked_screen_is_heard_and_an_unlocked_one_is_not(address: str, saver: Player) -> None:
    listening = Listening(watch_screen_savers)
    _ready(address, 5)
    saver.signal(SAVER, "ActiveChanged", "b", False)
    saver.signal(SAVER, "ActiveChanged", "b", True)
    assert listening.hears()
    saver.signal(SAVER, "ActiveChanged", "b", True)
    assert listening.hears()
    assert listening.end() == 0


def test_what_logind_says_of_this_session_is_heard(address: str, logind: Player) -> None:
    listening = Listening(watch_logind)
    _ready(address, 3)
    face = f"{LOGIND}.Session"
    logind.signal(OTHER, "Lock")
    logind.signal(CHANGES, "PropertiesChanged", "sa{sv}as", face, {"Active": ("b", True)}, [])
    logind.signal(CHANGES, "PropertiesChanged", "sa{sv}as", face, {"IdleHint": ("b", True)}, [])
    logind.signal(SESSION, "Lock")
    assert listening.hears()
    for name, value in (("LockedHint", True), ("Active", False)):
        changed = {name: ("b", value)}
        logind.signal(CHANGES, "PropertiesChanged", "sa{sv}as", face, changed, [])
        assert listening.hears()
    manager = DBusAddress("/org/freedesktop/login1", LOGIND, f"{LOGIND}.Manager")
    logind.signal(manager, "PrepareForSleep", "b", False)
    logind.signal(manager, "PrepareForSleep", "b", True)
    assert listening.hears()
    assert listening.end() == 0


@pytest.mark.usefixtures("address")
def test_a_desktop_without_logind_ends_the_listening() -> None:
    assert Listening(watch_logind).end() == 0


def test_the_end_of_the_bus_ends_the_listening(monkeypatch: pytest.MonkeyPatch) -> None:
    with message_bus_daemon() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        waiting = Waiting(lambda: watch_screen_savers(lambda _: None, Stop()))
        _ready(address, 5)
    assert waiting.result is None
