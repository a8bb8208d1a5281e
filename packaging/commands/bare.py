"""`./run test bare`: the two commands on a bare machine, in fresh roots of Debian.

Each release is tried in a root with git and certificates, and nothing else: by somebody without
rights, who is told all packages in one line, by root, whose command installs them itself, and
again by somebody without rights, for whom all is there now. A root in which the first two have
passed is kept for as long as nothing changes that decides what is installed; then only the last is
done again.
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence

from command import Trouble
from environment import PINS, ROOT
from kept import alone
from processes import say
from roots import ROOTS, USER, Root, fresh_root, kept_root, may_make_roots
from system_packages import INSTALLER, LIST, require
from system_packages import ROOTS as TOOLS

RELEASES = ("bookworm", "trixie")
# Of the commands those that say which packages there must be, install them, or make the roots.
_DECIDE = ("bare", "checks", "environment", "product", "roots", "system_packages")
_ASKS = "run: please install: sudo apt-get install "
_DEMO = ("./run", "demo", "--headless")
_SETUP = ("./run", "setup")
_TEST = ("./run", "test", "unit", "tests/unit/crypto", "-q")
_LEFT_OUT = "left out: the demo in a window, and all suites but a part of 'unit'"
_NOT_HERE = "only root can make roots, and only on Debian"


def bare(words: Sequence[str]) -> int:
    """Try the releases that are named, or all.

    Raises:
        Trouble: this is not the machine for it.
    """
    if not may_make_roots():
        raise Trouble(f"{_NOT_HERE}; in CI it is")
    require(TOOLS)
    with alone(ROOTS):
        codes = [_try(release) for release in words or RELEASES]
    say(f"bare tests {'failed' if any(codes) else 'passed'} ({_LEFT_OUT})")
    return max(codes)


def bare_in_brief() -> int:
    """What there is time for after all other suites: one release, and in it the demo once.

    In a root that is kept somebody without rights plays it, in a fresh one root does. Where no
    roots can be made that is said, and nothing fails.
    """
    if not may_make_roots():
        say(f"bare tests left out: {_NOT_HERE}")
        return 0
    require(TOOLS)
    with alone(ROOTS):
        return _try(RELEASES[0], in_brief=True)


def _try(release: str, *, in_brief: bool = False) -> int:
    proven, state = ROOTS / f"{release}.proven", _state(release)
    kept = proven.exists() and proven.read_text() == state
    begun = time.monotonic()
    say(f"{release}: {'a root that has passed before' if kept else 'making a fresh root'}")
    proven.unlink(missing_ok=True)
    root = kept_root(release) if kept else fresh_root(release)
    root.check_out()
    faults = [] if kept else list(_first_time(root))
    if not faults and (kept or not in_brief):
        faults = list(_from_then_on(root))
    for fault in faults:
        say(f"{release}: {fault}")
    if not faults:
        proven.write_text(state)
    say(f"{release}: {'failed' if faults else 'passed'} in {time.monotonic() - begun:.0f} s")
    return 1 if faults else 0


def _state(release: str) -> str:
    """What decides which packages are installed, and how."""
    commands = (ROOT / "packaging" / "commands" / f"{name}.py" for name in _DECIDE)
    sources = [LIST, INSTALLER, PINS, ROOT / "run", *commands]
    content = b"\0".join(source.read_bytes() for source in sources)
    return hashlib.sha256(release.encode() + content).hexdigest()


def _first_time(root: Root) -> Iterable[str]:
    """Whoever has no rights is told in one line what to install; root's command needs no more."""
    told = {words: _told(root, words) for words in (_DEMO, ("./run", "test"))}
    _run(root, ("apt-get", "update"))
    for words, line in told.items():
        if line is None:
            yield f"'{' '.join(words)}' without rights does not end with one line of packages"
        elif code := _run(root, ("apt-get", "install", "-s", *line)):
            yield f"apt does not take the packages of '{' '.join(words)}' (exit {code})"
    before = _chosen(root)
    say(f"{root.release}: ./run demo --headless installs what it needs")
    if _run(root, _DEMO):
        yield "'./run demo --headless' failed in the fresh root"
    if unsaid := _chosen(root) - before - set(told[_DEMO] or ()):
        yield f"whoever has no rights is not told of: {' '.join(sorted(unsaid))}"


def _from_then_on(root: Root) -> Iterable[str]:
    # What root's next command would do anyway: the checkout may be newer than what was made of it.
    if _run(root, _SETUP):
        yield f"'{' '.join(_SETUP)}' failed"
    say(f"{root.release}: which libraries the binaries lack")
    if _run(root, (".venv/bin/python", "packaging/commands/libraries.py")):
        yield "libraries are missing, see above"
    say(f"{root.release}: {' '.join(_DEMO)}, without rights")
    if _run(root, _DEMO, user=USER):
        yield f"'{' '.join(_DEMO)}' failed without rights, with everything there"
    say(f"{root.release}: {' '.join(_TEST)}")
    if _run(root, _TEST):
        yield f"'{' '.join(_TEST)}' failed"


def _told(root: Root, words: Sequence[str]) -> list[str] | None:
    """The packages that a user without rights is told; None where it is not one line."""
    done = subprocess.run(root.enter(words, user=USER), capture_output=True, text=True, check=False)
    line = done.stderr.removesuffix("\n")
    fits = done.returncode and not done.stdout and line.startswith(_ASKS) and "\n" not in line
    return line.removeprefix(_ASKS).split() if fits else None


def _chosen(root: Root) -> set[str]:
    """The packages that were asked for by name."""
    done = subprocess.run(
        root.enter(("apt-mark", "showmanual")), capture_output=True, text=True, check=True
    )
    return {name.removesuffix("t64") for name in done.stdout.split()}


def _run(root: Root, words: Sequence[str], *, user: int = 0) -> int:
    """The exit code; what is printed is shown where it failed."""
    done = subprocess.run(
        root.enter(words, user=user),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
    return done.returncode
