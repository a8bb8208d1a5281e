"""One account: who, where, whether it can log in, and the buttons for what can be done."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from authenticator.failures import Failure
from authenticator.flows.watching import Halted
from ui.screens.approval.texts import locked_browsers_text
from ui.screens.home.presenter import AccountStatus
from ui.texts import failure_message
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text, soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.symbols import Sign

_NARROW = 28
"""Below so many heights of the body text the buttons stand under the words."""


class AccountCard(QFrame):
    """Names: `name`, `name.login`, `name.activate`, `name.enrol`, `name.manage`, `name.remove`,
    `name.state`, `name.problem`."""

    login_wanted = Signal()
    activation_wanted = Signal()
    enrolment_wanted = Signal()
    management_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._person = Text(role="heading", name=f"{name}.person")
        self._provider = Text(name=f"{name}.provider")
        self._user = Text(role="muted", name=f"{name}.user")
        self._state = FieldMessage(f"{name}.state", role="body")
        self._problem = Notice(f"{name}.problem", Tone.ERROR)
        self._unknown_workplace = Notice(f"{name}.place", Tone.INFO)
        self._reported = Notice(f"{name}.reported", Tone.WARNING)
        self._login = Button(f"{name}.login", self.tr("Jetzt einloggen"), ButtonRole.PRIMARY)
        self._login.clicked.connect(self.login_wanted)
        words = self.tr("Aktivierungscode eingeben")
        self._activate = Button(f"{name}.activate", words)
        self._activate.clicked.connect(self.activation_wanted)
        words = self.tr("Computer bestätigen")
        self._enrol = Button(f"{name}.enrol", words, ButtonRole.PRIMARY)
        self._enrol.clicked.connect(self.enrolment_wanted)
        self._manage = Button(f"{name}.manage", self.tr("Verwalten"), ButtonRole.QUIET)
        self._manage.clicked.connect(self.management_wanted)
        self._remove = Button(f"{name}.remove", self.tr("Konto entfernen"), ButtonRole.QUIET)
        self._remove.clicked.connect(self.removal_wanted)
        self._arrange()

    @property
    def action(self) -> Button:
        """The button that is offered now."""
        offered = (self._login, self._activate, self._enrol)
        return next((button for button in offered if not button.isHidden()), self._manage)

    @property
    def last(self) -> Button:
        """The last in the order of the Tab key."""
        return self._remove

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 14, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        direction = QBoxLayout.Direction
        is_wide = event.size().width() >= em() * _NARROW
        for row in (self._row, self._foot):
            row.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        super().resizeEvent(event)

    def show_account(self, status: AccountStatus) -> None:
        """Fill the card."""
        account = status.account
        self._person.setText(account.name if account else soft(status.binding.login))
        self._provider.setText(account.provider if account else "")
        self._user.setText(soft(account.login) if account else "")
        for label in (self._provider, self._user):
            label.setVisible(bool(label.text()))
        for button in (self._login, self._activate, self._enrol, self._manage, self._remove):
            button.setAccessibleDescription(status.binding.login)
        failure = status.link.problem.failure if isinstance(status.link, Halted) else None
        self._login.setVisible(failure is None)
        self._manage.setVisible(failure is None)
        self._enrol.setVisible(failure is Failure.INSTANCE_UNKNOWN)
        self._activate.setVisible(failure is not None and failure.needs_activation)
        self._remove.setVisible(failure is not None and failure.ends_device)
        self._show_problem(status)
        self._show_report(reported=account is not None and account.reported and failure is None)
        self._show_state(account.cleared if account and failure is None else None)

    def _show_problem(self, status: AccountStatus) -> None:
        self._problem.hide()
        self._unknown_workplace.hide()
        if isinstance(status.link, Halted):
            message = failure_message(status.link.problem)
            if status.link.problem.failure is Failure.INSTANCE_UNKNOWN:
                self._unknown_workplace.show_text(message.title, message.text)
            else:
                self._problem.show_message(message)

    def _show_report(self, *, reported: bool) -> None:
        self._reported.hide()
        if reported:
            title = self.tr("Anmeldungen im Browser sind gesperrt")
            lead = self.tr("Sie haben eine Anfrage mit „Das war ich nicht“ gemeldet.")
            self._reported.show_text(title, f"{lead} {locked_browsers_text()}")

    def _show_state(self, cleared: bool | None) -> None:
        self._login.setEnabled(cleared is True)
        if cleared is None:
            self._state.show_plain("")
        elif cleared:
            self._state.show_sign(Sign.DONE, self.tr("Freigeschaltet"))
        else:
            words = self.tr("Freischaltung durch die AOK steht noch aus. Sie erhalten eine E‑Mail.")
            self._state.show_sign(Sign.WAITING, words)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.2))
        for label in (self._person, self._provider, self._user):
            words.addWidget(label)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(round(em() * 0.8))
        row.addLayout(words, 1)
        for button in (self._login, self._activate, self._enrol):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._foot = foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(round(em() * 0.4))
        state = QVBoxLayout()
        state.addStretch(1)
        state.addWidget(self._state)
        state.addStretch(1)
        foot.addLayout(state, 1)
        for button in (self._manage, self._remove):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        pad = em()
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(round(em() * 0.5))
        column.addLayout(row)
        column.addWidget(self._problem)
        column.addWidget(self._unknown_workplace)
        column.addWidget(self._reported)
        column.addLayout(foot)
