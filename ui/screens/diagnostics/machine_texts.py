"""What the checks of this computer and the signed round trip have found."""

from PySide6.QtCore import QCoreApplication

from authenticator.diagnosis.results import Finding
from ui.keyring_texts import asks_for_password, name_keyring
from ui.screens.diagnostics.connection_texts import Words

translate = QCoreApplication.translate


def machine_words() -> Words:
    """As `way_words`."""
    return {**_session(), **_keyring(), **_links(), **_round_trip(), **_checks()}


def _session() -> Words:
    return {
        Finding.SESSION_HERE: (
            translate("Diagnosis", "Die App läuft auf dem Computer, vor dem Sie sitzen."),
            "",
        ),
        Finding.SESSION_REMOTE: (
            translate("Diagnosis", "Die App läuft auf dem Server {server}, über {kind}."),
            "",
        ),
        Finding.SESSION_OF_CLIENT: (
            translate(
                "Diagnosis",
                "Die App läuft auf dem Server {server}, über {kind}. Sie sitzen am Computer "
                "{client}.",
            ),
            "",
        ),
    }


def _keyring() -> Words:
    words = {
        Finding.KEYRING_WORKS: (
            translate("Diagnosis", "Die App kann {in_keyring} schreiben, lesen und löschen."),
            "",
        ),
        Finding.KEYRING_SLOW: (
            translate(
                "Diagnosis",
                "Die App kann {in_keyring} schreiben, lesen und löschen, das dauerte aber "
                "{seconds} Sekunden.",
            ),
            translate("Diagnosis", "Bleibt das so, fragen Sie Ihre IT."),
        ),
        Finding.KEYRING_LOCKED: _locked_keyring() if asks_for_password() else _silent_keyring(),
        Finding.KEYRING_MISSING: (
            translate("Diagnosis", "{Keyring} fehlt auf diesem Computer."),
            translate(
                "Diagnosis",
                "Ihre IT muss einen einrichten: GNOME Keyring, KWallet oder KeePassXC.",
            ),
        ),
        Finding.KEYRING_FAILED: (
            translate("Diagnosis", "{Keyring} antwortet nicht richtig."),
            translate(
                "Diagnosis",
                "Melden Sie sich an diesem Computer ab und wieder an. Hilft das nicht, fragen Sie "
                "Ihre IT.",
            ),
        ),
    }
    return {
        finding: (name_keyring(found), name_keyring(advice))
        for finding, (found, advice) in words.items()
    }


def _locked_keyring() -> tuple[str, str]:
    return (
        translate("Diagnosis", "{Keyring} ist gesperrt."),
        translate(
            "Diagnosis",
            "Entsperren Sie {keyring}, meist mit Ihrem Anmeldekennwort, und prüfen Sie dann "
            "erneut.",
        ),
    )


def _silent_keyring() -> tuple[str, str]:
    """Where there is nothing to unlock, it did not answer in time."""
    return (
        translate("Diagnosis", "{Keyring} antwortet nicht."),
        translate(
            "Diagnosis",
            "Melden Sie sich an diesem Computer ab und wieder an, und prüfen Sie dann erneut.",
        ),
    )


def _links() -> Words:
    return {
        Finding.LINKS_LEAD_HERE: (
            translate("Diagnosis", "Links aus dem Browser öffnen diese App."),
            "",
        ),
        Finding.LINKS_LEAD_NOWHERE: (
            translate("Diagnosis", "Links aus dem Browser öffnen diese App nicht."),
            translate(
                "Diagnosis",
                "Die App geht auch ohne Links. Sonst installieren Sie sie neu oder fragen Ihre IT.",
            ),
        ),
        Finding.LINKS_UNKNOWN: (
            translate("Diagnosis", "Das lässt sich hier nicht feststellen."),
            "",
        ),
    }


def _round_trip() -> Words:
    return {
        Finding.ROUND_TRIP: (
            translate(
                "Diagnosis", "Das Portal hat eine signierte Anfrage dieser App richtig beantwortet."
            ),
            "",
        ),
        Finding.NO_ACCOUNT: (
            translate("Diagnosis", "Auf diesem Computer ist noch kein Konto aktiviert."),
            "",
        ),
        Finding.ROUND_TRIP_FAILED: (
            translate("Diagnosis", "Die Probe ist fehlgeschlagen: {title} ({code})"),
            "{text}",
        ),
    }


def _checks() -> Words:
    return {
        Finding.NOT_TRIED: (
            translate("Diagnosis", "Erst möglich, wenn das Problem weiter oben gelöst ist."),
            "",
        ),
        Finding.CHECK_FAILED: (
            translate("Diagnosis", "Diese Prüfung kam zu keinem Ende."),
            translate("Diagnosis", "Bitte prüfen Sie später noch einmal."),
        ),
    }
