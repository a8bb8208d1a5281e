"""Steps 1 and 2: terms of use, user name and activation code."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from authenticator.flows.activation import EnterCode
from authenticator.flows.activation_input import read_login
from authenticator.model import Secret
from authenticator.terms import Terms, load_plain_summary
from crypto.email_address import BadAddress
from ui.screens.activation.code_import import CodeImport
from ui.screens.activation.code_sources import CodeSources
from ui.screens.settings.plain_language import PlainLanguage
from ui.texts import optional_message, user_name_text
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.choices import CheckBox
from ui.widgets.code_field import CodeField
from ui.widgets.fact_rows import Fact, FactRows
from ui.widgets.field_message import FieldMessage
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.text_field import TextField
from ui.widgets.waiting_button import WaitingButton


class TermsPage(Page):
    """Step 1: "Akzeptieren" is the only way on (A3)."""

    accepted = Signal()
    cancelled = Signal()

    def __init__(self, product: str, terms: Terms, plain: PlainLanguage) -> None:
        super().__init__("activation.terms", self.tr("Nutzungsbedingungen"))
        self.plain = CheckBox(
            "activation.terms.plain", self.tr("Leichte Sprache: kurze Sätze, einfache Wörter")
        )
        self.plain.setChecked(plain.is_on)
        self.plain.clicked.connect(plain.choose)
        self.body.addWidget(self.plain)
        self.plain.setVisible(plain.is_offered)
        lead = self.tr("Um die {product} zu nutzen, stimmen Sie bitte den Nutzungsbedingungen zu.")
        self.body.addWidget(Text(lead.format(product=product)))
        self._reader = QTextBrowser()
        self._reader.setObjectName("activation.terms.text")
        self._reader.setAccessibleName(self.tr("Text der Nutzungsbedingungen"))
        self._reader.setOpenLinks(False)
        self._reader.setTabChangesFocus(True)
        self._reader.setHtml((load_plain_summary() if plain.is_on else "") + terms.html)
        self._reader.setMinimumHeight(em() * 8)
        self.body.addWidget(self._reader, 1)
        words = self.tr("Ich habe die Nutzungsbedingungen gelesen und akzeptiere diese.")
        self._read = CheckBox("activation.terms.read", words)
        self._missing = FieldMessage("activation.terms.hint")
        self._read.toggled.connect(lambda: self._missing.show_plain(""))
        self.body.addWidget(self._missing)
        self.body.addWidget(self._read)
        accept = WaitingButton(
            "activation.terms.accept",
            self.tr("Akzeptieren"),
            self.tr("Möglich, sobald das Kästchen angekreuzt ist"),
        )
        accept.setEnabled(False)
        accept.too_early.connect(self.say_what_is_missing)
        self._read.toggled.connect(accept.setEnabled)
        accept.clicked.connect(self.accepted)
        self._cancel = Button("activation.terms.cancel", self.tr("Abbrechen"))
        self._cancel.clicked.connect(self.cancelled)
        self.set_actions(accept, self._cancel)

    def show_state(self, *, can_cancel: bool) -> None:
        """Each start begins unticked; there is a way back only where there is something behind."""
        self._read.setChecked(False)
        self._missing.show_plain("")
        self._cancel.setVisible(can_cancel)

    def say_what_is_missing(self) -> None:
        self._missing.show_bad(self.tr("Bitte kreuzen Sie zuerst dieses Kästchen an."))
        self._read.setFocus()

    def first_focus(self) -> QWidget:
        return self._read


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
