"""The Debian package in fresh roots of Debian: installed, used, updated, removed.

The root has nothing but Debian's essentials and what the package depends on. Screen, keyring, a
screen reader's eyes and the portal are those of this machine; the app reaches them as on a desktop.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from keyring_session import keyring_session
from roots import may_make_roots
from tests.packages.debian_root import APT, Computer
from tests.support.portal_browser import Browser
from tests.support.portal_process import PortalProcess, running_portal_process
from tests.support.screen_person import ScreenPerson
from tests.support.screen_reader import VARIABLES, ScreenReader
from tests.support.x_screen import window_manager, x_screen

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.slow,
    pytest.mark.skipif(not may_make_roots(), reason="only root can make roots, only on Debian"),
]

LOGIN, PIN = "erika.mustermann@abc.example", "482913"
POLICY = Path("etc", "aok-2faktor", "policy.toml")


@pytest.fixture
def packages(deb: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The package, and the same as the next version."""
    later = tmp_path / "later"
    subprocess.run(("dpkg-deb", "--raw-extract", deb, later), check=True)
    control = later / "DEBIAN" / "control"
    control.write_text(control.read_text("utf-8").replace("-1\n", "-2\n", 1), "utf-8")
    target = tmp_path / "later.deb"
    words = ("dpkg-deb", "--root-owner-group", "-Znone", "--build", later, target)
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(later)
    first = tmp_path / "first.deb"
    shutil.copyfile(deb, first)
    return first, target


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PortalProcess]:
    with running_portal_process(tmp_path / "portal") as portal:
        portal.create_account(LOGIN, name="Erika Mustermann", provider="Praxis", cleared=True)
        yield portal


class Desk:
    """A desktop's session in front of the computer: starts the installed app and uses it."""

    def __init__(
        self,
        computer: Computer,
        portal: PortalProcess,
        person: ScreenPerson,
        variables: dict[str, str],
    ) -> None:
        self._computer, self._portal, self._variables = computer, portal, variables
        self.person = person

    @contextmanager
    def app(self) -> Iterator[None]:
        """The installed program, as its menu entry starts it."""
        settings = [f"{name}={value}" for name, value in self._variables.items()]
        program = ("/usr/bin/aok-2faktor", "--portal", self._portal.address, "--language", "de")
        with subprocess.Popen(self._computer.command(("env", *settings, *program))) as app:
            try:
                yield
            finally:
                app.terminate()

    def activate(self) -> None:
        person = self.person
        person.presses("introduction.way.skip")
        person.presses("activation.terms.read")
        person.presses("activation.terms.accept")
        person.types("activation.code.login", LOGIN)
        person.types("activation.code.code", self._portal.issue_code(LOGIN).replace(" ", ""))
        person.presses("activation.code.next")
        for name in ("first", "second"):
            person.types(f"activation.pin.{name}", PIN)
        person.presses("activation.pin.activate")
        person.presses("activation.done.close")

    def log_in(self) -> None:
        """A browser asks, the app approves."""
        Browser(self._portal.address).begin(LOGIN)
        self.person.types("approval.request.pin", PIN)
        self.person.presses("approval.request.approve")
        self.person.waits_for("approval.outcome.title")


@pytest.fixture
def desk(computer: Computer, portal: PortalProcess) -> Iterator[Desk]:
    with (
        keyring_session() as session,
        x_screen() as display,
        window_manager(display),
        pytest.MonkeyPatch.context() as here,
    ):
        variables = {**session, **VARIABLES, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        for name, value in variables.items():
            here.setenv(name, value)
        with ScreenReader() as reader:
            yield Desk(computer, portal, ScreenPerson(reader, os.environ), variables)


def test_the_main_job_is_done_with_the_package_across_an_update_and_nothing_stays(
    computer: Computer, packages: tuple[Path, Path], desk: Desk
) -> None:
    first, later = packages
    assert computer.traces() == []
    computer.run(*APT, "install", first)
    assert json.loads(
        computer.run("env", "QT_QPA_PLATFORM=offscreen", "aok-2faktor", "--self-check")
    )["ok"]
    opener = computer.run("xdg-mime", "query", "default", "x-scheme-handler/aokzweifaktor")
    assert opener.strip() == "aok-2faktor.desktop"
    with desk.app():
        desk.activate()
        desk.log_in()
    policy = computer.root.folder / POLICY
    policy.write_text("introduction = false\n")
    computer.run(*APT, "install", later)
    assert "introduction = false" in computer.run("aok-2faktor", "--show-policy")
    with desk.app():
        desk.log_in()
    computer.run(*APT, "remove", "aok-2faktor")
    assert computer.traces() == [
        "etc/aok-2faktor",
        "var/lib/dpkg/info/aok-2faktor.list",
        "var/lib/dpkg/info/aok-2faktor.postrm",
    ]
    assert policy.is_file()
    computer.run(*APT, "purge", "aok-2faktor")
    assert computer.traces() == []
