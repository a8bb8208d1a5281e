"""`aokzweifaktor:` links lead to the demo's app for as long as the demo runs.

On Linux only: macOS takes a scheme from an installed bundle alone, and in Windows' registry
nothing tells whether an entry is the demo's or that of an installed app.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from authenticator.desktop.url_scheme import applications_folder, desktop_entry
from crypto.app_link import SCHEME

_MIME: Final = f"x-scheme-handler/{SCHEME}"
_LINE: Final = re.compile(rf"^{re.escape(_MIME)}\s*=\s*(.*?);?\s*$\n?", re.MULTILINE)
_SECTION: Final = "[Default Applications]"


@contextmanager
def registered_links(folder: Path, command: Sequence[str], product: str) -> Iterator[bool]:
    """Let links be opened by `command` until the block ends, then as before.

    What a demo that was killed left behind is taken back first.

    Args:
        folder: of the demo; keeps what was there before.
        command: starts the demo's app; `--open-link` and the link come behind it.
        product: the app's name.

    Yields:
        Whether links lead to the demo.
    """
    if sys.platform != "linux" or not shutil.which("xdg-mime"):
        yield False
        return
    registration = Registration(folder)
    registration.take_back()
    try:
        yield registration.register(desktop_entry(command, f"{product} (Demo)"))
    finally:
        registration.take_back()


class Registration:
    """The desktop entry of one demo, and what the desktop opened links with before."""

    def __init__(self, folder: Path) -> None:
        self._entry = applications_folder() / f"aok-2faktor-demo-{folder.name}.desktop"
        self._former = folder / "links-before.txt"

    def register(self, entry: str) -> bool:
        """Make `entry` the one that opens links; False where the desktop does not take it."""
        self._entry.parent.mkdir(parents=True, exist_ok=True)
        # Before anything is changed: whoever is killed in between is cleared up after, too.
        self._former.write_text(choice(_read(_choices())), "utf-8")
        self._entry.write_text(entry, "utf-8")
        self._update()
        done = subprocess.run(
            ("xdg-mime", "default", self._entry.name, _MIME), capture_output=True, check=False
        )
        return done.returncode == 0

    def take_back(self) -> None:
        """Remove the entry, and put in its place what was there before; nothing where there is
        none, or where something else was chosen meanwhile.
        """
        if not self._former.exists():
            return
        former = self._former.read_text("utf-8")
        self._entry.unlink(missing_ok=True)
        self._update()
        text = _read(_choices())
        if choice(text).partition(";")[0] == self._entry.name:
            _choices().write_text(with_choice(text, former), "utf-8")
        self._former.unlink()

    def _update(self) -> None:
        if program := shutil.which("update-desktop-database"):
            words = (program, str(self._entry.parent))
            subprocess.run(words, capture_output=True, check=False)


def choice(text: str) -> str:
    """The entries that a mimeapps.list names for links, with ";" between; "" without any."""
    section = _section(text)
    found = _LINE.search(text[section]) if section else None
    return found[1] if found else ""


def with_choice(text: str, entries: str) -> str:
    """The same mimeapps.list with these entries for links, with none for "".

    Source: XDG Association between MIME types and applications 1.0.1, "Default Application".
    """
    section = _section(text)
    if section is None:
        return text
    line = f"{_MIME}={entries}\n" if entries else ""
    return text[: section.start] + _LINE.sub(line, text[section]) + text[section.stop :]


def _section(text: str) -> slice | None:
    start = text.find(_SECTION)
    if start < 0:
        return None
    end = text.find("\n[", start)
    return slice(start, len(text) if end < 0 else end + 1)


def _choices() -> Path:
    """Where xdg-mime writes what a user has chosen."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config", "mimeapps.list")


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
