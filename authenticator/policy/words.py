"""What each value of the policy means to administrators, in German and English.

Read by `policy.catalogue`; a start of the app does not need it. Plain hyphens: the texts go into
templates and Markdown, and titles, which the window shows, have none that must not break.
"""

from collections.abc import Mapping
from typing import Final

from authenticator.values import dataclass


@dataclass(frozen=True)
class Words:
    """In one language."""

    title: str
    """A few words, without a full stop."""
    text: str
    """Sentences."""


@dataclass(frozen=True)
class Explained:
    """In both languages."""

    de: Words
    en: Words


GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "portal": ("Portal und Geräteschlüssel", "Portal and device key"),
    "logins": ("Anmeldungen", "Logins"),
    "start": ("Start und Fenster", "Start and window"),
    "network": ("Netz und Protokolle", "Network and logs"),
    "updates": ("Neue Versionen", "New versions"),
}
"""Titles of the groups, German and English."""

CHOICES: Final[Mapping[str, Mapping[int, tuple[str, str]]]] = {
    "lock_minutes": {
        1: ("nach 1 Minute", "after 1 minute"),
        5: ("nach 5 Minuten", "after 5 minutes"),
        15: ("nach 15 Minuten", "after 15 minutes"),
        0: ("nur wenn der Bildschirm gesperrt wird", "only when the screen is locked"),
    },
}
"""The numbers of a value that may have only these, German and English."""

