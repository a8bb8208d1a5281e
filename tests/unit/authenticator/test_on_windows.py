"""What the services ask of Windows itself: registry, Credential Manager, sessions, folders.

All that is written is below HKEY_CURRENT_USER or has a name of its own, and is gone afterwards.
"""

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from authenticator.desktop import url_scheme
from authenticator.desktop.autostart import StartState, autostart
from authenticator.desktop.crash_reports import refuse_memory_dumps
from authenticator.desktop.machine import machine_id, system_name
from authenticator.desktop.remote_session import remote_session
from authenticator.desktop.session import display_name, host_name, session_name
from authenticator.desktop.text_size import text_scale
from authenticator.policy.ownership import UserCanChange
from authenticator.policy.windows import (
    machine_values,
    program_data,
    require_administrators_only,
)
from authenticator.programs import own_command
from authenticator.storage import paths, secret_store
from authenticator.storage.secret_store import open_secret_store, probe

pytestmark = pytest.mark.only_on("windows", reason="what Windows itself is asked")

# On other systems there are none, and the file is read all the same.
winreg: Any = import_module("winreg") if sys.platform == "win32" else None
windll: Any = getattr(ctypes, "windll", None)

NAME = "AOK test of the 2-Faktor App"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
TEXT_SIZE = r"Software\Microsoft\Accessibility"
LONGEST = "ü" * 1280
"""Characters of the longest secret that Windows keeps."""


def value_of(path: str, name: str) -> object:
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            return winreg.QueryValueEx(key, name)[0]
    except FileNotFoundError:
        return None


def remove_tree(path: str, root: int | None = None) -> None:
    root = winreg.HKEY_CURRENT_USER if root is None else root
    with winreg.OpenKey(root, path) as key:
        below = [winreg.EnumKey(key, index) for index in range(winreg.QueryInfoKey(key)[0])]
    for name in below:
        remove_tree(rf"{path}\{name}", root)
    winreg.DeleteKey(root, path)


def test_it_starts_at_login_until_it_is_switched_off_here_or_in_the_task_manager() -> None:
    start = autostart(NAME)
    assert start is not None
    assert not start.state().is_on
    start.set_on(on=True)
    try:
        assert start.state().is_on
        assert str(value_of(RUN, NAME)).endswith("--hidden")
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, APPROVED) as key:
            winreg.SetValueEx(key, NAME, 0, winreg.REG_BINARY, b"\x03" + bytes(11))
        assert not start.state().is_on
        start.set_on(on=True)
        assert start.state().is_on
        assert value_of(APPROVED, NAME) is None
    finally:
        start.set_on(on=False)
    assert value_of(RUN, NAME) is None


def test_what_a_setup_program_has_set_for_all_users_only_an_administrator_switches_off() -> None:
    start = autostart(NAME)
    assert start is not None
    machine = winreg.HKEY_LOCAL_MACHINE
    with winreg.CreateKey(machine, RUN) as run, winreg.CreateKey(machine, APPROVED) as approved:
        winreg.SetValueEx(run, NAME, 0, winreg.REG_SZ, "a program --hidden")
        try:
            locked = StartState(is_on=True, place=rf"HKLM\{RUN}", is_locked=True)
            assert start.state() == locked
            start.set_on(on=False)
            assert start.state() == locked
            winreg.SetValueEx(approved, NAME, 0, winreg.REG_BINARY, b"\x03" + bytes(11))
            assert start.state() == StartState(is_on=False)
            start.set_on(on=True)
            assert start.state() == StartState(is_on=True, is_own=True)
        finally:
            start.set_on(on=False)
            winreg.DeleteValue(run, NAME)
            winreg.DeleteValue(approved, NAME)
    assert start.state() == StartState(is_on=False)


def test_links_open_this_program_once_it_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(url_scheme, "SCHEME", "aoktestofthe2faktorapp")
    assert not url_scheme.is_registered()
    assert url_scheme.register_url_scheme(NAME)
    try:
        assert url_scheme.is_registered()
        assert url_scheme.register_url_scheme(NAME)
        monkeypatch.setattr(sys, "executable", r"C:\elsewhere\python.exe")
        assert not url_scheme.is_registered()
    finally:
        remove_tree(r"Software\Classes\aoktestofthe2faktorapp")


