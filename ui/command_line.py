"""What the command line says of a problem, in English as all that it says."""

from PySide6.QtCore import QCoreApplication

from authenticator.failures import Problem
from ui.languages import ENGLISH, install_language
from ui.texts import failure_message


def problem_line(problem: Problem) -> str:
    """One line: support code, what happened, what to do; with the hyphens of a keyboard."""
    app = QCoreApplication.instance() or QCoreApplication([])
    install_language(app, ENGLISH)
    message = failure_message(problem)
    words = f"{message.code} {message.title} {message.text}"
    return " ".join(words.replace("\N{NON-BREAKING HYPHEN}", "-").split())
