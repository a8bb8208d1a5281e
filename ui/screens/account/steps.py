"""What the steps say that the PIN allows."""

from PySide6.QtCore import QCoreApplication

from ui.screens.pin_confirmation.view import StepWords

translate = QCoreApplication.translate


def renewal_words() -> StepWords:
    """A new device key in place of the old one."""
    return StepWords(
        name="renew",
        title=translate("Renewal", "Schlüssel erneuern"),
        lead=translate(
            "Renewal",
            "Dieser Computer bekommt einen neuen Schlüssel, der alte gilt dann nicht mehr. Das "
            "hilft, wenn jemand Zugriff auf diesen Computer hatte. Ihr PIN-Code bleibt gleich.",
        ),
        go=translate("Renewal", "Erneuern"),
        failed=translate("Renewal", "Der Schlüssel ist nicht erneuert"),
        done=translate("Renewal", "Der Schlüssel ist erneuert"),
        done_text=translate("Renewal", "Sie melden sich an wie bisher, mit demselben PIN-Code."),
    )


def enrolment_words() -> StepWords:
    """A further place of a roaming profile."""
    return StepWords(
        name="enrol",
        title=translate("Enrolment", "Neuer Arbeitsplatz"),
        lead=translate(
            "Enrolment",
            "Hier arbeiten Sie zum ersten Mal mit der App. Bestätigen Sie diesen Arbeitsplatz "
            "einmal mit Ihrem PIN-Code, dann geht es weiter wie gewohnt.",
        ),
        go=translate("Enrolment", "Bestätigen"),
        failed=translate("Enrolment", "Der Arbeitsplatz ist nicht bestätigt"),
    )
