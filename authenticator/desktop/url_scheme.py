"""Tells the desktop that `aokzweifaktor:` links are opened by this program, for this user only.

On Linux a package registers it for all users. Then nothing is written for one: an entry of his own
would hide the one for all, and outlive the package.

macOS reads it from the bundle's Info.plist (packaging/pyinstaller/app.spec). The scheme has
letters only: xdg-open up to 1.1.3 takes one with a digit for a file's name where the desktop has
no opener of its own.
"""

import logging
import os
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from authenticator.programs import ProgramFailed, is_packed, own_command, run_program
from crypto.app_link import SCHEME

DESKTOP_FILE: Final = "aok-2faktor.desktop"
_MIME: Final = f"x-scheme-handler/{SCHEME}"
_LOG: Final = logging.getLogger(__name__)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./=:+,@-]+")


def register_url_scheme(product: str) -> bool:
    """Register, again and again to the same end; False where the desktop does not take it.

    Args:
        product: the program's name, for the desktop's menus and questions.
    """
    if sys.platform == "win32":
        return _write_registry(registry_values(own_command(), product))
    if sys.platform == "darwin":
        return True
    if is_packed() and entry_for_all():
        return _use_entry_for_all()
    return _write_desktop_file(applications_folder(), desktop_entry(own_command(), product))


def is_registered() -> bool:
    """Whether the desktop opens such links with this very program; False where it does not say."""
    if sys.platform == "win32":
        key = rf"Software\Classes\{SCHEME}\shell\open\command"
        return _read_registry(key) == registry_values(own_command(), "")[key][""]
    if sys.platform == "darwin":
        return is_packed()
    if _output_of("xdg-mime", "query", "default", _MIME) != DESKTOP_FILE:
        return False
    own = applications_folder() / DESKTOP_FILE
    return _starts_this_program(own) or (
        is_packed() and not own.exists() and entry_for_all() is not None
    )


def entry_for_all() -> Path | None:
    """The entry that a package has installed for all users, of a program that can be started."""
    places = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    files = (Path(place, "applications", DESKTOP_FILE) for place in places.split(":") if place)
    return next((file for file in files if _can_be_started(file)), None)


def applications_folder() -> Path:
    """Where this user's own desktop entries lie (XDG Base Directory Specification)."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data, "applications")


def desktop_entry(command: Sequence[str], product: str) -> str:
    """The desktop entry, by the Desktop Entry Specification 1.5."""
    words = " ".join(exec_word(word) for word in command)
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        f"Name={product}\n"
        f"TryExec={string_value(command[0])}\n"
        f"Exec={words} --open-link %u\n"
        "Icon=aok-2faktor\n"
        "Terminal=false\n"
        "Categories=Network;Security;\n"
        "StartupNotify=true\n"
        "StartupWMClass=aok-2faktor\n"
        f"MimeType={_MIME};\n"
    )


def registry_values(command: Sequence[str], product: str) -> dict[str, dict[str, str]]:
    """Keys below HKEY_CURRENT_USER with their values; the unnamed value has the name ""."""
    key = rf"Software\Classes\{SCHEME}"
    start = " ".join(f'"{word}"' for word in command)
    return {
        key: {"": f"URL:{product}", "URL Protocol": ""},
        rf"{key}\DefaultIcon": {"": f'"{command[0]}",0'},
        # Quotes in a link could end the word; behind --open-link nothing is an option.
        rf"{key}\shell\open\command": {"": f'{start} --open-link "%1"'},
    }


def exec_word(word: str) -> str:
    """One argument of an Exec key: quoted where it has to be, for some readers take no quotes."""
    word = word.replace("%", "%%")
    if _PLAIN.fullmatch(word):
        return word
    # Once for the quoted argument, once more for the string it stands in.
    quoted = re.sub(r'(["`$\\])', r"\\\1", word)
    return f'"{quoted}"'.replace("\\", "\\\\")


def _write_desktop_file(folder: Path, entry: str) -> bool:
    file = folder / DESKTOP_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_text("utf-8") != entry:
            file.write_text(entry, "utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _LOG.warning("the desktop entry cannot be written: %s", type(error).__name__)
        return False
    results = [
        _run("update-desktop-database", str(folder)),
        _run("xdg-mime", "default", DESKTOP_FILE, _MIME),
    ]
    return any(results)


def string_value(text: str) -> str:
    """A value of type string, where a backslash begins an escape."""
    return text.replace("\\", "\\\\")


def _use_entry_for_all() -> bool:
    """Whatever copy of the program this is: the installed one opens links, and hands them over."""
    own = applications_folder() / DESKTOP_FILE
    try:
        own.unlink(missing_ok=True)
    except OSError as error:
        _LOG.warning("the desktop entry cannot be removed: %s", type(error).__name__)
        return False
    if own.parent.is_dir():
        _run("update-desktop-database", str(own.parent))
    if _output_of("xdg-mime", "query", "default", _MIME) == DESKTOP_FILE:
        return True
    return _run("xdg-mime", "default", DESKTOP_FILE, _MIME)


def _starts_this_program(file: Path) -> bool:
    """An entry of another copy of the program, or of one that was moved away, leads elsewhere."""
    ours = desktop_entry(own_command(), "").splitlines()
    return next(line for line in ours if line.startswith("Exec=")) in _lines(file)


def _can_be_started(file: Path) -> bool:
    """Whether the program that the entry tries first (TryExec) is there."""
    key = "TryExec="
    tried = next((line.removeprefix(key) for line in _lines(file) if line.startswith(key)), "")
    return bool(tried) and shutil.which(tried) is not None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _run(*words: str) -> bool:
    return _output_of(*words) is not None


def _output_of(*words: str) -> str | None:
    """What a program says; None where it is missing or fails."""
    if not shutil.which(words[0]):
        return None
    try:
        return run_program(*words, seconds=30).strip()
    except ProgramFailed as error:
        _LOG.warning("%s", error)
        return None


def _read_registry(path: str) -> str | None:
    """The unnamed value of this user's own key, else of that of an installation for all users."""
    if sys.platform == "win32":
        import winreg

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            with suppress(OSError):
                return str(winreg.QueryValue(root, path))
    return None


def _write_registry(keys: dict[str, dict[str, str]]) -> bool:
    if sys.platform == "win32":
        import winreg

        try:
            for path, values in keys.items():
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:
                    for name, value in values.items():
                        winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
        except OSError as error:
            _LOG.warning("the registry cannot be written: %s", type(error).__name__)
            return False
    return True
