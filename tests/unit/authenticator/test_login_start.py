"""Starting when the user logs in: what is written, and what the system says of it."""

import configparser
import plistlib
import sys
from pathlib import Path

import pytest

from authenticator.branding import load_branding
from authenticator.config import Config
from authenticator.desktop.autostart import (
    FileStart,
    StartState,
    agent_is_on,
    autostart,
    autostart_entry,
    entry_is_on,
    is_approved,
    launch_agent,
    run_value,
)
from authenticator.failures import Failure, Refused
from authenticator.policy.report import DEFAULT, USER, policy_report
from authenticator.services.starting import StartingServices

NAME = "AOK 2-Faktor App"
ENTRY = "aok-2faktor.desktop"
COMMAND = ("/opt/aok-2faktor/aok-2faktor",)


def a_start(folder: Path) -> FileStart:
    return FileStart(folder / "autostart" / "x", autostart_entry(COMMAND, NAME), entry_is_on)


def test_the_entry_starts_the_program_without_a_window() -> None:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.read_string(autostart_entry(COMMAND, NAME).decode())
    assert parser["Desktop Entry"]["Exec"] == "/opt/aok-2faktor/aok-2faktor --hidden"
    assert parser["Desktop Entry"]["Name"] == NAME


def test_it_is_on_from_the_choice_on_until_the_other(tmp_path: Path) -> None:
    start = a_start(tmp_path)
    assert not start.state().is_on
    start.set_on(on=True)
    assert start.state().is_on
    start.set_on(on=False)
    assert not start.state().is_on
    start.set_on(on=False)
    assert list((tmp_path / "autostart").iterdir()) == []


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_settings_of_the_desktop_switch_off_is_off(line: str, tmp_path: Path) -> None:
    start = a_start(tmp_path)
    start.set_on(on=True)
    file = tmp_path / "autostart" / "x"
    file.write_text(f"{file.read_text()}{line}\n")
    assert not start.state().is_on
    start.set_on(on=True)
    assert start.state().is_on


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An entry for all users; an entry of a lower folder that is off beside it."""
    folders = (tmp_path / "first", tmp_path / "second")
    for folder in folders:
        (folder / "autostart").mkdir(parents=True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", ":".join(map(str, ("", *folders))))
    (folders[1] / "autostart" / ENTRY).write_text("[Desktop Entry]\nHidden=true\n")
    entry = folders[0] / "autostart" / ENTRY
    entry.write_bytes(autostart_entry(COMMAND, NAME))
    return entry


@pytest.mark.only_on("posix", reason="a path of Windows has the colon that parts folders")
def test_an_entry_for_all_users_counts_until_this_user_switches_it_off(
    shared: Path, tmp_path: Path
) -> None:
    start = autostart(NAME)
    assert start is not None
    assert start.state() == StartState(is_on=True, place=str(shared))
    start.set_on(on=False)
    assert start.state() == StartState(is_on=False, is_own=True)
    own = tmp_path / "own" / "autostart" / ENTRY
    assert not entry_is_on(own.read_bytes())
    start.set_on(on=True)
    assert start.state().place == str(shared)
    assert not own.exists(), "what the administrator changes later would not count"
    shared.unlink()
    assert start.state() == StartState(is_on=False), "of the folders the first one with it counts"
    start.set_on(on=True)
    assert start.state() == StartState(is_on=True, is_own=True)


@pytest.mark.only_on("posix", reason="a path of Windows has the colon that parts folders")
@pytest.mark.parametrize(
    ("chosen", "source"), [(None, DEFAULT), (False, USER)], ids=["nothing", "off"]
)
def test_whoever_asks_what_holds_hears_of_the_entry_for_all_users(
    shared: Path, tmp_path: Path, chosen: bool | None, source: str
) -> None:
    start = autostart(NAME, chosen)
    report = policy_report(load_branding(), profile=tmp_path, start=start, sources=())
    (shown,) = (each for each in report.values if each.name == "start_at_login")
    assert (shown.value, shown.source) == (chosen is None, source)
    said = f"default: {shared}" if chosen is None else "user"
    value = "true" if chosen is None else "false"
    assert f"start_at_login = {value}  # {said}" in report.lines()


def test_an_entry_for_all_users_that_nothing_overrides_holds(tmp_path: Path) -> None:
    own, shared = tmp_path / "own", tmp_path / "shared"
    start = FileStart(own, launch_agent(COMMAND), agent_is_on, shared=(shared,))
    start.set_on(on=True)
    assert start.state() == StartState(is_on=True, is_own=True)
    shared.write_bytes(launch_agent(COMMAND))
    locked = StartState(is_on=True, place=str(shared), is_locked=True)
    assert start.state() == locked
    start.set_on(on=False)
    assert not own.exists()
    assert start.state() == locked
    report = policy_report(load_branding(), profile=tmp_path, start=start, sources=())
    assert f"start_at_login = true  # policy, locked: {shared}" in report.lines()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[Other]\na=b\n", b"no entry"])
def test_what_is_no_entry_starts_nothing(content: bytes) -> None:
    assert not entry_is_on(content)


def test_a_folder_that_cannot_be_written_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file in the way")
    with pytest.raises(Refused) as caught:
        a_start(tmp_path).set_on(on=True)
    assert caught.value.problem.failure is Failure.LOGIN_START_REFUSED


def test_the_launch_agent_starts_the_program_at_login() -> None:
    content = launch_agent(COMMAND)
    agent = plistlib.loads(content)
    assert agent["ProgramArguments"] == [*COMMAND, "--hidden"]
    assert agent["RunAtLoad"] is True
    assert agent_is_on(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<plist>",
        plistlib.dumps([]),
        plistlib.dumps({"RunAtLoad": False}),
        plistlib.dumps({"RunAtLoad": True, "Disabled": True}),
    ],
)
def test_what_launchd_would_not_start_is_off(content: bytes) -> None:
    assert not agent_is_on(content)


def test_windows_gets_a_command_line_with_quotes() -> None:
    value = run_value([r"C:\Program Files\AOK\aok-2faktor.exe"])
    assert value == r'"C:\Program Files\AOK\aok-2faktor.exe" --hidden'


@pytest.mark.parametrize(
    ("value", "approved"),
    [(None, True), (b"", True), (b"\x02" + bytes(11), True), (b"\x03" + bytes(11), False)],
)
def test_the_settings_of_windows_may_switch_it_off(value: bytes | None, approved: bool) -> None:
    assert is_approved(value) is approved


@pytest.mark.only_on("linux", reason="other systems have a way of their own")
def test_a_desktop_finds_the_entry_where_it_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    start = autostart(NAME)
    assert start is not None
    start.set_on(on=True)
    assert (tmp_path / "autostart" / "aok-2faktor.desktop").is_file()


@pytest.mark.only_on("linux", reason="other systems always have one")
def test_without_a_desktop_there_is_no_such_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    assert autostart(NAME) is None


@pytest.mark.parametrize("wanted", [True, False])
def test_a_policy_makes_the_entry_or_takes_it_away(
    tmp_path: Path, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    start = autostart(NAME)
    assert start is not None
    start.set_on(on=not wanted)
    found = autostart(NAME, wanted)
    assert found is not None
    assert found.state().is_on is wanted


def test_a_policy_holds_before_anything_else_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    config = Config("https://portal.example", tmp_path / "profile", start_at_login=True)
    start = StartingServices(config, language="de").autostart
    assert start is not None
    assert start.state().is_on
