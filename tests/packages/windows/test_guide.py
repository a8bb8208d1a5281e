"""The administrators' guide: its commands do in the command prompt what it says."""

import pytest

from tests.packages.windows.installers import (
    POLICY,
    PRODUCT,
    RUN,
    SECONDS,
    Computer,
    Installers,
    keep_profile,
)
from tests.support.documents import ADMINISTRATORS, fenced, section
from wine import windows_path

MSI, SETUP = fenced(section(ADMINISTRATORS.read_text("utf-8"), "Verteilen unter Windows"), "bat")
PORTAL = "https://gp.meine.aok.de"
AUTOSTART = rf"HKEY_LOCAL_MACHINE\{RUN}"


def commands(block: str) -> list[str]:
    return [line for line in block.splitlines() if line and not line.startswith("rem ")]


def prompt(computer: Computer, versions: tuple[Installers, ...], *lines: str) -> str:
    """What the lines say, typed one after the other where the installers lie."""
    folder = windows_path(versions[0].msi.parent)
    batch = computer.wine.drive / "typed.bat"
    text = "\r\n".join(("@echo off", folder[:2], f'cd "{folder}"', *lines, ""))
    batch.write_bytes(text.encode("ascii"))
    return computer.wine.run(["cmd", "/c", batch], seconds=SECONDS).words


@pytest.mark.heavy
def test_the_lines_for_the_msi_install_check_update_and_remove(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    install, check, code, update, remove = commands(MSI)
    profile = keep_profile(computer.wine)
    prompt(computer, versions, install)
    assert computer.values(POLICY) == {"portal": PORTAL}
    assert computer.values(AUTOSTART)[PRODUCT].endswith('aok-2faktor.exe" --hidden')
    assert list(computer.wine.drive.rglob("aok-2faktor.log"))
    assert prompt(computer, versions, check, code).split() == ["0"]
    assert computer.said() == "--self-check"
    prompt(computer, versions, update)
    assert "_internal/only-in-0.2.0.txt" in computer.files("Program Files", PRODUCT)
    assert computer.values(POLICY) == {"portal": PORTAL}
    prompt(computer, versions, remove)
    assert computer.traces() == []
    assert profile.exists()


@pytest.mark.heavy
def test_the_lines_for_the_setup_program_install_and_remove(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    install, remove = commands(SETUP)
    prompt(computer, versions, install)
    assert computer.values(POLICY) == {"portal": PORTAL}
    assert PRODUCT in computer.values(AUTOSTART)
    program = computer.wine.drive / "Program Files" / PRODUCT / "Uninstall.exe"
    prompt(computer, versions, remove)
    computer.wait_until_gone(program)
    assert computer.traces() == []
