"""Draws a diagnostics run, and lets its results be copied and saved."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from authenticator.config import Config
from authenticator.diagnosis.support_code import support_code
from authenticator.flows.diagnostics import DiagnosticsRun
from ui.screens.diagnostics.pages import ChecksPage, FilePage
from ui.screens.diagnostics.presenter import DiagnosticsPresenter
from ui.screens.diagnostics.report import report_text
from ui.widgets.pages import Pages


class DiagnosticsView(Pages):
    """The list, and behind it the support file."""

    closed = Signal()
    folder_wanted = Signal(object)
    """Carries the folder of the logs."""

    def __init__(self, presenter: DiagnosticsPresenter, config: Config, product: str) -> None:
        super().__init__()
        self._presenter = presenter
        self._config = config
        self._product = product
        self._checks = ChecksPage(has_logs=config.log_folder is not None)
        self._file = FilePage()
        self._connect()
        self.show_state(presenter.state)
        self.show_page(self._checks)

    def begin(self) -> None:
        """Check everything anew, with the list in front."""
        self.show_page(self._checks)
        self._presenter.begin()

    def show_state(self, state: DiagnosticsRun) -> None:
        """Draw what is known."""
        self._checks.show_state(state)
        self.focus_if_lost()

    def _connect(self) -> None:
        presenter, checks, file = self._presenter, self._checks, self._file
        presenter.changed.connect(self.show_state)
        presenter.saved.connect(file.say_saved)
        presenter.not_saved.connect(lambda _: file.say_not_saved())
        checks.began.connect(presenter.begin)
        checks.cancelled.connect(presenter.stop)
        checks.copied.connect(self._copy)
        checks.file_wanted.connect(self._show_file)
        checks.folder_wanted.connect(lambda: self.folder_wanted.emit(self._config.log_folder))
        checks.login_wanted.connect(presenter.log_in_at_proxy)
        checks.closed.connect(self._close)
        file.went_back.connect(lambda: self.show_page(checks))
        file.save_wanted.connect(self._choose_place)

    def _report(self) -> str:
        return report_text(self._presenter.results, self._config, self._product)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report())
        self._checks.say_copied()

    def _show_file(self) -> None:
        self._file.show_content(self._report())
        self.show_page(self._file)

    def _choose_place(self) -> None:
        code = support_code(self._presenter.results)
        dialog = QFileDialog(self, self.tr("Support-Datei speichern"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Textdateien (*.txt)"))
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(self.tr("Support {code}.txt").format(code=code))
        dialog.fileSelected.connect(
            lambda path: self._presenter.save(Path(path), self._file.content)
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _close(self) -> None:
        self._presenter.stop()
        self.closed.emit()
