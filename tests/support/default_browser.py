"""The real browser in front of a person: on a screen, and what the desktop opens addresses with."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, sync_playwright

from tests.support.main_job.browser import CHROMIUM

ENTRY: Final = "test-browser.desktop"
_MIME: Final = ("x-scheme-handler/http", "x-scheme-handler/https")
_WORDS: Final = (
    "--no-sandbox",
    "--disable-background-networking",
    "--no-default-browser-check",
    "--force-renderer-accessibility",
)


@contextmanager
def default_browser(folder: Path, variables: Mapping[str, str]) -> Iterator[BrowserContext]:
    """Chromium with one profile: whatever `xdg-open` opens becomes a tab of this very one.

    Args:
        folder: of the profile.
        variables: a desktop's, with XDG_DATA_HOME and XDG_CONFIG_HOME.
    """
    _become_default(folder, variables)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            headless=False,
            executable_path=CHROMIUM,
            args=list(_WORDS),
            env={**variables, "ACCESSIBILITY_ENABLED": "1"},
            locale="de-DE",
            no_viewport=True,
        )
        context.set_default_timeout(60_000)
        yield context
        context.close()


def _become_default(folder: Path, variables: Mapping[str, str]) -> None:
    applications = Path(variables["XDG_DATA_HOME"], "applications")
    applications.mkdir(exist_ok=True)
    words = " ".join((CHROMIUM, *_WORDS, f"--user-data-dir={folder}"))
    entry = f"[Desktop Entry]\nType=Application\nName=Browser\nExec={words} %U\n"
    (applications / ENTRY).write_text(f"{entry}MimeType={';'.join(_MIME)};\n")
    done = ("xdg-mime", "default", ENTRY, *_MIME)
    subprocess.run(done, env=dict(variables), check=True)
