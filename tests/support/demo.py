"""`./run demo`: a portal on loopback, its mails, and the app beside it.

At first there is one cleared account; with `--fresh` nobody is registered and the portal's start
page is where it begins.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import webbrowser
from pathlib import Path

from authenticator.config import Config
from authenticator.services.composition import build_services
from tests.support.mail_server import mail_server
from tests.support.mailbox_page import mailbox_page
from tests.support.portal_process import PortalNotStarted, PortalProcess, running_portal_process

PORT = 8642
LOGIN, NAME, PROVIDER = "maren.montag@abc.example", "Maren Montag", "Praxis Montag"
CLERK, CLERK_NAME = "karla.klar@aok.example", "Karla Klar"
IK, INSTITUTION = "200391285", "Praxis am Markt"
FOLDER = Path(__file__).parents[2] / "build" / "demo"


def main(words: list[str] | None = None) -> int:
    """Run portal, mailbox and app until the app is closed or Ctrl+C is pressed."""
    options = _options(words)
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        print("demo: there is no screen here. Without one: ./run demo --headless", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = FOLDER / f"{'fresh-' if options.fresh else ''}{options.port}"
    if options.fresh:
        _forget(folder)
    try:
        return _run(folder, options)
    except PortalNotStarted as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=PORT, help="of the portal (default %(default)s)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    parser.add_argument("--fresh", action="store_true", help="begin with nobody registered")
    return parser.parse_args(words)


def _run(folder: Path, options: argparse.Namespace) -> int:
    with contextlib.ExitStack() as running:
        mails = running.enter_context(mail_server())
        mailbox = running.enter_context(mailbox_page(mails))
        served = running_portal_process(folder / "portal", options.port, mails.settings)
        portal = running.enter_context(served)
        _prepare(portal, fresh=options.fresh)
        tell = _what_to_do_first if options.fresh else _what_to_do
        print(tell(portal, folder / "profile", mailbox), flush=True)
        if not options.no_browser:
            webbrowser.open(portal.address)
            if options.fresh:
                webbrowser.open(mailbox)
        return _app(portal, folder / "profile")


def _prepare(portal: PortalProcess, *, fresh: bool) -> None:
    portal.import_samples()
    if not portal.has_account(CLERK):
        portal.create_account(CLERK, name=CLERK_NAME, provider="AOK", cleared=True, clerk=True)
    if not fresh and not portal.has_account(LOGIN):
        portal.create_account(LOGIN, name=NAME, provider=PROVIDER, cleared=True)


def _app(portal: PortalProcess, profile: Path) -> int:
    app = [sys.executable, "-m", "ui", "--portal", portal.address, "--profile", str(profile)]
    with subprocess.Popen(app) as running:
        try:
            return running.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            running.terminate()


def _forget(folder: Path) -> None:
    """What an earlier demo left, in the keyring too."""
    if (folder / "profile").exists():
        services = build_services(Config("http://127.0.0.1", folder / "profile"))
        for binding in services._store.bindings():
            services._store.remove(binding)
    shutil.rmtree(folder, ignore_errors=True)


def _what_to_do(portal: PortalProcess, profile: Path, mailbox: str) -> str:
    account = f"  Portal         {portal.address}\n  Benutzername   {LOGIN}\n"
    account += f"  Mails          {mailbox}\n"
    if build_services(Config(portal.address, profile)).bindings():
        return f"""
Die App ist schon aktiviert.
{account}
1. Im Browser: „Anmelden“, Benutzernamen eingeben, „Weiter“.
2. In der App: prüfen, wer fragt, PIN eingeben, freigeben.

Ende: die App schließen oder Strg+C.
"""
    return f"""
Die App und der Browser öffnen sich.
{account}  Code           {portal.issue_code(LOGIN)}   (10 Minuten gültig)

1. In der App: Nutzungsbedingungen akzeptieren, Benutzernamen und Code eingeben, PIN wählen.
2. Im Browser: „Anmelden“, Benutzernamen eingeben, „Weiter“ – und in der App freigeben.

Einen neuen Code gibt:
  {_code_command(portal, LOGIN)}
Mit leerem Portal, von der Registrierung an: ./run demo --fresh
Ende: die App schließen oder Strg+C.
"""


def _what_to_do_first(portal: PortalProcess, _profile: Path, mailbox: str) -> str:
    return f"""
Niemand ist registriert. Portal, Postfach und App öffnen sich.
  Portal         {portal.address}
  Mails          {mailbox}   (alle, an wen auch immer)
  IK-Nummer      {IK}   ({INSTITUTION})

1. Im Browser: Cookies akzeptieren, „Registrieren“, Angaben machen; die Adresse darf erfunden sein.
2. Im Postfach: „Bestätigung E-Mail-Adresse“. Danach Bescheinigung hochladen und Gerät registrieren;
   den Code geben Sie in der App ein.
3. Freischalten: Die Sachbearbeiterin der AOK ist {CLERK}.
   In der App: „Weiteres Konto aktivieren“, mit ihrem Code aus
     {_code_command(portal, CLERK)}
   Im Browser, am besten in einem privaten Fenster: als {CLERK} anmelden.
4. Anmelden.

Ende: die App schließen oder Strg+C.
"""


def _code_command(portal: PortalProcess, login: str) -> str:
    return f"./run portal code issue {login} --data {os.path.relpath(portal.data)}"


if __name__ == "__main__":
    sys.exit(main())
