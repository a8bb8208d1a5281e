"""The app as it is shipped: a folder that starts without Python and is not too large.

What it starts gets the desktop's own environment, not the one of its packing: stand-ins in place
of the system's programs write down the environment that they are given.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundle import search_path
from libraries import binaries
from tests.support.patience import until
from tests.support.screen_reader import ScreenReader
from tests.support.x_screen import desktop_variables, x_screen

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "bundle" / "aok-2faktor"
APP = FOLDER / "aok-2faktor"
LARGEST = 90_000_000
STAND_IN = f"""#!{sys.executable} -I
import json, os, sys
from pathlib import Path

told = Path(__file__).parent / "told"
(told / f"{{Path(__file__).name}}-{{os.getpid()}}.new").write_text(json.dumps(dict(os.environ)))
(told / f"{{Path(__file__).name}}-{{os.getpid()}}.new").rename(told / Path(__file__).name)
"""
PROGRAMS = ("gsettings", "update-desktop-database", "xdg-mime", "xdg-open")
DESKTOPS_OWN = {
    "LD_LIBRARY_PATH": "/opt/clinic/lib",
    "QT_PLUGIN_PATH": "/opt/clinic/plugins",
    "QML2_IMPORT_PATH": "/opt/clinic/qml",
}
on_linux = pytest.mark.only_on("linux", reason="stand-ins for Linux programs")


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    commands = ROOT / "packaging" / "commands"
    subprocess.run([sys.executable, commands, "bundle", "--no-archive"], check=True)


@pytest.fixture
def display() -> Iterator[str]:
    with x_screen() as display:
        yield display


def output(option: str, **screen: str) -> str:
    # Nothing of this Python may help: the program has only what was packed with it.
    kept = ("DBUS_SESSION_BUS_ADDRESS", "HOME", "SYSTEMROOT", "XDG_RUNTIME_DIR")
    variables = {name: os.environ[name] for name in kept if name in os.environ}
    done = subprocess.run(
        [APP, option],
        # Qt would say a word about another kind of locale.
        env=variables | {"LC_ALL": "C.UTF-8"} | (screen or {"QT_QPA_PLATFORM": "offscreen"}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_shipped_app_tells_its_version() -> None:
    assert output("--version").strip() == "AOK 2-Faktor App 0.1.0"


def test_the_shipped_app_finds_all_its_parts() -> None:
    assert json.loads(output("--self-check"))["ok"]


@pytest.mark.only_on("linux", reason="only Linux has X11")
def test_the_shipped_app_starts_on_a_real_screen(display: str) -> None:
    report = output("--self-check", DISPLAY=display, QT_QPA_PLATFORM="xcb")
    assert json.loads(report)["window"]


def test_the_shipped_app_leaves_out_what_it_does_not_need() -> None:
    names = {path.name.lower() for path in FOLDER.rglob("*")}
    unwanted = (
        *("libgtk", "libqt6qml", "libqt6quick", "libqt6opengl", "portal", "sqlalchemy"),
        *("_asyncio", "_bz2", "_codecs_", "_decimal", "_lzma", "_multi", "_uuid"),
        *("cacert", "charset", "liblzma", "libuuid"),
    )
    assert [name for name in names if name.startswith(unwanted)] == []


@pytest.mark.only_on("linux", reason="names of libraries")
def test_the_shipped_app_takes_from_the_system_what_has_to_fit_it() -> None:
    names = {path.name for path in FOLDER.rglob("*.so*")}
    systems = ("libdbus", "libgcc", "libglib", "libgssapi", "libk5", "libkrb5", "libstdc++", "libX")
    assert [name for name in names if name.startswith(systems)] == []
    brought = {"libcrypto.so.3", "libicudata.so.73", "libQt6Network.so.6", "libxcb-cursor.so.0"}
    assert brought <= names


@pytest.mark.only_on("linux", reason="the folder's place in an .app is another one")
def test_what_pyside_compiles_at_each_start_is_compiled_already(tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "copy", symlinks=True)
    (loader,) = copy.rglob("shibokensupport/signature/loader.pyc")
    loader.unlink()
    done = subprocess.run([copy / APP.name, "--self-check"], capture_output=True, check=False)
    assert done.returncode != 0
    assert b"No module named 'shibokensupport.signature.loader'" in done.stderr


@pytest.mark.only_on("linux", reason="ELF")
def test_no_binary_names_a_folder_in_which_libraries_are_looked_for() -> None:
    found = {file.name: search_path(file) for file in binaries(FOLDER)}
    outside = [place for places in found.values() for place in places if place[0] != "$"]
    assert len(found) > 50
    assert outside == []


@pytest.mark.only_on("linux", reason="other systems' Python and Qt differ in size")
def test_the_shipped_app_is_small() -> None:
    assert sum(file.lstat().st_size for file in FOLDER.rglob("*") if file.is_file()) <= LARGEST


class Desktop:
    """One with stand-ins, and with or without libraries of its own."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        (folder / "told").mkdir(parents=True)
        for name in PROGRAMS:
            program = folder / name
            program.write_text(STAND_IN)
            program.chmod(0o755)
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        self.variables = {**variables, "PATH": path}

    def told(self, program: str) -> dict[str, str]:
        """What a stand-in was given; it is waited for."""
        file = self.folder / "told" / program
        until(file.exists, what=program)
        found: dict[str, str] = json.loads(file.read_text())
        return found

    def assert_given_its_own(self, program: str) -> None:
        given = self.told(program)
        expected = self.variables
        # What a program of the desktop adds on its way is not the app's doing.
        ours = {name: given.get(name) for name in (*expected, *_of_packing(given))}
        assert ours == expected


