"""The page on which user name and password at a proxy are entered."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from authenticator.model import Secret
from authenticator.network.proxy_logins import Question
from authenticator.network.routes import ProxyLogin
from ui.keyring_texts import name_keyring
from ui.screens.proxy_login.presenter import ProxyLoginPresenter
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pages import Pages
from ui.widgets.text_field import TextField


class ProxyLoginView(Pages):
    """One page."""

    def __init__(self, presenter: ProxyLoginPresenter) -> None:
        super().__init__()
        self._page = ProxyLoginPage(presenter)
        self.show_page(self._page)

    def show_question(self, question: Question) -> None:
        """Which proxy asks, and whether it has just refused."""
        self._page.show_question(question)

    def forget_typed(self) -> None:
        """Nobody is there any more: no password stays in its field."""
        self._page.forget_typed()


class ProxyLoginPage(Page):
    """The user name stays when the password was wrong; the password is never kept here."""

    def __init__(self, presenter: ProxyLoginPresenter) -> None:
        super().__init__("proxy.login", self.tr("Anmeldung am Proxy"))
        self._presenter = presenter
        self._wrong = Notice("proxy.login.wrong", Tone.ERROR)
        self._lead = Text(role="lead", name="proxy.login.lead")
        self.add_lead(self._lead)
        self._user = self._edit("proxy.login.user", self.tr("Benutzername am Proxy:"))
        self._password = self._edit("proxy.login.password", self.tr("Kennwort am Proxy:"))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._hint = FieldMessage("proxy.login.hint")
        self._hint.describe(self._password)
        self._user.textChanged.connect(lambda: self._hint.show_plain(""))
        kept = name_keyring(
            self.tr(
                "Die App merkt sich die Anmeldung {in_keyring}. Ihr PIN‑Code ist etwas anderes; "
                "geben Sie ihn hier nicht ein."
            )
        )
        self.body.addWidget(self._wrong)
        self.primary = enter = Button("proxy.login.enter", self.tr("Anmelden"), ButtonRole.PRIMARY)
        enter.clicked.connect(self._enter)
        self.back = cancel = Button("proxy.login.cancel", self.tr("Abbrechen"))
        cancel.clicked.connect(self._decline)
        fields = (self._field(self._user), self._field(self._password, self._hint))
        self.set_stacked_actions(*fields, enter, cancel)
        hint = Text(kept, "muted", name="proxy.login.kept")
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(hint)
        self.body.addStretch(1)

    def show_question(self, question: Question) -> None:
        """Which proxy asks, and whether it has just refused."""
        lead = self.tr(
            "Ihr Netz verlangt eine Anmeldung am Proxy {proxy}. Die Zugangsdaten haben Sie von "
            "Ihrer IT; oft sind es dieselben wie an diesem Computer."
        )
        self._lead.setText(lead.format(proxy=question.proxy))
        if question.wrong:
            self._wrong.show_text(
                self.tr("Der Proxy hat die Anmeldung nicht angenommen."),
                self.tr("Bitte prüfen Sie Benutzername und Kennwort."),
            )
        else:
            self._wrong.hide()
        self._password.clear()
        self._hint.show_plain("")

    def forget_typed(self) -> None:
        """Empty the password's field."""
        self._password.clear()

    def first_focus(self) -> QWidget:
        return self._password if self._user.text() else self._user

    def _edit(self, name: str, label: str) -> QLineEdit:
        edit = TextField(name)
        edit.setAccessibleName(label.rstrip(":"))
        return edit

    def _field(self, edit: QLineEdit, hint: FieldMessage | None = None) -> QWidget:
        label = Text(f"{edit.accessibleName()}:", "strong")
        label.setBuddy(edit)
        label.line_up()
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, round(em() * 0.5))
        column.setSpacing(round(em() * 0.3))
        column.addWidget(label)
        column.addWidget(edit)
        if hint is not None:
            column.addWidget(hint)
        return group

    def _enter(self) -> None:
        user = self._user.text().strip()
        if not user or not self._password.text():
            self._hint.show_bad(self.tr("Bitte geben Sie Benutzername und Kennwort ein."))
            (self._password if user else self._user).setFocus()
            return
        login = ProxyLogin(Secret(user), Secret(self._password.text()))
        self._password.clear()
        self._presenter.answer(login)

    def _decline(self) -> None:
        self._password.clear()
        self._presenter.answer(None)
