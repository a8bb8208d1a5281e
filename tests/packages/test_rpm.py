"""What is in the RPM package, seen by RPM; no system that has RPM is at hand to start it on."""

import subprocess
from pathlib import Path

import pytest

from linux_package import read_description
from rpm_package import sonames
from tests.packages.test_deb import output

pytestmark = pytest.mark.only_on("linux", reason="packages for Linux")

OF_DEBIAN = {
    "/usr/share/doc/aok-2faktor/changelog.Debian.gz",
    "/usr/share/lintian/overrides/aok-2faktor",
}


def asked(rpm: Path, *words: str) -> list[str]:
    return output(("rpm", "--query", "--package", *words, rpm)).splitlines()


def test_it_brings_the_same_files_as_the_debian_package(rpm: Path, deb: Path) -> None:
    listed = output(("dpkg-deb", "--contents", deb)).splitlines()
    names = {line.split(maxsplit=5)[5].partition(" ->")[0][1:] for line in listed}
    files = {name for name in names if not name.endswith("/")}
    assert {name for name in asked(rpm, "--list") if f"{name}/" not in names} == files - OF_DEBIAN


def test_it_asks_for_the_same_libraries_and_for_no_package_of_one_system(rpm: Path) -> None:
    description = read_description()
    needs = [line for line in asked(rpm, "--requires") if not line.startswith("rpmlib(")]
    assert needs == sorted([*sonames(description), *description.requires["rpm"]])
    assert asked(rpm, "--provides") == [
        f"aok-2faktor = {description.version}-1",
        f"aok-2faktor(x86-64) = {description.version}-1",
    ]


def test_it_runs_no_script_of_its_own(rpm: Path) -> None:
    assert asked(rpm, "--scripts", "--triggers") == []


def test_it_has_the_version_of_the_program(rpm: Path) -> None:
    form = "%{VERSION}-%{RELEASE} %{ARCH}\\n"
    assert asked(rpm, "--queryformat", form) == [f"{read_description().version}-1 x86_64"]


@pytest.mark.heavy
def test_it_can_be_installed_updated_and_removed_in_a_folder_of_its_own(
    rpm: Path, tmp_path: Path
) -> None:
    # Without the packages it needs, which a folder does not have.
    command = ("rpm", "--root", tmp_path, "--dbpath", "/var/lib/rpm", "--nodeps")
    output((*command, "--install", rpm))
    program = tmp_path / "usr" / "bin" / "aok-2faktor"
    done = subprocess.run(
        [program.resolve(), "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"AOK 2-Faktor App {read_description().version}\n"
    output((*command, "--upgrade", "--force", rpm))
    output((*command, "--verify", "aok-2faktor"))
    output((*command, "--erase", "aok-2faktor"))
    assert [path for path in tmp_path.rglob("*aok*") if path.exists()] == []
