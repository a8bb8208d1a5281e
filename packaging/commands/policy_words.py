"""What all templates of the policy say of a value, in German or English."""

import json
from dataclasses import dataclass

from authenticator.config import Wrong
from authenticator.policy.catalogue import PolicyValue

GERMAN, ENGLISH = 0, 1
LANGUAGES = {"de-DE": GERMAN, "en-US": ENGLISH}
"""By the name of the folder that Windows wants."""

_ON = (
    "Aktiviert: ja. Deaktiviert: nein. Nicht konfiguriert: {default}.",
    "Enabled: yes. Disabled: no. Not configured: {default}.",
)
_UNSET = ("Ohne diesen Wert: {default}.", "Without this value: {default}.")
_USER = ("Benutzer wählen selbst", "users choose")
_SWITCH = (("ja", "nein"), ("yes", "no"))
_WRONG = {
    Wrong.REFUSES: (
        "Mit einem falschen Wert startet die App nicht (AZF-9003).",
        "With a wrong value the app does not start (AZF-9003).",
    ),
    Wrong.IS_LEFT_OUT: (
        "Ein falscher Wert gilt nicht; die App startet und meldet ihn (AZF-9003).",
        "A wrong value does not count; the app starts and tells of it (AZF-9003).",
    ),
}
_SINCE = ("App {version} oder neuer", "App {version} or newer")


@dataclass(frozen=True)
class Told:
    """A value in one language."""

    title: str
    text: str
    default: str
    wrong: str


def told(value: PolicyValue, language: int) -> Told:
    """What there is to say of it."""
    words = (value.words.de, value.words.en)[language]
    return Told(
        words.title, words.text, default(value, language), _WRONG[value.traits.wrong][language]
    )


def default(value: PolicyValue, language: int) -> str:
    """What holds while nobody says otherwise; empty where there is nothing to say."""
    if isinstance(value.default, bool):
        return _SWITCH[language][0 if value.default else 1]
    if value.default is None and value.base is not str:
        return _USER[language]
    return str(value.default or "")


def explanation(value: PolicyValue, language: int, *, as_switch: bool = False) -> str:
    """A paragraph. `as_switch`: for an editor that shows it as enabled or disabled."""
    said = told(value, language)
    unset = (_ON if as_switch and value.base is bool else _UNSET)[language]
    parts = said.text, unset.format(default=said.default) if said.default else "", said.wrong
    return " ".join(filter(None, parts))


def since(version: str, language: int) -> str:
    """Since when a value is known."""
    return _SINCE[language].format(version=version)


def toml(value: object) -> str:
    """As a policy file has it."""
    return json.dumps(value, ensure_ascii=False)
