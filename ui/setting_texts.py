"""What an administrator has to correct, in the window's language: file, line, name, value, remedy.

Loaded only where a start fails.
"""

from PySide6.QtCore import QCoreApplication

from authenticator.failures import SettingFault
from authenticator.network import certificates, rules
from authenticator.policy import checks, ownership
from authenticator.policy.sources import PROPERTY_TYPES, REGISTRY_TYPES, Unreadable
from authenticator.portal_address import PORTAL_ADDRESS
from crypto import setting_problems, typed_settings
from crypto.setting_problems import SyntaxFault

translate = QCoreApplication.translate


def setting_text(fault: SettingFault) -> str:
    """Where it is wrong, and what to do."""
    where = fault.place
    if fault.line is not None:
        where = translate("Setting", "{place}, Zeile {line}").format(
            place=fault.place, line=fault.line
        )
    what = " = ".join(part for part in (fault.key, fault.value) if part)
    remedy = remedy_words()[fault.remedy]
    remedy = remedy.replace("{name}", fault.name).replace("{path}", fault.place)
    found = translate("Failure", "Betroffen: {name}.")
    return f"{found.format(name=f'{where}: {what}' if what else where)} {remedy}"


def remedy_words() -> dict[str, str]:
    """Every remedy that `SettingFault` may carry, in words for the window."""
    return _syntax() | _values() | _files() | _rights()


def _syntax() -> dict[str, str]:
    return {
        SyntaxFault.TWICE.value: translate("Setting", "Das steht zweimal da. Löschen Sie eines."),
        SyntaxFault.BACKSLASH.value: translate(
            "Setting",
            "Setzen Sie Texte mit Rückstrichen in einfache gerade Anführungszeichen.",
        ),
        SyntaxFault.TYPOGRAPHIC.value: translate(
            "Setting", "Schreiben Sie gerade Anführungszeichen, keine „typografischen“."
        ),
        SyntaxFault.NO_EQUALS_SIGN.value: translate(
            "Setting", "Schreiben Sie Name = Wert, je Zeile einmal."
        ),
        SyntaxFault.OPEN.value: translate(
            "Setting", "Am Ende fehlt ein Anführungszeichen oder eine Klammer."
        ),
        SyntaxFault.OTHER.value: translate(
            "Setting", "Setzen Sie Texte in Anführungszeichen; true und false schreibt man klein."
        ),
        setting_problems.NEAREST: translate(
            "Setting", "Den Namen gibt es nicht. Meinen Sie {name}?"
        ),
        setting_problems.KNOWN: translate("Setting", "Den Namen gibt es nicht. Möglich: {name}."),
        setting_problems.NO_SECTIONS: translate(
            "Setting", "Abschnitte in eckigen Klammern gibt es nicht. Löschen Sie die Zeile."
        ),
    }


def _values() -> dict[str, str]:
    return {
        typed_settings.EXPECTED[str]: translate(
            "Setting", "Geben Sie einen Text in Anführungszeichen an."
        ),
        typed_settings.EXPECTED[bool]: translate("Setting", "Geben Sie true oder false an."),
        typed_settings.EXPECTED[int]: translate("Setting", "Geben Sie eine ganze Zahl an."),
        REGISTRY_TYPES[str]: translate("Setting", "Geben Sie einen Text an (REG_SZ)."),
        REGISTRY_TYPES[bool]: translate("Setting", "Geben Sie 1 oder 0 an (REG_DWORD)."),
        REGISTRY_TYPES[int]: translate("Setting", "Geben Sie eine Zahl an (REG_DWORD)."),
        PROPERTY_TYPES[str]: translate("Setting", "Geben Sie einen Text an (string)."),
        checks.MINUTES: translate("Setting", "Geben Sie 1, 5, 15 oder 0 an."),
        checks.HTTPS_PAGE: translate(
            "Setting",
            "Geben Sie die Adresse einer Seite an, die mit https:// beginnt, ohne Leerzeichen.",
        ),
        checks.CONTACT: translate(
            "Setting", "Geben Sie eine Zeile mit höchstens {count} Zeichen an."
        ).format(count=checks.LONGEST_CONTACT),
        PORTAL_ADDRESS: translate(
            "Setting", "Geben Sie https:// und den Namen des Portals an, und nichts dahinter."
        ),
        checks.THUMBPRINT: translate("Setting", "Geben Sie 64 hexadezimale Zeichen an."),
        checks.WHOLE_PATH: translate(
            "Setting", "Geben Sie den ganzen Pfad an, vom Laufwerk oder von / an."
        ),
        checks.ONE_PROXY: translate("Setting", "Geben Sie nur proxy oder proxy_pac an."),
        rules.PROXY_FORM: translate(
            "Setting",
            "Geben Sie http://Name:Port, https://Name:Port oder socks5://Name:Port an, ohne "
            "Benutzername und Kennwort, oder direct.",
        ),
        rules.PAC_FORM: translate(
            "Setting", "Geben Sie eine Adresse an, die mit https, http oder file beginnt."
        ),
    }


def _files() -> dict[str, str]:
    why = certificates.Why
    no_rights = translate("Setting", "Das System lässt sie nicht lesen. Prüfen Sie die Rechte.")
    return {
        Unreadable.FOLDER.value: translate(
            "Setting", "Das ist ein Ordner. Es muss eine Datei sein."
        ),
        Unreadable.REFUSED.value: no_rights,
        Unreadable.NO_TEXT.value: translate(
            "Setting", "Das ist keine Textdatei. Speichern Sie sie als Text (UTF-8)."
        ),
        Unreadable.NO_PROPERTIES.value: translate(
            "Setting", "Das ist keine Eigenschaftsliste. Installieren Sie das Profil neu."
        ),
        why.MISSING.value: translate("Setting", "Diese Datei gibt es nicht."),
        why.FOLDER.value: translate("Setting", "Das ist ein Ordner. Geben Sie eine Datei an."),
        why.REFUSED.value: no_rights,
        why.NOTHING.value: translate(
            "Setting", "In der Datei ist kein Zertifikat. Möglich sind PEM, DER und PKCS #7."
        ),
        why.EXPIRED.value: translate(
            "Setting", "Das Zertifikat ist abgelaufen. Geben Sie das neue an."
        ),
        why.TOO_EARLY.value: translate(
            "Setting", "Das Zertifikat gilt noch nicht. Prüfen Sie das Datum dieses Computers."
        ),
        why.NO_AUTHORITY.value: translate(
            "Setting",
            "Das ist das Zertifikat eines Servers. Geben Sie das der Stelle an, die es ausgestellt "
            "hat.",
        ),
    }


def _rights() -> dict[str, str]:
    return {
        ownership.BELONGS: translate(
            "Setting", "Gehört dem Benutzer {name}. Geben Sie es root (chown root {path})."
        ),
        ownership.WRITABLE: translate(
            "Setting", "Andere als root können es ändern. Verhindern Sie das (chmod go-w {path})."
        ),
        ownership.LINK: translate(
            "Setting",
            "Das ist eine Verknüpfung oder Junction. Legen Sie dort eine Datei oder einen Ordner "
            "an.",
        ),
        ownership.CHANGEABLE: translate(
            "Setting",
            "{name} kann es ändern. Nur SYSTEM und Administratoren sollen es besitzen und dort "
            "schreiben dürfen (icacls).",
        ),
        ownership.KEY_CHANGEABLE: translate(
            "Setting",
            "{name} kann es ändern. Nur SYSTEM und Administratoren sollen den Schlüssel besitzen "
            "und dort schreiben dürfen (regedit).",
        ),
    }
