"""Nothing moves where the system says so: a real bus, with a desktop that the test plays."""

from collections.abc import Iterator
from typing import Any

import pytest
from jeepney import Message, new_error, new_method_return
from pytestqt.qtbot import QtBot

from tests.support.desktop_portal import desktop_portal
from tests.support.message_bus import message_bus_daemon
from ui import reduced_motion
from ui.widgets.progress import BusyBar

pytestmark = pytest.mark.only_on("linux", reason="only Linux has a desktop portal")

STILL = [
    {"org.freedesktop.appearance": {"reduced-motion": ("u", 1)}},
    {"org.gnome.desktop.interface": {"enable-animations": ("b", False)}},
]
MOVING = [
    {"org.freedesktop.appearance": {"reduced-motion": ("u", 0)}},
    {"org.gnome.desktop.interface": {"enable-animations": ("b", True)}},
    {},
]


@pytest.fixture(autouse=True)
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with message_bus_daemon() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        reduced_motion.may_move.cache_clear()
        yield
        reduced_motion.may_move.cache_clear()


def moves(settings: dict[str, dict[str, Any]], qtbot: QtBot) -> bool:
    """Whether the bar of such a desktop looks different after a while."""
    desktop_portal("ReadAll", lambda call: [new_method_return(call, "a{sa{sv}}", (settings,))])
    return bar_moves(qtbot)


def bar_moves(qtbot: QtBot) -> bool:
    bar = BusyBar("bar", "Bitte warten")
    qtbot.addWidget(bar)
    bar.show()
    before = bar.grab().toImage()
    bar._timer.timeout.emit() if bar._timer.isActive() else None
    return bool(bar.grab().toImage() != before)


@pytest.mark.parametrize("settings", STILL, ids=str)
def test_nothing_moves_where_the_desktop_says_so(settings: dict[str, Any], qtbot: QtBot) -> None:
    assert not moves(settings, qtbot)


@pytest.mark.parametrize("settings", MOVING, ids=str)
def test_else_the_bar_moves(settings: dict[str, Any], qtbot: QtBot) -> None:
    assert moves(settings, qtbot)


def test_a_desktop_without_settings_lets_the_bar_move(qtbot: QtBot) -> None:
    def fail(call: Message) -> list[Message]:
        return [new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")]

    desktop_portal("ReadAll", fail)
    assert bar_moves(qtbot)


def test_without_a_desktop_the_bar_moves(qtbot: QtBot) -> None:
    assert bar_moves(qtbot)
