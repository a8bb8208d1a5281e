"""All screens by keyboard alone, by a screen reader alone and by mouse: one walk, three hands."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from portal.platform.clock import SystemClock
from tests.support.portal_server import running_portal
from tests.support.screen_reader import ScreenReader
from tests.support.walks.all_screens import ALL_SCREENS
from tests.support.walks.eyes import Eyes
from tests.support.walks.hands import Hand, KeyboardHand, MouseHand, ScreenReaderHand
from tests.support.walks.steps import Walker
from tests.support.walks.world import World
from tests.support.x_screen import desktop_variables, window_manager, x_screen

pytestmark = pytest.mark.only_on("linux", reason="AT-SPI and X11")

Taking = Callable[[Eyes, Mapping[str, str]], Hand]
SCREENS = {1: "1920x1080", 3: "3840x2160"}
"""By the scale; in a small window the header has a menu instead of its buttons."""
WAYS: dict[str, tuple[Taking, int]] = {
    "keyboard": (KeyboardHand, 1),
    "reader": (lambda eyes, _: ScreenReaderHand(eyes), 1),
    "mouse": (MouseHand, 1),
    "mouse at 300 %": (MouseHand, 3),
}


# The walk at 300 % differs by the places of what is clicked; it is left out where time is short.
@pytest.fixture(
    params=[pytest.param(way, marks=[pytest.mark.heavy] * (WAYS[way][1] > 1)) for way in WAYS]
)
def walker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Walker]:
    hand, scale = WAYS[request.param]
    with (
        running_portal(tmp_path, clock=SystemClock()) as portal,
        x_screen(SCREENS[scale]) as display,
        window_manager(display),
        ScreenReader() as reader,
    ):
        world, eyes = World(portal, tmp_path), Eyes(reader)
        variables = desktop_variables(display, tmp_path, introduced=False)
        variables["QT_SCALE_FACTOR"] = str(scale)
        world.become_browser(*(Path(variables[f"XDG_{one}_HOME"]) for one in ("DATA", "CONFIG")))
        app = [sys.executable, "-m", "ui", "--language", "de", "--portal", portal.url]
        with subprocess.Popen(app, env=variables, cwd="/") as program:
            try:
                yield Walker(eyes, hand(eyes, variables), world)
            finally:
                program.kill()


def test_all_screens_can_be_walked_through(walker: Walker) -> None:
    for step in ALL_SCREENS:
        step.take(walker)
