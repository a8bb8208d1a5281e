"""What a request says, by how it ends."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from authenticator.model import LoginRequest, Mode

translate = QCoreApplication.translate


@dataclass(frozen=True)
class RequestWords:
    """The words that differ."""

    title: str
    warning: str
    """For those who did not begin it."""
    approve: str
    lead: str = ""
    """A small line above the title."""
    danger: str = ""
    """Title of a red box."""
    danger_text: str = ""


def request_words(request: LoginRequest) -> RequestWords:
    """The words for this request."""
    match request.mode:
        case Mode.ACTION:
            return RequestWords(
                title=request.action,
                warning=translate(
                    "Request",
                    "Sie haben das gerade nicht im Portal gewählt? Dann wählen Sie „Das war ich "
                    "nicht“. Es wird nichts geändert, und alle Browser werden abgemeldet.",
                ),
                approve=translate("Request", "Freigeben"),
                lead=translate("Request", "Das Portal bittet um Ihre Freigabe"),
            )
        case Mode.BROWSER:
            return _login_words()
        case Mode.CODE:
            return _login_words(
                translate("Request", "Angemeldet wird ein Browser auf einem anderen Computer."),
                translate(
                    "Request",
                    "Machen Sie nur weiter, wenn Sie selbst davor sitzen und den Code dort "
                    "ablesen. Hat Ihnen jemand den Code gesagt oder geschickt, lehnen Sie ab.",
                ),
            )


def _login_words(danger: str = "", danger_text: str = "") -> RequestWords:
    return RequestWords(
        title=translate("Request", "Möchten Sie sich anmelden?"),
        warning=translate(
            "Request",
            "Sie haben sich gerade nicht angemeldet? Dann wählen Sie „Das war ich nicht“. Die "
            "Anmeldung wird beendet und als Missbrauchsversuch gemeldet.",
        ),
        approve=translate("Request", "Anmeldung freigeben"),
        danger=danger,
        danger_text=danger_text,
    )
