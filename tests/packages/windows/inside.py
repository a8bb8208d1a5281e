"""What a person does with the installed app, done in its own process; `inside.c` brings it there.

AOK_TASK names a folder: task.json in it says what is to be done, done.txt is written at the end.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.main_job.window_user import WindowUser

FOLDER = Path(os.environ["AOK_TASK"])
kept: list[Any] = []
"""What would be gone before its event comes."""


def application() -> Any:
    """Qt's application, once the program has made it."""
    while True:
        widgets = sys.modules.get("PySide6.QtWidgets")
        made = getattr(widgets, "QApplication", None)
        if made and made.instance():
            return made.instance()
        time.sleep(0.02)


def call_in_window(app: Any, work: Any) -> None:
    """Have the program's main thread do it, which alone may touch the window."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject

    class Caller(QObject):
        def event(self, event: QEvent) -> bool:
            if event.type() is not QEvent.Type.User:
                return super().event(event)
            work(app)
            return True

    caller = Caller()
    caller.moveToThread(app.thread())
    kept.append(caller)
    QCoreApplication.postEvent(caller, QEvent(QEvent.Type.User))


def work(app: Any) -> None:
    """Do the task, and end the program."""
    said = ""
    try:
        do_task(app)
    except Exception:
        said = traceback.format_exc()
    (FOLDER / "done.txt").write_text(said or "done", "utf-8")
    app.quit()


def do_task(app: Any) -> None:
    task = json.loads((FOLDER / "task.json").read_text("utf-8"))
    # What the tests need and the app has not; its own modules come first.
    sys.path.append(task["root"])
    import PySide6

    PySide6.__path__.append(task["pyside"])
    from tests.support.main_job import robot
    from tests.support.main_job.window_user import WindowUser

    robot.PATIENCE *= 3
    assert robot.live_until(lambda: bool(main_window(app)), robot.PATIENCE), "no window"
    hands = robot.Robot(main_window(app), Path(task["pictures"]), task["name"])
    user = WindowUser(hands, task["login"], task["pin"])
    for step in task["steps"]:
        STEPS[step](user)


def main_window(app: Any) -> Any:
    shown = [each for each in app.topLevelWidgets() if each.objectName() == "main"]
    return next((each for each in shown if each.isVisible()), None)


def activate(user: "WindowUser") -> None:
    """With the code that came in by the link."""
    user.accept_terms()
    user.send_code()
    user.choose_pin()


STEPS = {"activate": activate, "approve": lambda user: user.approve()}

call_in_window(application(), work)
