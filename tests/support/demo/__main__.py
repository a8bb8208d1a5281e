"""A portal on this computer, the mails it sends, the app beside it, and a clerk by one click.

At first there is one cleared account; with --fresh nobody is registered, and all begins at the
portal's start page.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.support.demo.words import BY_LANGUAGE, Words
from ui.languages import LANGUAGES, system_language

if TYPE_CHECKING:
    from typing import IO

    from tests.support.demo.browsers import Browsers
    from tests.support.demo.mailbox_page import MailboxPage, Offers
    from tests.support.portal_process import PortalProcess

PORT: Final = 8642
LOGIN, NAME, PROVIDER = "maren.montag@abc.example", "Maren Montag", "Praxis Montag"
COLLEAGUE, COLLEAGUE_NAME = "erika.mustermann@abc.example", "Erika Mustermann"
CLERK, CLERK_NAME = "karla.klar@aok.example", "Karla Klar"
PROVIDER_IK, SECOND_IK = "260326822", "200327516"
BRANCH = "Praxis Montag, Zweigstelle"
IK, INSTITUTION = "200391285", "Praxis am Markt"
ROOT: Final = Path(__file__).parents[3]
FOLDER: Final = ROOT / "build" / "demo"
_BROWSER_SECONDS: Final = 20
_PREPARED: Final = "prepared"
"""A file that is there once the portal's data has the samples."""


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    port: int
    browser: bool
    fresh: bool
    language: str

    @property
    def words(self) -> Words:
        return BY_LANGUAGE[self.language]

    @property
    def folder(self) -> Path:
        """Of database, profiles and logs."""
        return self.folders[self.fresh]

    @property
    def folders(self) -> tuple[Path, Path]:
        """Of both kinds of demo on this port."""
        return FOLDER / str(self.port), FOLDER / f"fresh-{self.port}"

    @property
    def again(self) -> str:
        """What starts the same demo once more."""
        words = ["./run", "demo", *(["--fresh"] if self.fresh else [])]
        return " ".join([*words, *(["--port", str(self.port)] if self.port != PORT else [])])


