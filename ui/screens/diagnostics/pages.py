"""The list of checks, and what is in the support file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QTextBrowser, QVBoxLayout

from authenticator.diagnosis.results import Check, Finding, State, root_cause
from authenticator.diagnosis.support_code import support_code
from authenticator.flows.diagnostics import DiagnosticsRun, Phase
from ui.screens.diagnostics.rows import CheckRow
from ui.screens.diagnostics.texts import result_words
from ui.sizes import RING
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.field_message import FieldMessage
from ui.widgets.labels import Text, line, soft
from ui.widgets.layouts import nest
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.wrapping_row import WrappingRow


class ChecksPage(Page):
    """Results as they come; what is to be done stands above them once all is known."""

    began = Signal()
    cancelled = Signal()
    copied = Signal()
    file_wanted = Signal()
    folder_wanted = Signal()
    login_wanted = Signal()
    closed = Signal()

    def __init__(self, *, has_logs: bool) -> None:
        super().__init__("diagnosis.checks", self.tr("Netz-Doktor"))
        self.add_way_back("diagnosis.back").clicked.connect(self.closed)
        self._has_logs = has_logs
        lead = self.tr(
            "Prüft die Verbindung zum Portal und diesen Computer. Geändert wird dabei nichts."
        )
        self.body.addWidget(Text(lead, "muted"))
        self._notices = {
            tone: Notice(f"diagnosis.summary.{tone.value}", tone)
            for tone in (Tone.SUCCESS, Tone.WARNING, Tone.ERROR)
        }
        for notice in self._notices.values():
            self.body.addWidget(notice)
        self._add_progress()
        self._add_actions()
        self._add_rows()
        self.body.addStretch(1)

    def show_state(self, state: DiagnosticsRun) -> None:
        """Draw what is known."""
        running = state.phase is Phase.RUNNING
        had_focus = self._cancel.hasFocus() or self._again.hasFocus()
        self._show_progress(state)
        self._show_rows(state)
        self._show_summary(state)
        ended = state.phase in (Phase.DONE, Phase.CANCELLED)
        needs_login = any(result.finding is Finding.PROXY_LOGIN_NEEDED for result in state.results)
        for button, shown in (
            (self._cancel, running),
            (self._again, not running),
            (self._login, ended and needs_login),
            (self._copy, ended and bool(state.results)),
            (self._file, ended and bool(state.results)),
            (self._folder, ended and self._has_logs),
        ):
            button.setVisible(shown)
        self.primary = None if running else self._again
        if had_focus:
            self.first_focus().setFocus()

    def first_focus(self) -> Button:
        return self.primary or self._cancel

    def say_copied(self) -> None:
        """The clipboard has it."""
        self._told.show_good(self.tr("Das Ergebnis liegt in der Zwischenablage."))

    def _add_progress(self) -> None:
        self._count = Text(role="muted", name="diagnosis.count")
        self._bar = QProgressBar()
        self._bar.setObjectName("diagnosis.progress")
        self._bar.setAccessibleName(self.tr("Fortschritt der Prüfung"))
        self._bar.setRange(0, len(Check))
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(max(6, round(em() * 0.4)))
        self.body.addWidget(self._count)
        inset = QHBoxLayout()
        inset.setContentsMargins(RING, 0, RING, 0)
        inset.addWidget(self._bar)
        nest(inset, self.body)

    def _add_rows(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._rows = {check: CheckRow(check) for check in Check}
        for check, row in self._rows.items():
            if check is not Check.ROUTE:
                column.addWidget(line())
            column.addWidget(row)
        self.body.addWidget(card)

    def _add_actions(self) -> None:
        """What can be done with the results stands above them: the list may be long."""
        quiet = ButtonRole.QUIET
        self._again = Button("diagnosis.again", self.tr("Erneut prüfen"), ButtonRole.PRIMARY)
        self._cancel = Button("diagnosis.cancel", self.tr("Abbrechen"))
        self._login = Button("diagnosis.login", self.tr("Am Proxy anmelden …"))
        self._file = Button("diagnosis.file", self.tr("Support-Datei …"))
        self._copy = Button("diagnosis.copy", self.tr("Ergebnis kopieren"), quiet)
        self._folder = Button("diagnosis.folder", self.tr("Protokollordner öffnen"), quiet)
        for button, wanted in (
            (self._again, self.began),
            (self._cancel, self.cancelled),
            (self._login, self.login_wanted),
            (self._file, self.file_wanted),
            (self._copy, self.copied),
            (self._folder, self.folder_wanted),
        ):
            button.clicked.connect(wanted)
        self.body.addWidget(WrappingRow(self._again, self._cancel, self._login, self._file))
        self.body.addWidget(WrappingRow(self._copy, self._folder))
        self._told = FieldMessage("diagnosis.told")
        self.body.addWidget(self._told)

    def _show_progress(self, state: DiagnosticsRun) -> None:
        running = state.phase is Phase.RUNNING
        done = len(state.results)
        words = self.tr("Prüfung {done} von {all}")
        self._count.setText(words.format(done=min(done + 1, len(Check)), all=len(Check)))
        self._bar.setValue(done)
        self._count.setVisible(running)
        self._bar.setVisible(running)
        if running:
            self._told.show_plain("")

    def _show_rows(self, state: DiagnosticsRun) -> None:
        found = {result.check: result for result in state.results}
        named = root_cause(state.results) if state.phase is Phase.DONE else None
        for check, row in self._rows.items():
            if check in found:
                # What to do about the root cause stands above.
                row.show_result(found[check], advise=found[check] is not named)
            elif state.phase is Phase.RUNNING or state.phase is Phase.READY:
                row.show_open(current=check is state.current)
            else:
                row.show_dropped()

    def _show_summary(self, state: DiagnosticsRun) -> None:
        for notice in self._notices.values():
            notice.hide()
        if state.phase is Phase.CANCELLED:
            self._notices[Tone.WARNING].show_text(self.tr("Die Prüfung wurde abgebrochen."))
        if state.phase is not Phase.DONE:
            return
        code = self.tr("Support-Code: {code}").format(code=support_code(state.results))
        named = root_cause(state.results)
        if named is None:
            self._notices[Tone.SUCCESS].show_text(self.tr("Alles in Ordnung."), "", code)
            return
        words = result_words(named)
        tone = Tone.ERROR if named.state is State.BAD else Tone.WARNING
        title = f"{words.state}: {words.title}"
        self._notices[tone].show_text(title, soft(f"{words.found} {words.advice}"), code)


class FilePage(Page):
    """What is in the support file, before it is saved."""

    save_wanted = Signal()
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__("diagnosis.file_page", self.tr("Support-Datei"))
        self.add_way_back("diagnosis.file_page.back").clicked.connect(self.went_back)
        lead = self.tr(
            "Das steht in der Datei. Benutzernamen, Kennwörter, PIN‑Codes und Schlüssel sind nicht "
            "enthalten. Nennen Sie dem Support am Telefon den Support-Code oder schicken Sie ihm "
            "die Datei."
        )
        self.body.addWidget(Text(lead))
        self._content = QTextBrowser()
        self._content.setObjectName("diagnosis.file_page.content")
        self._content.setAccessibleName(self.tr("Inhalt der Support-Datei"))
        self._content.setTabChangesFocus(True)
        self._content.setMinimumHeight(em() * 8)
        self.body.addWidget(self._content, 1)
        self._told = FieldMessage("diagnosis.file_page.told")
        self.body.addWidget(self._told)
        self.primary = save = Button(
            "diagnosis.file_page.save", self.tr("Speichern …"), ButtonRole.PRIMARY
        )
        save.clicked.connect(self.save_wanted)
        self.set_stacked_actions(save)

    @property
    def content(self) -> str:
        """What would be saved."""
        return self._content.toPlainText()

    def show_content(self, text: str) -> None:
        """Show what would be saved."""
        self._content.setPlainText(text)
        self._told.show_plain("")

    def say_saved(self, place: str) -> None:
        """It lies there now."""
        self._told.show_good(self.tr("Gespeichert: {place}").format(place=place))

    def say_not_saved(self) -> None:
        """It could not be written."""
        words = self.tr("Dort lässt sich nichts speichern. Bitte wählen Sie einen anderen Ordner.")
        self._told.show_bad(words)
