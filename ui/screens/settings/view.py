"""The settings: each holds from the click on."""

from PySide6.QtCore import Signal

from authenticator.branding import Branding
from authenticator.config import Config
from authenticator.failures import Problem
from authenticator.storage.preferences import LOCK_CHOICES
from ui.languages import ENGLISH, GERMAN
from ui.screens.settings.groups import Group, closing_group, requests_group, start_group
from ui.screens.settings.policy import PolicyGroup
from ui.screens.settings.presenter import SettingsPresenter
from ui.texts import optional_message
from ui.widgets.field_message import FieldMessage
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pages import Pages


class SettingsView(Pages):
    """Names: `settings.language.NAME`, `settings.plain.on`, `settings.lock.MINUTES`,
    `settings.close`; see `groups` and `policy`."""

    closed = Signal()
    quit_wanted = Signal()

    def __init__(
        self, presenter: SettingsPresenter, config: Config, branding: Branding, language: str
    ) -> None:
        """Args:
        config: what holds, for the group about the policy.
        branding: says where the portal is by default.
        language: of what the policy's values are called.
        """
        super().__init__()
        self._presenter = presenter
        page = Page("settings", self.tr("Einstellungen"))
        page.add_way_back("settings.close").clicked.connect(self.closed)
        self._problem = Notice("settings.problem", Tone.ERROR)
        page.body.addWidget(self._problem)
        groups = (
            requests_group(presenter),
            start_group(presenter),
            closing_group(presenter, self.quit_wanted.emit),
            self._lock(),
            self._language(),
            self._plain(),
            PolicyGroup(presenter, config, branding, language),
        )
        for group in filter(None, groups):
            page.body.addWidget(group)
        page.body.addStretch(1)
        self.show_page(page)

        def tell(problem: Problem) -> None:
            self._problem.show_message(optional_message(problem))
            page.bring_into_view(self._problem)

        presenter.refused.connect(tell)

    def _language(self) -> Group:
        words = {
            "": self.tr("Wie das Betriebssystem"),
            GERMAN: "Deutsch",
            ENGLISH: "English",
        }
        group = Group("settings.language", self.tr("Sprache"))
        later = FieldMessage("settings.language.later")

        def choose(value: str) -> None:
            self._presenter.choose(language=value)
            later.show_plain(self.tr("Gilt, sobald Sie die App neu starten."))

        group.offer(words, self._presenter.preferences.language, choose)
        group.column.addWidget(later)
        return group

    def _plain(self) -> Group:
        group = Group(
            "settings.plain",
            self.tr("Leichte Sprache"),
            self.tr("Kurze Sätze und einfache Wörter für die Aktivierung, nur auf Deutsch."),
        )
        box = group.ask(
            "on",
            self.tr("Leichte Sprache benutzen"),
            now=self._presenter.preferences.plain,
            choose=lambda on: self._presenter.choose(plain=on),
        )
        self._presenter.changed.connect(lambda now: box.setChecked(now.plain))
        return group

    def _lock(self) -> Group:
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
        group.offer(
            words,
            now,
            lambda value: self._presenter.choose(lock_minutes=value),
            locked="lock_minutes" in self._presenter.locked,
        )
        return group

    def _minutes(self, minutes: int) -> str:
        if minutes == 0:
            return self.tr("Nur wenn der Bildschirm gesperrt wird")
        if minutes == 1:
            return self.tr("Nach 1 Minute ohne Eingabe")
        return self.tr("Nach {count} Minuten ohne Eingabe").format(count=minutes)