def test_links_open_a_program_that_is_installed_for_all_users(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(url_scheme, "SCHEME", "aoktestofthe2faktorapp")
    place = r"Software\Classes\aoktestofthe2faktorapp"
    command = rf"{place}\shell\open\command"
    value = url_scheme.registry_values(own_command(), NAME)[command][""]
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        winreg.SetValue(root, command, winreg.REG_SZ, value)
        value = "another program, for this user"
    try:
        assert not url_scheme.is_registered()
        remove_tree(place)
        assert url_scheme.is_registered()
    finally:
        remove_tree(place, winreg.HKEY_LOCAL_MACHINE)


@pytest.fixture
def text_size() -> Iterator[None]:
    """As it was before, afterwards."""
    before = value_of(TEXT_SIZE, "TextScaleFactor")
    yield
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, TEXT_SIZE) as key:
        if isinstance(before, int):
            winreg.SetValueEx(key, "TextScaleFactor", 0, winreg.REG_DWORD, before)
        else:
            winreg.DeleteValue(key, "TextScaleFactor")


@pytest.mark.usefixtures("text_size")
def test_the_slider_for_the_size_of_text_counts() -> None:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, TEXT_SIZE) as key:
        winreg.SetValueEx(key, "TextScaleFactor", 0, winreg.REG_DWORD, 150)
    assert text_scale() == 1.5


def test_the_machine_is_known_by_what_windows_calls_it() -> None:
    machine_id.cache_clear()
    key = r"HKLM\SOFTWARE\Microsoft\Cryptography"
    command = ("reg", "query", key, "/v", "MachineGuid", "/reg:64")
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert machine_id().decode() == told.split()[-1]
    assert system_name().startswith("Windows ")
    assert host_name()


def test_the_session_has_the_number_that_windows_gives_and_no_display() -> None:
    assert session_name().isdecimal()
    assert display_name() == ""


def test_a_session_at_this_computer_is_no_remote_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SESSIONNAME", raising=False)
    assert remote_session() is None


@pytest.mark.only_on("no wine", reason="wine reports no crashes")
def test_no_memory_goes_into_crash_reports() -> None:
    refuse_memory_dumps()
    flags = ctypes.c_uint32()
    this_process = ctypes.c_void_p(-1)
    assert windll.kernel32.WerGetFlags(this_process, ctypes.byref(flags)) == 0
    assert flags.value & 1


def credentials() -> int:
    """How many Windows keeps for this user."""
    number, found = ctypes.c_uint32(), ctypes.c_void_p()
    windows = windll.advapi32
    if windows.CredEnumerateW(None, 0, ctypes.byref(number), ctypes.byref(found)):
        windows.CredFree(found)
    return number.value


@pytest.mark.parametrize("roaming", [False, True], ids=["local", "roaming"])
def test_the_credential_manager_keeps_replaces_and_forgets_secrets(
    roaming: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_store, "SERVICE", NAME)
    before = credentials()
    store = open_secret_store(roaming=roaming)
    probe(store)
    assert store.read("one") is None
    try:
        for text in ("first", LONGEST, "last"):
            store.write("one", text)
            store.write("two", "another")
            assert open_secret_store(roaming=roaming).read("one") == text
        assert store.read("two") == "another"
    finally:
        store.delete("one")
        store.delete("two")
    assert store.read("one") is None
    store.delete("one")
    assert credentials() == before


def test_a_registry_policy_that_is_not_there_is_none() -> None:
    assert machine_values(rf"SOFTWARE\Policies\{NAME}") is None


def test_the_policys_folder_is_the_one_that_windows_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMDATA", r"C:\Users\somebody")
    assert program_data().is_dir()
    assert program_data() != Path(r"C:\Users\somebody")


def test_a_file_of_this_users_is_no_policy(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("roaming = true")
    with pytest.raises(UserCanChange) as refused:
        require_administrators_only(file)
    assert str(refused.value).startswith(str(file))


def test_accounts_and_logs_lie_where_windows_keeps_data_of_programs() -> None:
    local = Path.home() / "AppData" / "Local"
    assert local in paths.log_folder().parents
    assert paths.profile_folder().is_relative_to(Path.home() / "AppData")
