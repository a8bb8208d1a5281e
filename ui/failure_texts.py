"""What happened and what to do about it, for every failure."""

from PySide6.QtCore import QCoreApplication

from authenticator.failures import Failure
from ui.keyring_texts import asks_for_password, name_keyring
from ui.network_texts import connection_words
from ui.profile_texts import profile_words

Words = dict[Failure, tuple[str, str]]

translate = QCoreApplication.translate


def failure_words() -> Words:
    """Title and advice of each failure, in the language of the window."""
    return {
        **_activation(),
        **connection_words(),
        **_keyring(),
        **_key(),
        **_requests(),
        **_device(),
        **_instance(),
        **_links(),
        **profile_words(),
        **_program(),
        **_this_computer(),
    }


def _activation() -> Words:
    return {
        Failure.ACTIVATION_REFUSED: (
            translate("Failure", "Benutzername und Aktivierungscode passen nicht zusammen."),
            translate(
                "Failure",
                "Der Code gilt 10 Minuten und nur einmal. Bitte prüfen Sie beide Angaben oder "
                "lassen Sie sich im Portal einen neuen Code anzeigen.",
            ),
        ),
        Failure.ATTEMPT_ENDED: (
            translate("Failure", "Die Aktivierung hat zu lange gedauert."),
            translate(
                "Failure",
                "Sie wurde aus Sicherheitsgründen beendet. Bitte beginnen Sie noch einmal mit "
                "einem neuen Aktivierungscode aus dem Portal.",
            ),
        ),
        Failure.PIN_WRONG: (
            translate("Failure", "PIN‑Code falsch."),
            translate("Failure", "Bitte geben Sie ihn noch einmal ein."),
        ),
        Failure.DEVICE_LOCKED: (
            translate("Failure", "Dieses Gerät ist gesperrt."),
            translate("Failure", "Der PIN‑Code wurde zu oft falsch eingegeben.") + " " + _reset(),
        ),
    }


def _keyring() -> Words:
    words = {
        Failure.KEYRING_MISSING: (
            translate("Failure", "{Keyring} fehlt auf diesem Computer."),
            translate(
                "Failure",
                "Die App braucht {keyring}, um Ihren Zugang sicher aufzubewahren. Bitte fragen "
                "Sie Ihre IT.",
            ),
        ),
        Failure.KEYRING_LOCKED: _locked_keyring() if asks_for_password() else _silent_keyring(),
        Failure.KEYRING_FAILED: (
            translate("Failure", "{Keyring} antwortet nicht richtig."),
            translate(
                "Failure",
                "Melden Sie sich an diesem Computer ab und wieder an. Hilft das nicht, fragen "
                "Sie Ihre IT.",
            ),
        ),
    }
    return {
        failure: (name_keyring(title), name_keyring(text))
        for failure, (title, text) in words.items()
    }


def _locked_keyring() -> tuple[str, str]:
    return (
        translate("Failure", "{Keyring} ist gesperrt."),
        translate(
            "Failure",
            "Bitte entsperren Sie {keyring} dieses Computers, meist mit Ihrem Anmeldekennwort, "
            "und versuchen Sie es dann erneut.",
        ),
    )


def _silent_keyring() -> tuple[str, str]:
    """Where there is nothing to unlock, it did not answer in time."""
    return (
        translate("Failure", "{Keyring} antwortet nicht."),
        translate(
            "Failure",
            "Bitte versuchen Sie es erneut. Hilft das nicht, melden Sie sich an diesem Computer "
            "ab und wieder an.",
        ),
    )


def _key() -> Words:
    return {
        Failure.KEY_MISSING: (
            translate("Failure", "Der Schlüssel dieses Geräts fehlt."),
            name_keyring(translate("Failure", "Er liegt nicht mehr {in_keyring}."))
            + " "
            + _reset(),
        ),
        Failure.KEY_DAMAGED: (
            translate("Failure", "Der Schlüssel dieses Geräts ist beschädigt."),
            _reset(),
        ),
        Failure.KEY_OUTDATED: (
            translate("Failure", "Ihr PIN‑Code wurde auf einem anderen Computer geändert."),
            translate(
                "Failure",
                "Hier sind die Daten der App noch von davor. Mit ihnen gilt kein PIN‑Code mehr. "
                "Ihre IT kann Ihr Profil von jenem Computer zurückholen.",
            )
            + " "
            + _reset(),
        ),
    }


def _requests() -> Words:
    return {
        Failure.REQUEST_ENDED: (
            translate("Failure", "Diese Anmeldung ist nicht mehr offen."),
            translate("Failure", "Bitte beginnen Sie die Anmeldung noch einmal."),
        ),
        Failure.REQUEST_SUPERSEDED: (
            translate("Failure", "Es gibt eine neuere Anmeldung."),
            translate("Failure", "Nur die neueste Anmeldung kann freigegeben werden."),
        ),
        Failure.NOT_CLEARED: (
            translate("Failure", "Die AOK hat Ihren Zugang noch nicht freigeschaltet."),
            translate("Failure", "Sie erhalten eine E‑Mail, sobald Sie sich anmelden können."),
        ),
        Failure.BROWSER_NOT_OPENED: (
            translate("Failure", "Der Browser ließ sich nicht öffnen."),
            translate(
                "Failure",
                "Bitte öffnen Sie Ihren Browser von Hand und beginnen Sie die Anmeldung dort.",
            ),
        ),
    }


