"""The support file: what was found, without personal data."""

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, Qt

from authenticator import __version__
from authenticator.config import Config
from authenticator.desktop.machine import system_name
from authenticator.diagnosis.results import Result
from authenticator.diagnosis.support_code import support_code
from ui.screens.diagnostics.texts import result_words

translate = QCoreApplication.translate


def report_text(results: Sequence[Result], config: Config, product: str) -> str:
    """Plain text, as it is copied and saved."""
    now = QDateTime.currentDateTime().toString(Qt.DateFormat.ISODate)
    head = [
        translate("Diagnosis", "{product} – Netz-Doktor").format(product=product),
        translate("Diagnosis", "Support-Code: {code}").format(code=support_code(results)),
        "",
        translate("Diagnosis", "Zeitpunkt: {moment}").format(moment=now),
        translate("Diagnosis", "Version: {version}").format(version=__version__),
        translate("Diagnosis", "System: {system}").format(system=system_name()),
        translate("Diagnosis", "Portal: {portal}").format(portal=config.portal),
        translate("Diagnosis", "Protokolle: {folder}").format(folder=folder_text(config)),
    ]
    lines = [*head, *(line for each in results for line in _lines(each)), ""]
    return without_home("\n".join(lines))


def folder_text(config: Config) -> str:
    """Where logs lie."""
    folder = config.log_folder
    return without_home(str(folder)) if folder else translate("Diagnosis", "ausgeschaltet")


def without_home(text: str) -> str:
    """With a tilde for the home folder, which names the user."""
    home = Path.home()
    # In addresses, which the settings of Windows may have as well, the last one comes first.
    forms = home.as_uri().removeprefix("file://"), home.as_posix(), str(home)
    return re.sub("|".join(map(re.escape, forms)), "~", text, flags=re.IGNORECASE)


def _lines(result: Result) -> list[str]:
    words = result_words(result)
    lines = ["", f"[{words.state}] {words.title} (N{result.finding.number})", f"  {words.found}"]
    return [*lines, f"  → {words.advice}"] if words.advice else lines
