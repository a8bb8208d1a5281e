"""What the checks of the way to the portal have found, and what to do about it."""

from PySide6.QtCore import QCoreApplication

from authenticator.diagnosis.results import Finding

Words = dict[Finding, tuple[str, str]]

translate = QCoreApplication.translate


def way_words() -> Words:
    """What was found and what to do, with the names of facts in braces."""
    return {**_route(), **_script_faults(), **_name(), **_reach(), **_proxy()}


def _route() -> Words:
    return {
        Finding.DIRECT: (
            translate("Diagnosis", "Ohne Proxy, direkt ins Internet ({source})."),
            "",
        ),
        Finding.PROXY_NAMED: (
            translate("Diagnosis", "Über den Proxy {way} ({source})."),
            "",
        ),
        Finding.PAC_ASKED: (
            translate("Diagnosis", "Die Proxy-Datei {pac} nennt: {way} ({source})."),
            "",
        ),
        Finding.EXTRA_CA_UNREADABLE: (
            translate(
                "Diagnosis", "Die Datei {file} der Richtlinie hat keine lesbaren Zertifikate."
            ),
            translate("Diagnosis", "Bitte sagen Sie Ihrer IT, dass „extra_ca“ nicht stimmt."),
        ),
        Finding.PROXY_KIND_UNSUPPORTED: (
            translate(
                "Diagnosis",
                "Eingestellt ist ein Proxy der Art „{kind}“ ({source}). Die App kann nur "
                "HTTP-Proxys und SOCKS 5 benutzen.",
            ),
            translate("Diagnosis", "Bitte fragen Sie Ihre IT nach einem HTTP-Proxy."),
        ),
    }


def _script_faults() -> Words:
    return {
        Finding.PAC_NOT_LOADED: (
            translate(
                "Diagnosis",
                "Die Proxy-Datei {pac} lässt sich nicht laden ({source}). Die App versucht es "
                "ohne Proxy.",
            ),
            translate(
                "Diagnosis",
                "Sind Sie nicht im Netz Ihrer Einrichtung, ist das in Ordnung. Sonst fragen Sie "
                "Ihre IT.",
            ),
        ),
        Finding.PAC_BROKEN: (
            translate(
                "Diagnosis",
                "Die Proxy-Datei {pac} gibt keine brauchbare Antwort ({source}). Die App versucht "
                "es ohne Proxy.",
            ),
            translate("Diagnosis", "Bitte sagen Sie Ihrer IT, dass die Proxy-Datei nicht stimmt."),
        ),
    }


def _name() -> Words:
    return {
        Finding.NAME_KNOWN: (translate("Diagnosis", "{name} hat die Adresse {address}."), ""),
        Finding.NAME_UNKNOWN: (
            translate("Diagnosis", "Zum Namen {name} findet dieser Computer keine Adresse."),
            translate(
                "Diagnosis",
                "Prüfen Sie, ob andere Internetseiten gehen. Wenn ja, muss Ihre IT den Namen im "
                "DNS freigeben oder einen Proxy nennen.",
            ),
        ),
        Finding.PROXY_NAME_UNKNOWN: (
            translate(
                "Diagnosis", "Zum Namen des Proxys, {name}, findet dieser Computer keine Adresse."
            ),
            translate(
                "Diagnosis",
                "Sind Sie mit dem Netz Ihrer Einrichtung verbunden (VPN)? Wenn ja, fragen Sie "
                "Ihre IT.",
            ),
        ),
    }


def _reach() -> Words:
    firewall = translate(
        "Diagnosis",
        "Bitten Sie Ihre IT, Verbindungen zu {at} in der Firewall zu erlauben oder einen Proxy zu "
        "nennen.",
    )
    proxy = translate(
        "Diagnosis", "Bitte fragen Sie Ihre IT, ob der Proxy läuft und richtig eingestellt ist."
    )
    return {
        Finding.REACHED: (translate("Diagnosis", "{at} nimmt Verbindungen an."), ""),
        Finding.PORTAL_REFUSES: (
            translate("Diagnosis", "{at} lehnt die Verbindung ab."),
            firewall,
        ),
        Finding.PORTAL_SILENT: (translate("Diagnosis", "{at} antwortet nicht."), firewall),
        Finding.PROXY_REFUSES: (
            translate("Diagnosis", "Der Proxy {at} lehnt die Verbindung ab."),
            proxy,
        ),
        Finding.PROXY_SILENT: (translate("Diagnosis", "Der Proxy {at} antwortet nicht."), proxy),
        Finding.PAC_PROXY_DEAD: (
            translate(
                "Diagnosis",
                "Die Proxy-Datei {pac} führt zum Proxy {at}. Der nimmt keine Verbindung an.",
            ),
            translate(
                "Diagnosis",
                "Bitte sagen Sie Ihrer IT, dass der Proxy in der Proxy-Datei nicht erreichbar ist.",
            ),
        ),
    }


def _proxy() -> Words:
    return {
        **_proxy_passes(),
        **_proxy_logins(),
        Finding.NO_PROXY: (translate("Diagnosis", "Es ist kein Proxy dazwischen."), ""),
        Finding.PROXY_FORBIDS: (
            translate("Diagnosis", "Der Proxy {proxy} verbietet das Portal (Antwort {status})."),
            translate("Diagnosis", "Bitten Sie Ihre IT, das Portal am Proxy zu erlauben."),
        ),
        Finding.PROXY_CANNOT: (
            translate("Diagnosis", "Der Proxy {proxy} erreicht das Portal selbst nicht."),
            translate("Diagnosis", "Bitte versuchen Sie es später wieder oder fragen Sie Ihre IT."),
        ),
    }


def _proxy_passes() -> Words:
    return {
        Finding.PROXY_PASSES: (
            translate("Diagnosis", "Der Proxy {proxy} stellt die Verbindung her."),
            "",
        ),
        Finding.PROXY_PASSES_ACCOUNT: (
            translate(
                "Diagnosis",
                "Der Proxy {proxy} stellt die Verbindung her, mit Ihrer Anmeldung an diesem "
                "Computer ({kind}).",
            ),
            "",
        ),
        Finding.PROXY_PASSES_LOGIN: (
            translate(
                "Diagnosis",
                "Der Proxy {proxy} stellt die Verbindung her, mit Benutzername und Kennwort "
                "({kind}).",
            ),
            "",
        ),
    }


def _proxy_logins() -> Words:
    return {
        Finding.PROXY_LOGIN_NEEDED: (
            translate("Diagnosis", "Der Proxy {proxy} verlangt Benutzername und Kennwort (407)."),
            translate(
                "Diagnosis",
                "Melden Sie sich am Proxy an. Danach wird von selbst noch einmal geprüft.",
            ),
        ),
        Finding.PROXY_TICKET_MISSING: (
            translate(
                "Diagnosis",
                "Der Proxy {proxy} verlangt eine Anmeldung mit Kerberos. Dieser Computer hat dafür "
                "gerade kein Ticket.",
            ),
            translate(
                "Diagnosis",
                "Melden Sie sich am Computer ab und mit dem Konto Ihrer Einrichtung wieder an. "
                "Hilft das nicht, fragen Sie Ihre IT.",
            ),
        ),
        Finding.PROXY_LOGIN_UNSUPPORTED: (
            translate(
                "Diagnosis",
                "Der Proxy {proxy} verlangt eine Anmeldung, die die App nicht kann ({kinds}).",
            ),
            translate(
                "Diagnosis",
                "Bitten Sie Ihre IT, das Portal am Proxy ohne Anmeldung oder mit Negotiate, NTLM "
                "oder Basic zu erlauben.",
            ),
        ),
    }
