"""The practice mode from its start: nobody can take it for real, and nothing real is touched."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from authenticator.branding import load_branding
from authenticator.flows.watching import Lost, Watching
from authenticator.model import Secret
from authenticator.simulation.portal import FaultScenario, SimulatedPortal
from authenticator.simulation.services import SimulatedServices, simulated_services
from authenticator.storage.paths import FOLDER
from tests.support.texts import window_text
from ui.main_window import MainWindow
from ui.navigation.navigator import Navigator
from ui.simulation.start import build_simulation_window, simulation_branding
from ui.widgets.page import Page

ROOT = Path(__file__).parents[3]
PATIENCE = 20_000
CODE, PIN = Secret("10542963"), Secret("482913")

WHOLE_TRAINING = """
import json, os, sys

folders = tuple(json.loads(sys.argv[1]))
seen = []


def watch(event, words):
    if event == "open" and str(words[0]).startswith(folders):
        seen.append(str(words[0]))
    if event == "socket.connect" or (event == "import" and words[0].split(".")[0] == "keyring"):
        seen.append(f"{event} {words[0]}")


sys.addaudithook(watch)
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from authenticator.model import Secret
from ui.__main__ import main
from ui.navigation.state import Task
from ui.simulation import start

build, practice = start.build_simulation_window, start.SimulatedPortal


def attended(services, **more):
    window = build(services, **more)
    services.activation.activate("a@b.example", Secret("10542963"), Secret("482913"), print)
    navigator = window.findChildren(start.Navigator)[0]
    navigator.presenters.home.show_bindings(services.bindings())
    navigator.open(Task.HOME)
    services.portal.begin_login()
    timer = QTimer(window)

    def look():
        if window.findChild(object, "approval.request"):
            window.close()
            QApplication.quit()

    timer.timeout.connect(look)
    timer.start(20)
    return window


start.build_simulation_window = attended
start.SimulatedPortal = lambda: practice(pause=lambda _: None)
code = main(["--simulate", "--language", "de"])
print("SEEN", json.dumps([code, seen]))
"""


@pytest.fixture
def services(qapp: QApplication) -> SimulatedServices:
    practice = SimulatedPortal(pause=lambda _: None)
    return simulated_services(simulation_branding(load_branding()), practice)


@pytest.fixture
def window(services: SimulatedServices) -> MainWindow:
    services.activation.activate(
        "a@b.example", Secret("10542963"), Secret("482913"), lambda _: None
    )
    window = build_simulation_window(services, language="de")
    window.show()
    return window


def navigator_of(window: MainWindow) -> Navigator:
    return window.findChildren(Navigator)[0]


def text(window: MainWindow, name: str) -> str:
    label = window.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


def page(window: MainWindow) -> str:
    return next((p.objectName() for p in window.findChildren(Page) if p.isVisible()), "")


def click(window: MainWindow, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_title_and_bar_say_that_nothing_is_real(window: MainWindow) -> None:
    assert window.windowTitle().startswith("Übungsbetrieb – ")
    for place in ("main.settings", "main.help"):
        click(window, place)
        assert text(window, "practice.title") == window_text("Practice mode")
        assert window_text("Nothing here is real. Any code will do.") in text(
            window, "practice.text"
        )


def test_a_pressed_button_brings_a_login(window: MainWindow, qtbot: QtBot) -> None:
    click(window, "practice.request")
    qtbot.waitUntil(lambda: page(window) == "approval.request", timeout=PATIENCE)


def test_without_an_account_the_bar_says_what_to_do_first(services: SimulatedServices) -> None:
    window = build_simulation_window(services, language="de")
    window.show()
    click(window, "practice.request")
    assert window_text("Please activate a practice account first.") in text(window, "practice.text")


def test_a_cut_is_seen_at_once_and_so_is_its_end(
    window: MainWindow, services: SimulatedServices, qtbot: QtBot
) -> None:
    home = navigator_of(window).presenters.home
    qtbot.waitUntil(lambda: isinstance(home.accounts[0].link, Watching), timeout=PATIENCE)
    services.portal.set_fault(FaultScenario.NO_NETWORK)
    qtbot.waitUntil(lambda: isinstance(home.accounts[0].link, Lost), timeout=PATIENCE)
    assert window_text("Portal cannot be reached") in text(window, "practice.text")
    services.portal.set_fault(FaultScenario.NONE)
    qtbot.waitUntil(lambda: isinstance(home.accounts[0].link, Watching), timeout=PATIENCE)


def test_the_browser_stays_closed(
    window: MainWindow, services: SimulatedServices, qtbot: QtBot
) -> None:
    click(window, "practice.request")
    qtbot.waitUntil(lambda: page(window) == "approval.request", timeout=PATIENCE)
    navigator_of(window).presenters.approval.approve(PIN)
    qtbot.waitUntil(lambda: "Browser" in text(window, "practice.text"), timeout=PATIENCE)


@pytest.mark.parametrize(
    "words",
    [
        ["--portal", "https://portal.example"],
        ["--profile", "folder"],
        ["--register-links"],
        ["--hidden"],
        ["--open-link", "aokzweifaktor:login?cid=1"],
    ],
)
def test_practice_cannot_be_mixed_with_real_work(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui", "--simulate", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--simulate goes with --language only" in done.stderr


@pytest.mark.heavy
def test_a_whole_training_touches_no_profile_keyring_or_network(tmp_path: Path) -> None:
    names = ("DATA", "CONFIG", "STATE")
    folders = {f"XDG_{name}_HOME": str(tmp_path / name) for name in names}
    profile = tmp_path / "DATA" / FOLDER
    files = {profile / "profile.json": "a real binding", profile / "settings.json": "real choices"}
    profile.mkdir(parents=True)
    for file, words in files.items():
        file.write_text(words)
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", WHOLE_TRAINING, json.dumps(list(folders.values()))],
        env={
            **os.environ,
            **folders,
            "XDG_CURRENT_DESKTOP": "GNOME",
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    last = done.stdout.splitlines()[-1].removeprefix("SEEN ")
    assert json.loads(last) == [0, []]
    assert sorted(tmp_path.rglob("*")) == before
    assert {file: file.read_text() for file in files} == files
