"""How the Linux packages are described and put together; tests/packages has the real ones."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import deb_package
import elf_needs
import linux_package
import package
import rpm_package
from authenticator.network import gss
from command import Trouble
from linux_package import Description, Library, read_description
from system_packages import PACKAGES, require
from ui.__main__ import _options

Build = Callable[[Path, Description, str, int, Path], None]
ROOT = Path(__file__).parents[3]
EPOCH = 1_700_000_000
HEADERS = """
/x/libfirst.so:     file format elf64-x86-64

Dynamic Section:
  NEEDED               libm.so.6
  NEEDED               libnear.so.1
  SONAME               libfirst.so

Version References:
  required from libm.so.6:
    0x09691a75 0x00 05 GLIBC_2.2.5
    0x06969185 0x00 02 GLIBC_2.35
  required from libgcc_s.so.1:
    0x0d696910 0x00 04 GCC_3.0
"""


def test_libraries_and_the_versions_of_their_symbols_are_read() -> None:
    assert sorted(elf_needs.read_headers(HEADERS)) == [
        ("libgcc_s.so.1", ("GCC_3.0",)),
        ("libm.so.6", ()),
        ("libm.so.6", ("GLIBC_2.2.5", "GLIBC_2.35")),
        ("libnear.so.1", ()),
    ]


@pytest.mark.parametrize(
    ("symbols", "newest"),
    [
        (("GLIBC_2.9", "GLIBC_2.35", "GLIBC_2.4"), ("GLIBC_2.35",)),
        (("GLIBCXX_3.4.9", "GLIBCXX_3.4.29", "CXXABI_1.3"), ("CXXABI_1.3", "GLIBCXX_3.4.29")),
        (("PRIVATE",), ("PRIVATE",)),
        ((), ()),
    ],
)
def test_of_each_family_of_symbols_the_newest_counts(
    symbols: tuple[str, ...], newest: tuple[str, ...]
) -> None:
    assert elf_needs.newest(symbols) == newest


@pytest.mark.parametrize(
    ("needs", "fault"),
    [
        ({}, "nothing asks for libm.so.6"),
        ({"libm.so.6": ("GLIBC_2.35",), "libnew.so.1": ()}, "libnew.so.1 .* is asked for"),
        ({"libm.so.6": ("GLIBC_2.99",)}, "libm.so.6 has symbols"),
    ],
)
def test_a_package_whose_description_is_not_true_is_not_made(
    needs: Mapping[str, tuple[str, ...]], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linux_package, "needs", lambda folder: needs)
    described = {"libm.so.6": Library("libc6 (>= 2.35)", ("GLIBC_2.35",))}
    with pytest.raises(Trouble, match=fault):
        linux_package.check_libraries(Path(), described)


def test_a_description_that_is_true_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_package, "needs", lambda folder: {"libm.so.6": ("GLIBC_2.35",)})
    linux_package.check_libraries(Path(), {"libm.so.6": Library("libc6", ("GLIBC_2.35",))})


@pytest.mark.parametrize("page", ["aok-2faktor.1", "aok-2faktor.de.1"])
def test_each_man_page_has_every_option_of_the_program(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _options(["--help"], "")
    options = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    text = (linux_package.SOURCES / page).read_text("utf-8").replace("\\-", "-")
    assert options >= {"--version", "--open-link"}
    assert {option for option in options if option not in text} == set()


def test_rpm_asks_for_sonames_with_their_symbols_and_not_for_the_loader() -> None:
    asked = rpm_package.sonames(read_description())
    assert "libc.so.6(GLIBC_2.34)(64bit)" in asked
    assert "libX11.so.6()(64bit)" in asked
    assert not any("ld-linux" in name for name in asked)


def laid_out(folder: Path) -> Path:
    """A tree like that of the package, with little in it."""
    tree = folder / "tree"
    for name in ("usr/lib/aok-2faktor/aok-2faktor", "usr/share/doc/aok-2faktor/copyright"):
        file = tree / name
        file.parent.mkdir(parents=True)
        file.write_text(name)
        os.utime(file, (EPOCH - 60, EPOCH - 60))
    (tree / "usr" / "bin").mkdir()
    (tree / "usr" / "bin" / "aok-2faktor").symlink_to("../lib/aok-2faktor/aok-2faktor")
    (tree / "etc" / "aok-2faktor").mkdir(parents=True)
    linux_package.settle(tree, EPOCH)
    return tree


@pytest.mark.heavy
@pytest.mark.only_on("linux", reason="packages for Linux")
@pytest.mark.parametrize("build", [deb_package.build, rpm_package.build], ids=["deb", "rpm"])
def test_the_same_files_give_the_same_package_each_time(build: Build, tmp_path: Path) -> None:
    require(PACKAGES)
    made = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        target = tmp_path / f"{name}.package"
        build(laid_out(tmp_path / name), read_description(), "0.1.0-1", EPOCH, target)
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_the_time_in_packages_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    assert package.source_date() == EPOCH


@pytest.mark.parametrize("words", [("--revision",), ("--revision", "x"), ("2",)])
def test_a_wrong_revision_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(Trouble, match="is not understood"):
        package._revision(words)


def test_packages_for_an_unknown_system_are_refused_with_those_there_are() -> None:
    with pytest.raises(Trouble, match=r"say for which system: .*linux"):
        package.package(("amiga",))


def test_what_is_loaded_by_name_is_a_library_that_the_packages_ask_for() -> None:
    loads = {
        path.name
        for folder in ("authenticator", "ui")
        for path in (ROOT / folder).rglob("*.py")
        if "CDLL(" in path.read_text("utf-8")
    }
    assert loads == {"gss.py", "mac_locks.py"}, "the second is for macOS"
    assert read_description().libraries[gss._LIBRARY].deb == "libgssapi-krb5-2"
