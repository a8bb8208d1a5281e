"""What is wrong with the app's data, or who else has them, and what to do about it."""

from PySide6.QtCore import QCoreApplication

from authenticator.failures import Failure

Words = dict[Failure, tuple[str, str]]

translate = QCoreApplication.translate


def profile_words() -> Words:
    """Of the profile's files and its lock."""
    return {**_files(), **_lock()}


def _files() -> Words:
    return {
        Failure.PROFILE_UNWRITABLE: (
            translate("Failure", "Die App kann ihre Daten nicht speichern."),
            translate(
                "Failure",
                "Bitte prüfen Sie, ob noch Speicherplatz frei ist, oder fragen Sie Ihre IT.",
            ),
        ),
        Failure.PROFILE_UNREADABLE: (
            translate("Failure", "Die App kann ihre Daten gerade nicht lesen."),
            translate(
                "Failure",
                "Es wurde nichts verändert. Vielleicht hält ein anderes Programm sie fest, oder "
                "das Laufwerk ist nicht erreichbar: Bitte versuchen Sie es gleich noch einmal. "
                "Hilft das nicht, fragen Sie Ihre IT.",
            ),
        ),
        Failure.PROFILE_DAMAGED: (
            translate("Failure", "Die Daten der App sind beschädigt."),
            translate(
                "Failure",
                "Es wurde nichts verändert. Ihre IT kann diese Datei aus einer Sicherung "
                "zurückholen; dann sind Ihre Zugänge wieder da. Gibt es keine Sicherung, hilft "
                "Ihnen der technische Support weiter.",
            ),
        ),
        Failure.PROFILE_TOO_NEW: (
            translate("Failure", "Die Daten der App stammen von einer neueren Version."),
            translate(
                "Failure",
                "Damit nichts verloren geht, ändert diese Version sie nicht. Bitte installieren "
                "Sie die aktuelle Version aus dem Portal, oder fragen Sie Ihre IT.",
            ),
        ),
    }


def _lock() -> Words:
    return {
        Failure.OPEN_ELSEWHERE: (
            translate("Failure", "Die App in der anderen Sitzung hat sich nicht geschlossen."),
            translate(
                "Failure",
                "Sie antwortet nicht oder arbeitet noch. Damit sich beide nicht stören, beginnt "
                "die App hier erst, wenn sie dort geschlossen ist. Bitte versuchen Sie es noch "
                "einmal. Hilft das nicht, schließen Sie die App dort, oder melden Sie sich in der "
                "anderen Sitzung vom Computer ab.",
            ),
        ),
        Failure.PROFILE_LOST: (
            translate("Failure", "Die App wurde inzwischen auf einem anderen Computer geöffnet."),
            translate(
                "Failure",
                "Dieser Computer war vermutlich im Ruhezustand. Damit beide sich nicht stören, "
                "arbeitet die App hier nicht weiter. Brauchen Sie sie hier, schließen Sie sie "
                "bitte dort und starten Sie sie hier neu.",
            ),
        ),
        Failure.NOT_ANSWERING: (
            translate("Failure", "Die App ist schon geöffnet, antwortet aber nicht."),
            translate(
                "Failure",
                "Bitte warten Sie einen Moment, oder schließen Sie das andere Fenster. Versuchen "
                "Sie es dann noch einmal.",
            ),
        ),
    }