def _device() -> Words:
    return {
        Failure.DEVICE_REVOKED: (
            translate("Failure", "Dieses Gerät ist abgemeldet."),
            translate(
                "Failure",
                "Es wurde entfernt, zurückgesetzt oder durch einen neuen Computer ersetzt.",
            )
            + " "
            + _reset(),
        ),
        Failure.DEVICE_UNKNOWN: (
            translate("Failure", "Das Portal kennt dieses Gerät nicht."),
            _reset(),
        ),
        Failure.DEVICE_SUSPECT: (
            translate("Failure", "Ihr Zugang ist zu Ihrem Schutz angehalten."),
            translate(
                "Failure",
                "Der Schlüssel dieses Geräts wurde an zwei Orten benutzt, zum Beispiel in einer "
                "Kopie dieses Computers. Bitte sagen Sie Ihrer IT Bescheid.",
            )
            + " "
            + _reset(),
        ),
    }


def _instance() -> Words:
    return {
        Failure.INSTANCE_UNKNOWN: (
            translate("Failure", "Neuer Computer."),
            translate(
                "Failure",
                "Hier arbeiten Sie zum ersten Mal mit der App. Bestätigen Sie diesen Computer "
                "einmal mit Ihrem PIN‑Code.",
            ),
        ),
        Failure.CODE_TRANSFER_FORBIDDEN: (
            translate("Failure", "Diese Anmeldung können Sie hier nicht freigeben."),
            translate(
                "Failure",
                "Sie kommt von einem Browser auf einem anderen Computer, und Ihre IT hat das nicht "
                "erlaubt. Lehnen Sie ab und melden Sie sich mit dem Browser dieses Computers an.",
            ),
        ),
    }


def _links() -> Words:
    return {
        Failure.LINK_UNREADABLE: (
            translate("Failure", "Dieser Link ist unvollständig oder beschädigt."),
            translate(
                "Failure",
                "Bitte öffnen Sie ihn noch einmal im Portal, oder geben Sie Benutzername und "
                "Aktivierungscode von Hand ein.",
            ),
        ),
        Failure.LINK_FOREIGN: (
            translate("Failure", "Dieser Link gehört zu einem anderen Portal."),
            translate(
                "Failure",
                "Die App hat ihn zu Ihrem Schutz nicht geöffnet. Benutzen Sie bitte nur das "
                "Portal, das Sie kennen, und fragen Sie im Zweifel Ihre IT.",
            ),
        ),
    }


def _reset() -> str:
    return translate(
        "Failure",
        "Wenn Sie ein zweites Gerät haben, bekommen Sie dort unter „Neuer Computer oder weiteres "
        "Gerät“ einen Aktivierungscode für dieses. Sonst setzen Sie Ihren Zugang im Portal zurück: "
        "mit einer neuen Arbeitgeberbescheinigung.",
    )


def _program() -> Words:
    support = translate(
        "Failure", "Bitte nennen Sie dem technischen Support den Code, der hier steht."
    )
    return {
        Failure.UPGRADE_REQUIRED: (
            translate("Failure", "Diese Version der App ist zu alt."),
            translate("Failure", "Bitte installieren Sie die aktuelle Version aus dem Portal."),
        ),
        Failure.PORTAL_KEYS_UNTRUSTED: (
            translate("Failure", "Die Schlüssel des Portals haben sich unerwartet geändert."),
            translate("Failure", "Zu Ihrem Schutz geht es hier nicht weiter.") + " " + support,
        ),
        Failure.POLICY_INVALID: (
            translate("Failure", "Die Einstellungen der App sind nicht lesbar."),
            translate(
                "Failure", "Bitte fragen Sie Ihre IT: Adresse des Portals oder Richtlinie prüfen."
            ),
        ),
        Failure.POLICY_CHANGEABLE: (
            translate("Failure", "Die Einstellungen der App sind nicht geschützt."),
            translate(
                "Failure",
                "Nicht nur Ihre IT kann sie ändern. Zu Ihrem Schutz startet die App nicht. "
                "Bitte nennen Sie Ihrer IT den Code und die Angabe, die hier stehen.",
            ),
        ),
        Failure.INTERNAL: (
            translate("Failure", "Ein unerwarteter Fehler ist aufgetreten."),
            translate("Failure", "Bitte starten Sie die App neu.") + " " + support,
        ),
    }


def _this_computer() -> Words:
    return {
        Failure.MACHINE_UNREADABLE: (
            translate("Failure", "Die App erkennt diesen Computer gerade nicht."),
            translate(
                "Failure",
                "Zu Ihrem Schutz geht es so nicht weiter: Für das Portal sähe dieser Computer wie "
                "ein anderer aus. Bitte versuchen Sie es gleich noch einmal. Hilft das nicht, "
                "fragen Sie Ihre IT.",
            ),
        ),
        Failure.LOGIN_START_REFUSED: (
            translate("Failure", "Der Start bei der Anmeldung lässt sich nicht ändern."),
            translate("Failure", "Bitte fragen Sie Ihre IT, ob sie ihn festgelegt hat."),
        ),
    }
