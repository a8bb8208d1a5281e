"""The texts of the steps that the PIN allows."""

from PySide6.QtCore import QCoreApplication

from authenticator.values import dataclass

translate = QCoreApplication.translate


@dataclass(frozen=True)
class StepTexts:
    """What a step says. Its pages are `name.pin` and `name.outcome`."""

    name: str
    title: str
    lead: str
    go: str
    failed: str
    done: str = ""
    """Title of the end; without it the step ends by itself."""
    done_text: str = ""


def renewal_texts() -> StepTexts:
    """A new device key in place of the old one."""
    return StepTexts(
        name="renew",
        title=translate("Renewal", "Geräteschlüssel erneuern"),
        lead=translate(
            "Renewal",
            "Am Geräteschlüssel erkennt das Portal die App auf diesem Computer. Erneuern Sie ihn, "
            "wenn jemand Daten dieses Computers kopiert haben könnte: Die Kopie ist danach "
            "wertlos. Ihr PIN‑Code bleibt gleich.",
        ),
        go=translate("Renewal", "Erneuern"),
        failed=translate("Renewal", "Der Geräteschlüssel ist nicht erneuert"),
        done=translate("Renewal", "Der Geräteschlüssel ist erneuert"),
        done_text=translate(
            "Renewal",
            "Mit einer Kopie des alten kann niemand mehr etwas anfangen. Sie melden sich an wie "
            "bisher, mit demselben PIN‑Code.",
        ),
    )


def enrolment_texts() -> StepTexts:
    """A further workplace of a roaming profile."""
    return StepTexts(
        name="enrol",
        title=translate("Enrolment", "Neuer Computer"),
        lead=translate(
            "Enrolment",
            "Hier arbeiten Sie zum ersten Mal mit der App. Bestätigen Sie diesen Computer "
            "einmal mit Ihrem PIN‑Code, dann geht es weiter wie gewohnt.",
        ),
        go=translate("Enrolment", "Bestätigen"),
        failed=translate("Enrolment", "Der Computer ist nicht bestätigt"),
    )
