"""`./run demo`: a portal on loopback with one cleared account, and the app beside it."""

import argparse
import os
import signal
import subprocess
import sys
import webbrowser
from pathlib import Path

from authenticator.config import Config
from authenticator.services import build_services
from tests.support.portal_process import PortalNotStarted, PortalProcess, running_portal_process

PORT = 8642
LOGIN, NAME, PROVIDER = "maren.montag@abc.example", "Maren Montag", "Praxis Montag"
FOLDER = Path(__file__).parents[2] / "build" / "demo"


def main(words: list[str] | None = None) -> int:
    """Run portal and app until the app is closed or Ctrl+C is pressed."""
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=PORT, help="of the portal (default %(default)s)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    options = parser.parse_args(words)
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        print("demo: there is no screen here. Without one: ./run demo --headless", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = FOLDER / str(options.port)
    try:
        with running_portal_process(folder / "portal", options.port) as portal:
            return _run(portal, folder, open_browser=not options.no_browser)
    except PortalNotStarted as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1


def _run(portal: PortalProcess, folder: Path, *, open_browser: bool) -> int:
    if not portal.has_account(LOGIN):
        portal.create_account(LOGIN, name=NAME, provider=PROVIDER, cleared=True)
    print(_what_to_do(portal, folder / "profile"), flush=True)
    if open_browser:
        webbrowser.open(portal.address)
    app = [sys.executable, "-m", "ui", "--portal", portal.address]
    with subprocess.Popen([*app, "--profile", str(folder / "profile")]) as running:
        try:
            return running.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            running.terminate()


def _what_to_do(portal: PortalProcess, profile: Path) -> str:
    account = f"  Portal         {portal.address}\n  Benutzername   {LOGIN}\n"
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
  ./run portal code issue {LOGIN} --data {os.path.relpath(portal.data)}
Ende: die App schließen oder Strg+C.
"""


if __name__ == "__main__":
    sys.exit(main())
