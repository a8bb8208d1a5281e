"""What the demo says: in the terminal, and on the page with the mails."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Words:
    """One language. `{…}` is filled in by whoever says it."""

    starting: str
    preparing: str
    opening: str
    begin_ready: str
    begin_fresh: str
    activated_already: str
    notice: str
    steps_ready: str
    """What to do next; lines of a step but its first begin with blanks."""
    steps_fresh: str
    steps_activated: str
    farewell: str
    app_failed: str
    no_screen: str
    wrong_screen: str
    no_keyring: str
    running_already: str
    port_taken: str
    download_notice: str
    title: str
    lead: str
    newest_first: str
    mails: str
    to: str
    sender: str
    receiver: str
    date: str
    designed: str
    text_only: str
    content: str
    choose_one: str
    none_yet: str
    unread: str
    arrived: str
    ended: str
    try_out: str
    steps: str
    open_portal: str
    as_clerk: str
    clerk_lead: str
    clerk_opened: str
    clerk_failed: str
    new_code: str
    code: str
    code_valid: str
    open_in_app: str
    wait: str

    def told(self, steps: str) -> str:
        """The steps as a page says them, a step a line."""
        breaking = r"(?<=\bPIN)-|(?<=\bIK)-|(?<=\bE)-|(?<=\bE-Mail)-"
        unbroken = re.sub(breaking, "\N{NON-BREAKING HYPHEN}", steps)
        return "\n".join([self.notice, re.sub(r"\n +", " ", unbroken)])

    def notices(self, steps: str) -> dict[str, str]:
        """The portal's settings of what its pages say first."""
        return {"download_notice": self.download_notice, "start_notice": self.told(steps)}


