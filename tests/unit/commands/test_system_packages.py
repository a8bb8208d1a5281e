"""What the operating system must bring."""

import subprocess

import pytest

import system_packages
from command import Trouble
from system_packages import Group, require

GROUP = Group(("libfirst1", "second"), programs=("second",), libraries=("libfirst.so.1",))


class Machine:
    """A made-up one: what dpkg knows, and which programs there are."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.dpkg = ""
        self.programs = {"apt-get", "dpkg-query"}
        self.user = 0
        self.asked: list[str] = []
        monkeypatch.setattr("system_packages.sys.platform", "linux")
        monkeypatch.setattr("system_packages.shutil.which", lambda name: name in self.programs)
        monkeypatch.setattr("system_packages.os.geteuid", lambda: self.user, raising=False)
        monkeypatch.setattr("system_packages.subprocess.run", self.run)
        monkeypatch.setattr(system_packages, "succeed", self.asked.extend)

    def run(self, words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(words, returncode=0, stdout=self.dpkg)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_nothing_is_installed_when_all_is_there(machine: Machine) -> None:
    machine.dpkg = "libfirst1t64 installed\nsecond installed\n"
    require(GROUP)
    assert machine.asked == []


def test_root_installs_what_is_missing(machine: Machine) -> None:
    machine.dpkg = "libfirst1 installed\nsecond config-files\n"
    require(GROUP)
    assert machine.asked[-1] == "second"
    assert "libfirst1" not in machine.asked


def test_who_may_not_install_is_told_what_to_type(machine: Machine) -> None:
    machine.user = 1000
    with pytest.raises(Trouble, match=r"sudo apt-get install libfirst1 second"):
        require(GROUP)


def test_another_linux_is_told_what_was_not_found(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.programs = set()
    require(GROUP)
    assert "not found here: second libfirst.so.1" in capsys.readouterr().err
