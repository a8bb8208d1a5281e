"""The main job by the Windows app, with its Credential Manager, and the portal on Linux."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.x_screen import x_screen
from tests.windows.machine import Machine
from wine import Ended

LOGIN = "erika.mustermann@abc.example"
SECONDS = 900
SHOWN = ("terms", "user-name-and-code", "pin", "activated", "home", "request", "approved")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where CI wants to keep them, else for this test only."""
    kept = os.environ.get("AOK_CI_ARTEFACTS")
    folder = Path(kept, "windows") if kept else tmp_path / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def use_app(windows: Machine, folder: Path, pictures: Path) -> Ended:
    with x_screen() as display:
        program = ("-m", "tests.windows.app_program", folder, pictures)
        return windows.python(*program, seconds=SECONDS, display=display)


def is_activated(portal: RunningPortal) -> bool:
    return bool(portal.query("SELECT 1 FROM devices WHERE state = 'active'"))


def test_it_activates_and_approves_a_login(
    windows: Machine, tmp_path: Path, pictures: Path
) -> None:
    with running_portal(tmp_path) as portal, ThreadPoolExecutor(1) as beside:
        portal.create_account(LOGIN)
        task = {"portal": portal.url, "login": LOGIN, "code": portal.issue_code(LOGIN)}
        (tmp_path / "task.json").write_text(json.dumps(task))
        app = beside.submit(use_app, windows, tmp_path, pictures)
        until(lambda: app.done() or is_activated(portal), SECONDS, "the activation")
        portal.clear(LOGIN)
        browser = Browser(portal.url)
        browser.begin(LOGIN)
        ended = app.result()
        assert ended.code == 0, ended.words
        assert ended.words.splitlines()[0] == "win32 windows WinVaultKeyring"
        opened = (tmp_path / "opened.txt").read_text()
        browser.finish(opened.partition("#t=")[2])
        assert browser.is_logged_in()
    shown = sorted(picture.stem for picture in pictures.iterdir())
    assert shown == [f"windows-app-{n:02}-{name}" for n, name in enumerate(SHOWN, 1)]
    assert all(colours(picture) > 20 for picture in pictures.iterdir())


def colours(picture: Path) -> int:
    """How many different ones; an empty window has one."""
    image = QImage(str(picture))
    spots = range(0, image.width(), 3)
    return len({image.pixel(x, y) for y in range(0, image.height(), 3) for x in spots})
