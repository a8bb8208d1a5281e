"""`python icon_files.py DIR`: the app's icon as files for the bundle and for installers.

Started by the bundle's command, with the project on its path.
`aok-2faktor.ico` (Windows), `aok-2faktor.icns` (macOS) and `hicolor/SIDExSIDE/apps/aok-2faktor.png`
(Icon Theme Specification), all drawn by `ui.app_icon`.
"""

import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication

from authenticator.branding import load_branding
from ui.app_icon import SIZES, icon_picture

NAME = "aok-2faktor"
_ICNS = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic11": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
}
"""Sides by type: some are for a screen with two pixels for one."""
_LARGEST_IN_ICO = 256


def write_icons(folder: Path) -> None:
    """Write all files into `folder`."""
    pictures = {side: png(side) for side in SIZES}
    folder.mkdir(parents=True, exist_ok=True)
    small = {side: data for side, data in pictures.items() if side <= _LARGEST_IN_ICO}
    (folder / f"{NAME}.ico").write_bytes(ico(small))
    (folder / f"{NAME}.icns").write_bytes(icns(pictures))
    for side, data in pictures.items():
        file = folder / "hicolor" / f"{side}x{side}" / "apps" / f"{NAME}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """PNG pictures by their side, up to 256 pixels, as one file of Windows."""
    header = struct.pack("<HHH", 0, 1, len(pictures))
    at = len(header) + 16 * len(pictures)
    entries = b""
    for side, data in pictures.items():
        # A byte has no 256: that is 0.
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(data), at)
        at += len(data)
    return header + entries + b"".join(pictures.values())


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """PNG pictures by their side as one file of macOS."""
    parts = b"".join(
        kind + struct.pack(">I", 8 + len(pictures[side])) + pictures[side]
        for kind, side in _ICNS.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def png(side: int) -> bytes:
    """The icon in one size."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    icon_picture(load_branding().colours.light, side).save(buffer, "PNG")
    return bytes(buffer.data().data())


if __name__ == "__main__":
    application = QGuiApplication([])
    write_icons(Path(sys.argv[1]))
