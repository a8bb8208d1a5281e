"""The portal serves this version no longer: what, why, and what to do."""

import time
from typing import ClassVar

from PySide6.QtCore import Qt, Signal

from authenticator import __version__
from authenticator.failures import Failure, Problem
from ui.timestamps import brief_date_time_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text
from ui.widgets.outcome import ResultPage
from ui.widgets.seal import SealSize
from ui.widgets.symbols import Sign


class UpdateRequiredPage(ResultPage):
    """Names: `update.here`, `update.needed`, `update.advice`, `update.contact`, `update.kept`,
    `update.code`, `update.page`, `update.retry`, `update.checked`, `update.back`."""

    is_result: ClassVar[bool] = False

    page_wanted = Signal()
    """The user wants to load the new version."""
    retried = Signal()
    closed = Signal()

    def __init__(self, contact: str) -> None:
        """`contact`: whom the administrator names to users, or ""."""
        super().__init__("update", self.tr("Diese Version der App ist zu alt"))
        self.seal.show_sign(Sign.WARNING)
        self.seal.set_size(SealSize.RESULT_SMALL)
        self.text.setText(
            self.tr(
                "Das Portal lässt Anmeldungen nur noch mit einer neueren Version zu, zum Beispiel "
                "weil sie eine Sicherheitslücke schließt."
            )
        )
        words = {
            "here": self.tr("Auf diesem Computer"),
            "needed": self.tr("Nötig"),
            "code": self.tr("Support-Code"),
        }
        self._versions = KeyValueTable("update", words)
        here = self.tr("Version {version}").format(version=__version__)
        self._versions.show_values(here=here, code=Failure.UPGRADE_REQUIRED.code)
        self.body.addWidget(self._versions)
        self._say_what_to_do(contact)
        self._offer(contact)
        self.end()

    def set_small(self, small: bool) -> None:
        """The seal is always small: what is to be done has to be seen without scrolling."""
        super().set_small(small)
        self.seal.set_size(SealSize.RESULT_SMALL)

    def show_demand(self, demand: Problem | None) -> None:
        """Name the version that is needed, where the portal has said it, and when it said so."""
        at = brief_date_time_text(int(time.time()))
        self._checked.setText(self.tr("Zuletzt geprüft: {time}").format(time=at))
        lowest = "" if demand is None else demand.details
        form = self.tr("Version {version} oder neuer") if lowest else self.tr("eine neuere Version")
        self._versions.show_values(needed=form.format(version=lowest))

    def _say_what_to_do(self, contact: str) -> None:
        if contact:
            self._add(Text(self.tr("Ihre IT hilft Ihnen weiter:"), name="update.advice"))
            self._add(Text(contact, "strong", name="update.contact"))
        else:
            advice = self.tr(
                "Dürfen Sie auf diesem Computer Programme installieren? Dann laden Sie die neue "
                "Version herunter und installieren Sie sie. Sonst bitten Sie Ihre IT darum und "
                "nennen ihr, was hier steht."
            )
            self._add(Text(advice, name="update.advice"))
        kept = self.tr(
            "Ihr Konto, Ihr PIN‑Code und Ihre Einstellungen bleiben erhalten. Einen neuen "
            "Aktivierungscode brauchen Sie nicht."
        )
        self._add(Text(kept, "muted", name="update.kept"))

    def _offer(self, contact: str) -> None:
        load_role = ButtonRole.SECONDARY if contact else ButtonRole.PRIMARY
        load = Button("update.page", self.tr("Neue Version herunterladen"), load_role)
        load.clicked.connect(self.page_wanted)
        retry_role = ButtonRole.PRIMARY if contact else ButtonRole.SECONDARY
        retry = Button("update.retry", self.tr("Erneut prüfen"), retry_role)
        retry.clicked.connect(self._ask_again)
        self.back = Button("update.back", self.tr("Zur Übersicht"), ButtonRole.QUIET)
        self.back.clicked.connect(self.closed)
        first, second = (retry, load) if contact else (load, retry)
        self.set_result_actions(first, second, self.back)
        self._checked = Text(role="small", name="update.checked")
        self._add(self._checked)

    def _ask_again(self) -> None:
        self._checked.setText(self.tr("Wird geprüft …"))
        self.retried.emit()

    def _add(self, text: Text) -> None:
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(text)
