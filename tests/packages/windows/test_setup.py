"""The setup program: silently installed, used, upgraded and uninstalled, as its switches say."""

import pytest

from tests.packages.windows.installers import (
    CLASSES,
    ENTRIES,
    POLICY,
    PRODUCT,
    RUN,
    Computer,
    Installers,
    keep_profile,
)

PORTAL = "https://portal.clinic.example:8443"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("who", "hive"), [((), "HKEY_CURRENT_USER"), (("/AllUsers",), "HKEY_LOCAL_MACHINE")]
)
def test_it_installs_for_one_user_or_for_all(
    computer: Computer,
    versions: tuple[Installers, Installers],
    who: tuple[str, ...],
    hive: str,
) -> None:
    assert computer.run(versions[0].setup, "/S", *who, "/AUTOSTART=1") == 0
    command = computer.values(rf"{hive}\{CLASSES}")[r"shell\open\command\(Default)"]
    assert command.endswith(r"""\AOK 2-Faktor App\aok-2faktor.exe" --open-link "%1""" + '"')
    assert computer.values(rf"{hive}\{RUN}")[PRODUCT].endswith('aok-2faktor.exe" --hidden')
    entry = computer.values(rf"{hive}\{ENTRIES}\{PRODUCT}")
    assert (entry["DisplayName"], entry["DisplayVersion"]) == (PRODUCT, "0.1.0")
    assert len(computer.shortcuts()) == 2
    assert ("Program Files" in computer.program().parts) == bool(who)
    computer.uninstall()
    assert computer.traces() == []


@pytest.mark.heavy
def test_what_is_not_wanted_is_left_out(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    assert computer.run(versions[0].setup, "/S", "/DESKTOP=0", "/LINKS=0") == 0
    assert computer.values(rf"HKEY_CURRENT_USER\{CLASSES}") == {}
    assert PRODUCT not in computer.values(rf"HKEY_CURRENT_USER\{RUN}")
    assert len(computer.shortcuts()) == 1


@pytest.mark.heavy
def test_for_all_users_portal_and_notification_area_are_a_policy(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    words = ("/S", "/AllUsers", f"/PORTAL={PORTAL}", "/TRAY=0")
    assert computer.run(versions[0].setup, *words) == 0
    assert computer.values(POLICY) == {"portal": PORTAL, "tray": "0x0"}
    assert (computer.wine.drive / "ProgramData" / PRODUCT).is_dir()
    computer.run("reg", "add", POLICY, "/v", "proxy", "/d", "direct", "/reg:64")
    computer.uninstall()
    assert computer.values(POLICY) == {"proxy": "direct"}


@pytest.mark.heavy
def test_links_open_the_app_that_is_installed_for_all(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    computer.run(versions[0].setup, "/S", "/AllUsers")
    computer.run("start", "/wait", "aokzweifaktor:activate?code=1")
    assert computer.said() == '--open-link "aokzweifaktor:activate?code=1"'


def test_an_upgrade_keeps_the_place_and_the_accounts_and_nothing_else_of_before(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    before, after = versions
    profile = keep_profile(computer.wine)
    elsewhere = r"/D=C:\Praxis\2FA"
    assert computer.run(before.setup, "/S", "/AllUsers", elsewhere) == 0
    assert computer.run(after.setup, "/S", "/AllUsers") == 0
    files = {"aok-2faktor.exe", "Uninstall.exe", "_internal/only-in-0.2.0.txt"}
    assert computer.files("Praxis", "2FA") == files
    entry = computer.values(rf"HKEY_LOCAL_MACHINE\{ENTRIES}\{PRODUCT}")
    assert entry["DisplayVersion"] == "0.2.0"
    assert profile.exists()
    assert computer.said() == ""


@pytest.mark.heavy
def test_accounts_are_forgotten_only_where_a_switch_says_so(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    computer.run(versions[0].setup, "/S")
    computer.uninstall()
    assert computer.said() == ""
    computer.run(versions[0].setup, "/S")
    computer.uninstall("/FORGET")
    assert computer.said() == "--forget-accounts"


@pytest.mark.heavy
def test_it_touches_nothing_while_the_app_is_open(
    computer: Computer, versions: tuple[Installers, Installers]
) -> None:
    before, after = versions
    computer.run(before.setup, "/S")
    program = computer.program()
    with computer.wine.running(program, "--wait"):
        computer.wait_until_said("--wait")
        assert computer.run(after.setup, "/S") == 5
    assert computer.files(*program.parent.relative_to(computer.wine.drive).parts) == {
        "aok-2faktor.exe",
        "Uninstall.exe",
        "_internal/only-in-0.1.0.txt",
    }


@pytest.mark.heavy
@pytest.mark.parametrize("word", ["/PORTAL=https://a.example", "/TRAY=0", "/LINKS=maybe"])
def test_a_switch_that_cannot_be_followed_is_refused(
    computer: Computer, versions: tuple[Installers, Installers], word: str
) -> None:
    assert computer.run(versions[0].setup, "/S", word) == 87
    assert computer.traces() == []