def main(words: list[str] | None = None) -> int:
    """Run portal, mailbox and app until the app is closed or Ctrl+C is pressed."""
    options = _options(words)
    said = options.words
    # All else takes long to import.
    print(said.starting, flush=True)
    _end_in_order()
    from tests.support.demo.checks import CannotStart
    from tests.support.portal_process import PortalNotStarted

    try:
        _check(options)
        return _run(options)
    except (CannotStart, PortalNotStarted) as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _end_in_order() -> None:
    """However it is ended, what was opened is closed, and links are taken back."""
    # SIGHUP: the terminal's window was closed. Windows has none.
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    # Also where a shell in the background has left it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _options(words: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="begin with nobody registered")
    parser.add_argument(
        "--port", type=int, default=PORT, help="of the portal (default %(default)s)"
    )
    parser.add_argument(
        "--language", choices=LANGUAGES, help="of portal, app and these words; else the system's"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    parser.epilog = "--headless [--out DIR]: no window; the main job plays by itself"
    given = parser.parse_args(words)
    language = given.language or system_language()
    return Options(given.port, not given.no_browser, given.fresh, language)


def _check(options: Options) -> None:
    """Before anything is started or opened."""
    from tests.support.demo import checks

    checks.require_free_port(options.port, options.folders, options.words)
    checks.require_screen(options.words)
    checks.require_keyring(options.words)


def _run(options: Options) -> int:
    from tests.support.demo.browsers import Browsers
    from tests.support.demo.mailbox_page import mailbox_page
    from tests.support.demo.running import Running, noted
    from tests.support.mail_server import mail_server
    from tests.support.portal_process import running_portal_process
    from tests.support.profiles import keep_introduced

    folder, words = options.folder, options.words
    if options.fresh:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not options.fresh:
        keep_introduced(folder / "profile")
    with contextlib.ExitStack() as running:
        running.callback(lambda: print(f"\n{words.farewell.format(again=options.again)}"))
        mails = running.enter_context(mail_server())
        said, steps = _to_say(options)
        settings = mails.settings | words.notices(steps)
        served = running_portal_process(folder / "portal", options.port, settings)
        portal = running.enter_context(served)
        if not (portal.data / _PREPARED).exists():
            print(words.preparing, flush=True)
        prepare(portal, fresh=options.fresh)
        browsers = Browsers(folder, options.language)
        running.callback(browsers.close)
        offers = replace(_offers(portal, browsers, options), steps=words.told(steps))
        page = running.enter_context(mailbox_page(mails, offers, words))
        running.enter_context(noted(folder, Running(portal.address, page.address)))
        command = _app_command(portal, options)
        running.enter_context(_links(folder, command))
        print(words.opening, flush=True)
        print(_filled(said, steps, portal, page.address, folder), flush=True)
        return _show(page, browsers if options.browser else None, command, options)


def prepare(portal: "PortalProcess", *, fresh: bool) -> None:
    """Whom and what the portal knows before anybody does anything; once for its data."""
    done = portal.data / _PREPARED
    if done.exists():
        return
    # Most of the time goes into starting one command after the other.
    with ThreadPoolExecutor() as beside:
        tasks = [beside.submit(portal.import_samples), beside.submit(_prepare_clerk, portal)]
        if not fresh:
            tasks.append(beside.submit(_prepare_practice, portal))
        for task in tasks:
            task.result()
    done.touch()


def _prepare_clerk(portal: "PortalProcess") -> None:
    portal.create_account(CLERK, name=CLERK_NAME, provider="AOK", cleared=True, clerk=True)


def _prepare_practice(portal: "PortalProcess") -> None:
    from tests.support.demo.practice import activate_eavis, clear_further_ik, deliver_samples

    portal.create_account(LOGIN, name=NAME, provider=PROVIDER, cleared=True, ik=PROVIDER_IK)
    portal.create_account(
        COLLEAGUE,
        name=COLLEAGUE_NAME,
        provider=PROVIDER,
        cleared=True,
        plain=True,
        ik=PROVIDER_IK,
    )
    clear_further_ik(portal, LOGIN, SECOND_IK, BRANCH)
    activate_eavis(portal, LOGIN, PROVIDER_IK, SECOND_IK)
    deliver_samples(portal, PROVIDER_IK, SECOND_IK)


def _offers(portal: "PortalProcess", browsers: "Browsers", options: Options) -> "Offers":
    from crypto.app_link import ActivationLink
    from tests.support.demo.clerk import Clerk
    from tests.support.demo.mailbox_page import Code, Offers

    def new_code(login: str) -> Code:
        code = portal.issue_code(login)
        link = ActivationLink(portal.address, login, code.replace(" ", ""))
        return Code(login, code, link.text)

    clerk = Clerk(
        CLERK,
        portal.address,
        options.folder / "clerk-profile",
        lambda: portal.issue_code(CLERK),
        browsers.open_apart,
    )
    start = f"{portal.address}/language/{options.language}"
    people = {} if options.fresh else {NAME: LOGIN, COLLEAGUE_NAME: COLLEAGUE}
    return Offers(start, CLERK_NAME, clerk.log_in, people, new_code)


def _app_command(portal: "PortalProcess", options: Options) -> list[str]:
    words = ["--portal", portal.address, "--profile", str(options.folder / "profile")]
    python = [sys.executable, "-m", "ui", *words, "--language", options.language]
    return python if sys.platform == "win32" else ["env", f"PYTHONPATH={ROOT}", *python]


def _links(folder: Path, command: list[str]) -> "contextlib.AbstractContextManager[bool]":
    from authenticator.branding import load_branding
    from tests.support.demo.links import registered_links

    return registered_links(folder, command, load_branding().product)


def _show(
    page: "MailboxPage", browsers: "Browsers | None", command: list[str], options: Options
) -> int:
    """Open what is to be seen: what comes first for the user comes last, to be in front."""
    log = options.folder / "app.log"
    with log.open("ab") as written:
        if options.fresh:
            with _app(command, written) as app:
                _open_browser(page, browsers)
                return _wait(app, log, options.words)
        _open_browser(page, browsers)
        with _app(command, written) as app:
            return _wait(app, log, options.words)


@contextlib.contextmanager
def _app(command: list[str], log: "IO[bytes]") -> "Iterator[subprocess.Popen[bytes]]":
    with subprocess.Popen(command, stdout=log, stderr=log) as app:
        try:
            yield app
        finally:
            app.terminate()


def _wait(app: "subprocess.Popen[bytes]", log: Path, words: Words) -> int:
    code = app.wait()
    if code:
        print(f"demo: {words.app_failed.format(log=_short(log))}", file=sys.stderr)
    return code


def _open_browser(page: "MailboxPage", browsers: "Browsers | None") -> None:
    """First the mailbox, then the portal, so that the portal is in front."""
    if browsers is None or not browsers.has_default:
        return
    browsers.open(page.address)
    page.mailbox.opened.wait(_BROWSER_SECONDS)
    browsers.open(f"{page.address}/portal")
    page.mailbox.portal_opened.wait(_BROWSER_SECONDS)


def _forget(folder: Path) -> None:
    """What an earlier demo left, in the keyring too."""
    from authenticator.config import Config
    from authenticator.services.composition import build_services

    for profile in (folder / "profile", folder / "clerk-profile"):
        if profile.exists():
            services = build_services(Config("http://127.0.0.1", profile))
            for binding in services._store.bindings():
                services._store.remove(binding)
    for each in ("portal", "profile", "clerk-profile", "clerk-browser"):
        shutil.rmtree(folder / each, ignore_errors=True)


def _to_say(options: Options) -> tuple[str, str]:
    """What the terminal says, and in it what to do next."""
    from tests.support.demo.checks import is_activated

    words, profile = options.words, options.folder / "profile"
    if options.fresh:
        said, steps = words.begin_fresh, words.steps_fresh
    elif is_activated(f"http://127.0.0.1:{options.port}", profile):
        said, steps = words.activated_already, words.steps_activated
    else:
        said, steps = words.begin_ready, words.steps_ready
    return said, steps.format(login=LOGIN, colleague=COLLEAGUE_NAME, ik=IK)


def _filled(said: str, steps: str, portal: "PortalProcess", mailbox: str, logs: Path) -> str:
    values = {"portal": portal.address, "mailbox": mailbox, "steps": steps, "login": LOGIN}
    values |= {"ik": IK, "institution": INSTITUTION, "logs": f"{_short(logs)}{os.sep}*.log"}
    code = portal.issue_code(LOGIN) if "{code}" in said else ""
    return said.format(**values, code=code)


def _short(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    sys.exit(main())
