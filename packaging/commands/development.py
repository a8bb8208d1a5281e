"""The commands that keep the project itself in order: setup, pins, texts."""

from collections.abc import Sequence
from pathlib import Path

import environment
import translations
from command import Command
from environment import PINS, PYTHON, ROOT, program
from processes import Word, call
from system_packages import QT, WINDOW, require

_EVERYWHERE = ("--universal", "--python-version", "3.11")


def setup(_words: Sequence[str]) -> int:
    """Prepare for the app and its demo; the tests add what only they need."""
    require(*WINDOW)
    environment.prepare()
    translations.compile_stale()
    return 0


def pins(words: Sequence[str]) -> int:
    """Work out packaging/requirements/*.txt from pyproject.toml.

    What the app and the portal are shipped with is what they are tested with: dev.txt comes
    first and binds the others.
    """
    environment.prepare()
    bound = ["--constraint", str(PINS.relative_to(ROOT))]
    first = _compile("dev", words)
    others = [_compile(extra, bound) for extra in ("app", "portal", "nats", "fuzz", "sbom")]
    windows = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13"]
    # Another product: nothing of it is ours.
    return max(first, *others, _compile("windows", bound, windows), _compile("peer", ()))


def _compile(extra: str, words: Sequence[str], target_system: Sequence[str] = _EVERYWHERE) -> int:
    target = str(PINS.with_stem(extra).relative_to(ROOT))
    compiler: list[Word] = [
        program("uv"),
        "pip",
        "compile",
        "--quiet",
        "pyproject.toml",
        "--extra",
        extra,
    ]
    # The header would name this machine's command line, and the body the index.
    bare = ["--no-emit-index-url", "--custom-compile-command", "./run pins"]
    kind = [*target_system, "--generate-hashes", *bare]
    return call([*compiler, *kind, *words, "--output-file", target], cwd=ROOT)


def texts(_words: Sequence[str]) -> int:
    """Bring the texts into their translations, and say what is untranslated now."""
    require(QT)
    environment.prepare()
    return call([PYTHON, Path(__file__).with_name("texts.py")], cwd=ROOT)


COMMANDS = (
    Command("setup", "", "prepare this machine and .venv, and nothing else", setup),
    Command("pins", "[--upgrade]", "work out packaging/requirements anew", pins),
    Command("texts", "", "bring texts into their translations, say what is missing", texts),
)
