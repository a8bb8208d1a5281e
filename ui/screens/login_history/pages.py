"""The last logins and changes, newest first."""

from PySide6.QtCore import Signal

from authenticator.model import PastLogin
from ui.screens.login_history.texts import change_words, login_icon, login_tone, login_words
from ui.timestamps import date_time_text
from ui.widgets.empty import EmptyList
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page


class LoginHistoryPage(Page):
    """What was done, when, from where, and with which device."""

    closed = Signal()

    def __init__(self, logins: tuple[PastLogin, ...], hotline: str) -> None:
        super().__init__("history.list", self.tr("Anmeldungen und Änderungen"))
        self.add_way_back("history.list.back").clicked.connect(self.closed)
        rows = [self._row(f"history.list.{n}", login) for n, login in enumerate(logins, 1)]
        self._rows = FactRows("history.list.rows", rows)
        if logins:
            self.body.addWidget(self._hint(hotline))
            self.body.addWidget(self._rows)
        else:
            self.body.addWidget(
                EmptyList(
                    "history.list.empty",
                    Icon.CLOCK,
                    self.tr("Noch keine Anmeldungen"),
                    self.tr("Nach Ihrer ersten Anmeldung steht hier, wann und von wo sie kam."),
                )
            )
        self.body.addStretch(1)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._rows.set_compact(Compact.KEEPS_DETAIL if small else None)

    def _hint(self, hotline: str) -> Notice:
        advice = self.tr(
            "Ändern Sie sofort Ihren PIN‑Code und entfernen Sie unter „Meine Geräte“, was Sie "
            "nicht kennen. Im Zweifel hilft der Support: {hotline}."
        )
        hint = Notice("history.list.hint", Tone.INFO)
        hint.show_text(self.tr("Das waren Sie nicht?"), advice.format(hotline=hotline))
        return hint

    def _row(self, name: str, login: PastLogin) -> Fact:
        """Names: `name.what`, `name.what.detail`."""
        label = self.tr("Änderung") if login.what else self.tr("Anmeldung")
        row = Fact(f"{name}.what", label, login_icon(login))
        place = self.tr("{browser} unter {system}, IP‑Adresse {address}")
        place = place.format(browser=login.browser, system=login.os, address=login.ip)
        when = date_time_text(login.at)
        if login.device:
            words = self.tr("{moment}, beantwortet mit „{device}“")
            when = words.format(moment=when, device=login.device)
        details = "\n".join(filter(None, (change_words(login), when, place)))
        row.show_fact(login_words(login), details, tone=login_tone(login))
        return row
