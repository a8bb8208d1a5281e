"""The last logins and changes on the overview: when, what became of it, from where."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from authenticator.model import Binding, PastLogin
from ui.screens.home.last_logins import AccountLogin
from ui.screens.login_history.texts import (
    brief_login_words,
    change_words,
    login_icon,
    login_tone,
)
from ui.theme import em
from ui.timestamps import brief_date_time_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.chip import tone_colours
from ui.widgets.icons import paint_icon
from ui.widgets.labels import Text, line, soft
from ui.widgets.layouts import delete_widgets, nest

_NARROW = 34
"""Below so many heights of the body text a row has two lines."""


class LoginsCard(QWidget):
    """Hidden until the portal answered. Names: `name.title`, `name.all`, `name.empty`, and those
    of its rows, which are `name.1` and `name.2`."""

    history_wanted = Signal(object)
    """Carries the binding whose logins are to be shown."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._newest: Binding | None = None
        self._names_accounts = self._is_small = False
        self._logins: tuple[AccountLogin, ...] | None = None
        self.all = Button(f"{name}.all", self.tr("Alle ansehen"), ButtonRole.QUIET)
        self.all.clicked.connect(lambda: self.history_wanted.emit(self._newest))
        keeps = self.all.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.all.setSizePolicy(keeps)
        head = QHBoxLayout()
        self._title = Text(role="strong", name=f"{name}.title")
        self._title.line_up()
        self._name_title()
        head.addWidget(self._title, 1)
        head.addWidget(self.all)
        self._card = QFrame()
        self._card.setProperty("role", "card")
        self._shown: list[QWidget] = []
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em() * 0.3))
        nest(head, column)
        column.addWidget(self._card)
        self.hide()

    def name_accounts(self, named: bool) -> None:
        """Whether a row says whose login it was."""
        if named is not self._names_accounts:
            self._names_accounts = named
            self.show_logins(self._logins)

    def set_small(self, small: bool) -> None:
        """In a small window the newest alone."""
        if small is not self._is_small:
            self._is_small = small
            self._name_title()
            self.show_logins(self._logins)

    def _name_title(self) -> None:
        whole = self.tr("Letzte Anmeldungen und Änderungen")
        self._title.setText(self.tr("Zuletzt") if self._is_small else whole)

    def show_logins(self, logins: tuple[AccountLogin, ...] | None) -> None:
        """Newest first; None hides the card."""
        self._logins = logins
        self.setVisible(logins is not None)
        if logins is None:
            return
        self._newest = logins[0][0] if logins else None
        self.all.setVisible(bool(logins))
        delete_widgets(self._shown)
        self._fill(logins[:1] if self._is_small else logins)

    def _fill(self, logins: tuple[AccountLogin, ...]) -> None:
        if not logins:
            empty = Text(
                self.tr("Noch keine Anmeldungen."), "muted", name=f"{self.objectName()}.empty"
            )
            side = round(em() * 1.4)
            empty.setContentsMargins(side, em(), side, em())
            self._add(empty)
        for number, (binding, login) in enumerate(logins, 1):
            if number > 1:
                self._add(_inset_line())
            account = binding.login if self._names_accounts else ""
            self._add(LoginRow(f"{self.objectName()}.{number}", login, account))

    def _add(self, row: QWidget) -> None:
        self._shown.append(row)
        self._rows.addWidget(row)


class LoginRow(QWidget):
    """Names: `name.when`, `name.what`, `name.from`."""

    def __init__(self, name: str, login: PastLogin, account: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._login = login
        self._when = Text(brief_date_time_text(login.at), "muted", name=f"{name}.when")
        self._what = Text(brief_login_words(login), name=f"{name}.what")
        place = self.tr("{browser}, {system}").format(browser=login.browser, system=login.os)
        place = soft(change_words(login)) or place
        words = f"{place}\n{soft(account)}" if account else place
        self._from = Text(words, "muted", name=f"{name}.from")
        self._grid = QGridLayout(self)
        side, above = round(em() * 1.4), round(em() * (0.5 if account else 0.85))
        self._icon = round(em() * 1.15)
        self._grid.setContentsMargins(side + self._icon + em(), above, side, above)
        self._grid.setHorizontalSpacing(em())
        self._grid.setVerticalSpacing(0)
        self._arrange(narrow=False)

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 10, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(narrow=event.size().width() < em() * _NARROW)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._grid.contentsMargins().top() + (self.fontMetrics().height() - self._icon) / 2
        place = QRectF(em() * 1.4, top, self._icon, self._icon)
        _, ink = tone_colours(login_tone(self._login))
        paint_icon(painter, place, login_icon(self._login), ink)
        painter.end()

    def _arrange(self, *, narrow: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        for place, label in enumerate((self._when, self._what, self._from)):
            row, column = (place, 0) if narrow else (0, place)
            self._grid.addWidget(label, row, column, top)
        widths = (1, 0, 0) if narrow else (11, 9, 15)
        for column, width in enumerate(widths):
            self._grid.setColumnStretch(column, width)


def _inset_line() -> QWidget:
    """A hairline between two rows, inset like them."""
    inset = QWidget()
    row = QHBoxLayout(inset)
    side = round(em() * 1.4)
    row.setContentsMargins(side, 0, side, 0)
    row.addWidget(line())
    return inset
