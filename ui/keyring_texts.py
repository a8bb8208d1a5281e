"""The name of the system's keyring, as users of that system know it. No other text says it.

A text that speaks of the keyring has a place for it: `{Keyring}` at the beginning of a sentence,
`{keyring}` as its object, `{in_keyring}` for where something is kept.
"""

from PySide6.QtCore import QCoreApplication

from authenticator.storage.system_keyring import SystemKeyring, system_keyring
from authenticator.values import dataclass

translate = QCoreApplication.translate


@dataclass(frozen=True)
class KeyringForms:
    """One name in the forms that sentences need."""

    begins: str
    """Nominative, as the first word of a sentence."""
    accusative: str
    within: str
    """Where something is kept."""


def keyring_forms() -> KeyringForms:
    """Of this system, in the language of the window."""
    return {
        SystemKeyring.CREDENTIAL_MANAGER: _credential_manager,
        SystemKeyring.KEYCHAIN: _keychain,
        SystemKeyring.SECRET_SERVICE: _secret_service,
        SystemKeyring.KWALLET: _kwallet,
    }[system_keyring()]()


def name_keyring(words: str) -> str:
    """Fill in the name of this system's keyring; other places of `words` stay."""
    forms = keyring_forms()
    for place, form in (
        ("{Keyring}", forms.begins),
        ("{keyring}", forms.accusative),
        ("{in_keyring}", forms.within),
    ):
        words = words.replace(place, form)
    return words


def asks_for_password() -> bool:
    """Whether the keyring of this system may want a password of its user."""
    return system_keyring().has_lock


def _credential_manager() -> KeyringForms:
    return KeyringForms(
        translate("CredentialManager", "Die Windows-Anmeldeinformationsverwaltung"),
        translate("CredentialManager", "die Windows-Anmeldeinformationsverwaltung"),
        translate("CredentialManager", "in der Windows-Anmeldeinformationsverwaltung"),
    )


def _keychain() -> KeyringForms:
    return KeyringForms(
        translate("Keychain", "Der Schlüsselbund"),
        translate("Keychain", "den Schlüsselbund"),
        translate("Keychain", "im Schlüsselbund"),
    )


def _secret_service() -> KeyringForms:
    return KeyringForms(
        translate("Keyring", "Der Schlüsselbund"),
        translate("Keyring", "den Schlüsselbund"),
        translate("Keyring", "im Schlüsselbund"),
    )


def _kwallet() -> KeyringForms:
    return KeyringForms(
        translate("KWallet", "Der Schlüsselbund (KWallet)"),
        translate("KWallet", "den Schlüsselbund (KWallet)"),
        translate("KWallet", "im Schlüsselbund (KWallet)"),
    )