@pytest.fixture(params=[{}, DESKTOPS_OWN], ids=["plain", "with-libraries-of-its-own"])
def desktop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desktop]:
    with x_screen() as display:
        variables = desktop_variables(display, tmp_path)
        del variables["PYTHONPATH"]
        for name in (*DESKTOPS_OWN, "QT_QPA_PLATFORM"):
            variables.pop(name, None)
        yield Desktop(tmp_path / "programs", {**variables, **request.param})


@on_linux
def test_programs_that_the_app_runs_are_given_the_desktops_environment(desktop: Desktop) -> None:
    command = (APP, "--register-links")
    assert subprocess.run(command, env=desktop.variables, check=False).returncode == 0
    desktop.assert_given_its_own("update-desktop-database")
    desktop.assert_given_its_own("xdg-mime")


@on_linux
def test_the_browser_and_the_desktops_settings_are_given_the_desktops_environment(
    desktop: Desktop,
) -> None:
    command = (APP, "--portal", "http://127.0.0.1:9", "--language", "de")
    with ScreenReader() as reader, subprocess.Popen(command, env=desktop.variables) as app:

        def press(name: str) -> None:
            until(lambda: reader.find(name), what=name).press()

        press("main.help")
        press("help.portal")
        desktop.assert_given_its_own("xdg-open")
        press("help.check")
        desktop.assert_given_its_own("gsettings")
        app.kill()


@on_linux
def test_a_browser_that_the_desktop_cannot_open_is_told(desktop: Desktop) -> None:
    # 4: "The action failed", as where no browser is installed.
    (desktop.folder / "xdg-open").write_text(f"{STAND_IN}sys.exit(4)\n")
    command = (APP, "--portal", "http://127.0.0.1:9", "--language", "de")
    with ScreenReader() as reader, subprocess.Popen(command, env=desktop.variables) as app:
        for name in ("main.help", "help.portal"):
            until(lambda name=name: reader.find(name), what=name).press()  # type: ignore[misc]
        told = until(lambda: reader.find("help.unopened.text"), what="that nothing was opened")
        assert "http://127.0.0.1:9" in told.name
        desktop.assert_given_its_own("xdg-open")
        app.kill()


@on_linux
def test_a_proxy_script_runs_in_the_shipped_program() -> None:
    script = "function FindProxyForURL(url, host) { return 'PROXY ' + host + ':3128'; }"
    question = {"script": script, "url": "https://a.example/", "host": "a.example", "seconds": 30}
    done = subprocess.run(
        [APP, "--run-proxy-script"],
        input=json.dumps(question).encode(),
        capture_output=True,
        check=True,
        env={"PATH": "/nowhere"},
    )
    assert done.stdout == b"PROXY a.example:3128"


def _of_packing(variables: dict[str, str]) -> list[str]:
    """Names whose values lead into the bundle, or are the packing's own."""
    folder = str(FOLDER)
    return [
        name
        for name, value in variables.items()
        if folder in value.split(os.pathsep)[0] or name.startswith(("_PYI", "_MEI"))
    ]
