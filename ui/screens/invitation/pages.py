"""What the code is for, and the code with what to do with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from authenticator.model import Secret
from crypto.app_link import ActivationLink
from crypto.protocol import InviteMode
from ui.screens.invitation.code_card import CodeCard
from ui.sizes import RING
from ui.theme import em
from ui.timestamps import countdown_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.list_row import ListRow, ListRows
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page


class ChoosePage(Page):
    """Move or further device."""

    chosen = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__("move.choose", self.tr("Neuer Computer oder weiteres Gerät"))
        words = self.tr("Abbrechen")
        self.add_way_back("move.choose.cancel", words).clicked.connect(self.cancelled)
        self._entries = ListRows()
        move = ListRow(
            "move.choose.move",
            self.tr("Umzug auf einen neuen Computer"),
            self.tr("Dieser Computer wird abgemeldet, sobald der neue aktiviert ist."),
            Icon.NEW_COMPUTER,
        )
        further = ListRow(
            "move.choose.add",
            self.tr("Weiteres Gerät"),
            self.tr("Dieser Computer bleibt aktiv. Sie können sich mit beiden anmelden."),
            Icon.PLUS,
        )
        self._entries.add(move, lambda: self.chosen.emit(InviteMode.MOVE))
        self._entries.add(further, lambda: self.chosen.emit(InviteMode.ADD))
        self.body.addWidget(Text(self.tr("Was haben Sie vor?")))
        self.body.addWidget(self._entries)
        self.body.addStretch(1)

    def first_focus(self) -> QWidget:
        return self._entries.first


class InvitationPage(Page):
    """User name and code, large enough to be read from the other computer."""

    new_wanted = Signal()
    closed = Signal()

    def __init__(self, product: str) -> None:
        super().__init__("move.code", "")
        self._product = product
        self._after = Notice("move.code.after", Tone.WARNING)
        self._card = CodeCard("move.code")
        self.body.addWidget(self._card)
        self.body.addWidget(self._steps())
        self.body.addWidget(self._after)
        self._done = done = Button("move.code.done", "", ButtonRole.PRIMARY)
        done.clicked.connect(self.closed)
        fresh = Button("move.code.new", self.tr("Neuen Code anfordern"), ButtonRole.QUIET)
        fresh.clicked.connect(self.new_wanted)
        self.set_stacked_actions(done, fresh)
        self.body.addStretch(1)
        self.primary = self.back = done

    def show_code(self, mode: InviteMode, login: str, code: Secret, portal: str) -> None:
        """Fill the page for a code."""
        moving = mode is InviteMode.MOVE
        title = self.tr("Umzug: Ihr Code") if moving else self.tr("Weiteres Gerät: Ihr Code")
        self.set_title(title)
        self._done.setText(self.tr("Schließen") if moving else self.tr("Fertig"))
        self._card.show_link(ActivationLink(portal, login, code.reveal()))
        if moving:
            self._after.show_text(
                self.tr("Danach ist dieser Computer abgemeldet."),
                self.tr("Lassen Sie die App hier offen: Sie zeigt an, wenn der Umzug fertig ist."),
            )
        else:
            self._after.hide()

    def show_remaining(self, seconds: int) -> None:
        """The countdown."""
        self._card.show_remaining(countdown_text(seconds))

    def forget(self) -> None:
        """Take the code off the screen."""
        self._card.forget()

    def _steps(self) -> QWidget:
        steps = (
            self.tr("Installieren Sie dort die {product} und öffnen Sie sie."),
            self.tr("Geben Sie Benutzername und Code ein, oder lesen Sie den QR‑Code."),
            self.tr("Wählen Sie einen PIN‑Code für das neue Gerät."),
        )
        group = QWidget()
        grid = QGridLayout(group)
        # Begins where the texts above and below begin.
        grid.setContentsMargins(RING, 0, RING, 0)
        grid.setHorizontalSpacing(round(em() * 0.6))
        grid.setVerticalSpacing(round(em() * 0.35))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Text(self.tr("Auf dem neuen Gerät:"), "strong"), 0, 0, 1, 2)
        for number, words in enumerate(steps, 1):
            mark = Text(f"{number}.", "strong")
            mark.setWordWrap(False)
            grid.addWidget(mark, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(words.format(product=self._product)), number, 1)
        return group
