"""`./run demo`: a portal on loopback with one cleared account, and the app beside it."""

import argparse
import os
import subprocess
import sys
import webbrowser
from pathlib import Path

from authenticator.config import Config
from authenticator.services import build_services
from tests.support.portal_process import PortalProcess, running_portal_process

PORT = 8642
LOGIN, NAME, PROVIDER = "maler.montag@abc.example", "Maren Montag", "Praxis Montag"
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
    folder = FOLDER / str(options.port)
    with running_portal_process(folder / "portal", options.port) as portal:
        if not portal.has_account(LOGIN):
            portal.create_account(LOGIN, name=NAME, provider=PROVIDER, cleared=True)
        print(_what_to_do(portal, folder / "profile"), flush=True)
        if not options.no_browser:
            webbrowser.open(portal.address)
        app = [sys.executable, "-m", "ui", "--portal", portal.address]
        try:
            return subprocess.run(
                [*app, "--profile", str(folder / "profile")], check=False
            ).returncode
        except KeyboardInterrupt:
            return 0


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
{account}  Code           {portal.issue_code(LOGIN)}   (10 Minuten gültig)

1. In der App: Nutzungsbedingungen akzeptieren, Benutzernamen und Code eingeben, PIN wählen.
2. Im Browser: „Anmelden“, Benutzernamen eingeben, „Weiter“ – und in der App freigeben.

Einen neuen Code gibt:
  ./run portal code issue {LOGIN} --data {os.path.relpath(portal.data)}
Ende: die App schließen oder Strg+C.
"""


if __name__ == "__main__":
    sys.exit(main())
