"""The administrators' guide names properties, switches, files and keys as they are."""

import plistlib
import re
from pathlib import Path

import pytest

import deb_package
import msi_package
import policy_files
import rpm_package
import windows_names
import windows_package
from authenticator.branding import load_branding
from authenticator.config import Config
from authenticator.desktop import autostart
from authenticator.policy.catalogue import policy_values
from authenticator.policy.sources import PREFERENCE_DOMAIN, REGISTRY_KEY
from crypto.typed_settings import setting_names
from tests.support.documents import ADMINISTRATORS, fenced, inline, section, windows_commands

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ADMINISTRATORS.read_text("utf-8")
COMMANDS = list(windows_commands(GUIDE))
SETUP = (ROOT / "packaging" / "windows" / "setup.nsi").read_text("utf-8")
CODE = [*inline(GUIDE), *(block for name in ("bat", "yaml") for block in fenced(GUIDE, name))]
TOOLS = ("Intune", "Gruppenrichtlinie", "Configuration Manager", "Jamf")
FIRST = "0.1.0"
# What makensis gives to each setup program, beside what setup.nsi reads.
GIVEN = {"/S", "/D="}


def of_setup() -> set[str]:
    """Each switch that the setup program reads."""
    read = set(re.findall(r'ReadSwitch \$\w+ "(\w+)"', SETUP))
    plain = re.findall(r'GetOptions\} \$R0 "(/\w+)"', SETUP)
    return {f"/{name}=" for name in read} | {"/PORTAL=", *plain}


def table(first: str) -> list[list[str]]:
    """The rows of the table whose first heading is this."""
    found = re.search(rf"^\| {first} \|.*\n\|[ -|]+\n((?:\|.*\n)+)", GUIDE, re.MULTILINE)
    assert found
    lines = found[1].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("msiexec")])
def test_msiexec_is_given_nothing_but_properties_of_the_package(command: str) -> None:
    names = set(re.findall(r"\b([A-Z]+)=", command))
    assert names <= {*msi_package._CHOICES, "FORGET"}
    assert re.match(r'msiexec /[ix] (aok-2faktor-0\.[12]\.0\.msi|"\{\w+\}") /qn', command)


@pytest.mark.parametrize("command", [each for each in COMMANDS if "setup.exe" in each])
def test_the_setup_program_is_given_nothing_but_its_switches(command: str) -> None:
    used = set(re.findall(r"(/[A-Za-z]+=?)", command.replace("https://", "")))
    assert used <= of_setup() | GIVEN


def test_the_table_has_every_property_and_every_switch() -> None:
    rows = table("MSI")
    properties = {re.sub(r"=.*", "", inline(row[0])[0]) for row in rows}
    switches = {re.sub(r"=.*", "=", inline(row[1])[0]) for row in rows}
    assert properties == {*msi_package._CHOICES, "FORGET"}
    assert switches == of_setup() - {"/AllUsers"}


def test_the_exit_codes_of_the_setup_program_are_told() -> None:
    own = {int(number) for number in re.findall(r"^!define EXIT_\w+ (\d+)$", SETUP, re.MULTILINE)}
    told = {int(code) for row in table("Exit-Code") for code in row[0].split(", ")}
    assert told == {0, 1, 2, 1603, 3010} | own


def test_files_have_the_names_that_the_builds_give_them() -> None:
    script = (ROOT / "packaging" / "macos" / "package.sh").read_text("utf-8")
    assert 'name="$target/AOK-2-Faktor-App-$version"' in script
    made = {deb_package.file_name("V-1"), rpm_package.file_name("V-1")}
    made |= {*windows_package.file_names("V"), "AOK-2-Faktor-App-V.pkg"}
    pattern = r"(?i)\baok-2-?faktor(?:-app)?[-_]\d[\w.-]*\.(?:msi|exe|deb|rpm|pkg)\b"
    named = {re.sub(r"\d\.\d\.\d", "V", name) for name in re.findall(pattern, GUIDE)}
    assert named == made


def test_templates_are_named_as_they_are_written() -> None:
    there = set(policy_files.templates(policy_values()))
    named = {code for code in CODE if re.match(r"(windows|macos|linux)/|LIESMICH", code)}
    assert named == there
    assert policy_files.ARCHIVE.replace(FIRST, "VERSION") in CODE


def test_the_rule_of_detection_is_what_the_package_writes() -> None:
    names = windows_names.names()
    assert names["policy"] == REGISTRY_KEY
    for tool in ("Intune", "Configuration Manager"):
        codes = inline(section(GUIDE, tool))
        assert [code for code in codes if code.endswith(names["choices"])]
        assert {"Version", FIRST} <= set(codes)
    source = msi_package.SOURCE.read_text("utf-8")
    assert '<RegistryValue Name="Version" Type="string" Value="$version" KeyPath="yes"/>' in source


def test_a_value_of_the_policy_that_a_rollout_names_is_one() -> None:
    words = {word for tool in TOOLS for word in inline(section(GUIDE, tool))}
    named = {word for word in words if re.fullmatch(r"[a-z]+(_[a-z]+)*", word)}
    assert named <= {*setting_names(Config), "windows"}
    assert {"portal", "start_at_login", "tray"} <= named


def test_jamf_is_told_the_names_of_the_macos_app() -> None:
    codes = set(inline(section(GUIDE, "Jamf")))
    assert {PREFERENCE_DOMAIN, autostart._AGENT, f"{load_branding().product}.app"} <= codes
    info = plistlib.loads((ROOT / "packaging" / "macos" / "info.plist").read_bytes())
    assert f"macOS {info['LSMinimumSystemVersion']} oder neuer" in section(GUIDE, "Jamf")
    script = (ROOT / "packaging" / "macos" / "package.sh").read_text("utf-8")
    assert f"--identifier {PREFERENCE_DOMAIN} " in script
    assert f"pkgutil --forget {PREFERENCE_DOMAIN}" in codes


def test_the_app_knows_each_switch_that_the_guide_gives_it() -> None:
    source = (ROOT / "ui" / "__main__.py").read_text("utf-8")
    known = set(re.findall(r'"(--[a-z-]+)"', source)) | {"--run-proxy-script", "--hidden"}
    calls = [code for code in CODE if re.match(r'.*aok-2faktor(\.exe)?"? --|^--', code)]
    used = {word for code in calls for word in re.findall(r"(?<=\s)--[a-z-]+|^--[a-z-]+", code)}
    assert used - {"--sign", "--no-install-recommends"} <= known
    assert "--self-check" in used


@pytest.mark.parametrize("tool", TOOLS)
def test_each_rollout_has_ten_steps(tool: str) -> None:
    steps = re.findall(r"^(\d+)\. ", section(GUIDE, tool), re.MULTILINE)
    assert steps == [str(number) for number in range(1, 11)]
