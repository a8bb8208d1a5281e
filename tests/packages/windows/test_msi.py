"""The MSI: silently installed for all users, upgraded and removed, as its properties say."""

import pytest

from tests.packages.windows.installers import (
    CLASSES,
    POLICY,
    PRODUCT,
    RUN,
    Computer,
    Installers,
    keep_profile,
)

MACHINE = "HKEY_LOCAL_MACHINE"
PORTAL = "https://portal.clinic.example:8443"


def install(computer: Computer, versions: Installers, *properties: str) -> int:
    return computer.run("msiexec", "/i", versions.msi, "/qn", *properties)


@pytest.mark.heavy
def test_it_installs_what_is_usual_and_leaves_nothing_behind(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    assert install(computer, versions[0]) == 0
    files = {"aok-2faktor.exe", "_internal/only-in-0.1.0.txt"}
    assert computer.files("Program Files", PRODUCT) == files
    command = computer.values(rf"{MACHINE}\{CLASSES}")[r"shell\open\command\(Default)"]
    assert command == rf'"C:\Program Files\{PRODUCT}\aok-2faktor.exe" --open-link "%1"'
    assert PRODUCT not in computer.values(rf"{MACHINE}\{RUN}")
    assert computer.values(POLICY) == {}
    assert len(computer.shortcuts()) == 2
    assert (computer.wine.drive / "ProgramData" / PRODUCT).is_dir()
    computer.run("start", "/wait", "aokzweifaktor:activate?code=1")
    assert computer.said() == '--open-link "aokzweifaktor:activate?code=1"'
    assert computer.run("msiexec", "/x", versions[0].msi, "/qn") == 0
    assert computer.said() == ""
    assert computer.traces() == []


def test_an_upgrade_keeps_what_was_chosen_and_the_accounts(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    before, after = versions
    profile = keep_profile(computer.wine)
    chosen = (f"PORTAL={PORTAL}", "AUTOSTART=1", "TRAY=0", "DESKTOP=0", "LINKS=0")
    assert install(computer, before, *chosen) == 0
    assert install(computer, after) == 0
    assert computer.files("Program Files", PRODUCT) == {
        "aok-2faktor.exe",
        "_internal/only-in-0.2.0.txt",
    }
    assert computer.values(POLICY) == {"portal": PORTAL, "tray": "0x0"}
    assert computer.values(rf"{MACHINE}\{RUN}")[PRODUCT].endswith('aok-2faktor.exe" --hidden')
    assert computer.values(rf"{MACHINE}\{CLASSES}") == {}
    assert len(computer.shortcuts()) == 1
    assert profile.exists()
    assert computer.said() == ""
    assert install(computer, before) != 0, "an older version must not take its place"


@pytest.mark.heavy
def test_accounts_are_forgotten_where_a_property_says_so(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    install(computer, versions[0])
    assert computer.run("msiexec", "/x", versions[0].msi, "/qn", "FORGET=1") == 0
    assert computer.said() == "--forget-accounts"
