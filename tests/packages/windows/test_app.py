"""The app itself, installed silently on a fresh Windows: used, updated, used again, and removed."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import package
from crypto.app_link import ActivationLink
from environment import ROOT
from tests.packages.windows.desk import LOGIN, Desk
from tests.packages.windows.installers import Computer
from tests.packages.windows.ways import ByMsi, BySetupForAll, BySetupForOne, Way
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.x_screen import x_screen
from windows_bundle import FOLDER, windows_bundle
from windows_environment import windows_environment
from windows_package import file_names, kept, read_names

LATER = "9.0.0"
UNINSTALLER = "Uninstall.exe"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path) as portal:
        portal.create_account(LOGIN, cleared=True)
        yield portal


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where CI wants to keep them, else for this test only."""
    kept = os.environ.get("AOK_CI_ARTEFACTS")
    folder = Path(kept, "windows-packages") if kept else tmp_path / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def desk(
    computer: Computer, portal: RunningPortal, tmp_path: Path, pictures: Path
) -> Iterator[Desk]:
    with x_screen() as display:
        desk = Desk(computer, windows_environment(), portal, display, tmp_path, pictures)
        desk.furnish()
        yield desk


def made_of_app(kind: str, version: str = "") -> Path:
    """The installer that `./run package windows` makes, or the same as another version."""
    names, epoch = read_names(), package.source_date()
    folder = windows_bundle(epoch)
    target = folder.parent / "later" if version else package.TARGET
    target.mkdir(parents=True, exist_ok=True)
    return kept(kind, folder, target, {**names, "version": version or names["version"]}, epoch)


@pytest.mark.parametrize(
    "kind",
    [
        ByMsi,
        pytest.param(BySetupForAll, marks=pytest.mark.heavy),
        pytest.param(BySetupForOne, marks=pytest.mark.heavy),
    ],
)
def test_the_main_job_is_done_across_an_update_and_nothing_of_the_program_stays(
    kind: type[Way], desk: Desk
) -> None:
    computer, way = desk.computer, kind(desk.computer, desk.portal.url)
    before, after = made_of_app(way.kind), made_of_app(way.kind, LATER)
    assert way.install(before) == 0
    assert way.version() == read_names()["version"]
    assert_complete(computer)
    assert_starts(desk)
    link = ActivationLink(desk.portal.url, LOGIN, desk.portal.issue_code(LOGIN))
    desk.use("installed", way.opening(link.text), "activate")
    desk.log_in("installed-login", way.menu())
    assert way.install(after) == 0
    assert way.version() == LATER
    assert_complete(computer)
    desk.log_in("updated-login", way.menu())
    way.remove(after)
    assert computer.traces() == []
    assert computer.kept() != []


@pytest.mark.heavy
@pytest.mark.parametrize("kind", [ByMsi, BySetupForOne])
def test_removal_forgets_the_account_where_that_is_asked_for(kind: type[Way], desk: Desk) -> None:
    computer, way = desk.computer, kind(desk.computer, desk.portal.url)
    file = made_of_app(way.kind)
    way.install(file)
    link = ActivationLink(desk.portal.url, LOGIN, desk.portal.issue_code(LOGIN))
    desk.use("installed", way.opening(link.text), "activate")
    assert len(computer.kept()) > 1
    way.remove(file, forget=True)
    assert computer.traces() == []
    assert computer.kept() == []


def assert_complete(computer: Computer) -> None:
    program = computer.program()
    there = computer.files(*program.parent.relative_to(computer.wine.drive).parts)
    built = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert there - {UNINSTALLER} == built
    assert program.read_bytes() == (FOLDER / program.name).read_bytes()


def assert_starts(desk: Desk) -> None:
    program = desk.computer.program()
    names = read_names()
    assert (
        desk.start(program, "--version").words.strip() == f"{names['product']} {names['version']}"
    )
    checked = desk.start(program, "--self-check")
    assert (checked.code, json.loads(checked.words)["ok"]) == (0, True), checked.words
    told = json.loads(desk.start(program, "--show-policy", "--json").words)
    assert told["values"]["portal"]["value"] == desk.portal.url
    assert told["values"]["portal"]["locked"]


@pytest.mark.heavy
def test_a_person_gets_the_files_by_one_command() -> None:
    subprocess.run(
        (sys.executable, ROOT / "packaging" / "commands", "package", "windows"), check=True
    )
    sums = package.SUMS.read_text("utf-8")
    for name in file_names(read_names()["version"]):
        digest = hashlib.sha256((package.TARGET / name).read_bytes()).hexdigest()
        assert f"{digest}  {name}\n" in sums
