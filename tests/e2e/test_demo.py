"""`./run demo` as somebody calls it who wants to try everything."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from crypto.app_link import ActivationLink
from tests.support.default_browser import default_browser
from tests.support.demo.__main__ import FOLDER, LOGIN
from tests.support.patience import until
from tests.support.portal_server import free_port
from tests.support.screen_reader import ScreenReader
from tests.support.x_screen import desktop_variables, window_manager, x_screen

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, "-m", "tests.support.demo", "--language", "de"]
MIME = "x-scheme-handler/aokzweifaktor"

pytestmark = pytest.mark.only_on("linux", reason="a screen of X11")


class Demo:
    """One that runs, with what it has said so far."""

    def __init__(self, program: "subprocess.Popen[str]") -> None:
        self.program = program
        self.told = ""
        assert program.stdout
        for line in program.stdout:
            self.told += line
            if line.startswith("Ende:"):
                break
        self.portal, self.mailbox = re.findall(r"http://\S+", self.told)[:2]

    def end(self, number: int) -> str:
        """By that signal; what it says at the end."""
        self.program.send_signal(number)
        assert self.program.stdout
        return self.program.stdout.read()


@pytest.fixture
def port() -> Iterator[int]:
    port = free_port()
    yield port
    for name in (f"{port}", f"fresh-{port}"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[dict[str, str]]:
    with x_screen() as display, window_manager(display):
        yield desktop_variables(display, tmp_path)


@contextmanager
def running(variables: dict[str, str], *words: str) -> Iterator[Demo]:
    with subprocess.Popen(
        [*DEMO, *words],
        env=variables,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        try:
            yield Demo(program)
        finally:
            program.terminate()


def refused(variables: dict[str, str], *words: str) -> tuple[list[str], list[str]]:
    """The lines of standard output and standard error of a demo that does not start."""
    command = [*DEMO, *words]
    done = subprocess.run(
        command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    return done.stdout.splitlines(), done.stderr.splitlines()


def output(variables: dict[str, str], *words: str) -> str:
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def opener(variables: dict[str, str]) -> str:
    """What the desktop opens the app's links with."""
    return output(variables, "xdg-mime", "query", "default", MIME)


def tab(browser: BrowserContext, title: str) -> Page:
    return until(lambda: next((each for each in browser.pages if title in each.title()), None))


@pytest.mark.slow
def test_a_fresh_demo_shows_the_portal_and_lets_the_clerk_in_by_one_click(
    desktop: dict[str, str], port: int, tmp_path: Path
) -> None:
    with (
        default_browser(tmp_path / "browser", desktop) as browser,
        running(desktop, "--fresh", "--port", str(port)) as demo,
    ):
        portal = tab(browser, "Cookies – Mein AOK Gesundheitspartnerservice")
        assert portal.evaluate("document.visibilityState") == "visible"
        assert portal.evaluate("document.documentElement.lang") == "de"
        mailbox = tab(browser, "Postfach der Demo")
        expect(mailbox.get_by_text("1. Portal: „Registrieren“")).to_be_visible()
        mailbox.get_by_role("button", name="Als Sachbearbeiterin anmelden").click()
        expect(mailbox.get_by_text("Das Fenster von Karla Klar ist geöffnet.")).to_be_visible(
            timeout=120_000
        )
        search = ("xdotool", "search", "--name", "^Freischaltung – Mein AOK")
        until(lambda: output(desktop, *search), 120)
        portal.goto(f"{demo.portal}/download")
        expect(portal.get_by_text("Die App läuft schon auf diesem Computer.")).to_be_visible()
        expect(portal.get_by_text("noch keine Datei")).to_have_count(0)
        assert "Die Demo ist beendet. Noch einmal: ./run demo --fresh" in demo.end(signal.SIGINT)
    assert demo.told.splitlines()[0] == "Portal startet …"
    assert "Noch ist niemand registriert" in demo.told
    assert f"fresh-{port}" not in output(desktop, "ps", "-eo", "args")


