"""The one window: header, a banner for a request that must not interrupt, and one screen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from authenticator.branding import Branding
from ui.app_events import CHECK_WANTED, RESET_WANTED, TITLE_CHANGED
from ui.theme import em, is_small
from ui.widgets.layouts import nest
from ui.widgets.logo import Logo

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent

_SMALLEST = QSize(640, 480)
_USUAL = QSize(760, 686)
"""As tall as the overview with two accounts; a screen of 1366 by 768 has so much."""
_USUAL_EM = 14
_MOST = 1.5
"""However large the font is, the window has to fit on a screen of 1024 by 768."""
_TITLE_BAR = 3
"""Space for the system's frame, in heights of the body text."""
_HIGH, _LOW = 4.0, 2.6
"""Of the header in usual and in small windows, in heights of the body text."""
_NAME, _TITLE = 1.15, 1.28
"""Of the words in it, in heights of the body text."""


class MainWindow(QMainWindow):
    """Frame and header; what is inside comes later."""

    painted = Signal()
    """Once, after the window was drawn for the first time."""
    check_wanted = Signal()
    """Somewhere inside, the user wants to know what is wrong with the connection."""
    reset_wanted = Signal()
    """Somewhere inside, the user wants to reset the access at the portal."""
    closing = Signal()
    """Before the window closes: its state can still be asked for."""

    def __init__(self, branding: Branding, state: str = "") -> None:
        """`state` is what `state` was when the window was last closed."""
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle(branding.window_title)
        scale = min(max(em() / _USUAL_EM, 1), _MOST)
        # A screen of 1920 by 1080 at 300 % has 640 by 360 left.
        available = self.screen().availableSize() - QSize(0, _TITLE_BAR * em())
        self.setMinimumSize((_SMALLEST * scale).boundedTo(available))
        self.resize((_USUAL * scale).boundedTo(available))
        self._was_painted = False
        self.header = Header(branding.product)
        self._screens = QStackedWidget()
        self.banner_slot = QVBoxLayout()
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        nest(self.banner_slot, layout)
        layout.addWidget(self._screens, 1)
        self.setCentralWidget(inside)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._look_for_focus)
        if state:
            # Qt brings it back to a screen where that one is gone.
            self.restoreGeometry(QByteArray.fromBase64(state.encode()))

    @property
    def was_painted(self) -> bool:
        """Whether `painted` lies behind."""
        return self._was_painted

    @property
    def state(self) -> str:
        """Size, position, and whether it fills the screen, in base64."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    @property
    def front(self) -> QWidget | None:
        """The page that is shown."""
        front: QWidget | None = self._screens
        while isinstance(front, QStackedWidget):
            front = front.currentWidget()
        return front

    def show_screen(self, screen: QWidget) -> None:
        """Put a screen in front."""
        if self._screens.indexOf(screen) < 0:
            self._screens.addWidget(screen)
        self._screens.setCurrentWidget(screen)

    def _look_for_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            # A change of pages may be under way, and bring the focus with it.
            QTimer.singleShot(0, self, self._keep_focus)

    def _keep_focus(self) -> None:
        """Keys go to the page in front where a field that had them was disabled or removed.

        Without it they would be lost, and Tab would begin at the header.
        """
        if self.focusWidget() is None and self.front is not None:
            self.front.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == CHECK_WANTED:
            self.check_wanted.emit()
            return True
        if event.type() == RESET_WANTED:
            self.reset_wanted.emit()
            return True
        if event.type() == TITLE_CHANGED:
            self.header.show_title(self.front.windowTitle() if self.front is not None else "")
            return True
        return super().event(event)

    def resizeEvent(self, event: "QResizeEvent") -> None:
        self.header.set_small(is_small(event.size()))
        super().resizeEvent(event)

    def closeEvent(self, event: "QCloseEvent") -> None:
        self.closing.emit()
        super().closeEvent(event)

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)


class Header(QWidget):
    """Logo and name; buttons on the right; a hairline below.

    In a small window it has the title of the page in front, and one button instead of several.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._name, self._title = name, ""
        self._is_small = False
        self._buttons: dict[bool, list[QWidget]] = {False: [], True: []}
        """By whether they are for a small window."""
        self._label = QLabel(name)
        self._label.setObjectName("main.name")
        self._label.setWordWrap(True)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(round(em() * 1.7), 0, round(em() * 1.45), 0)
        self._row.setSpacing(round(em() * 0.85))
        self._row.addWidget(Logo(1.9))
        self._row.addWidget(self._label, 1)
        line = QWidget()
        line.setAutoFillBackground(True)
        line.setBackgroundRole(QPalette.ColorRole.Mid)
        line.setFixedHeight(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        nest(self._row, self._column, 1)
        self._column.addWidget(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange()

    def add(self, button: QWidget, *, small: bool = False) -> None:
        """Put a button on the right; `small` says in which kind of window it is there."""
        self._row.addWidget(button)
        self._buttons[small].append(button)
        button.setVisible(small is self._is_small)

    def set_small(self, small: bool) -> None:
        """Take less space, where the window has little."""
        if small is not self._is_small:
            self._is_small = small
            side = 0.6 if small else 1.45
            self._row.setContentsMargins(round(em() * 1.7), 0, round(em() * side), 0)
            self._arrange()
            for kind, buttons in self._buttons.items():
                for button in buttons:
                    button.setVisible(kind is small)

    def show_title(self, title: str) -> None:
        """The title of the page in front, or the name of the app where it is empty."""
        self._title = title
        self._label.setText(title or self._name)
        font = QApplication.font()
        font.setBold(True)
        if title:
            font.setPixelSize(round(em() * _TITLE))
        elif not self._is_small:
            font.setPixelSize(round(em() * _NAME))
        self._label.setFont(font)

    def _arrange(self) -> None:
        self._label.setMinimumHeight(round(em() * (_LOW if self._is_small else _HIGH)) - 1)
        self.show_title(self._title)
