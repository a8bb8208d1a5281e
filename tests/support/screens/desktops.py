"""Real windows under the look of each desktop: what it tells Qt about fonts, sizes and colours.

GNOME and Xfce are asked by Qt's GTK theme, KDE by Qt's own reading of its files; no desktop itself
runs. GNOME's factor for text is what its settings daemon makes of it: `Xft.dpi` on the X screen.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.support.message_bus import message_bus_daemon
from tests.support.x_screen import desktop_variables, window_manager, x_screen

_GTK: Final = "CONFIG/gtk-3.0/settings.ini"
_KDE: Final = "CONFIG/kdeglobals"
_KDE_FONT: Final = "[General]\nfont=Noto Sans,10,-1,5,50,0,0,0,0,0\n"
_BREEZE_DARK: Final = "".join(
    f"[Colors:{group}]\nBackgroundNormal={ground}\nForegroundNormal=252,252,252\n"
    for group, ground in (("Window", "32,35,38"), ("View", "20,22,24"), ("Button", "41,44,48"))
)


@dataclass(frozen=True)
class Desktop:
    """What is told to a program that runs there."""

    variables: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Content by path below the folder that holds the places of XDG."""
    dots_per_inch: int = 96


def _gtk(name: str, font: str, more: str = "", dots_per_inch: int = 96) -> Desktop:
    settings = f"[Settings]\ngtk-font-name={font}\n{more}"
    return Desktop({"XDG_CURRENT_DESKTOP": name}, {_GTK: settings}, dots_per_inch)


def _kde(colours: str = "") -> Desktop:
    variables = {"XDG_CURRENT_DESKTOP": "KDE", "KDE_SESSION_VERSION": "6"}
    return Desktop(variables, {_KDE: _KDE_FONT + colours})


DESKTOPS: Final = {
    "gnome": _gtk("GNOME", "Noto Sans 11"),
    "gnome-dark": _gtk("GNOME", "Noto Sans 11", "gtk-application-prefer-dark-theme=1\n"),
    "gnome-larger-text": _gtk("GNOME", "Noto Sans 11", dots_per_inch=144),
    "kde": _kde(),
    "kde-dark": _kde(_BREEZE_DARK),
    "xfce": _gtk("XFCE", "Noto Sans 10"),
    "none": Desktop({"XDG_CURRENT_DESKTOP": ""}),
}


@contextmanager
def desktop(name: str) -> Iterator[dict[str, str]]:
    """The variables for a program on a screen of its own that looks as this desktop."""
    look = DESKTOPS[name]
    with (
        TemporaryDirectory() as folder,
        x_screen("1600x1200") as display,
        window_manager(display),
        message_bus_daemon() as bus,
    ):
        variables = desktop_variables(display, Path(folder)) | look.variables
        for path, content in look.files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        resources = f"Xft.dpi:\t{look.dots_per_inch}\n"
        words = ["xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER"]
        subprocess.run([*words, resources], env=variables, check=True)
        yield variables | {"DBUS_SESSION_BUS_ADDRESS": bus}


def draw_windows(folder: Path, only: str) -> None:
    """Take a picture of the usual pages under each desktop, with its name before the page's."""
    for name in DESKTOPS:
        print(f"screens: windows, {name}", file=sys.stderr, flush=True)
        with desktop(name) as variables:
            command = [sys.executable, "-m", "tests.support.screens", str(folder)]
            words = ["--window-of", name, "--only", only]
            everything = {"TZ": "Europe/Berlin", **os.environ, **variables}
            subprocess.run([*command, *words], env=everything, check=True)
