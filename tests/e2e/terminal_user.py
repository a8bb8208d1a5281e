"""`python -m tests.e2e.terminal_user FOLDER`: a user of a terminal server, with a screen and a
keyring of their own, activates the app with what stands in FOLDER/task.json.

It prints the address at which its window takes messages, waits for a line before the last step of
the activation and for another before it ends, so that several can be at work at one time.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

from authenticator.desktop.single_instance import Message
from keyring_session import keyring_session
from tests.support.main_job.app_user import AppUser
from tests.support.profiles import keep_introduced
from tests.support.x_screen import x_screen
from ui.app import build_application
from ui.single_instance.startup_lock import take_profile

PIN = "482913"
_AMBIENT = 47
"""PR_CAP_AMBIENT, prctl(2)."""
_CLEAR = 4
"""PR_CAP_AMBIENT_CLEAR_ALL."""


def main(folder: Path) -> None:
    """Leaves the profile, and nothing in the keyring."""
    # What this process may read beyond its user is not for its children: the keyring refuses it.
    assert ctypes.CDLL(None).prctl(_AMBIENT, _CLEAR, 0, 0, 0) == 0
    with keyring_session() as session, x_screen() as display:
        os.environ.update({**session, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"})
        # As on a server whose sessions have no folder of their own.
        del os.environ["XDG_RUNTIME_DIR"]
        activate(folder)


def activate(folder: Path) -> None:
    task = json.loads((folder / "task.json").read_text("utf-8"))
    profile = folder / "app"
    profile.mkdir(mode=0o700)
    keep_introduced(profile)
    app = build_application()
    startup_lock = take_profile(profile, Message(), patience=0)
    assert startup_lock is not None
    user = AppUser("app", task["login"], PIN, task["portal"], folder, None, lambda _: True)
    user.accept_terms()
    user.enter_code(task["code"])
    print(startup_lock.address, flush=True)
    sys.stdin.readline()
    user.choose_pin()
    print(app.platformName(), flush=True)
    sys.stdin.readline()
    user.close()
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
