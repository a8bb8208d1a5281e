"""What the checks of the portal's certificate, answer, clock and version have found."""

from PySide6.QtCore import QCoreApplication

from authenticator.diagnosis.results import Finding
from ui.screens.diagnostics.connection_texts import Words

translate = QCoreApplication.translate


def portal_words() -> Words:
    """As `way_words`."""
    return {**_trusted(), **_untrusted(), **_answer(), **_foreign(), **_clock(), **_version()}


def _trusted() -> Words:
    return {
        Finding.TLS_TRUSTED: (
            translate("Diagnosis", "Ausgestellt von {issuer}, gültig bis {until}."),
            "",
        ),
        Finding.TLS_TRUSTED_EXTRA: (
            translate(
                "Diagnosis",
                "Ausgestellt von {issuer}, gültig bis {until}. Vertraut wird ihm durch die Datei "
                "der Richtlinie.",
            ),
            "",
        ),
        Finding.TLS_NONE: (
            translate("Diagnosis", "Dieses Portal läuft auf diesem Computer, ohne TLS."),
            "",
        ),
    }


def _untrusted() -> Words:
    return {
        Finding.TLS_UNTRUSTED: (
            translate(
                "Diagnosis",
                "Das Zertifikat wurde ausgestellt von {issuer}. Dieser Stelle vertraut dieser "
                "Computer nicht.",
            ),
            translate(
                "Diagnosis",
                "Prüft Ihre Einrichtung verschlüsselte Verbindungen? Dann muss Ihre IT das "
                "Zertifikat dieser Stelle hier einrichten. Sonst benutzen Sie dieses Netz nicht.",
            ),
        ),
        Finding.TLS_DATES: (
            translate(
                "Diagnosis",
                "Das Zertifikat von {issuer} gilt vom {since} bis {until}. Für diesen Computer ist "
                "heute der {now}.",
            ),
            translate("Diagnosis", "Prüfen Sie Datum und Uhrzeit dieses Computers."),
        ),
        Finding.TLS_NAME: (
            translate(
                "Diagnosis", "Das Zertifikat von {issuer} gilt nicht für die Adresse des Portals."
            ),
            translate("Diagnosis", "Benutzen Sie dieses Netz nicht und fragen Sie Ihre IT."),
        ),
        Finding.TLS_BROKEN: (
            translate("Diagnosis", "Eine verschlüsselte Verbindung kommt nicht zustande."),
            translate(
                "Diagnosis",
                "Oft steht eine Firewall dazwischen. Bitte fragen Sie Ihre IT.",
            ),
        ),
    }


def _answer() -> Words:
    return {
        Finding.PORTAL_ANSWERS: (
            translate("Diagnosis", "Das Portal hat geantwortet und sich ausgewiesen."),
            "",
        ),
        Finding.CAPTIVE_PORTAL: (
            translate(
                "Diagnosis",
                "Statt des Portals antwortet eine Webseite, meist die Anmeldeseite eines WLANs.",
            ),
            translate(
                "Diagnosis",
                "Öffnen Sie Ihren Browser, melden Sie sich im WLAN an und prüfen Sie dann erneut.",
            ),
        ),
    }


def _foreign() -> Words:
    return {
        Finding.FOREIGN_ANSWER: (
            translate("Diagnosis", "Es antwortet etwas anderes als das Portal (Antwort {status})."),
            translate(
                "Diagnosis",
                "Oft ist es ein Filter für Webseiten. Bitten Sie Ihre IT, das Portal zu erlauben.",
            ),
        ),
        Finding.PORTAL_DOWN: (
            translate("Diagnosis", "Das Portal ist gerade nicht verfügbar (Antwort {status})."),
            translate("Diagnosis", "Bitte versuchen Sie es in einigen Minuten wieder."),
        ),
        Finding.KEYS_UNTRUSTED: (
            translate("Diagnosis", "Die Schlüssel sind nicht die, die Ihre IT festgelegt hat."),
            translate(
                "Diagnosis",
                "Melden Sie sich nicht an und nennen Sie dem technischen Support den Support-Code.",
            ),
        ),
        Finding.NO_ANSWER: (
            translate("Diagnosis", "Die Verbindung steht, aber es kommt keine Antwort."),
            translate(
                "Diagnosis",
                "Oft steht eine Firewall dazwischen. Bitte fragen Sie Ihre IT.",
            ),
        ),
    }


def _clock() -> Words:
    return {
        Finding.CLOCK_RIGHT: (translate("Diagnosis", "Die Uhr dieses Computers geht richtig."), ""),
        Finding.CLOCK_WRONG: (
            translate("Diagnosis", "Die Uhr dieses Computers geht {minutes} Minuten {direction}."),
            translate(
                "Diagnosis",
                "Stellen Sie Datum und Uhrzeit richtig, am besten automatisch. Mit falscher Uhr "
                "gelten Zertifikate nicht.",
            ),
        ),
        Finding.CLOCK_UNKNOWN: (
            translate("Diagnosis", "Die Antwort sagt nicht, wie spät es dort ist."),
            "",
        ),
    }


def _version() -> Words:
    return {
        Finding.PORTAL_CURRENT: (translate("Diagnosis", "Portal und App passen zusammen."), ""),
        Finding.PORTAL_OLD: (
            translate("Diagnosis", "Das Portal ist älter als diese App."),
            translate(
                "Diagnosis",
                "Manches kann fehlschlagen. Bitte nennen Sie dem technischen Support den "
                "Support-Code.",
            ),
        ),
        Finding.APP_OLD: (
            translate("Diagnosis", "Diese App ist zu alt für das Portal."),
            translate("Diagnosis", "Bitte installieren Sie die aktuelle Version aus dem Portal."),
        ),
    }
