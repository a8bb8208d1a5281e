"""A newer version of the app, on the overview."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authenticator import __version__
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.notice import Notice, Tone
from ui.widgets.wrapping_row import WrappingRow


class NewVersionNotice(QWidget):
    """Names: `name`, `name.notice`, `name.page`, `name.later`."""

    page_wanted = Signal()
    later_wanted = Signal()
    appeared = Signal(bool)
    """Carries whether there is a version to tell of."""

    def __init__(self, name: str, contact: str) -> None:
        """`contact`: whom the administrator names to users, or ""."""
        super().__init__()
        self.setObjectName(name)
        self._contact = contact
        self._notice = Notice(f"{name}.notice", Tone.INFO)
        load = Button(f"{name}.page", self.tr("Neue Version herunterladen"), ButtonRole.SECONDARY)
        load.clicked.connect(self.page_wanted)
        later = Button(f"{name}.later", self.tr("Später erinnern"), ButtonRole.QUIET)
        later.clicked.connect(self.later_wanted)
        self.buttons = load, later
        """In the order of the Tab key."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em() * 0.4))
        column.addWidget(self._notice)
        column.addWidget(WrappingRow(load, later, gap=0.6))
        self.hide()

    def show_version(self, version: str) -> None:
        """Tell of it, or hide where it is empty."""
        self.setVisible(bool(version))
        self.appeared.emit(bool(version))
        if not version:
            return
        title = self.tr("Version {version} der App ist da")
        here = self.tr("Auf diesem Computer läuft Version {version}.").format(version=__version__)
        asked = self.tr("Wenn Sie keine Programme installieren dürfen, fragen Sie Ihre IT.")
        self._notice.show_text(
            title.format(version=version), f"{here} {self._contact_text() or asked}"
        )

    def _contact_text(self) -> str:
        form = self.tr("Ihre IT hilft Ihnen weiter: {contact}")
        return form.format(contact=self._contact) if self._contact else ""