GERMAN: Final = Words(
    starting="Portal startet …",
    preparing="Das Portal läuft. Beim ersten Mal werden nun die Beispieldaten eingelesen, "
    "eine halbe bis eine Minute lang …",
    opening="Browser und App öffnen sich, das dauert einige Sekunden …",
    begin_ready="""
Portal, Postfach und App laufen.
  Portal         {portal}
  Postfach       {mailbox}
  Benutzername   {login}
  Code           {code}   (10 Minuten gültig; einen neuen gibt das Postfach)

{steps}

Mit leerem Portal, von der Registrierung an: ./run demo --fresh
Was Browser, App und Portal melden, steht in: {logs}
Ende: die App schließen oder Strg+C.""",
    begin_fresh="""
Portal, Postfach und App laufen. Noch ist niemand registriert.
  Portal         {portal}
  Postfach       {mailbox}   (alle E-Mails des Portals, an wen auch immer)
  IK-Nummer      {ik}   ({institution})

{steps}

Was Browser, App und Portal melden, steht in: {logs}
Ende: die App schließen oder Strg+C.""",
    activated_already="""
Portal, Postfach und App laufen. Die App ist schon aktiviert.
  Portal         {portal}
  Postfach       {mailbox}
  Benutzername   {login}

{steps}

Mit leerem Portal, von der Registrierung an: ./run demo --fresh
Was Browser, App und Portal melden, steht in: {logs}
Ende: die App schließen oder Strg+C.""",
    notice="Das ist die Demo. So geht es weiter:",
    steps_ready="""\
1. App: Akzeptieren Sie die Nutzungsbedingungen, geben Sie den Benutzernamen {login} und einen
   Code aus dem Postfach ein, und wählen Sie einen PIN-Code.
2. Portal: „Anmelden“, den Benutzernamen eingeben, „Weiter“. Dann in der App freigeben.
3. Danach gibt es im Portal „Zahlungsavise“ für zwei IK-Nummern, und unter „Nutzer“
   {colleague}. Auch für ihr Konto gibt das Postfach einen Code; dieselbe App nimmt ihn als
   weiteres Konto.""",
    steps_fresh="""\
1. Portal: „Registrieren“, Angaben machen. Die IK-Nummer ist {ik}, die E-Mail-Adresse darf
   erfunden sein.
2. Postfach: die E-Mail öffnen und die Adresse bestätigen. Danach im Portal die Bescheinigung
   hochladen und die App aktivieren.
3. Postfach: „Als Sachbearbeiterin anmelden“ öffnet ein eigenes Fenster. Prüfen Sie dort die
   Registrierung, und schalten Sie sie frei.
4. Portal: „Anmelden“. Dann in der App freigeben.""",
    steps_activated="""\
1. Portal: „Anmelden“, den Benutzernamen {login} eingeben, „Weiter“.
2. App: prüfen, wer fragt, den PIN-Code eingeben, freigeben.
3. Danach gibt es im Portal „Zahlungsavise“ für zwei IK-Nummern, und unter „Nutzer“
   {colleague}. Für ihr Konto gibt das Postfach einen Code; dieselbe App nimmt ihn als
   weiteres Konto.""",
    farewell="Die Demo ist beendet. Noch einmal: {again}",
    app_failed="Die App wurde unerwartet beendet. Was sie gemeldet hat, steht in: {log}",
    no_screen="Hier gibt es keinen Bildschirm (DISPLAY ist nicht gesetzt). "
    "Ohne Bildschirm: ./run demo --headless",
    wrong_screen="Der Bildschirm „{display}“ ist nicht zu erreichen: Prüfen Sie {variable}. "
    "Ohne Bildschirm: ./run demo --headless",
    no_keyring="Der Schlüsselbund dieses Desktops ist nicht zu erreichen ({code}): Starten oder "
    "entsperren Sie GNOME Keyring, KWallet oder KeePassXC. Ohne ihn: ./run demo --headless",
    running_already="Die Demo läuft schon: Portal {portal}, Postfach {mailbox}. Beenden Sie sie "
    "dort, wo sie gestartet wurde, oder starten Sie eine zweite mit: ./run demo --port {other}",
    port_taken="Auf Port {port} läuft schon ein anderes Programm. Nehmen Sie einen anderen: "
    "./run demo --port {other}",
    download_notice="Das ist die Demo. Hier müssen Sie nichts herunterladen: "
    "Die App läuft schon auf diesem Computer.",
    title="Postfach der Demo",
    lead="Hier kommen alle E-Mails an, die das Portal der Demo verschickt. "
    "Sie verlassen diesen Computer nicht.",
    newest_first="Neueste zuerst",
    mails="E-Mails",
    to="an",
    sender="Von",
    receiver="An",
    date="Datum",
    designed="Gestaltet",
    text_only="Nur Text",
    content="Inhalt der E-Mail",
    choose_one="Wählen Sie eine E-Mail aus.",
    none_yet="Noch keine E-Mail. Sobald das Portal eine verschickt, erscheint sie hier von selbst.",
    unread="ungelesen",
    arrived="Eine neue E-Mail ist da:",
    ended="Die Demo ist beendet. Sie können diesen Tab schließen.",
    try_out="Ausprobieren",
    steps="Schritte der Demo",
    open_portal="Portal öffnen",
    as_clerk="Als Sachbearbeiterin anmelden",
    clerk_lead="{name} von der AOK prüft Registrierungen und schaltet sie frei. "
    "Das Portal öffnet sich für sie in einem eigenen Fenster, schon angemeldet.",
    clerk_opened="Das Fenster von {name} ist geöffnet. Es kann die App verdecken: "
    "Schieben Sie es dann zur Seite.",
    clerk_failed="Die Sachbearbeiterin konnte nicht angemeldet werden ({code}). "
    "Versuchen Sie es noch einmal.",
    new_code="Code für {name}",
    code="Aktivierungscode für {login}:",
    code_valid="10 Minuten gültig",
    open_in_app="In der App öffnen",
    wait="Bitte warten …",
)
ENGLISH: Final = Words(
    starting="The portal is starting …",
    preparing="The portal is running. The first time the sample data is read in now, "
    "which takes half a minute to a minute …",
    opening="Browser and app are opening, which takes some seconds …",
    begin_ready="""
Portal, mailbox and app are running.
  Portal         {portal}
  Mailbox        {mailbox}
  User name      {login}
  Code           {code}   (valid for 10 minutes; the mailbox gives a new one)

{steps}

With an empty portal, from the registration on: ./run demo --fresh
What browser, app and portal report is in: {logs}
To end: close the app or press Ctrl+C.""",
    begin_fresh="""
Portal, mailbox and app are running. Nobody is registered yet.
  Portal         {portal}
  Mailbox        {mailbox}   (all e-mails of the portal, to whomever)
  IK number      {ik}   ({institution})

{steps}

What browser, app and portal report is in: {logs}
To end: close the app or press Ctrl+C.""",
    activated_already="""
Portal, mailbox and app are running. The app is already activated.
  Portal         {portal}
  Mailbox        {mailbox}
  User name      {login}

{steps}

With an empty portal, from the registration on: ./run demo --fresh
What browser, app and portal report is in: {logs}
To end: close the app or press Ctrl+C.""",
    notice="This is the demo. What to do next:",
    steps_ready="""\
1. App: accept the terms of use, enter the user name {login} and a code from the mailbox, and
   choose a PIN.
2. Portal: “Log in”, enter the user name, “Continue”. Then approve in the app.
3. Then there are “Payment advices” of two IK numbers in the portal, and under “Users”
   {colleague}. The mailbox gives a code for her account, too; the same app takes it as a
   further account.""",
    steps_fresh="""\
1. Portal: “Register”, fill in the form. The IK number is {ik}, the e-mail address may be made
   up.
2. Mailbox: open the e-mail and confirm the address. Then upload the certificate in the portal
   and activate the app.
3. Mailbox: “Log in as a clerk” opens a window of its own. Check the registration there, and
   clear it.
4. Portal: “Log in”. Then approve in the app.""",
    steps_activated="""\
1. Portal: “Log in”, enter the user name {login}, “Continue”.
2. App: check who asks, enter the PIN, approve.
3. Then there are “Payment advices” of two IK numbers in the portal, and under “Users”
   {colleague}. The mailbox gives a code for her account; the same app takes it as a further
   account.""",
    farewell="The demo has ended. Once more: {again}",
    app_failed="The app ended unexpectedly. What it reported is in: {log}",
    no_screen="There is no screen here (DISPLAY is not set). Without one: ./run demo --headless",
    wrong_screen="The screen “{display}” cannot be reached: check {variable}. "
    "Without one: ./run demo --headless",
    no_keyring="The keyring of this desktop cannot be reached ({code}): start or unlock "
    "GNOME Keyring, KWallet or KeePassXC. Without one: ./run demo --headless",
    running_already="The demo is running already: portal {portal}, mailbox {mailbox}. End it "
    "where it was started, or start a second one: ./run demo --port {other}",
    port_taken="Another program uses port {port}. Take another one: ./run demo --port {other}",
    download_notice="This is the demo. There is nothing to download here: "
    "the app is already running on this computer.",
    title="Mailbox of the demo",
    lead="All e-mails that the portal of the demo sends arrive here. "
    "They do not leave this computer.",
    newest_first="Newest first",
    mails="E-mails",
    to="to",
    sender="From",
    receiver="To",
    date="Date",
    designed="Designed",
    text_only="Text only",
    content="Content of the e-mail",
    choose_one="Choose an e-mail.",
    none_yet="No e-mail yet. As soon as the portal sends one, it appears here by itself.",
    unread="unread",
    arrived="A new e-mail is here:",
    ended="The demo has ended. You can close this tab.",
    try_out="Try it out",
    steps="Steps of the demo",
    open_portal="Open the portal",
    as_clerk="Log in as a clerk",
    clerk_lead="{name} of the AOK checks registrations and clears them. "
    "The portal opens for her in a window of its own, logged in already.",
    clerk_opened="The window of {name} is open. It may cover the app: move it aside then.",
    clerk_failed="The clerk could not be logged in ({code}). Try again.",
    new_code="Code for {name}",
    code="Activation code for {login}:",
    code_valid="valid for 10 minutes",
    open_in_app="Open in the app",
    wait="Please wait …",
)
BY_LANGUAGE: Final = {"de": GERMAN, "en": ENGLISH}
