"""Texts of the diagnostics' results."""

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from authenticator.diagnosis.results import Check, Finding, Result, State
from authenticator.failures import Failure, Problem
from authenticator.network.routes import Source
from authenticator.values import dataclass
from ui.screens.diagnostics.connection_texts import way_words
from ui.screens.diagnostics.machine_texts import machine_words
from ui.screens.diagnostics.portal_texts import portal_words
from ui.texts import failure_message
from ui.widgets.symbols import Sign

translate = QCoreApplication.translate

SIGNS = {
    State.OK: Sign.DONE,
    State.WARN: Sign.WARNING,
    State.BAD: Sign.ERROR,
    State.SKIPPED: Sign.INFO,
}
_DATES = ("since", "until", "now")


@dataclass(frozen=True)
class ResultWords:
    """A result as a user reads it."""

    title: str
    state: str
    found: str
    advice: str
    """What to do; empty where there is nothing to do."""


def result_words(result: Result) -> ResultWords:
    """What was found and what to do."""
    found, advice = _all_words()[result.finding]
    facts = _readable(result)
    return ResultWords(
        check_title(result.check),
        state_text(result.state),
        found.format_map(facts),
        advice.format_map(facts),
    )


def check_title(check: Check) -> str:
    """What is looked at, as a line of a list."""
    return {
        Check.ROUTE: translate("Diagnosis", "Weg ins Netz"),
        Check.NAME: translate("Diagnosis", "Namensauflösung"),
        Check.REACH: translate("Diagnosis", "Erreichbarkeit"),
        Check.PROXY: translate("Diagnosis", "Anmeldung am Proxy"),
        Check.TLS: translate("Diagnosis", "Verschlüsselung und Zertifikat"),
        Check.ANSWER: translate("Diagnosis", "Antwort des Portals"),
        Check.CLOCK: translate("Diagnosis", "Uhrzeit"),
        Check.VERSION: translate("Diagnosis", "Version des Portals"),
        Check.SESSION: translate("Diagnosis", "Sitzung"),
        Check.KEYRING: translate("Diagnosis", "Kennwortspeicher"),
        Check.LINKS: translate("Diagnosis", "Links aus dem Browser"),
        Check.ROUND_TRIP: translate("Diagnosis", "Probe einer Freigabe"),
    }[check]


def state_text(state: State) -> str:
    """How serious it is."""
    return {
        State.OK: translate("Diagnosis", "In Ordnung"),
        State.WARN: translate("Diagnosis", "Auffällig"),
        State.BAD: translate("Diagnosis", "Fehler"),
        State.SKIPPED: translate("Diagnosis", "Nicht geprüft"),
    }[state]


def source_text(source: Source) -> str:
    """Who says which way to take."""
    return {
        Source.POLICY: translate("Diagnosis", "Richtlinie Ihrer IT"),
        Source.ENVIRONMENT: translate("Diagnosis", "Umgebungsvariable"),
        Source.SYSTEM: translate("Diagnosis", "Systemeinstellung"),
        Source.GNOME: translate("Diagnosis", "Einstellungen von GNOME"),
        Source.KDE: translate("Diagnosis", "Einstellungen von KDE"),
        Source.MACOS: translate("Diagnosis", "Netzwerkeinstellungen von macOS"),
        Source.WINDOWS: translate("Diagnosis", "Internetoptionen von Windows"),
        Source.DISCOVERY: translate("Diagnosis", "automatische Suche im Netz, WPAD"),
        Source.NOBODY: translate("Diagnosis", "nichts anderes eingestellt"),
    }[source]


def _all_words() -> dict[Finding, tuple[str, str]]:
    return {**way_words(), **portal_words(), **machine_words()}


class _Facts(dict[str, str]):
    def __missing__(self, _key: str) -> str:
        return "–"


def _readable(result: Result) -> _Facts:
    facts = _Facts(result.facts)
    for name in _DATES:
        if name in facts:
            day = QDate.fromString(facts[name], "yyyy-MM-dd")
            facts[name] = QLocale().toString(day, translate("Moment", "d. MMMM yyyy"))
    if "source" in facts:
        facts["source"] = source_text(Source(facts["source"]))
    if "way" in facts:
        facts["way"] = facts["way"].replace("direct", translate("Diagnosis", "direkt"))
    if result.finding is Finding.CLOCK_WRONG:
        ahead, behind = translate("Diagnosis", "vor"), translate("Diagnosis", "nach")
        facts["direction"] = ahead if facts["ahead"] else behind
    if result.finding is Finding.ROUND_TRIP_FAILED:
        message = failure_message(Problem(Failure.with_code(facts["code"])))
        facts |= {"title": message.title, "text": message.text}
    return facts
