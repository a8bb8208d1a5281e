"""One account: who, where, whether it can log in, and the buttons for what can be done."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from authenticator.failures import Failure
from authenticator.flows.watching import Halted
from ui.screens.home.presenter import AccountStatus
from ui.screens.home.texts import chip_words
from ui.texts import failure_message
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.fact_rows import Compact, Fact
from ui.widgets.icons import Icon
from ui.widgets.labels import soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.wrapping_row import WrappingRow


def account_fact(name: str, what: str) -> Fact:
    """The row that says whose account it is.

    Names: `name.provider`, `name.person`, `name.state`.
    """
    fact = Fact(f"{name}.provider", what, Icon.PERSON)
    fact.detail.setObjectName(f"{name}.person")
    fact.usual.words.setObjectName(f"{name}.state")
    return fact


def show_account(fact: Fact, status: AccountStatus) -> None:
    """Fill such a row."""
    account, login = status.account, soft(status.binding.login)
    words, tone = chip_words(status)
    if account is None:
        fact.show_fact(login, usual=words, tone=tone)
    else:
        fact.show_fact(account.provider, f"{account.name} · {login}", usual=words, tone=tone)


class AccountCard(QFrame):
    """Names: `name`, `name.login`, `name.activate`, `name.enrol`, `name.status`, `name.update`,
    `name.manage`, `name.remove`, `name.problem`, `name.place`, `name.reported`; see
    `account_fact`."""

    login_wanted = Signal()
    activation_wanted = Signal()
    enrolment_wanted = Signal()
    status_wanted = Signal()
    update_wanted = Signal()
    management_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._fact = account_fact(name, self.tr("Konto"))
        self._problem = Notice(f"{name}.problem", Tone.ERROR)
        self._unknown_workplace = Notice(f"{name}.place", Tone.INFO)
        self._reported = Notice(f"{name}.reported", Tone.WARNING)
        self._notices = self._problem, self._unknown_workplace, self._reported
        self._is_small = False
        self._make_buttons(name)
        self._arrange()

    def _make_buttons(self, name: str) -> None:
        primary, quiet = ButtonRole.PRIMARY, ButtonRole.QUIET
        self._login = Button(f"{name}.login", self.tr("Jetzt einloggen"), primary)
        self._enrol = Button(f"{name}.enrol", self.tr("Computer bestätigen"), primary)
        self._activate = Button(f"{name}.activate", self.tr("Aktivierungscode eingeben"))
        self._status = Button(f"{name}.status", self.tr("Status ansehen"))
        self._update = Button(f"{name}.update", self.tr("Was ist zu tun?"), primary)
        self._manage = Button(f"{name}.manage", self.tr("Verwalten"), quiet)
        self._remove = Button(f"{name}.remove", self.tr("Konto entfernen"), quiet)
        self._buttons = {
            self._login: self.login_wanted,
            self._enrol: self.enrolment_wanted,
            self._activate: self.activation_wanted,
            self._status: self.status_wanted,
            self._update: self.update_wanted,
            self._manage: self.management_wanted,
            self._remove: self.removal_wanted,
        }
        for button, wanted in self._buttons.items():
            button.clicked.connect(wanted)

    @property
    def action(self) -> Button:
        """The button that is offered now."""
        return next(button for button in self._buttons if not button.isHidden())

    @property
    def last(self) -> Button:
        """The last in the order of the Tab key."""
        return self._remove

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 14, super().minimumSizeHint().height())

    def set_small(self, small: bool) -> None:
        """Whether the window has little space."""
        self._is_small = small
        for notice in self._notices:
            notice.set_small(small)
        self._save_space()

    def _save_space(self) -> None:
        says_it_below = any(not notice.isHidden() for notice in self._notices)
        how = Compact.HIDES_CHIP if says_it_below else Compact.HIDES_USUAL
        self._fact.set_compact(how if self._is_small else None)
        if self._is_small and not self._problem.isHidden():
            self._below.setContentsMargins(0, 0, 0, 0)
            self._problem.put_actions_first(self._buttons_row)
        else:
            self._below.setContentsMargins(*self._margins(self._is_small))
            self._problem.put_actions_last()
            self._column.addWidget(self._buttons_row)

    def show_account(self, status: AccountStatus) -> None:
        """Fill the card."""
        account = status.account
        show_account(self._fact, status)
        for button in self._buttons:
            button.setAccessibleDescription(status.binding.login)
        failure = status.link.problem.failure if isinstance(status.link, Halted) else None
        waits = account is not None and not account.cleared
        self._login.setEnabled(account is not None)
        for button, offered in (
            (self._login, failure is None and not waits),
            (self._status, failure is None and waits),
            (self._manage, failure is None),
            (self._update, failure is Failure.UPGRADE_REQUIRED),
            (self._enrol, failure is Failure.INSTANCE_UNKNOWN),
            (self._activate, failure is not None and failure.needs_activation),
            (self._remove, failure is not None and failure.ends_device),
        ):
            button.setVisible(offered)
        self._buttons_row.setVisible(any(not button.isHidden() for button in self._buttons))
        self._show_problem(status)
        self._show_report(reported=account is not None and account.reported and failure is None)
        self._save_space()

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
            text = self.tr(
                "Sie haben eine Anfrage mit „Das war ich nicht“ gemeldet. „Jetzt einloggen“ hebt "
                "die Sperre auf."
            )
            self._reported.show_text(title, text)

    def _arrange(self) -> None:
        self._buttons_row = QWidget()
        self._below = QHBoxLayout(self._buttons_row)
        self._below.addWidget(WrappingRow(*self._buttons, gap=0.6))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(1, round(em() * 0.25), 1, 1)
        column.setSpacing(0)
        column.addWidget(self._fact)
        for notice in self._notices:
            notice.make_row()
            column.addWidget(notice)
        self.set_small(False)

    def _margins(self, small: bool) -> tuple[int, int, int, int]:
        """In line with the words above, in pixels: left, above, right, below."""
        side = round(em() * (1 if small else 1.4))
        left = side if small else self._fact.indent
        return left - 4, round(em() * 0.2), side, round(em() * 0.8)
