"""A login is approved, and the browser that is to be logged in has not been opened."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication

from authenticator.failures import Failure
from authenticator.links import login_url
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.outcome import ResultPage
from ui.widgets.symbols import Sign

_NAME = "approval.unopened"


class UnopenedPage(ResultPage):
    """Offers to open it again, and says where to log in by hand.

    That address is the login page's. The one that was to be opened lets in whoever has it first:
    it is neither shown nor copied.
    """

    open_again = Signal()
    closed = Signal()

    def __init__(self, portal: str) -> None:
        """`portal` is the portal's address."""
        super().__init__(_NAME, "")
        self._address = login_url(portal)
        self._hint = Text(role="body", name=f"{_NAME}.hint")
        address = Text(self._address, "strong", name=f"{_NAME}.address")
        address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._code = Text(role="small", name=f"{_NAME}.code")
        words = self.tr("Support-Code: {code}")
        self._code.setText(words.format(code=Failure.BROWSER_NOT_OPENED.code))
        for label in (self._hint, address, self._code):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.body.addWidget(label)
        self._again = Button(
            f"{_NAME}.again", self.tr("Browser noch einmal öffnen"), ButtonRole.PRIMARY
        )
        self._again.clicked.connect(self.open_again)
        self._copy = Button(f"{_NAME}.copy", self.tr("Adresse kopieren"))
        self._copy.clicked.connect(self._copy_address)
        close = Button(f"{_NAME}.close", self.tr("Zur Übersicht"), ButtonRole.QUIET)
        close.clicked.connect(self.closed)
        self.back = close
        self.set_result_actions(self._again, self._copy, close)
        self.end()

    def show_unopened(self, *, may_open: bool) -> None:
        """`may_open`: whether opening it once more is of use."""
        self.seal.show_sign(Sign.WARNING)
        self.set_title(self.tr("Der Browser ließ sich nicht öffnen"))
        self.text.setText(
            self.tr("Die Anmeldung ist freigegeben, aber noch in keinem Browser angekommen.")
        )
        self._code.show()
        self._offer(may_open=may_open)
        self._hint.setText(
            self.tr(
                "Öffnen Sie ihn noch einmal. Geht das nicht, öffnen Sie ihn von Hand, und melden "
                "Sie sich dort neu an:"
            )
            if may_open
            else self.tr("Öffnen Sie ihn von Hand, und melden Sie sich dort neu an:")
        )

    def ask_whether_opened(self) -> None:
        """Nobody knows whether it came."""
        self.seal.show_sign(Sign.INFO)
        self.set_title(self.tr("Ist kein Browser aufgegangen?"))
        self.text.setText(self.tr("Die Anmeldung ist freigegeben."))
        self._code.hide()
        self._offer(may_open=False)
        self._hint.setText(
            self.tr("Dann öffnen Sie ihn von Hand, und melden Sie sich dort neu an:")
        )

    def _offer(self, *, may_open: bool) -> None:
        self._copy.setText(self.tr("Adresse kopieren"))
        self._again.setVisible(may_open)
        self.primary = self._again if may_open else self._copy

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self._copy.setText(self.tr("Adresse kopiert"))
