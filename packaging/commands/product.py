"""The commands that run the product: demo, app, portal, screens, bench."""

import os
import sys
from collections.abc import Sequence

import environment
import translations
from beside import installed_beside
from command import Command, Trouble
from environment import PYTHON
from keyring_session import keyring_session
from processes import call
from system_packages import BROWSER, PORTAL, WINDOW, Group, require


def demo(words: Sequence[str]) -> int:
    """The main job, from registration to login: in front of the user, or without a screen."""
    if "--headless" in words:
        rest = [word for word in words if word != "--headless"]
        return _without_screen("tests.support.main_job", rest, BROWSER)
    return _on_screen("tests.support.demo", words)


def app(words: Sequence[str]) -> int:
    """Start the desktop app."""
    return _on_screen("ui", words)


def portal(words: Sequence[str]) -> int:
    """Start the portal server."""
    require(PORTAL)
    environment.prepare()
    return call([PYTHON, "-m", "portal", *words], env=environment.variables())


def screens(words: Sequence[str]) -> int:
    """Draw every page of app and portal into a folder."""
    return _without_screen("tests.support.screens", words, BROWSER)


def bench(words: Sequence[str]) -> int:
    """Measure how fast things are."""
    if words and words[0] in ("peer", "saturation", "--all"):
        environment.prepare()
        installed_beside("peer")
    return _without_screen("tests.bench", words)


def faults(words: Sequence[str]) -> int:
    """Inject faults, and print what was lost."""
    return _without_screen("tests.faults", words)


def _on_screen(module: str, words: Sequence[str]) -> int:
    if not {"-h", "--help"} & set(words):
        _require_screen()
        require(*WINDOW)
    environment.prepare()
    translations.compile_stale()
    return call([PYTHON, "-m", module, *words], env=environment.variables())


def _require_screen() -> None:
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(map(os.environ.get, displays)):
        raise Trouble("there is no screen here (DISPLAY is not set); try: ./run demo --headless")


def _without_screen(module: str, words: Sequence[str], *more: Group) -> int:
    require(*WINDOW, *more)
    environment.prepare()
    translations.compile_stale()
    with keyring_session() as session:
        variables = environment.variables(QT_QPA_PLATFORM="offscreen", **session)
        return call([PYTHON, "-m", module, *words], env=variables)


COMMANDS = (
    Command(
        "demo",
        "[--fresh] [--port N] [--language de|en] | --headless [--out DIR]",
        "the main job from end to end",
        demo,
    ),
    Command("app", "[words of the app]", "start the desktop app", app),
    Command("portal", "[words of the portal]", "start the portal server", portal),
    Command("screens", "DIR", "draw every page of app and portal as a picture into DIR", screens),
    Command("bench", "[words of the bench]", "measure how fast things are", bench),
    Command(
        "faults",
        "[--every N] [--from N] [SERIES …]",
        "inject faults, and see what is lost",
        faults,
    ),
)
