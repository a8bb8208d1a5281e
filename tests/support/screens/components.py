"""A sheet of all components in all their states, for `docs/design.md` and for the eye."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPalette, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from tests.support.contrast_themes import CONTRAST_THEMES
from ui.sizes import scaled
from ui.system_look import SystemLook
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.choices import CheckBox, RadioButton
from ui.widgets.code_cells import CodeCells
from ui.widgets.digit_cells import DigitCells
from ui.widgets.fact_rows import Fact, FactRows
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.labels import Text
from ui.widgets.list_row import ListRow, ListRows
from ui.widgets.notice import Notice, Tone
from ui.widgets.progress import BusyBar
from ui.widgets.seal import Seal, SealSize
from ui.widgets.symbols import Sign, Symbol
from ui.widgets.text_field import TextField

_WIDTH = 1240
_ICONS_IN_A_LINE = 14


class Sheet(QWidget):
    """Two columns of groups; what is to be seen with the focus is painted over one by one."""

    def __init__(self) -> None:
        super().__init__()
        self.focused: list[QWidget] = []
        self.setFixedWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[scaled(32)] * 4)
        row.setSpacing(scaled(40))
        for groups in (
            (self._texts, self._buttons, self._icons, self._signs, self._choices),
            (self._cells, self._fields, self._facts, self._rows, self._notices, self._progress),
        ):
            row.addLayout(self._column(groups), 1)

    def picture(self) -> QPixmap:
        """The whole sheet."""
        # Nothing has the focus that is not to show it.
        self.setFocus()
        picture = self.grab()
        painter = QPainter(picture)
        for widget in self.focused:
            widget.setFocus()
            area = QRect(widget.mapTo(self, QPoint(0, 0)), widget.size())
            painter.drawPixmap(area.topLeft(), self.grab(area))
        painter.end()
        return picture

    def _column(self, groups: tuple[Callable[[QVBoxLayout], None], ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(scaled(8))
        for group in groups:
            group(column)
            column.addSpacing(scaled(12))
        column.addStretch(1)
        return column

    def _line(self, column: QVBoxLayout, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(scaled(12))
        for widget in widgets:
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        column.addLayout(row)

    def _named(self, column: QVBoxLayout, words: str, *widgets: QWidget) -> None:
        column.addWidget(Text(words, "small"))
        self._line(column, *widgets)

    def _with_focus(self, widget: QWidget) -> QWidget:
        self.focused.append(widget)
        return widget

    def _texts(self, column: QVBoxLayout) -> None:
        for words, role in (
            ("Titel 28", "title"),
            ("Abschnitt 20", "heading"),
            ("Wert 16", "fact"),
            ("Fließtext 14, fett", "strong"),
            ("Fließtext 14", "body"),
            ("Gedämpft 14", "muted"),
            ("Klein 13", "small"),
        ):
            column.addWidget(Text(words, role))

    def _buttons(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("Knöpfe", "heading"))
        main = Button("", "Anmeldung freigeben", ButtonRole.PRIMARY)
        main.set_wide()
        main.setFixedWidth(scaled(312))
        self._named(column, "Haupt, 48", main)
        states: tuple[tuple[str, Callable[[Button], object]], ...] = (
            ("Ruhe", lambda _: None),
            ("Maus", lambda button: button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)),
            ("gedrückt", lambda button: button.setDown(True)),
            ("Fokus", self.focused.append),
            ("noch nicht", lambda button: button.setEnabled(False)),
        )
        for words, put in states:
            buttons = self._one_of_each()
            for button in buttons:
                put(button)
            self._named(column, words, *buttons)

    def _one_of_each(self) -> list[Button]:
        role = ButtonRole
        pairs = (
            (role.PRIMARY, "Weiter"),
            (role.SECONDARY, "Ablehnen"),
            (role.DANGER, "Entfernen"),
            (role.QUIET, "Hilfe"),
            (role.QUIET_DANGER, "Das war ich nicht"),
        )
        buttons = [Button("", words, role) for role, words in pairs]
        buttons[-1].show_icon(Icon.FLAG)
        eye = Button("", "", role.QUIET)
        eye.show_icon(Icon.EYE)
        return [*buttons, eye]

    def _icons(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("Symbole", "heading"))
        icons = list(Icon)
        for first in range(0, len(icons), _ICONS_IN_A_LINE):
            self._line(column, *map(_IconAlone, icons[first : first + _ICONS_IN_A_LINE]))

    def _signs(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("Zeichen und Siegel", "heading"))
        self._line(column, *(Symbol(sign, 1.6) for sign in Sign))
        signs = (Sign.DONE, Sign.INFO, Sign.WARNING, Sign.ERROR)
        self._line(column, *(Seal(sign) for sign in signs))
        states = [Seal(size=SealSize.STATE) for _ in range(4)]
        for seal, icon, tone in zip(
            states,
            (None, Icon.CLOCK, Icon.FLAG, Icon.ERROR),
            (Tone.SUCCESS, Tone.INFO, Tone.WARNING, Tone.ERROR),
            strict=True,
        ):
            seal.show_icon(icon, tone)
        self._line(column, Seal(Sign.WAITING, SealSize.STATE), *states)

    def _choices(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("Auswahl", "heading"))
        for make in (CheckBox, RadioButton):
            off, chosen = make("", "aus"), make("", "an, mit Fokus")
            # One of a pair of radio buttons stays chosen: each has a parent of its own.
            for choice in (off, chosen):
                choice.setAutoExclusive(False)
            chosen.setChecked(True)
            self._with_focus(chosen)
            column.addWidget(off)
            column.addWidget(chosen)

    def _cells(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("PIN-Code und Aktivierungscode", "heading"))
        for words, typed, put in (
            ("in Eingabe", "48", self.focused.append),
            ("falsch: geleert, Fokus vorn", "", _wrong_with(self.focused)),
            ("gezeigt", "482913", lambda cells: cells.setEchoMode(QLineEdit.EchoMode.Normal)),
            ("wartet", "482913", lambda cells: cells.setEnabled(False)),
        ):
            cells = DigitCells(6)
            cells.setProperty("role", "digits")
            cells.setEchoMode(QLineEdit.EchoMode.Password)
            cells.setText(typed)
            put(cells)
            self._named(column, words, cells)
        for words, text in (("Code, 4 + 4", "1054 2"), ("kein Code", "62730-144 von morgen")):
            code = CodeCells()
            code.setText(text)
            self._named(column, words, self._with_focus(code))

    def _fields(self, column: QVBoxLayout) -> None:
        for words in ("", "mit Fokus"):
            field = TextField("")
            field.setText("maler.montag@abc.de")
            column.addWidget(field if not words else self._with_focus(field))

    def _facts(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("Angaben", "heading"))
        account = Fact("a", "Konto", Icon.PERSON)
        usual, other = Fact("b", "Browser", Icon.COMPUTER), Fact("c", "Browser", Icon.COMPUTER)
        danger = Fact("d", "Browser", Icon.COMPUTER)
        waits, amber = Fact("e", "Konto", Icon.PERSON), Fact("f", "Konto", Icon.PERSON)
        browser = ("Firefox 145 unter Windows 11", "IP-Adresse 198.51.100.7")
        account.show_fact("maler.montag@abc.de", "Maler Montag · Pflegedienst Sonnenhof GmbH")
        usual.show_fact(*browser, usual="von Ihrem Anschluss")
        other.show_fact(*browser, question="Von einem anderen Anschluss. Sitzen Sie gerade dort?")
        danger.show_fact(*browser, question="Steht an einem anderen Computer.", is_danger=True)
        practice = ("Reha-Zentrum Uferhaus", "Maler Montag")
        waits.show_fact(*practice, usual="Freischaltung steht aus", tone=Tone.INFO)
        amber.show_fact(*practice, usual="Im Browser gesperrt", tone=Tone.WARNING)
        column.addWidget(FactRows("", (account, usual, waits, amber, other, danger)))

    def _rows(self, column: QVBoxLayout) -> None:
        rows = ListRows()
        first = ListRow("", "PIN-Code ändern", "Mit dem bisherigen PIN-Code")
        rows.add(first, lambda: None)
        rows.add(ListRow("", "Meine Geräte"), lambda: None)
        column.addWidget(rows)
        self._with_focus(first)

    def _notices(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("Hinweise", "heading"))
        for tone, words in (
            (Tone.SUCCESS, "Gespeichert. Mehr ist nicht zu tun."),
            (Tone.INFO, "Das Portal wird gewartet."),
            (Tone.WARNING, "Die Uhr dieses Computers geht 7 Minuten vor."),
            (Tone.ERROR, "Keine Verbindung zum Portal. Die App versucht es weiter."),
        ):
            notice = Notice("", tone)
            column.addWidget(notice)
            notice.setParent(self)
            notice.show_text(words)

    def _progress(self, column: QVBoxLayout) -> None:
        column.addWidget(Text("Arbeit", "heading"))
        column.addWidget(BusyBar("", "Bitte warten"))


class _IconAlone(QWidget):
    def __init__(self, icon: Icon) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(scaled(22), scaled(22))

    def paintEvent(self, _event: object) -> None:  # noqa: N802 (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(QPalette.ColorRole.Link).name()
        paint_icon(painter, self.rect().toRectF(), self._icon, ink)
        painter.end()


def _wrong_with(focused: list[QWidget]) -> Callable[[DigitCells], None]:
    def put(cells: DigitCells) -> None:
        cells.show_wrong(True)
        focused.append(cells)

    return put


def draw_components(app: QApplication, folder: Path) -> None:
    """The sheet in light and dark, in high contrast, and a picture of the first two."""
    look = app.findChildren(SystemLook)[0]
    pictures = []
    for name, scheme in (("light", Qt.ColorScheme.Light), ("dark", Qt.ColorScheme.Dark)):
        look.show_scheme(scheme)
        pictures.append(_save(folder, name))
    both = QPixmap(2 * pictures[0].width(), pictures[0].height())
    painter = QPainter(both)
    for number, picture in enumerate(pictures):
        painter.drawPixmap(number * picture.width(), 0, picture)
    painter.end()
    both.save(str(folder / "components.png"))
    given, look.system_palette = look.system_palette, lambda: CONTRAST_THEMES["night sky"]
    look.show_contrast(Qt.ContrastPreference.HighContrast)
    _save(folder, "high-contrast")
    look.system_palette = given
    look.show_contrast(Qt.ContrastPreference.NoPreference)


def _save(folder: Path, name: str) -> QPixmap:
    sheet = Sheet()
    sheet.show()
    QTest.qWaitForWindowActive(sheet)
    QApplication.processEvents()
    picture = sheet.picture()
    picture.save(str(folder / f"components.{name}.png"))
    sheet.close()
    sheet.deleteLater()
    return picture
