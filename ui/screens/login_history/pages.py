"""The last logins, newest first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from authenticator.model import PastLogin
from ui.screens.login_history.texts import login_sign, login_words
from ui.theme import em
from ui.timestamps import date_time_text
from ui.widgets.buttons import Button
from ui.widgets.labels import Text, line
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.symbols import Symbol


class LoginHistoryPage(Page):
    """What was done, when, from where, and with which device."""

    closed = Signal()

    def __init__(self, logins: tuple[PastLogin, ...], hotline: str) -> None:
        super().__init__("history.list", self.tr("Anmeldungen"))
        if logins:
            self.body.addWidget(self._hint(hotline))
            self.body.addWidget(_card(logins))
        else:
            self.body.addWidget(Text(self.tr("Noch keine Anmeldungen."), name="history.list.empty"))
        self.body.addStretch(1)
        back = Button("history.list.back", self.tr("Zurück"))
        back.clicked.connect(self.closed)
        self.set_actions(None, back)

    def _hint(self, hotline: str) -> Notice:
        advice = self.tr(
            "Ändern Sie sofort Ihren PIN‑Code und entfernen Sie unter „Meine Geräte“, was Sie "
            "nicht kennen. Im Zweifel hilft der Support: {hotline}."
        )
        hint = Notice("history.list.hint", Tone.INFO)
        hint.show_text(self.tr("Das waren Sie nicht?"), advice.format(hotline=hotline))
        return hint


def _card(logins: tuple[PastLogin, ...]) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    rows = QVBoxLayout(card)
    rows.setContentsMargins(em(), round(em() * 0.4), em(), round(em() * 0.4))
    rows.setSpacing(round(em() * 0.5))
    for number, login in enumerate(logins, 1):
        if number > 1:
            rows.addWidget(line())
        rows.addWidget(PastLoginRow(f"history.list.{number}", login))
    return card


class PastLoginRow(QWidget):
    """Names: `name.what`, `name.when`, `name.from`, `name.device`."""

    def __init__(self, name: str, login: PastLogin) -> None:
        super().__init__()
        self.setObjectName(name)
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.1))
        head = QHBoxLayout()
        head.setSpacing(em())
        when = Text(date_time_text(login.at), name=f"{name}.when")
        when.setAlignment(Qt.AlignmentFlag.AlignRight)
        head.addWidget(Text(login_words(login), "strong", name=f"{name}.what"), 1)
        head.addWidget(when, 1)
        words.addLayout(head)
        place = self.tr("{browser} unter {system}, Adresse {address}")
        place = place.format(browser=login.browser, system=login.os, address=login.ip)
        words.addWidget(Text(place, "muted", name=f"{name}.from"))
        if login.device:
            device = self.tr("Beantwortet mit „{device}“").format(device=login.device)
            words.addWidget(Text(device, "muted", name=f"{name}.device"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, round(em() * 0.2), 0, round(em() * 0.2))
        row.setSpacing(round(em() * 0.8))
        row.addWidget(Symbol(login_sign(login), 1.2), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
