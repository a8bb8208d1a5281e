"""`python -m tests.support.screens DIR [--only NAME]`: a picture of every screen and state."""

import logging
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.offscreen import pass_messages_on
from tests.support.portal_screens.pictures import write_screens
from tests.support.screens import (  # noqa: F401 (enter scenes)
    account_scenes,
    activation_scenes,
    login_scenes,
    network_scenes,
    plain_scenes,
    policy_scenes,
    practice_scenes,
    request_scenes,
    update_scenes,
    windows_scenes,
)
from tests.support.screens.catalogue import SCENES, Scene
from tests.support.screens.components import draw_components
from tests.support.screens.desktops import DESKTOPS, draw_windows
from ui.app import build_application
from ui.languages import GERMAN, LANGUAGES
from ui.system_look import SystemLook

COMPONENTS = "components"
SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
ENLARGED = (
    "introduction-1-way",
    "introduction-2-needs",
    "introduction-3-pin",
    "activation-1-terms",
    "activation-2-code",
    "activation-3-pin-weak",
    "home",
    "home-two-accounts",
    "approval-1-request",
    "approval-1-request-other-line",
    "approval-2-report",
    "approval-6-session",
    "approval-5-code",
    "approval-5-code-pin-wrong",
    "approval-6-session-other-line",
    "login-1-pin",
    "account",
    "pinchange-1-pins",
    "pinchange-1-pins-old-wrong",
    "move-3-code",
    "update-needed-contact",
    "plain-0-introduction-1-way",
    "plain-1-terms",
    "plain-3-pin",
)
WINDOWS = (
    "activation-2-code-typing",
    "activation-3-pin",
    "home-two-accounts",
    "approval-1-request",
    "approval-3-approved",
    "settings",
)
"""Drawn in real windows, under each desktop."""


def main() -> int:
    """Draw what was asked for."""
    parser = ArgumentParser(prog="screens")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="names that begin with this")
    parser.add_argument("--windows", action="store_true", help="real windows under each desktop")
    parser.add_argument("--language", choices=LANGUAGES, help="(used by itself)")
    parser.add_argument("--window-of", choices=DESKTOPS, help="(used by itself)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.window_of:
        draw_real(options.folder, options.only, options.window_of)
        return 0
    if options.windows:
        draw_windows(options.folder, options.only)
        return 0
    if options.language:
        draw(options.folder, options.only, options.language)
        return 0
    for language in LANGUAGES:
        _say(f"app, {language}")
        _in_a_process_of_its_own(options.folder, options.only, language, "1")
    if COMPONENTS.startswith(options.only):
        _say("components of the app")
        _in_a_process_of_its_own(options.folder, COMPONENTS, "de", "1")
    _say("app, enlarged")
    _in_a_process_of_its_own(options.folder, options.only, "de", "2")
    if not options.only:
        log = options.folder / "portal.log"
        _say(f"portal; what it reports, faults that are meant too, is in {log}")
        logging.basicConfig(filename=log)
        write_screens(options.folder)
    _say(f"{len(list(options.folder.glob('*.png')))} pictures in {options.folder}")
    return 0


def _say(text: str) -> None:
    print(f"screens: {text}", file=sys.stderr, flush=True)


def draw(folder: Path, only: str, language: str) -> None:
    """Draw all scenes in light and dark."""
    pass_messages_on()
    app = build_application(language=language)
    if only == COMPONENTS:
        draw_components(app, folder)
        return
    scale = "" if app.devicePixelRatio() == 1 else f".{app.devicePixelRatio() * 100:.0f}"
    look = app.findChildren(SystemLook)[0]
    names = [name for name in SCENES if name.startswith(only)]
    if language != GERMAN:
        names = [name for name in names if not name.startswith(plain_scenes.PREFIX)]
    for scheme, value in SCHEMES.items():
        look.show_scheme(value)
        for name in names:
            if not scale or name in ENLARGED:
                picture(app, name, language, folder / f"app-{name}.{scheme}.{language}{scale}.png")


def draw_real(folder: Path, only: str, desktop: str) -> None:
    """Take pictures from the screen, under the desktop that this process was told."""
    app = build_application()
    for name in WINDOWS:
        if name.startswith(only):
            path = folder / f"{desktop}-{name}.png"
            picture(app, name, GERMAN, path, grab=_from_the_screen)


def _from_the_screen(window: QWidget) -> QPixmap:
    window.repaint()
    return window.screen().grabWindow(window.winId())


def picture(
    app: QApplication,
    name: str,
    language: str,
    path: Path,
    grab: Callable[[QWidget], QPixmap] = QWidget.grab,
) -> None:
    """Draw one scene as it is after everything has settled."""
    scene = Scene(language)
    scene.window.show()
    QTest.qWaitForWindowActive(scene.window)
    SCENES[name](scene)
    for _ in range(4):
        # Each layout within a layout asks the one around it for room by an event of its own.
        app.sendPostedEvents()
    grab(scene.window).save(str(path))
    scene.window.close()
    scene.window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _in_a_process_of_its_own(folder: Path, only: str, language: str, scale: str) -> None:
    command = [sys.executable, "-m", "tests.support.screens", str(folder), "--language", language]
    variables = {**os.environ, "QT_SCALE_FACTOR": scale}
    variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Elsewhere every time would say that it is not German time.
    variables.setdefault("TZ", "Europe/Berlin")
    subprocess.run([*command, "--only", only], env=variables, check=True)


if __name__ == "__main__":
    sys.exit(main())
