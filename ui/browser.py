"""Opens addresses with the program that the desktop has for them."""

import shutil
import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from authenticator.programs import ProgramFailed, start_program
from ui.jobs import JobRunner

_OPENER: Final = "xdg-open"
_MEANS_FAILURE: Final = 20.0
"""Seconds. Where no desktop is known it runs the browser itself, and ends with it: what that says
when its user closes it later is nothing about the opening."""


OpenUrl = Callable[[str, Callable[[], None]], None]
"""Opens an address. That it could not be opened is told by calling the second, at once or later,
once, in the GUI thread.
"""


class DesktopBrowser:
    """On Linux Qt would not look whether the opener failed: it is watched here."""

    def __init__(self, jobs: JobRunner, owner: QObject) -> None:
        """`jobs`: each lasts as long as the opener, which may be as long as the browser.

        Nothing is told any more once `owner` is gone.
        """
        self._jobs = jobs
        self._owner = owner

    def __call__(self, url: str, unopened: Callable[[], None]) -> None:
        """See `OpenUrl`."""
        if sys.platform == "linux" and shutil.which(_OPENER) is not None:
            self._open_watched(url, unopened)
            return
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if not QDesktopServices.openUrl(QUrl(url)):
            unopened()

    def _open_watched(self, url: str, unopened: Callable[[], None]) -> None:
        from PySide6.QtCore import QUrl

        try:
            fails_within = start_program(_OPENER, bytes(QUrl(url).toEncoded().data()).decode())
        except ProgramFailed:
            unopened()
            return
        self._jobs.run(
            self._owner,
            lambda: fails_within(_MEANS_FAILURE),
            lambda failed: unopened() if failed else None,
            lambda _: None,
        )
