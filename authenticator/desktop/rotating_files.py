"""Files of a log that replace each other. Imported by the first line that is written."""

import logging
from logging.handlers import RotatingFileHandler


class RotatingFiles(RotatingFileHandler):
    """What cannot be written is left out, without words on a console that nobody sees."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        del record
