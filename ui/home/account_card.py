"""One account: who, where, whether it can log in, and the button to do so."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from authenticator.failures import Failure
from ui.home.presenter import AccountLine
from ui.home.watcher import Halted
from ui.texts import failure_message
from ui.theme import em
from ui.widgets.buttons import Button, Rank
from ui.widgets.hint import Hint
from ui.widgets.labels import Text, soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.symbols import Sign

_NARROW = 28
"""Below so many heights of the body text the button stands under the words."""

_NEEDS_ACTIVATION = {
    Failure.DEVICE_LOCKED,
    Failure.DEVICE_REVOKED,
    Failure.DEVICE_UNKNOWN,
    Failure.DEVICE_SUSPECT,
    Failure.KEY_MISSING,
    Failure.KEY_DAMAGED,
}


class AccountCard(QFrame):
    """Names: `name`, `name.login`, `name.activate`, `name.state`, `name.problem`."""

    login_wanted = Signal()
    activation_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._person = Text(role="heading", name=f"{name}.person")
        self._provider = Text(name=f"{name}.provider")
        self._user = Text(role="muted", name=f"{name}.user")
        self._state = Hint(f"{name}.state", role="body")
        self._problem = Notice(f"{name}.problem", Tone.ERROR)
        self._login = Button(f"{name}.login", self.tr("Jetzt einloggen"), Rank.PRIMARY)
        self._login.clicked.connect(self.login_wanted)
        words = self.tr("Gerät neu aktivieren")
        self._activate = Button(f"{name}.activate", words, Rank.PRIMARY)
        self._activate.clicked.connect(self.activation_wanted)
        self._arrange()

    @property
    def action(self) -> Button:
        """The button that is offered now."""
        return self._activate if self._login.isHidden() else self._login

    @property
    def last(self) -> Button:
        """The last in the order of the Tab key."""
        return self._activate

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 14, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        direction = QBoxLayout.Direction
        beside = event.size().width() >= em() * _NARROW
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        super().resizeEvent(event)

    def show_line(self, line: AccountLine) -> None:
        """Fill the card."""
        account = line.account
        self._person.setText(account.name if account else soft(line.binding.login))
        self._provider.setText(account.provider if account else "")
        self._user.setText(soft(account.login) if account else "")
        for label in (self._provider, self._user):
            label.setVisible(bool(label.text()))
        for button in (self._login, self._activate):
            button.setAccessibleDescription(line.binding.login)
        if isinstance(line.link, Halted):
            self._show_halted(line.link)
        else:
            self._show_usable(account.cleared if account else None)

    def _show_halted(self, link: Halted) -> None:
        self._problem.show_message(failure_message(link.problem))
        self._state.show_plain("")
        self._login.hide()
        self._activate.setVisible(link.problem.failure in _NEEDS_ACTIVATION)

    def _show_usable(self, cleared: bool | None) -> None:
        self._problem.show_message(None)
        self._activate.hide()
        self._login.show()
        self._login.setEnabled(cleared is True)
        if cleared is None:
            self._state.show_plain("")
        elif cleared:
            self._state.show_sign(Sign.DONE, self.tr("Freigeschaltet"))
        else:
            words = self.tr("Freischaltung durch die AOK steht noch aus. Sie erhalten eine E-Mail.")
            self._state.show_sign(Sign.WARNING, words)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.2))
        for label in (self._person, self._provider, self._user):
            words.addWidget(label)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(round(em() * 0.8))
        row.addLayout(words, 1)
        for button in (self._login, self._activate):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        pad = em()
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(round(em() * 0.6))
        column.addLayout(row)
        column.addWidget(self._state)
        column.addWidget(self._problem)
