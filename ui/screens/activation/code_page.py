"""Step 2: user name and activation code."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authenticator.flows.activation import EnterCode
from authenticator.flows.activation_input import read_login
from authenticator.model import Secret
from crypto.email_address import BadAddress
from ui.screens.activation.code_import import CodeImport
from ui.screens.activation.code_sources import CodeSources
from ui.texts import optional_message, user_name_text
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.code_field import CodeField
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.field_message import FieldMessage
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.text_field import TextField


class CodePage(Page):
    """Step 2: who, and the code that the portal shows (A4)."""

    entered = Signal(str, object)
    went_back = Signal(str, object)
    """Carries what stands in the fields."""

    def __init__(self, search: CodeImport) -> None:
        super().__init__("activation.code", self.tr("Aktivierungscode eingeben"))
        self._problem = Notice("activation.code.problem", Tone.ERROR)
        self._lead = Text(role="lead", name="activation.code.lead")
        self._where = Fact("activation.code.where", self.tr("Hinweis"), Icon.COMPUTER)
        self._where_card = FactRows("activation.code.card", (self._where,))
        self._where.show_fact(
            self.tr("Den Code zeigt das Portal in Ihrem Browser."),
            self.tr("Er gilt 10 Minuten. Danach holen Sie dort einen neuen."),
        )
        self._code = CodeField("activation.code.code", self.tr("Aktivierungscode:"))
        self._sources = CodeSources("activation.code.source", search)
        self._sources.found.connect(self.fill_in)
        self._sources.answered.connect(lambda: self.bring_into_view(self._sources))
        self._code.changed.connect(self._sources.clear)
        login = self._login_field()
        # As wide as the cells below it.
        login.setMaximumWidth(self._code.edit.sizeHint().width())
        for widget in (self._problem, self._lead, self._where_card, login, self._code):
            self.body.addWidget(widget)
        self.body.addWidget(self._sources)
        self.body.addStretch(1)
        self._next = Button("activation.code.next", "", ButtonRole.PRIMARY)
        self._next.clicked.connect(self._go_on)
        back = Button("activation.code.back", self.tr("Zurück"))
        back.clicked.connect(self._go_back)
        self.set_actions(self._next, back)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._where_card.set_compact(Compact.HIDES_DETAIL if small else None)

    def _login_field(self) -> QWidget:
        self._login = TextField("activation.code.login")
        self._login.setPlaceholderText(self.tr("zum Beispiel max.mustermann@abc.de"))
        label = Text(self.tr("Benutzername / E‑Mail Adresse:"), "strong")
        label.setBuddy(self._login)
        label.line_up()
        self._login.setAccessibleName(label.text().rstrip(":"))
        self._login_hint = hint = FieldMessage("activation.code.login.hint")
        hint.describe(self._login)
        self._login.textChanged.connect(lambda: hint.show_plain(""))
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em() * 0.3))
        for widget in (label, self._login, self._login_hint):
            column.addWidget(widget)
        return group

    def show_state(self, state: EnterCode) -> None:
        """Fill in what is known."""
        self._login.setText(state.login)
        self._code.clear()
        if state.code is not None:
            self._code.fill_in(state.code)
        self._sources.clear()
        self._problem.show_message(optional_message(state.problem))
        is_first = state.pin is None
        self._where_card.setVisible(is_first)
        self._lead.setVisible(not is_first)
        self._lead.setText(
            self.tr(
                "Ihren PIN‑Code müssen Sie nicht noch einmal wählen. Es fehlt nur ein gültiger "
                "Aktivierungscode."
            )
        )
        self._next.setText(self.tr("Weiter") if is_first else self.tr("Aktivieren"))

    def fill_in(self, login: str, code: Secret) -> None:
        """What a link or a QR code says, as if it had been typed; Ctrl+Z brings back the rest."""
        if login:
            self._login.selectAll()
            self._login.insert(login)
            self._login_hint.show_plain("")
        self._code.fill_in(code)
        focus = self._next if self._login.text() else self._login
        if self.isVisible():
            focus.setFocus()

    def first_focus(self) -> QWidget:
        return self._code.edit if self._login.text() else self._login

    def _go_back(self) -> None:
        self.went_back.emit(self._login.text(), Secret(self._code.edit.text()))

    def _go_on(self) -> None:
        login, code = read_login(self._login.text()), self._code.code
        if isinstance(login, BadAddress):
            self._login_hint.show_bad(user_name_text(login))
            self._login.setFocus()
        elif code is None:
            self._code.say_what_is_missing()
            self._code.edit.setFocus()
        else:
            self.entered.emit(login, code)
