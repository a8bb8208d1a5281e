"""Two users of one terminal server, each with a screen of their own, at the same time."""

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from environment import ROOT
from tests.support.portal_server import RunningPortal, running_portal

# Of Debian's own list; a message bus lets in nobody whom it does not know.
USERS = {"erika@abc.example": "games", "max@abc.example": "news"}
COMMANDS = ROOT / "packaging" / "commands"


@contextmanager
def user_at_work(
    portal: RunningPortal, login: str, user: str, folder: Path
) -> Iterator[subprocess.Popen[str]]:
    """The user's program. It may read what root may, as Python's own files may lie in root's
    folder, and write only what its user may."""
    folder.mkdir()
    uid = pwd.getpwnam(user).pw_uid
    task = {"portal": portal.url, "login": login, "code": portal.issue_code(login)}
    (folder / "task.json").write_text(json.dumps(task))
    os.chown(folder, uid, uid)
    words = [
        *("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"),
        *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--"),
        *(sys.executable, "-m", "tests.e2e.terminal_user", str(folder)),
    ]
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    variables = {**kept, "PYTHONPATH": f"{ROOT}:{COMMANDS}", "PYTHONDONTWRITEBYTECODE": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, cwd=ROOT, env=variables, stdin=pipe, stdout=pipe, text=True
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def told(program: subprocess.Popen[str]) -> str:
    assert program.stdout
    return program.stdout.readline().strip()


def go_on(program: subprocess.Popen[str]) -> None:
    assert program.stdin
    program.stdin.write("\n")
    program.stdin.flush()


@pytest.mark.skipif(os.getuid() != 0, reason="only root may be two other users")
def test_two_users_activate_on_one_computer_at_the_same_time(tmp_path: Path) -> None:
    assert shutil.which("setpriv")
    # Not below `tmp_path`, which pytest keeps from other users.
    with (
        TemporaryDirectory(prefix="aok-users-") as home,
        running_portal(tmp_path) as portal,
        ExitStack() as at_work,
    ):
        Path(home).chmod(0o755)
        programs = []
        for login, user in USERS.items():
            portal.create_account(login)
            work = user_at_work(portal, login, user, Path(home, user))
            programs.append(at_work.enter_context(work))
        addresses = [Path(told(program)) for program in programs]
        for address, user in zip(addresses, USERS.values(), strict=True):
            found = address.parent.stat()
            assert (address.parent.owner(), stat.S_IMODE(found.st_mode)) == (user, 0o700)
        for program in programs:
            go_on(program)
        assert [told(program) for program in programs] == ["xcb", "xcb"]
        assert portal.query("SELECT count(*) FROM devices WHERE state = 'active'") == [(2,)]
        for user in USERS.values():
            file = Path(home, user, "app", "profile.json")
            assert (file.owner(), stat.S_IMODE(file.stat().st_mode) & 0o077) == (user, 0)
        for program in programs:
            go_on(program)
            assert program.wait() == 0
