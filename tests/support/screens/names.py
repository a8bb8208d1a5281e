"""`python -m tests.support.screens.names` writes the names of all controls into docs/qa.md."""

import os
import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QTextBrowser,
    QWidget,
)

import tests.support.screens.__main__  # noqa: F401 (enters the scenes)
from tests.support.screens.catalogue import SCENES, Scene
from ui.app import build_application

PATH: Final = Path(__file__).resolve().parents[3] / "docs" / "qa.md"
BEGIN, END = "<!-- names: begin -->\n", "<!-- names: end -->\n"
_KINDS: Final = (
    (QCheckBox, "check box"),
    (QRadioButton, "choice"),
    (QAbstractButton, "button"),
    (QLineEdit, "field"),
    (QTextBrowser, "text"),
    (QProgressBar, "progress"),
    (QLabel, "label"),
)
_NUMBER: Final = re.compile(r"\.\d+(?=\.|$)")


def renewed(document: str) -> str:
    """The document with the table as it is now."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{_table(_named())}\n{END}{after}"


def _named() -> dict[str, tuple[str, str]]:
    """Kind of each name, and a scene where it is seen; a number in a list counts as N."""
    found: dict[str, tuple[str, str]] = {}
    for scene in sorted(SCENES):
        for name, kind in _seen(scene):
            if kind and name and not name.startswith("qt_"):
                found.setdefault(_NUMBER.sub(".N", name), (kind, scene))
    return found


def _seen(scene: str) -> list[tuple[str, str]]:
    """Name and kind of all that can be seen in a scene."""
    stage = Scene("de")
    stage.window.show()
    SCENES[scene](stage)
    widgets = [each for each in stage.window.findChildren(QWidget) if each.isVisible()]
    seen = [(each.objectName(), _kind(each)) for each in widgets]
    stage.window.close()
    stage.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return seen


def _kind(widget: QWidget) -> str:
    return next((word for kind, word in _KINDS if isinstance(widget, kind)), "")


def _table(named: dict[str, tuple[str, str]]) -> str:
    rows = [f"| `{name}` | {kind} | `{scene}` |" for name, (kind, scene) in sorted(named.items())]
    return "\n".join(["| name | kind | seen in scene |", "| --- | --- | --- |", *rows]) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = build_application()
    PATH.write_text(renewed(PATH.read_text("utf-8")), "utf-8")