@pytest.mark.slow
def test_links_open_the_demos_app_for_as_long_as_it_runs(
    desktop: dict[str, str], port: int
) -> None:
    installed = Path(desktop["XDG_DATA_HOME"], "applications", "aok-2faktor.desktop")
    register = (sys.executable, "-m", "ui", "--register-links")
    subprocess.run(register, env=desktop, cwd=ROOT, check=True)
    entry = installed.read_text()
    with ScreenReader() as reader:
        with running(desktop, "--no-browser", "--port", str(port)) as demo:
            until(lambda: reader.find("activation.terms.read"))
            link = ActivationLink(demo.portal, LOGIN, "10542963").text
            subprocess.run(("xdg-open", link), env=desktop, check=True, timeout=60)
            until(lambda: reader.find("activation.terms.read")).press()
            until(lambda: reader.find("activation.terms.accept")).press()
            code = until(lambda: reader.find("activation.code.code"))
            until(lambda: code.text == "1054 2963")
            assert opener(desktop) == f"aok-2faktor-demo-{port}.desktop"
            # Killed, it takes nothing back: the next one does.
            os.killpg(demo.program.pid, signal.SIGKILL)
            demo.program.wait()
        assert opener(desktop) == f"aok-2faktor-demo-{port}.desktop"
        until(lambda: refuses(demo.portal))
        with running(desktop, "--no-browser", "--port", str(port)) as demo:
            assert "Portal, Postfach und App laufen." in demo.told
            # As when the window of the terminal is closed.
            assert "Die Demo ist beendet." in demo.end(signal.SIGHUP)
            assert demo.program.wait(20) == 128 + signal.SIGHUP
    assert opener(desktop) == "aok-2faktor.desktop"
    assert installed.read_text() == entry
    assert not list(installed.parent.glob("*demo*"))


def refuses(address: str) -> bool:
    try:
        httpx2.get(address)
    except httpx2.TransportError:
        return True
    return False


@pytest.mark.slow
def test_a_second_start_is_told_where_the_first_is(desktop: dict[str, str], port: int) -> None:
    with running(desktop, "--no-browser", "--port", str(port)) as demo:
        told, problems = refused(desktop, "--port", str(port))
        assert told == ["Portal startet …"]
        (problem,) = problems
        assert f"Die Demo läuft schon: Portal {demo.portal}, Postfach {demo.mailbox}." in problem
        assert f"./run demo --port {port + 10}" in problem


def test_a_port_that_another_program_has_is_named(desktop: dict[str, str], port: int) -> None:
    folder = FOLDER / str(port)
    folder.mkdir(parents=True)
    # Of a demo that was killed.
    left = {"portal": f"http://127.0.0.1:{port}", "mailbox": f"http://127.0.0.1:{free_port()}"}
    (folder / "running.json").write_text(json.dumps(left))
    server = (sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port))
    with subprocess.Popen(server, stderr=subprocess.DEVNULL) as other:
        until(lambda: not refuses(left["portal"]))
        _, (problem,) = refused(desktop, "--port", str(port))
        other.terminate()
    assert f"Auf Port {port} läuft schon ein anderes Programm." in problem


def test_without_a_screen_or_a_keyring_one_line_says_what_to_do(
    desktop: dict[str, str], port: int
) -> None:
    for variables, words in (
        (
            {"DISPLAY": ":4099"},
            "Der Bildschirm „:4099“ ist nicht zu erreichen: Prüfen Sie DISPLAY.",
        ),
        ({"DISPLAY": ""}, "Hier gibt es keinen Bildschirm (DISPLAY ist nicht gesetzt)."),
        (
            {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/none"},
            "Der Schlüsselbund dieses Desktops ist nicht zu erreichen (AZF-4001):",
        ),
    ):
        told, (problem,) = refused(desktop | variables, "--port", str(port))
        assert told == ["Portal startet …"]
        assert words in problem
        assert "./run demo --headless" in problem


def test_the_demo_speaks_the_systems_language(desktop: dict[str, str], port: int) -> None:
    for language, first in (("de_DE.UTF-8", "Portal startet …"), ("en_GB.UTF-8", "The portal is")):
        variables = {**desktop, "LC_ALL": language, "LANGUAGE": "", "DISPLAY": ""}
        told = output(variables, *DEMO[:3], "--port", str(port))
        assert told.startswith(first)
