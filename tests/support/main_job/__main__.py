"""`./run demo --headless`: the main job without a screen, a JSON line a step."""

import argparse
import contextlib
import logging
import os
import sys
import tempfile
from io import StringIO
from pathlib import Path

from tests.support.mail_server import mail_server
from tests.support.main_job import colleague as colleague_job
from tests.support.main_job.job import (
    CLERK,
    CLERK_PIN,
    LOGIN,
    PIN,
    MainJob,
    pictures_folder,
    prepare,
)
from tests.support.main_job.person import Person
from tests.support.main_job.report import Report, StepFailed
from tests.support.offscreen import pass_messages_on
from tests.support.portal_process import running_portal_process
from ui.app import build_application


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
    # The receiving mail server writes down whole mails.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    pass_messages_on()
    app = build_application()
    with contextlib.ExitStack() as running:
        with report.step("mail-server"):
            mails = running.enter_context(mail_server())
        with report.step("portal"):
            served = running_portal_process(folder / "portal", settings=mails.settings)
            portal = running.enter_context(served)
            prepare(portal)
        with report.step("browsers-and-apps"):
            user = Person("user", LOGIN, PIN, portal.address, folder, pictures)
            running.callback(user.close)
            clerk = Person("clerk", CLERK, CLERK_PIN, portal.address, folder, pictures)
            running.callback(clerk.close)
            colleague = Person(
                "colleague",
                colleague_job.LOGIN,
                colleague_job.PIN,
                portal.address,
                folder,
                pictures,
            )
            running.callback(colleague.close)
        try:
            MainJob(portal, user, clerk, colleague, mails, report, folder).run(app_log)
        except StepFailed:
            for one in (user, clerk, colleague):
                one.picture("failed")
            raise
    app.quit()


if __name__ == "__main__":
    sys.exit(main())
