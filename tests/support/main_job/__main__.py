"""`./run demo --headless`: the main job without a screen, a JSON line a step."""

import argparse
import logging
import os
import sys
import tempfile
from io import StringIO
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from authenticator.config import load_config
from authenticator.services import Services, build_services
from tests.support.main_job.browser import Browser
from tests.support.main_job.job import MainJob, account_of, pictures_folder
from tests.support.main_job.report import Report, StepFailed
from tests.support.main_job.robot import Robot
from tests.support.portal_process import running_portal_process
from ui.app import build_application, build_main_window


def main(words: list[str] | None = None) -> int:
    """Run the main job; 0 only when every step succeeded."""
    parser = argparse.ArgumentParser(prog="./run demo --headless", description=__doc__)
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep a picture of each screen")
    options = parser.parse_args(words)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    report = Report()
    with tempfile.TemporaryDirectory(prefix="aok-demo-") as folder:
        try:
            _run(Path(folder), pictures_folder(options.out), report)
        except StepFailed:
            return 1
    where = f", pictures in {options.out}" if options.out else ""
    print(f"demo: all steps succeeded{where}", file=sys.stderr)
    return 0


def _run(folder: Path, pictures: Path | None, report: Report) -> None:
    app_log = StringIO()
    logging.basicConfig(level=logging.DEBUG, stream=app_log)
    qInstallMessageHandler(_qt_message)
    app = build_application()
    with report.step("portal"):
        running = running_portal_process(folder / "portal")
        portal = running.__enter__()
    services: Services | None = None
    try:
        with report.step("browser"):
            account_of(portal)
            browser = Browser(pictures)
        try:
            with report.step("app"):
                config = load_config(
                    portal.address, folder / "profile", default_portal=portal.address
                )
                services = build_services(config)
                window = build_main_window(services, open_url=browser.open_url)
                window.show()
                robot = Robot(window, pictures)
                robot.wait_for("main")
            MainJob(portal, services, robot, browser, app_log, report).run()
        finally:
            browser.close()
    finally:
        running.__exit__(None, None, None)
        if services is not None:
            for binding in services._store.bindings():
                services._store.remove(binding)
        app.quit()


def _qt_message(_type: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Pass Qt's words on, but for one that the offscreen platform says of every window."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
