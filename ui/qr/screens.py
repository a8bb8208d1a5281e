"""Pictures of all screens: taken by Qt, and on Wayland by the desktop, which asks the user."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PySide6.QtGui import QGuiApplication, QImage

from ui.qr.desktop_portal import take_screenshot
from ui.qr.reading import load_picture


def is_wayland() -> bool:
    """Whether no program sees another's windows: also through Xwayland."""
    return bool(os.environ.get("WAYLAND_DISPLAY")) or QGuiApplication.platformName() == "wayland"


def grab_screens() -> list[QImage]:
    """All screens as they are now; in the GUI thread only."""
    return [screen.grabWindow(0).toImage() for screen in QGuiApplication.screens()]


def screenshot_by_desktop() -> list[QImage]:
    """One picture of all screens, or none; blocks while the desktop asks the user.

    The file that the desktop has written is deleted: it may show an activation code.
    """
    parts = urlsplit(take_screenshot())
    path = Path(unquote(parts.path))
    if parts.scheme != "file" or not path.is_file():
        return []
    try:
        image = load_picture(str(path))
    finally:
        path.unlink(missing_ok=True)
    return [] if image is None else [image]
