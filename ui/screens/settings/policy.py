"""What the administrator has settled, for whoever asks: each value and where it is from.

Names: `settings.policy.NAME` with the name of a value, `.source` behind it; `settings.policy.all`
shows the others too; `settings.policy.problem` names what was left out.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authenticator.branding import Branding
from authenticator.config import Config
from authenticator.failures import Failure
from ui.languages import ENGLISH
from ui.screens.settings.groups import Group
from ui.screens.settings.presenter import SettingsPresenter
from ui.sizes import RING
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text, soft
from ui.widgets.layouts import delete_widgets, nest
from ui.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from authenticator.policy.catalogue import PolicyValue
    from authenticator.policy.report import Shown

translate = QCoreApplication.translate


class PolicyGroup(Group):
    """At first only what the policy settles; everything after a click."""

    def __init__(
        self, presenter: SettingsPresenter, config: Config, branding: Branding, language: str
    ) -> None:
        lead = translate("Settings", "Ihre Einrichtung hat nichts festgelegt.")
        if config.settled or presenter.start_is_locked:
            lead = translate("Settings", "Das gilt für alle, die diesen Computer benutzen.")
        title = translate("Settings", "Von Ihrer Einrichtung festgelegt")
        super().__init__("settings.policy", title, lead)
        self._presenter, self._config, self._branding = presenter, config, branding
        self._is_english = language == ENGLISH
        self._shows_all = False
        self._shown: list[QWidget] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(round(em() * 0.8))
        self._show_faults()
        nest(self._rows, self.column)
        self._everything = Button("settings.policy.all", "", ButtonRole.SECONDARY)
        self._everything.clicked.connect(lambda: self._show(everything=not self._shows_all))
        self.column.addSpacing(round(em() * 0.5))
        self.column.addWidget(self._everything, 0, Qt.AlignmentFlag.AlignLeft)
        self._show(everything=False)

    def _show_faults(self) -> None:
        if not self._config.faults:
            return
        from ui.setting_texts import setting_text

        code = translate("Notice", "Support-Code: {code}")
        for fault in self._config.faults:
            notice = Notice("settings.policy.problem", Tone.WARNING)
            notice.show_text(
                translate("Settings", "Ein Wert gilt nicht"),
                setting_text(fault),
                code.format(code=Failure.POLICY_INVALID.code),
            )
            self.column.addWidget(notice)
        self.column.addSpacing(round(em() * 0.5))

    def _show(self, *, everything: bool) -> None:
        """One row for each value."""
        from authenticator.policy.catalogue import policy_values
        from authenticator.policy.report import POLICY, shown_values

        self._shows_all = everything
        less, more = translate("Settings", "Nur Festgelegtes"), translate("Settings", "Alle Werte")
        self._everything.setText(less if everything else more)
        delete_widgets(self._shown)
        presenter = self._presenter
        shown = shown_values(
            self._config, self._branding, presenter.preferences, presenter.autostart
        )
        for value, each in zip(policy_values(), shown, strict=True):
            if everything or each.source == POLICY:
                row = self._row(value, each)
                self._shown.append(row)
                self._rows.addWidget(row)
                row.show()

    def _row(self, value: "PolicyValue", shown: "Shown") -> QWidget:
        words = value.words.en if self._is_english else value.words.de
        said, source = self._said(value, shown.value), _source(shown)
        name = f"settings.policy.{value.name}"
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(RING, 0, RING, 0)
        column.setSpacing(round(em() * 0.05))
        column.addWidget(Text(words.title, "muted"))
        label = Text(soft(said), name=name)
        label.setAccessibleName(f"{words.title}: {said}. {source}")
        column.addWidget(label)
        column.addWidget(Text(soft(source), "small", name=f"{name}.source"))
        return row

    def _said(self, value: "PolicyValue", now: object) -> str:
        if isinstance(now, bool):
            return translate("Settings", "Ein") if now else translate("Settings", "Aus")
        if isinstance(now, int) and now in value.choices:
            return value.choices[now][self._is_english]
        return str(now or translate("Settings", "Keine Angabe"))


def _source(shown: "Shown") -> str:
    from authenticator.policy.report import COMMAND_LINE, USER

    if shown.origin is not None:
        place, line = shown.origin.place, shown.origin.line
        if line is None:
            return place
        return translate("Setting", "{place}, Zeile {line}").format(place=place, line=line)
    if shown.source == USER:
        return translate("Settings", "Von Ihnen gewählt")
    if shown.source == COMMAND_LINE:
        return translate("Settings", "Von der Befehlszeile")
    return translate("Settings", "Voreinstellung")
