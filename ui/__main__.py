"""Start the desktop app: `python -m ui`."""

import builtins
import gc
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from authenticator import __version__
from authenticator.branding import BrandingProblem, load_branding
from authenticator.desktop.crash_reports import (
    refuse_memory_dumps,
    report_errors_without_values,
)
from authenticator.programs import PROXY_SCRIPT, restore_environment

OPEN_LINK: Final = "--open-link"
"""Ends the options: whatever is in a link, it cannot become one (`url_scheme`)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the app and return its exit code."""
    restore_environment()
    refuse_memory_dumps()
    try:
        return _start(sys.argv[1:] if argv is None else argv)
    except BrandingProblem as problem:
        print(problem, file=sys.stderr)
        return 1


def _start(words: Sequence[str]) -> int:
    if words == [PROXY_SCRIPT]:
        from authenticator.network.pac_process import run_from_standard_input

        return run_from_standard_input()
    arguments, link = _split_link(words)
    options = _options(arguments, link)
    if options.version:
        print(f"{load_branding().product} {__version__}")
        return 0
    if options.self_check:
        return _check()
    if options.show_policy:
        return _show_policy(options)
    if options.register_links:
        return _register_links()
    if options.forget_accounts:
        return _forget_accounts(options.profile)
    if options.simulate:
        return _simulate(options)
    report_errors_without_values()
    return _run(options, link)


def _split_link(arguments: Sequence[str]) -> tuple[Sequence[str], str]:
    """The options, and the link behind the option that ends them."""
    if OPEN_LINK not in arguments:
        return arguments, ""
    end = arguments.index(OPEN_LINK)
    return arguments[:end], " ".join(arguments[end + 1 :])


def _options(arguments: Sequence[str], link: str) -> Namespace:
    parser = ArgumentParser(
        prog="aok-2faktor",
        description="AOK 2-Faktor App",
        epilog=f"{OPEN_LINK} LINK, as the last arguments: open an aokzweifaktor: link",
    )
    parser.add_argument("--portal", metavar="URL", help="address of the portal")
    parser.add_argument("--profile", metavar="DIR", type=Path, help="folder of the profile file")
    parser.add_argument("--language", choices=("de", "en"), help="by default the system's")
    parser.add_argument(
        "--register-links", action="store_true", help="open aokzweifaktor: links by this program"
    )
    parser.add_argument(
        "--forget-accounts",
        action="store_true",
        help="remove this user's accounts from this computer, as setup programs do at the end",
    )
    parser.add_argument(
        "--hidden", action="store_true", help="show no window where the app has a tray icon"
    )
    parser.add_argument("--version", action="store_true", help="print name and version")
    parser.add_argument("--self-check", action="store_true", help="check the installation")
    parser.add_argument(
        "--show-policy", action="store_true", help="print the settings that hold here, and whose"
    )
    parser.add_argument("--json", action="store_true", help="with --show-policy: for programs")
    parser.add_argument(
        "--simulate", action="store_true", help="practise on a made-up portal; nothing is real"
    )
    options = parser.parse_args(arguments)
    real = options.portal or options.profile or options.register_links or options.hidden or link
    real = real or options.forget_accounts
    if options.json and not options.show_policy:
        parser.error("--json goes with --show-policy only")
    if options.simulate and real:
        parser.error("--simulate goes with --language only")
    return options


def _check() -> int:
    import json

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.self_check import self_check

    report = self_check()
    print(json.dumps(report))
    return 0 if report["ok"] else 1


def _show_policy(options: Namespace) -> int:
    from authenticator.policy.report import show_policy
    from ui.command_line import problem_line

    text, code = show_policy(
        load_branding(), options.portal, options.profile, problem_line, as_json=options.json
    )
    print(text)
    return code


def _register_links() -> int:
    from authenticator.desktop.url_scheme import register_url_scheme

    if register_url_scheme(load_branding().product):
        return 0
    print(
        "Links were not registered, because their entry could not be written. Please check that "
        "you may change your own settings, and that there is room on the disk.",
        file=sys.stderr,
    )
    return 1


def _forget_accounts(profile: Path | None) -> int:
    from authenticator.failures import Refused
    from authenticator.policy.loading import load_config
    from authenticator.services.uninstall import forget_accounts
    from authenticator.storage.paths import log_folder
    from authenticator.storage.secret_store import open_secret_store

    try:
        config = load_config(profile=profile, default_portal=load_branding().portal_address)
        secrets = open_secret_store(roaming=config.roaming)
        forget_accounts(config.profile, log_folder(), secrets)
    except Refused as refusal:
        from ui.command_line import problem_line

        print(problem_line(refusal.problem))
        return 1
    return 0


def _simulate(options: Namespace) -> int:
    from ui.simulation.start import run_simulation

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run_simulation(options.language)


def _import_qt() -> None:
    """Import PySide without the `__import__` that it brings along.

    That one reads and keeps the source of each module that is imported later, to see whether it
    asks for other names of Qt's methods (`from __feature__ import snake_case`). Nothing here does.
    """
    import PySide6.QtCore  # noqa: F401  what puts it there

    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)


def _run(options: Namespace, link: str) -> int:
    # Nothing of what is imported becomes garbage; `Startup` lets the collector work again.
    gc.disable()
    _import_qt()
    from authenticator.desktop.single_instance import Message
    from authenticator.failures import Refused
    from authenticator.storage.paths import profile_folder
    from authenticator.storage.preferences import PreferenceStore
    from ui.app import Startup, build_application
    from ui.languages import system_language
    from ui.main_window import MainWindow
    from ui.single_instance.startup_lock import activation_token, take_profile

    branding = load_branding()
    profile = profile_folder(options.profile)
    chosen = PreferenceStore(profile).load()
    language = options.language or chosen.language or system_language()
    shows_window = bool(link) or not options.hidden
    message = Message(link, activation_token(), shows_window)
    app = build_application(language=language, branding=branding)
    # Python would see Ctrl+C only at its next line, and then with a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = MainWindow(branding, chosen.window)
    begin = partial(Startup, app, window, language=language, introduces=not link)
    startup = partial(begin, portal=options.portal, profile=options.profile)
    try:
        startup_lock = take_profile(profile, message)
    except Refused as refusal:
        from ui.refused_start import RefusedStart

        start = RefusedStart(app, window, profile, message, lambda lock: startup(startup_lock=lock))
        start.show(refusal.problem)
        code = app.exec()
        return code if start.has_begun else 1
    if startup_lock is None:
        return 0
    startup(startup_lock=startup_lock, hidden=options.hidden)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
