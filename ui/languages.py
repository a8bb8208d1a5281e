"""The source is German; other languages come from the compiled catalogues in translations/."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

GERMAN: Final = "de"
ENGLISH: Final = "en"
LANGUAGES: Final = (GERMAN, ENGLISH)
PLAIN: Final = "de_plain"
"""Plain German (Leichte Sprache) for the screens of the activation; all else stays German."""

_FOLDER: Final = Path(__file__).with_name("translations")
_TERRITORIES: Final = {
    GERMAN: QLocale.Country.Germany,
    ENGLISH: QLocale.Country.UnitedKingdom,
}


def system_language() -> str:
    """English where the system speaks it, else German."""
    english = QLocale.system().language() == QLocale.Language.English
    return ENGLISH if english else GERMAN


def install_language(app: QCoreApplication, language: str) -> bool:
    """Have the app speak `language`; False when its catalogue is missing and German stays."""
    spoken = QLocale.codeToLanguage(language)
    QLocale.setDefault(QLocale(spoken, _TERRITORIES[language]))
    _install(
        app,
        f"qtbase_{language}",
        Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    )
    return language == GERMAN or _install(app, language, _FOLDER)


def plain_german(parent: QObject) -> QTranslator:
    """Says German texts plainly while it is installed; empty when its catalogue is missing."""
    translator = QTranslator(parent)
    translator.load(PLAIN, str(_FOLDER))
    return translator


def _install(app: QCoreApplication, name: str, folder: Path) -> bool:
    translator = QTranslator(app)
    found = translator.load(name, str(folder))
    if found:
        app.installTranslator(translator)
    return found
