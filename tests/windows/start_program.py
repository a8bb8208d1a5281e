"""Starts the app as its users do: `python -m tests.windows.start_program PROFILE`.

Ends it once its window is filled and stands in the desktop, and prints what is shown then, and in
which font.
"""

import sys
from typing import Any

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QWidget

import ui.app
from ui.__main__ import main

PAGES = ("introduction", "activation.terms")


class ShortStartup(ui.app.Startup):
    def _fill(self, services: Any) -> None:
        super()._fill(services)
        shown = [name for name in PAGES for page in self._pages(name) if page.isVisible()]
        print(f"shown: {' '.join(shown)}, in {QFontInfo(self._app.font()).family()}", flush=True)
        self._app.quit()

    def _pages(self, name: str) -> list[QWidget]:
        return self._window.findChildren(QWidget, name)


if __name__ == "__main__":
    ui.app.Startup = ShortStartup  # type: ignore[misc]
    sys.exit(main(["--profile", sys.argv[1]]))
