"""The command that makes what administrators install: packages for each system."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import bundle
import deb_package
import policy
import rpm_package
import windows_package
from command import Command, Trouble
from environment import ROOT
from linux_package import SOURCES, check_libraries, lay_out, read_description
from processes import say
from system_packages import PACKAGES, require

TARGET = ROOT / "build" / "packages"
SUMS = TARGET / "SHA256SUMS"
_KINDS = {".deb", ".exe", ".json", ".msi", ".rpm", ".zip"}
_REVISION = "--revision"
_MAKERS = ("deb_package", "elf_needs", "linux_package", "linux_texts", "package", "rpm_package")


def package(words: Sequence[str]) -> int:
    """Make the packages of the system that is named, the policy's templates, and the list of all
    checksums."""
    system, rest = (words[0], words[1:]) if words else ("", ())
    if system not in _SYSTEMS:
        raise Trouble(f"say for which system: {' '.join(_SYSTEMS)}")
    TARGET.mkdir(parents=True, exist_ok=True)
    _SYSTEMS[system](rest)
    policy.write_archive(TARGET, source_date())
    write_checksums()
    return 0


def write_checksums() -> None:
    """Of packages, templates and lists of materials that lie there, as sha256sum(1) reads them."""
    files = sorted(path for path in TARGET.iterdir() if path.suffix in _KINDS)
    sums = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    SUMS.write_text("".join(sums), "utf-8")


def linux(words: Sequence[str]) -> None:
    """Make .deb and .rpm from the folder of `./run bundle`, unless nothing has changed since."""
    if sys.platform != "linux":
        raise Trouble("packages for Linux are made on Linux")
    require(PACKAGES)
    version = f"{read_description().version}-{_revision(words)}"
    bundle.bundle(["--no-archive"])
    epoch = source_date()
    deb = TARGET / deb_package.file_name(version)
    rpm = TARGET / rpm_package.file_name(version)
    stamp, inputs = TARGET / f"linux-{version}.built-from", _digest_of_inputs(version, epoch)
    current = stamp.is_file() and stamp.read_text() == inputs
    if not (current and deb.exists() and rpm.exists()):
        say(f"making {deb.name} and {rpm.name}")
        _make_linux(version, epoch, deb, rpm)
        stamp.write_text(inputs)
    for target in (deb, rpm):
        say(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.1f} MB")


def windows(words: Sequence[str]) -> None:
    """Make setup program and MSI from the folder that is built in wine."""
    if sys.platform != "linux":
        raise Trouble("packages for Windows are made on Linux")
    windows_package.windows(words, TARGET, source_date())


def _make_linux(version: str, epoch: int, deb: Path, rpm: Path) -> None:
    description = read_description()
    check_libraries(bundle.FOLDER, description.libraries)
    with TemporaryDirectory(dir=TARGET) as scratch:
        tree = Path(scratch, "tree")
        lay_out(tree, bundle.FOLDER, bundle.ICONS, version, epoch)
        for form, target in ((rpm_package, rpm), (deb_package, deb)):
            # Whoever is stopped in between leaves no half a package.
            unfinished = Path(scratch, target.name)
            form.build(tree, description, version, epoch, unfinished)
            unfinished.replace(target)


def source_date() -> int:
    """The time that goes into packages, in seconds since 1970: SOURCE_DATE_EPOCH, as a build that
    is to give the same bytes sets it, else that of the last commit to what is packed.

    Raises:
        Trouble: there are no commits either.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    folders = [path for path in bundle.SOURCES if (ROOT / path).exists()]
    # Whoever the checkout belongs to: nothing in it is run.
    git = ["git", "-c", "safe.directory=*"]
    words = [*git, "log", "-1", "--format=%ct", "--", *folders, *_own_names()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise Trouble("this is no checkout with commits; please set SOURCE_DATE_EPOCH")
    return int(done.stdout)


def _revision(words: Sequence[str]) -> int:
    """How often this version of the program was packed."""
    if not words:
        return 1
    if len(words) != 2 or words[0] != _REVISION or not words[1].isdecimal():
        raise Trouble(f"'{' '.join(words)}' is not understood; say {_REVISION} and a number")
    return int(words[1])


def _digest_of_inputs(version: str, epoch: int) -> str:
    digest = hashlib.sha256(f"{version} {epoch} {bundle.STAMP.read_text()}".encode())
    for name in _own_names():
        for file in _files(ROOT / name):
            digest.update(f"\0{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _own_names() -> Iterator[str]:
    """What else than the program goes into the packages."""
    yield str(SOURCES.relative_to(ROOT))
    yield from ("CHANGELOG.md", "pyproject.toml")
    yield from (f"packaging/commands/{name}.py" for name in _MAKERS)


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*")) if path.is_dir() else [path]


_SYSTEMS = {"linux": linux, "windows": windows}

COMMANDS = (
    Command(
        "package",
        f"linux [{_REVISION} N] | windows [--sign FILE]",
        "make what administrators install, with checksums",
        package,
    ),
)
