"""Start the desktop app: `python -m ui`."""

import gc
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from authenticator import __version__
from authenticator.branding import load_branding


def main(argv: Sequence[str] | None = None) -> int:
    """Run the app and return its exit code."""
    options = _options(sys.argv[1:] if argv is None else argv)
    if options.version:
        print(f"{load_branding().product} {__version__}")
        return 0
    if options.self_check:
        return _check()
    return _run(options)


def _options(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="aok-2faktor", description="AOK 2-Faktor App")
    parser.add_argument("--portal", metavar="URL", help="address of the portal")
    parser.add_argument("--profile", metavar="DIR", type=Path, help="folder of the profile file")
    parser.add_argument("--language", choices=("de", "en"), help="by default the system's")
    parser.add_argument("--version", action="store_true", help="print name and version")
    parser.add_argument("--self-check", action="store_true", help="check the installation")
    return parser.parse_args(words)


def _check() -> int:
    import json

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.self_check import self_check

    report = self_check()
    print(json.dumps(report))
    return 0 if report["ok"] else 1


def _run(options: Namespace) -> int:
    # Nothing of what is imported becomes garbage; `Startup` lets the collector work again.
    gc.disable()
    from authenticator.places import profile_folder
    from authenticator.preferences import PreferenceStore
    from ui.app import Startup, begin_application
    from ui.languages import system_language
    from ui.main_window import MainWindow

    branding = load_branding()
    chosen = PreferenceStore(profile_folder(options.profile)).load()
    language = options.language or chosen.language or system_language()
    app = begin_application(language=language, branding=branding)
    window = MainWindow(branding, chosen.window)
    Startup(app, window, portal=options.portal, profile=options.profile, language=language)
    window.show()
    # Python would see Ctrl+C only at its next line, and then with a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
