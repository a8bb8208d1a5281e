"""The app of a user on Windows: `python -m tests.windows.app_program FOLDER PICTURES`.

Activates with what stands in FOLDER/task.json, waits for a login and approves it. The address that
it would open in the browser goes to FOLDER/opened.txt; what it keeps keys in is printed.
"""

import json
import sys
from pathlib import Path

from keyring import get_keyring

from tests.support.main_job import robot
from tests.support.main_job.app_user import AppUser
from ui.app import build_application

PIN = "482913"


def main(folder: Path, pictures: Path) -> None:
    """Leaves nothing in the keyring."""
    # wine on a busy machine takes its time for the first picture.
    robot.PATIENCE *= 3
    task = json.loads((folder / "task.json").read_text("utf-8"))
    app = build_application()
    print(f"{sys.platform} {app.platformName()} {type(get_keyring()).__name__}", flush=True)

    def open_url(url: str) -> bool:
        (folder / "opened.txt").write_text(url, "utf-8")
        return True

    user = AppUser("windows", task["login"], PIN, task["portal"], folder, pictures, open_url)
    try:
        user.accept_terms()
        user.enter_code(task["code"])
        user.choose_pin()
        user.approve()
    except Exception:
        user.robot.picture("failed")
        raise
    finally:
        user.close()
    app.quit()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
