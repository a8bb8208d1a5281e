"""Texts by role; the style sheet gives each role its size and colour."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.sizes import RING
from ui.style_sheet import style_anew

_ROUNDED = 2
"""What a line may be wider than the sum of its letters, in pixels."""


_LONG_WORD = re.compile(r"[^\s\u200b-]{31,}")
"""Longer than any word of the app's own texts: an address or a name that somebody has made up."""


def soft(text: str) -> str:
    """Let a long address or path break into lines where a reader would break it."""
    return re.sub(r"([@._\\-])", "\\1\u200b", text)


class Text(QLabel):
    """A text that wraps. Roles: body, title, heading, code, strong, fact, question, chip,
    lead, muted, small, brand."""

    def __init__(
        self, text: str = "", role: str = "body", *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self.setObjectName(name)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        """A word longer than a line breaks anywhere: Qt would cut it off, and a part of what has
        to be checked could not be seen. Screen readers get it whole, and so does whoever copies."""
        is_copied = self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        broken = text if is_copied else _LONG_WORD.sub(lambda found: _breakable(found[0]), text)
        if QLabel.text(self) != self._words or broken != text:
            self.setAccessibleName(text.replace("\u200b", "") if broken != text else "")
        self._words = text
        super().setText(broken)

    def text(self) -> str:
        """As it was set."""
        return self._words

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        super().setTextInteractionFlags(flags)
        self.setText(self._words)

    def minimumSizeHint(self) -> QSize:
        """One line: QLabel would ask for the height of a very narrow column, always."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        metrics, sides = self.fontMetrics(), self.contentsMargins()
        line, whole = metrics.height(), metrics.horizontalAdvance(self.text())
        return QSize(min(5 * line, whole + sides.left() + sides.right() + _ROUNDED), line)

    def line_up(self) -> None:
        """Begin where the body of a control begins that stands above or below."""
        self.setContentsMargins(RING, 0, RING, 0)

    def set_role(self, role: str) -> None:
        """Change the size."""
        self._set("role", role)

    def set_tone(self, tone: str) -> None:
        """Colour by meaning: "bad", "good" or, as before, none."""
        self._set("tone", tone)

    def _set(self, name: str, value: str) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            style_anew(self)


def _breakable(word: str) -> str:
    """With a place to break behind each letter, its accents included."""
    from PySide6.QtCore import QTextBoundaryFinder

    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, word)
    # Qt counts in UTF-16.
    units = word.encode("utf-16-le")
    letters, begin = [], 0
    while (end := finder.toNextBoundary()) > 0:
        letters.append(units[2 * begin : 2 * end].decode("utf-16-le"))
        begin = end
    return "\u200b".join(letters)


def line(parent: QWidget | None = None) -> QFrame:
    """A hairline between two groups."""
    frame = QFrame(parent)
    frame.setProperty("role", "line")
    return frame
