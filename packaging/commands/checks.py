"""The commands that find mistakes: lint and test."""

from collections.abc import Sequence
from pathlib import Path

import environment
import translations
from bare import bare, bare_in_brief
from beside import installed_beside
from command import Command, Trouble
from environment import PYTHON, ROOT, program
from keyring_session import keyring_session
from processes import call, say
from system_packages import (
    BROWSER,
    BUNDLE,
    GIT,
    LINKS,
    MODELS,
    NATS,
    PACKAGES,
    PDF_VIEWER,
    POSTGRESQL,
    PROXY,
    ROOTS,
    SANDBOX,
    SCREEN,
    TOKEN,
    WINDOW,
    WINDOWS,
    WINDOWS_PACKAGES,
    Group,
    require,
)
from windows_environment import windows_environment

_LINTERS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)
_UNIT = ("tests/unit", "tests/architecture", "tests/defences", "tests/fuzz")
_PORTAL, _UI = "tests/unit/portal", "tests/unit/ui"
_SUITES = {
    "unit": (*_UNIT, "--ignore", _PORTAL, "--ignore", _UI, "-m", "not heavy"),
    "portal": (_PORTAL, "-m", "not heavy"),
    "ui": (_UI, "-m", "not heavy"),
    "heavy": ("tests/unit", "tests/defences", "-m", "heavy"),
    "screens": ("tests/screens",),
    "contract": ("tests/contract", "tests/interop", "tests/faults"),
    "e2e": ("tests/e2e",),
    "models": ("tests/models",),
    "package": ("tests/packages",),
    "windows": ("tests/windows",),
}
# What there is time for among all suites.
_IN_BRIEF = dict.fromkeys(("e2e", "package", "windows"), ("-m", "not heavy"))
# Seconds until a test counts as standing still, where five minutes are not enough: in a fresh root
# of Debian packages are installed, programs for Windows take their time in wine, the main job
# takes three people with app and browser through it, and all models are checked for one fixture.
_PATIENCE = {"e2e": 900, "models": 900, "package": 1800, "windows": 1800}


_ALL_NEED = (*WINDOW, LINKS, NATS, PDF_VIEWER, POSTGRESQL, PROXY, SANDBOX, TOKEN, GIT)
_NEEDS = {
    "e2e": (BROWSER, BUNDLE, SCREEN),
    "models": (MODELS,),
    "package": (BUNDLE, PACKAGES, ROOTS, SCREEN, WINDOWS, WINDOWS_PACKAGES),
    "windows": (SCREEN, WINDOWS),
}

# Beside each other by file where one may share a keyring or a database, else one by one.
_SPREAD = {
    "unit": "loadfile",
    "portal": "loadfile",
    "ui": "loadfile",
    "heavy": "loadfile",
    "screens": "load",
    "contract": "loadfile",
    "e2e": "loadfile",
    "windows": "load",
}
# A test that stands still ends its process after five minutes; xdist would begin it again in
# others, eight times.
_ALL_AT_ONCE = ("-n", "auto", "--max-worker-restart=0", "--dist")


def lint(_words: Sequence[str]) -> int:
    """Run every linter, also after one has found something."""
    environment.prepare()
    codes = [_lint_with(*words) for words in _LINTERS]
    return max(codes)


def _lint_with(name: str, *words: str) -> int:
    say(" ".join((name, *words)))
    return call([program(name), *words], cwd=ROOT)


def test(words: Sequence[str]) -> int:
    """Run the suite that is named, or lint and all suites."""
    name, options = (words[0], words[1:]) if words else ("all", ())
    if name in _SUITES:
        return _run_suite(name, options)
    if name == "bare":
        return bare(options)
    if name != "all":
        raise Trouble(f"there is no suite '{name}'; say one of: {' '.join(_SUITES)} bare all")
    # Whoever may not install is told of everything at once.
    require(*{group for suite in _SUITES for group in _needs(suite)})
    codes = {"lint": lint(())} | {
        suite: _run_suite(suite, (*_IN_BRIEF.get(suite, ()), *options)) for suite in _SUITES
    }
    codes["bare"] = bare_in_brief()
    for name, code in codes.items():
        say(f"{name:<9}{'failed' if code else 'passed'}")
    return max(codes.values())


def _needs(suite: str) -> tuple[Group, ...]:
    return *_ALL_NEED, *_NEEDS.get(suite, ())


def _run_suite(name: str, options: Sequence[str]) -> int:
    require(*_needs(name))
    environment.prepare()
    translations.compile_stale()
    if name in ("package", "windows"):
        # Here and not in its tests, whose session has no settings of pip's.
        windows_environment()
    if name == "package":
        installed_beside("sbom")
    # A path among the options stands in place of the whole suite.
    named = any(Path(ROOT, option.partition("::")[0]).exists() for option in options)
    folders = () if named else _SUITES[name]
    spread = (*_ALL_AT_ONCE, _SPREAD[name]) if folders and name in _SPREAD else ()
    patience = ("-o", f"faulthandler_timeout={_PATIENCE[name]}") if name in _PATIENCE else ()
    say(f"{name} tests")
    with keyring_session() as session:
        # Without its caches pytest compiles and rewrites every file again in each process.
        variables = environment.variables(
            QT_QPA_PLATFORM="offscreen", PYTHONDONTWRITEBYTECODE="", **session
        )
        return call(
            [PYTHON, "-m", "pytest", *folders, *spread, *patience, *options],
            cwd=ROOT,
            env=variables,
        )


COMMANDS = (
    Command(
        "test",
        f"[{'|'.join(_SUITES)}|bare|all] [pytest's words]",
        "lint and test",
        test,
    ),
    Command("lint", "", "ruff, mypy and import-linter", lint),
)
