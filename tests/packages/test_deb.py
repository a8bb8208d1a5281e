"""What is in the Debian package, seen by Debian's own tools."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

import package
from authenticator.desktop.autostart import entry_is_on
from crypto.app_link import SCHEME
from environment import ROOT
from linux_package import read_description

pytestmark = pytest.mark.only_on("linux", reason="packages for Linux")

OUTSIDE = [
    "./etc/aok-2faktor/",
    "./usr/bin/aok-2faktor",
    "./usr/share/applications/aok-2faktor.desktop",
    "./usr/share/doc/aok-2faktor/changelog.Debian.gz",
    "./usr/share/doc/aok-2faktor/changelog.gz",
    "./usr/share/doc/aok-2faktor/copyright",
    "./usr/share/doc/aok-2faktor/examples/policy.toml",
    "./usr/share/lintian/overrides/aok-2faktor",
    "./usr/share/man/de/man1/aok-2faktor.1.gz",
    "./usr/share/man/man1/aok-2faktor.1.gz",
    "./usr/share/metainfo/de.aok.zweifaktor.metainfo.xml",
]


def output(words: Sequence[str | Path]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tree(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's files but for the program's folder."""
    folder = tmp_path_factory.mktemp("deb")
    words = ("tar", "-x", "-C", folder, "--exclude", "./usr/lib")
    unpacking = ("dpkg-deb", "--fsys-tarfile", deb)
    with subprocess.Popen(unpacking, stdout=subprocess.PIPE) as unpacked:
        subprocess.run(words, stdin=unpacked.stdout, check=True)
    assert unpacked.returncode == 0
    return folder


def field(deb: Path, name: str) -> str:
    return output(("dpkg-deb", "--field", deb, name)).strip()


def lintian(package: Path) -> None:
    output(("lintian", "--allow-root", "--fail-on", "error", "--tag-display-limit", "0", package))


@pytest.mark.heavy
def test_lintian_finds_no_errors(deb: Path) -> None:
    lintian(deb)


def test_lintian_finds_no_errors_around_the_program(deb: Path, tmp_path: Path) -> None:
    # Without its libraries, whose 600 files take lintian a minute.
    folder, slim = tmp_path / "tree", tmp_path / deb.name
    output(("dpkg-deb", "--raw-extract", deb, folder))
    shutil.rmtree(folder / "usr" / "lib" / "aok-2faktor" / "_internal")
    sums = folder / "DEBIAN" / "md5sums"
    kept = (line for line in sums.read_text().splitlines() if "/_internal/" not in line)
    sums.write_text("".join(f"{line}\n" for line in kept))
    output(("dpkg-deb", "--root-owner-group", "-Zxz", "-z0", "--build", folder, slim))
    lintian(slim)


def test_all_else_than_the_program_is_where_debian_has_such(deb: Path) -> None:
    listed = [
        line.split(maxsplit=5) for line in output(("dpkg-deb", "--contents", deb)).splitlines()
    ]
    names = [words[5].partition(" ->")[0] for words in listed]
    assert {words[1] for words in listed} == {"root/root"}
    files = [name for name in names if not name.endswith("/") or name.startswith("./etc/aok")]
    outside = [name for name in files if not name.startswith("./usr/lib/aok-2faktor/")]
    icons = [name for name in outside if "/icons/hicolor/" in name]
    assert sorted(name for name in outside if name not in icons) == OUTSIDE
    assert len(icons) == 9
    assert "./usr/lib/aok-2faktor/aok-2faktor" in names


def test_only_the_program_may_be_started_and_nobody_but_root_may_write(deb: Path) -> None:
    listed = [
        line.split(maxsplit=5) for line in output(("dpkg-deb", "--contents", deb)).splitlines()
    ]
    files = {words[5]: words[0] for words in listed if words[0].startswith("-")}
    startable = [name for name, rights in files.items() if "x" in rights]
    assert startable == ["./usr/lib/aok-2faktor/aok-2faktor"]
    assert {rights for name, rights in files.items() if name not in startable} == {"-rw-r--r--"}
    assert {words[0] for words in listed if words[0].startswith("d")} == {"drwxr-xr-x"}


def test_it_depends_on_what_the_description_says_and_nothing_else(deb: Path) -> None:
    description = read_description()
    libraries = {library.deb for library in description.libraries.values()}
    assert field(deb, "Depends") == ", ".join(sorted({*libraries, *description.requires["deb"]}))
    assert field(deb, "Version") == f"{description.version}-1"


def test_the_desktop_entry_is_right_and_takes_links(tree: Path) -> None:
    entry = tree / "usr" / "share" / "applications" / "aok-2faktor.desktop"
    output(("desktop-file-validate", "--no-hints", entry))
    lines = entry.read_text("utf-8").splitlines()
    assert "Exec=/usr/bin/aok-2faktor --open-link %u" in lines
    assert "TryExec=/usr/bin/aok-2faktor" in lines
    assert f"MimeType=x-scheme-handler/{SCHEME};" in lines


def test_software_centres_can_read_the_metainfo(tree: Path) -> None:
    (metainfo,) = (tree / "usr" / "share" / "metainfo").iterdir()
    output(("appstreamcli", "validate", "--no-net", "--explain", metainfo))


@pytest.mark.parametrize("folder", ["man1", "de/man1"])
def test_both_man_pages_are_drawn_without_a_warning(tree: Path, folder: str) -> None:
    page = tree / "usr" / "share" / "man" / folder / "aok-2faktor.1.gz"
    words = ("man", "--warnings", "-E", "UTF-8", "-l", page)
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "aokzweifaktor:" in done.stdout


def test_copyright_names_all_that_is_shipped_and_where_its_source_is(tree: Path) -> None:
    text = (tree / "usr" / "share" / "doc" / "aok-2faktor" / "copyright").read_text("utf-8")
    for part in ("PySide6", "cryptography", "libxkbcommon.so.0: libxkbcommon", "LGPL-3.0-only"):
        assert part in text
    assert "complete source is given on request" in text
    assert "$" not in text.partition("Texts of the licences")[0]


def test_the_list_of_checksums_is_right(deb: Path) -> None:
    lines = package.SUMS.read_text("utf-8").splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert told[deb.name] == hashlib.sha256(deb.read_bytes()).hexdigest()


def test_the_line_of_the_guide_makes_an_entry_that_starts_the_app_for_all_without_a_window(
    tree: Path,
) -> None:
    guide = (ROOT / "docs" / "administrators.md").read_text("utf-8")
    (line,) = re.findall("`(sed [^`]+) > /etc/xdg/autostart/aok-2faktor.desktop`", guide)
    entry = output(("sh", "-c", line.replace("/usr/share", f"{tree}/usr/share")))
    assert "Exec=/usr/bin/aok-2faktor --hidden" in entry.splitlines()
    assert "StartupNotify" not in entry, "the pointer would wait for a window"
    assert entry_is_on(entry.encode())
