"""What happened on the way to the portal, and what to do about it."""

from PySide6.QtCore import QCoreApplication

from authenticator.failures import Failure

Words = dict[Failure, tuple[str, str]]

translate = QCoreApplication.translate


def connection_words() -> Words:
    """Of the way to the portal."""
    return {
        Failure.PORTAL_UNREACHABLE: (
            translate("Failure", "Das Portal ist gerade nicht erreichbar."),
            translate("Failure", "Bitte prüfen Sie Ihre Internetverbindung."),
        ),
        Failure.TLS_UNTRUSTED: (
            translate("Failure", "Die Verbindung zum Portal ist nicht vertrauenswürdig."),
            translate(
                "Failure",
                "Das Zertifikat der Gegenstelle konnte nicht geprüft werden. Bitte prüfen Sie "
                "Datum und Uhrzeit dieses Computers oder fragen Sie Ihre IT.",
            ),
        ),
        Failure.FOREIGN_ANSWER: (
            translate("Failure", "Es hat nicht das Portal geantwortet."),
            translate(
                "Failure",
                "Oft steckt die Anmeldeseite eines WLANs dahinter. Öffnen Sie Ihren Browser und "
                "melden Sie sich dort an, oder fragen Sie Ihre IT.",
            ),
        ),
        Failure.PROXY_LOGIN_NEEDED: (
            translate("Failure", "Ihr Netzwerk verlangt eine Anmeldung am Proxy."),
            translate("Failure", "Bitte fragen Sie Ihre IT nach dem Zugang zum Internet."),
        ),
        **_way(),
        Failure.PORTAL_UNAVAILABLE: (
            translate("Failure", "Das Portal ist vorübergehend nicht verfügbar."),
            translate("Failure", "Bitte versuchen Sie es in einigen Minuten wieder."),
        ),
        Failure.RATE_LIMITED: (
            translate("Failure", "Das waren zu viele Versuche in kurzer Zeit."),
            translate("Failure", "Bitte versuchen Sie es in einigen Minuten wieder."),
        ),
    }


def _way() -> Words:
    ask = translate("Failure", "Bitte fragen Sie Ihre IT.")
    return {
        Failure.PROXY_UNREACHABLE: (
            translate("Failure", "Der Proxy Ihres Netzes ist nicht erreichbar."),
            ask,
        ),
        Failure.PROXY_LOGIN_UNSUPPORTED: (
            translate(
                "Failure",
                "Der Proxy verlangt eine Anmeldung, die an diesem Computer nicht möglich ist.",
            ),
            translate("Failure", "Bitten Sie Ihre IT, das Portal am Proxy zu erlauben."),
        ),
        Failure.PROXY_FORBIDS: (
            translate("Failure", "Der Proxy lässt das Portal nicht zu."),
            translate("Failure", "Bitten Sie Ihre IT, das Portal am Proxy zu erlauben."),
        ),
        Failure.PROXY_KIND_UNSUPPORTED: (
            translate("Failure", "Den eingestellten Proxy kann die App nicht benutzen."),
            translate("Failure", "Bitte fragen Sie Ihre IT nach einem HTTP-Proxy."),
        ),
        Failure.NAME_UNRESOLVED: (
            translate("Failure", "Die Adresse des Portals wird in Ihrem Netz nicht gefunden."),
            translate("Failure", "Bitte prüfen Sie Ihre Internetverbindung."),
        ),
    }
