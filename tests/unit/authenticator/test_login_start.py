"""Starting when the user logs in: what is written, and what the system says of it."""

import configparser
import plistlib
import sys
from pathlib import Path

import pytest

from authenticator.config import Config
from authenticator.desktop.autostart import (
    FileStart,
    agent_is_on,
    autostart,
    autostart_entry,
    entry_is_on,
    is_approved,
    launch_agent,
    run_value,
)
from authenticator.failures import Failure, Refused
from authenticator.services.starting import StartingServices

NAME = "AOK 2-Faktor App"
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
    assert not start.is_on()
    start.set_on(on=True)
    assert start.is_on()
    start.set_on(on=False)
    assert not start.is_on()
    start.set_on(on=False)
    assert list((tmp_path / "autostart").iterdir()) == []


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_settings_of_the_desktop_switch_off_is_off(line: str, tmp_path: Path) -> None:
    start = a_start(tmp_path)
    start.set_on(on=True)
    file = tmp_path / "autostart" / "x"
    file.write_text(f"{file.read_text()}{line}\n")
    assert not start.is_on()
    start.set_on(on=True)
    assert start.is_on()


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
    assert found.is_on() is wanted


def test_a_policy_holds_before_anything_else_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    config = Config("https://portal.example", tmp_path / "profile", start_at_login=True)
    start = StartingServices(config, language="de").autostart
    assert start is not None
    assert start.is_on()