WORDS: Final[Mapping[str, Explained]] = {
    "portal": Explained(
        Words(
            "Adresse des Portals",
            "Das Portal, mit dem die App spricht. Auf der Befehlszeile lässt sich dann kein "
            "anderes angeben.",
        ),
        Words(
            "Address of the portal",
            "The portal that the app talks to. The command line can then give no other.",
        ),
    ),
    "portal_root": Explained(
        Words(
            "Fingerabdruck des Stammschlüssels",
            "64 hexadezimale Zeichen, wie sie das Portal bei der Einrichtung ausgibt. Ohne ihn "
            "merkt sich die App den Schlüssel, den sie bei der ersten Aktivierung sieht.",
        ),
        Words(
            "Thumbprint of the root key",
            "64 hexadecimal characters, as the portal prints them when it is set up. Without it "
            "the app keeps the key that it sees at the first activation.",
        ),
    ),
    "roaming": Explained(
        Words(
            "Geräteschlüssel wandert mit dem Profil",
            "Der Geräteschlüssel wandert mit dem Profil des Benutzers von Computer zu Computer, "
            "für Citrix und Terminalserver. Auf einem neuen Computer fragt die App einmal nach "
            "dem PIN-Code.",
        ),
        Words(
            "Device key roams with the profile",
            "The device key roams with the user's profile from computer to computer, for Citrix "
            "and terminal servers. On a new computer the app asks for the PIN once.",
        ),
    ),
    "code_transfer": Explained(
        Words(
            "Anmeldung durch Abtippen von Ziffern",
            "Ein Browser auf einem anderen Computer darf mit sechs Ziffern hereingelassen werden; "
            "das Portal muss es auch erlauben. Nur einschalten, wo es gebraucht wird: Wer jemanden "
            "zum Abtippen überredet, bekommt eine Sitzung.",
        ),
        Words(
            "Login by typing digits",
            "A browser on another computer may be let in by six digits; the portal has to allow "
            "it as well. Switch it on only where it is needed: whoever talks somebody into typing "
            "them gets a session.",
        ),
    ),
    "line_warning": Explained(
        Words(
            "Nachfrage bei fremdem Internet-Anschluss",
            "Die App fragt nach, wenn eine Anmeldung von einem anderen Internet-Anschluss kommt "
            "als die App selbst. Schalten Sie es aus, wenn das bei Ihnen immer so ist: Die App "
            "läuft auf einem Citrix-Server und der Browser auf dem Computer des Benutzers, oder "
            "nur eines von beiden geht durch ein VPN. Die IP-Adresse zeigt die App trotzdem.",
        ),
        Words(
            "Question about a foreign internet line",
            "The app asks when a login comes from another internet line than its own. Switch it "
            "off where that is always so: the app runs on a Citrix server and the browser on the "
            "user's computer, or only one of them goes through a VPN. The app still shows the IP "
            "address.",
        ),
    ),
    "notify": Explained(
        Words(
            "Benachrichtigung bei Anmeldeanfragen",
            "Der Desktop meldet jede Anmeldeanfrage.",
        ),
        Words(
            "Notification of login requests",
            "The desktop tells of each login request.",
        ),
    ),
    "sound": Explained(
        Words(
            "Ton bei Anmeldeanfragen",
            "Bei jeder Anmeldeanfrage ist ein Ton zu hören.",
        ),
        Words(
            "Sound for login requests",
            "Each login request can be heard.",
        ),
    ),
    "raise_window": Explained(
        Words(
            "Fenster bei Anmeldeanfragen nach vorn holen",
            "Eine Anmeldeanfrage holt das Fenster in den Vordergrund.",
        ),
        Words(
            "Window to the front for login requests",
            "A login request brings the window to the front.",
        ),
    ),
    "lock_minutes": Explained(
        Words(
            "Eingaben vergessen ohne Benutzung",
            "Nach so vielen Minuten ohne Eingabe vergisst die App, was eingegeben wurde, und zeigt "
            "wieder die Übersicht: 1, 5, 15 oder 0 (nur wenn der Bildschirm gesperrt wird).",
        ),
        Words(
            "Forget what was typed when unused",
            "After so many minutes without a key or click the app forgets what was typed and shows "
            "the overview again: 1, 5, 15 or 0 (only when the screen is locked).",
        ),
    ),
    "introduction": Explained(
        Words(
            "Einführung beim ersten Start",
            "Vor der ersten Aktivierung erklären drei Karten, wozu die App da ist; sie lassen sich "
            "überspringen und kommen nicht wieder. Schalten Sie sie aus, wo Sie neue Benutzer "
            "selbst einweisen oder Windows das Profil am Ende jeder Sitzung verwirft.",
        ),
        Words(
            "Introduction at the first start",
            "Before the first activation three cards explain what the app is for; they can be "
            "skipped and do not come back. Switch them off where you introduce new users yourself "
            "or Windows drops the profile at the end of each session.",
        ),
    ),
    "start_at_login": Explained(
        Words(
            "Start bei der Anmeldung am Computer",
            "Die App startet, wenn sich ihr Benutzer am Computer anmeldet. Jeder Start der App "
            "stellt den Eintrag im System so ein.",
        ),
        Words(
            "Start at login to the computer",
            "The app starts when its user logs in to the computer. Each start of the app sets the "
            "system's entry so.",
        ),
    ),
    "tray": Explained(
        Words(
            "Im Infobereich weiterlaufen",
            "Wird das Fenster geschlossen, läuft die App im Infobereich weiter, wo der Desktop "
            "einen hat.",
        ),
        Words(
            "Go on in the notification area",
            "When the window is closed the app goes on in the notification area, where the desktop "
            "has one.",
        ),
    ),
    "proxy": Explained(
        Words(
            "Fester Proxy",
            "Der Proxy für die Verbindung zum Portal: http://name:port, https://name:port, "
            "socks5://name:port oder direct (kein Proxy, was auch immer im System eingestellt "
            "ist). Benutzername und Kennwort haben hier keinen Platz.",
        ),
        Words(
            "Fixed proxy",
            "The proxy for the connection to the portal: http://name:port, https://name:port, "
            "socks5://name:port or direct (no proxy, whatever the system says). User name and "
            "password have no place here.",
        ),
    ),
    "proxy_pac": Explained(
        Words(
            "Adresse der Proxy-Datei (PAC)",
            "Beginnt mit https, http oder file; nicht zusammen mit „Fester Proxy“ (proxy).",
        ),
        Words(
            "Address of the proxy script (PAC)",
            "Begins with https, http or file; not together with “Fixed proxy” (proxy).",
        ),
    ),
    "extra_ca": Explained(
        Words(
            "Weitere Zertifizierungsstellen",
            "Der ganze Pfad einer Datei mit Zertifikaten weiterer Zertifizierungsstellen, "
            "zusätzlich zu denen des Systems: PEM (auch mit Text dazwischen), DER oder PKCS #7 "
            "(.p7b). Abgelaufene und solche von Servern zählen nicht. Benutzer dürfen die Datei "
            "nicht ändern können.",
        ),
        Words(
            "Further certificate authorities",
            "The whole path of a file with certificates of further authorities, beside those of "
            "the system: PEM (with text in between as well), DER or PKCS #7 (.p7b). Expired ones "
            "and those of servers do not count. Users must not be able to change the file.",
        ),
    ),
    "log_folder": Explained(
        Words(
            "Ordner für Protokolle",
            "Der ganze Pfad des Ordners; ~ ist der Ordner des Benutzers. Leer: keine Protokolle.",
        ),
        Words(
            "Folder for logs",
            "The whole path of the folder; ~ is the user's folder. Empty: no logs.",
        ),
    ),
    "update_notice": Explained(
        Words(
            "Hinweis auf neue Versionen",
            "Die App sieht etwa einmal am Tag nach, ob es eine neuere Version gibt, und sagt es "
            "auf der Übersicht. Schalten Sie es aus, wo Sie die App selbst verteilen. Was das "
            "Portal mindestens verlangt, sagt die App immer.",
        ),
        Words(
            "Notice of new versions",
            "About once a day the app looks whether there is a newer version, and says so on the "
            "overview. Switch it off where you distribute the app yourself. What the portal "
            "requires at least is always told.",
        ),
    ),
    "download_page": Explained(
        Words(
            "Seite mit neuen Versionen",
            "Adresse der Seite, auf der Ihre Benutzer die App bekommen, zum Beispiel Ihres "
            "Softwareportals; beginnt mit https. Ohne sie führt die App auf die Seite des Portals. "
            "Die App lädt und installiert selbst nichts.",
        ),
        Words(
            "Page with new versions",
            "Address of the page where your users get the app, your software portal say; begins "
            "with https. Without it the app leads to the portal's page. The app itself loads and "
            "installs nothing.",
        ),
    ),
    "it_contact": Explained(
        Words(
            "Ansprechpartner der IT",
            "Ein Satz, den die App Benutzern zeigt, die eine neue Version brauchen und nichts "
            "installieren dürfen: wer hilft, und wie er zu erreichen ist. Höchstens 200 Zeichen.",
        ),
        Words(
            "Whom to ask in IT",
            "A sentence that the app shows to users who need a new version and may not install "
            "anything: who helps, and how to reach them. At most 200 characters.",
        ),
    ),
}
