"""What the operating system must bring."""

import shutil
import subprocess
from pathlib import Path

import pytest

import libraries
import system_packages
from command import Trouble
from environment import ROOT, VENV
from system_packages import BROWSER, LIST, WINDOW, Group, listed, require

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
    assert machine.asked[-3:] == [system_packages.INSTALLER, "/", "second"]


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


def without_python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`./run` of somebody without rights, on a Debian that has no Python yet."""
    for name in ("awk", "cat", "cut", "grep", "paste", "sort"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(Path(found).resolve())
    for name, text in {"id": "echo 1000", "apt-get": "exit 1"}.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return subprocess.run(
        ["/bin/sh", ROOT / "run", *words],
        env={"PATH": str(folder)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.only_on("posix", reason="Windows has no POSIX shell")
@pytest.mark.parametrize("words", [("demo",), ("demo", "--headless"), ()])
def test_without_python_one_line_names_all_packages_of_the_demo(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = without_python(tmp_path, *words)
    groups = (listed()["python"], *WINDOW, BROWSER)
    names = sorted({name for group in groups for name in group.packages})
    assert done.stderr == f"run: please install: sudo apt-get install {' '.join(names)}\n"
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.only_on("posix", reason="Windows has no POSIX shell")
def test_without_python_one_line_names_all_packages_of_the_tests(tmp_path: Path) -> None:
    done = without_python(tmp_path, "test")
    names = sorted({name for group in listed().values() for name in group.packages})
    assert done.stderr == f"run: please install: sudo apt-get install {' '.join(names)}\n"
    assert done.returncode == 1


def test_every_group_of_the_list_is_used() -> None:
    groups = {id(group) for group in vars(system_packages)["_GROUPS"].values()}
    named = {id(value) for value in vars(system_packages).values() if isinstance(value, Group)}
    apart = {id(vars(system_packages)["_GROUPS"][name]) for name in ("python", "bundle")}
    assert groups - named == apart
    assert LIST.name == "system_packages.toml"


@pytest.fixture(scope="module")
def answers() -> libraries.Answers:
    return libraries.ask(VENV.resolve() / "lib")


@pytest.mark.heavy
@pytest.mark.only_on("linux", reason="elsewhere wheels bring all they need")
def test_no_binary_of_the_environment_lacks_a_library(answers: libraries.Answers) -> None:
    assert dict(answers.missing) == {}
    assert dict(libraries.ask(libraries.BROWSER).missing) == {}
    assert len(answers.found) > 50


@pytest.mark.heavy
@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="only Debian's packages are listed")
def test_each_library_comes_by_a_package_of_the_list(answers: libraries.Answers) -> None:
    owners = libraries.packages_of(answers.found)
    assert sorted(answers.found - set(owners)) == []
    named = [name for group in (*WINDOW, BROWSER) for name in group.packages]
    assert sorted(set(owners.values()) - libraries.brought_by(named)) == []


@pytest.mark.heavy
@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="only Debian's packages are listed")
def test_a_library_that_only_the_browsers_driver_needs_is_not_taken_for_given(
    answers: libraries.Answers,
) -> None:
    owners = libraries.packages_of(answers.found)
    named = [name for group in WINDOW for name in group.packages]
    assert "libatomic1" in set(owners.values()) - libraries.brought_by(named)


def test_a_binary_without_its_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    binary = folder / "driver.so"
    binary.write_bytes(b"\x7fELF")
    (folder / "text.so").write_bytes(b"text")
    loader = tmp_path / "loader"
    loader.write_text("#!/bin/sh\nprintf '\\tlibatomic.so.1 => not found\\n'\n")
    loader.chmod(0o755)
    monkeypatch.setattr(libraries, "_loader", lambda: loader)
    assert dict(libraries.ask(folder).missing) == {"libatomic.so.1": {binary}}


def test_what_the_app_does_not_use_may_lack_libraries(tmp_path: Path) -> None:
    for place in libraries.UNUSED:
        path = tmp_path / "site-packages" / place.replace("*", "x.so")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x7fELF")
    assert list(libraries.binaries(tmp_path)) == []
