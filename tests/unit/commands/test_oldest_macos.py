"""What Mach-O files ask for, read from made-up ones."""

import plistlib
import re
import struct
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest

import oldest_macos
from crypto.app_link import SCHEME
from environment import PINS, ROOT

MACOS = ROOT / "packaging" / "macos"


def single(kind: int, major: int, minor: int = 0) -> bytes:
    """A file for one processor, whose second command names the version."""
    version = major << 16 | minor << 8
    platform = (1,) if kind == 0x32 else ()
    body = struct.pack("<II8x", 0x1B, 16)
    body += struct.pack(f"<II{len(platform)}III", kind, 20, *platform, version, 0)
    return struct.pack("<7I4x", 0xFEEDFACF, 0, 0, 6, 2, len(body), 0) + body.ljust(40, b"\0")


def universal(*parts: bytes) -> bytes:
    start = 8 + 20 * len(parts)
    header = struct.pack(">II", 0xCAFEBABE, len(parts))
    for part in parts:
        header += struct.pack(">5I", 0, 0, start, len(part), 0)
        start += len(part)
    return header + b"".join(parts)


@pytest.mark.parametrize(
    ("data", "version"),
    [
        (single(0x32, 15), (15, 0)),
        (single(0x24, 10, 13), (10, 13)),
        (universal(single(0x32, 13), single(0x32, 14, 2)), (14, 2)),
        (universal(b"!<arch>\n".ljust(64), single(0x32, 13)), (13, 0)),
        (bytes.fromhex("cafebabe00000034").ljust(64), None),
        (b"text that is no program at all, whatever", None),
        (b"", None),
    ],
)
def test_the_newest_version_that_a_file_asks_for_counts(
    data: bytes, version: tuple[int, int] | None
) -> None:
    assert oldest_macos.oldest(data) == version


def test_the_binaries_of_a_wheel_are_found() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as wheel:
        wheel.writestr("a/module.so", single(0x32, 15))
        wheel.writestr("a/module.py", "import this")
    with ZipFile(file) as wheel:
        assert oldest_macos.oldest_of_wheel(wheel) == {"a/module.so": (15, 0)}


def test_the_oldest_macos_was_looked_up_for_the_version_of_qt_that_is_pinned() -> None:
    # Tagged macosx_13_0; its modules' LC_BUILD_VERSION says 15.0. For another version: download its
    # wheels for macOS, `python packaging/commands/oldest_macos.py WHEEL…`, then change both.
    looked_up = {"6.11.3": "15.0"}
    (pinned,) = set(
        re.findall(r"^pyside6-essentials==(\S+)", PINS.read_text("utf-8"), re.MULTILINE)
    )
    info = plistlib.loads((MACOS / "info.plist").read_bytes())
    assert info["LSMinimumSystemVersion"] == looked_up[pinned]


def test_macos_takes_links_and_starts_the_app_once_with_its_icon_in_the_dock() -> None:
    info = plistlib.loads((MACOS / "info.plist").read_bytes())
    (types,) = info["CFBundleURLTypes"]
    assert types["CFBundleURLSchemes"] == [SCHEME]
    assert info["LSMultipleInstancesProhibited"]
    assert "LSUIElement" not in info


def test_the_hardened_runtime_has_no_exceptions() -> None:
    assert plistlib.loads((MACOS / "entitlements.plist").read_bytes()) == {}


@pytest.mark.heavy
@pytest.mark.only_on("posix", reason="Windows has no POSIX shell")
def test_the_script_that_packs_for_macos_is_understood_by_a_shell() -> None:
    subprocess.run(("sh", "-n", MACOS / "package.sh"), check=True)


@pytest.mark.heavy
@pytest.mark.only_on("linux", reason="there it packs, or there is no shell")
def test_the_script_that_packs_for_macos_refuses_elsewhere() -> None:
    done = subprocess.run(("sh", MACOS / "package.sh"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "package.sh: this runs on macOS only\n")
