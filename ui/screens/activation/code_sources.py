"""Two quiet buttons below the code: paste, and read a QR code where that is possible."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from authenticator.failures import Problem
from ui.qr.reading import can_read_qr, load_picture, read_qr
from ui.qr.screens import grab_screens, is_wayland, screenshot_by_desktop
from ui.screens.activation.code_import import CodeImport, Missing
from ui.texts import failure_message
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.field_message import FieldMessage
from ui.widgets.icons import Icon
from ui.widgets.notice import Notice, Tone
from ui.widgets.wrapping_row import WrappingRow


class CodeSources(QWidget):
    """Names: `name.paste`, `name.qr`, `name.hint`, `name.problem`."""

    found = Signal(str, object)
    """Carries user name, or "", and code."""
    answered = Signal()
    """There is something new to read below the buttons."""

    def __init__(self, name: str, search: CodeImport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = search
        paste = Button(
            f"{name}.paste", self.tr("Aus der Zwischenablage einfügen"), ButtonRole.QUIET
        )
        paste.clicked.connect(self._paste)
        paste.show_icon(Icon.CLIPBOARD)
        self._qr = Button(f"{name}.qr", self.tr("QR‑Code lesen …"), ButtonRole.QUIET)
        self._qr.clicked.connect(self._open_menu)
        self._qr.show_icon(Icon.QR)
        if not can_read_qr():
            self._qr.hide()
        self._menu = self._make_menu(name)
        self._hint = FieldMessage(f"{name}.hint")
        self._problem = Notice(f"{name}.problem", Tone.ERROR)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em() * 0.3))
        column.addWidget(WrappingRow(paste, self._qr, gap=1.7))
        column.addWidget(self._hint)
        column.addWidget(self._problem)
        search.found.connect(self._show_found)
        search.missed.connect(self._show_missing)
        search.refused.connect(self._show_problem)

    def clear(self) -> None:
        """Say nothing."""
        self._hint.show_plain("")
        self._problem.hide()

    def _make_menu(self, name: str) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName(f"{name}.menu")
        screen = menu.addAction(self.tr("Vom Bildschirm"))
        screen.setObjectName(f"{name}.screen")
        screen.triggered.connect(self._read_screen)
        picture = menu.addAction(self.tr("Aus einer Bilddatei …"))
        picture.setObjectName(f"{name}.picture")
        picture.triggered.connect(self._choose_picture)
        return menu

    def _paste(self) -> None:
        self.clear()
        self._search.search_text(QGuiApplication.clipboard().text())

    def _open_menu(self) -> None:
        self._menu.popup(self._qr.mapToGlobal(QPoint(0, self._qr.height())))

    def _read_screen(self) -> None:
        self.clear()
        if is_wayland():
            load = screenshot_by_desktop
        else:
            screens = grab_screens()

            def load() -> list:  # type: ignore[type-arg]
                return screens

        self._search.search_pictures(load, read_qr, Missing.ON_SCREEN, Missing.SCREEN)

    def _choose_picture(self) -> None:
        dialog = QFileDialog(self, self.tr("Bild mit dem QR‑Code"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Bilder") + " (*.png *.jpg *.jpeg *.bmp)")
        dialog.fileSelected.connect(self.read_picture)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_picture(self, path: str) -> None:
        """Read the QR code in a file."""
        self.clear()

        def load() -> list:  # type: ignore[type-arg]
            picture = load_picture(path)
            return [] if picture is None else [picture]

        self._search.search_pictures(load, read_qr, Missing.IN_PICTURE, Missing.PICTURE)

    def _show_found(self, login: str, code: object) -> None:
        self.found.emit(login, code)
        words = self.tr("Benutzername und Code sind eingetragen.")
        self._hint.show_good(words if login else self.tr("Der Code ist eingetragen."))
        self.answered.emit()

    def _show_problem(self, problem: Problem) -> None:
        self._problem.show_message(failure_message(problem))
        self.answered.emit()

    def _show_missing(self, missing: Missing) -> None:
        self._hint.show_bad(self._missing_words()[missing])
        self.answered.emit()

    def _missing_words(self) -> dict[Missing, str]:
        return {
            Missing.IN_CLIPBOARD: self.tr(
                "In der Zwischenablage ist kein Aktivierungscode. Kopieren Sie im Portal den Code "
                "oder den Link und versuchen Sie es noch einmal."
            ),
            Missing.ON_SCREEN: self.tr(
                "Auf dem Bildschirm ist kein QR‑Code zur Aktivierung zu sehen. Schieben Sie dieses "
                "Fenster so, dass es ihn nicht verdeckt."
            ),
            Missing.IN_PICTURE: self.tr("In diesem Bild ist kein QR‑Code zur Aktivierung."),
            Missing.PICTURE: self.tr(
                "Diese Datei lässt sich nicht lesen. Möglich sind PNG, JPEG und BMP bis 20 MB."
            ),
            Missing.ONE_OF_SEVERAL: self.tr(
                "Hier stehen mehrere verschiedene Codes. Bitte geben Sie den Aktivierungscode ein, "
                "den Ihnen das Portal jetzt anzeigt."
            ),
            Missing.SCREEN: self.tr(
                "Ihr System gibt der App kein Bild des Bildschirms. Sie können ein Bildschirmfoto "
                "speichern und es als Bilddatei öffnen."
            ),
        }
