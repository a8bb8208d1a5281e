"""The settings: each holds from the click on."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authenticator.preferences import LOCK_CHOICES
from ui.languages import ENGLISH, GERMAN
from ui.settings.presenter import SettingsPresenter
from ui.texts import optional_message
from ui.theme import em
from ui.widgets.buttons import Button, Rank
from ui.widgets.choices import CheckBox, RadioButton
from ui.widgets.hint import Hint
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pages import Pages


class SettingsView(Pages):
    """Names: `settings.language.NAME`, `settings.plain`, `settings.lock.MINUTES`,
    `settings.close`."""

    closed = Signal()

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__()
        self.setObjectName("settings.place")
        self._presenter = presenter
        page = Page("settings", self.tr("Einstellungen"))
        self._problem = Notice("settings.problem", Tone.ERROR)
        presenter.refused.connect(
            lambda problem: self._problem.show_message(optional_message(problem))
        )
        page.body.addWidget(self._problem)
        for group in (self._language(), self._plain(), self._lock()):
            page.body.addWidget(group)
        page.body.addStretch(1)
        close = Button("settings.close", self.tr("Schließen"), Rank.PRIMARY)
        close.clicked.connect(self.closed)
        page.set_actions(close)
        page.back = close
        self.turn_to(page)

    def _language(self) -> "Group":
        words = {
            "": self.tr("Wie das Betriebssystem"),
            GERMAN: "Deutsch",
            ENGLISH: "English",
        }
        group = Group("settings.language", self.tr("Sprache"))
        later = Hint("settings.language.later")

        def choose(value: str) -> None:
            self._presenter.choose(language=value)
            later.show_plain(self.tr("Gilt, sobald Sie die App neu starten."))

        group.offer(words, self._presenter.preferences.language, choose)
        group.column.addWidget(later)
        return group

    def _plain(self) -> "Group":
        group = Group(
            "settings.plain",
            self.tr("Leichte Sprache"),
            self.tr("Kurze Sätze und einfache Wörter für die Aktivierung, nur auf Deutsch."),
        )
        box = CheckBox("settings.plain", self.tr("Leichte Sprache benutzen"))
        box.setChecked(self._presenter.preferences.plain)
        box.clicked.connect(lambda on: self._presenter.choose(plain=on))
        self._presenter.changed.connect(lambda now: box.setChecked(now.plain))
        group.column.addWidget(box)
        return group

    def _lock(self) -> "Group":
        group = Group(
            "settings.lock",
            self.tr("Wenn Sie nicht am Computer sind"),
            self.tr(
                "Die App vergisst dann, was Sie eingegeben haben, und zeigt wieder die Übersicht. "
                "Das geschieht auch, wenn der Bildschirm gesperrt wird."
            ),
        )
        words = {minutes: self._minutes(minutes) for minutes in LOCK_CHOICES}
        now = self._presenter.preferences.lock_minutes
        group.offer(words, now, lambda value: self._presenter.choose(lock_minutes=value))
        return group

    def _minutes(self, minutes: int) -> str:
        if minutes == 0:
            return self.tr("Nur wenn der Bildschirm gesperrt wird")
        if minutes == 1:
            return self.tr("Nach 1 Minute ohne Eingabe")
        return self.tr("Nach {count} Minuten ohne Eingabe").format(count=minutes)


class Group(QWidget):
    """A heading, a line about it, and what there is to choose."""

    def __init__(self, name: str, title: str, text: str = "") -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(round(em() * 0.3))
        self.column.addWidget(Text(title, "heading"))
        if text:
            self.column.addWidget(Text(text, "muted"))

    def offer(self, words: Mapping[Any, str], now: Any, choose: Any) -> None:
        """One radio button for each value, named by it."""
        for value, text in words.items():
            button = RadioButton(f"{self._name}.{value or 'none'}", text)
            button.clicked.connect(lambda _checked, value=value: choose(value))
            self.column.addWidget(button)
            if value == now:
                button.setChecked(True)
            else:
                # Tab comes by the chosen one; Qt sees to it from the first click on.
                button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
