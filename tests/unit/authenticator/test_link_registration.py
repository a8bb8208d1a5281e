import configparser
import plistlib
import re
import shlex
import sys
from pathlib import Path

import pytest

from authenticator.desktop.url_scheme import (
    DESKTOP_FILE,
    desktop_entry,
    entry_for_all,
    is_registered,
    register_url_scheme,
    registry_values,
)
from authenticator.programs import own_command
from crypto.app_link import SCHEME

ROOT = Path(__file__).parents[3]
NAME = "AOK 2-Faktor App"

on_linux = pytest.mark.only_on("linux", reason="other desktops have no desktop entries")


def entry(text: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser["Desktop Entry"]


def test_the_desktop_entry_takes_links_and_nothing_behind_them() -> None:
    found = entry(desktop_entry(["/opt/aok-2faktor/aok-2faktor"], NAME))
    assert found["Exec"] == "/opt/aok-2faktor/aok-2faktor --open-link %u"
    assert found["MimeType"] == "x-scheme-handler/aokzweifaktor;"
    assert found["Name"] == NAME
    assert found["Type"] == "Application"


@pytest.mark.parametrize("word", ["/opt/AOK App/x", "/opt/a$b`c", '/opt/a"b', "/opt/a\\b", "/a%b"])
def test_every_path_comes_through_the_exec_key(word: str) -> None:
    line = entry(desktop_entry([word], NAME))["Exec"]
    first = line.removesuffix(" --open-link %u")
    # Undone in the order of the specification: the string, the quoted argument, the field codes.
    first = first.replace("\\\\", "\\")
    if first.startswith('"'):
        first = re.sub(r'\\(["`$\\])', r"\1", first[1:-1])
    assert first.replace("%%", "%") == word


def test_windows_starts_with_the_link_behind_the_last_option() -> None:
    keys = registry_values([r"C:\Program Files\AOK\aok-2faktor.exe"], NAME)
    top = keys[r"Software\Classes\aokzweifaktor"]
    assert top == {"": f"URL:{NAME}", "URL Protocol": ""}
    command = keys[r"Software\Classes\aokzweifaktor\shell\open\command"][""]
    assert command == r'"C:\Program Files\AOK\aok-2faktor.exe" --open-link "%1"'


def test_macos_reads_the_scheme_from_the_bundle() -> None:
    plist = ROOT / "packaging" / "macos" / "info.plist"
    (types,) = plistlib.loads(plist.read_bytes())["CFBundleURLTypes"]
    assert types["CFBundleURLSchemes"] == [SCHEME]


def test_a_packed_program_is_started_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == (sys.executable,)


@on_linux
def test_registering_twice_changes_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    register_url_scheme(NAME)
    file = tmp_path / "data" / "applications" / DESKTOP_FILE
    text, written = file.read_text(), file.stat().st_mtime_ns
    assert shlex.split(entry(text)["Exec"])[-2:] == ["--open-link", "%u"]
    register_url_scheme(NAME)
    assert file.stat().st_mtime_ns == written


@on_linux
def test_only_links_that_open_this_very_program_count_as_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert not is_registered()
    assert register_url_scheme(NAME)
    assert is_registered()
    file = tmp_path / "data" / "applications" / DESKTOP_FILE
    file.write_text(desktop_entry(["/somewhere/else/aok-2faktor"], NAME))
    assert not is_registered()
    assert register_url_scheme(NAME)
    assert is_registered()
    (tmp_path / "config" / "mimeapps.list").unlink()
    file.unlink()
    assert not is_registered()


@on_linux
def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("in the way of a folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert not register_url_scheme(NAME)


class InstalledForAll:
    """A desktop on which a package has registered the program for all users."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "usr" / "bin" / "aok-2faktor"
        self.program.parent.mkdir(parents=True)
        self.program.write_text("#!/bin/sh\n")
        self.program.chmod(0o755)
        applications = folder / "usr" / "share" / "applications"
        applications.mkdir(parents=True)
        self.entry = applications / DESKTOP_FILE
        self.entry.write_text(desktop_entry([str(self.program)], NAME))
        # As the package's triggers have it done.
        (applications / "mimeinfo.cache").write_text(
            f"[MIME Cache]\nx-scheme-handler/{SCHEME}={DESKTOP_FILE};\n"
        )
        self.own = folder / "data" / "applications" / DESKTOP_FILE
        self.own.parent.mkdir(parents=True)


@pytest.fixture
def for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InstalledForAll:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "usr" / "share"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return InstalledForAll(tmp_path)


@on_linux
def test_a_program_installed_for_all_is_registered_and_writes_nothing_for_one(
    for_all: InstalledForAll,
) -> None:
    assert is_registered()
    assert register_url_scheme(NAME)
    assert is_registered()
    assert not for_all.own.exists()


@on_linux
def test_the_entry_for_all_takes_the_place_of_one_that_a_user_has(
    for_all: InstalledForAll,
) -> None:
    for_all.own.write_text(desktop_entry(["/home/user/aok-2faktor"], NAME))
    assert not is_registered()
    assert register_url_scheme(NAME)
    assert is_registered()
    assert not for_all.own.exists()


@on_linux
def test_an_entry_for_all_whose_program_is_gone_counts_for_nothing(
    for_all: InstalledForAll,
) -> None:
    for_all.program.unlink()
    assert entry_for_all() is None
    assert register_url_scheme(NAME)
    assert for_all.own.exists()


@on_linux
def test_what_runs_from_its_source_registers_itself_all_the_same(
    for_all: InstalledForAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(sys, "frozen")
    assert register_url_scheme(NAME)
    assert for_all.own.exists()


@on_linux
def test_an_own_entry_that_cannot_be_removed_is_said(for_all: InstalledForAll) -> None:
    for_all.own.mkdir()
    assert not register_url_scheme(NAME)
