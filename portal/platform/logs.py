"""Log lines: which request they belong to, and the form in which they are written.

The code on an error page is the beginning of its request's id, so that whoever looks for the code
finds all lines of that request.
"""

import json
import logging
import re
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

FIELDS: Final = "fields"
"""In `extra` of a line: what it says once more, by name, where lines are JSON."""

_ID_BYTES: Final = 6
_SHOWN: Final = 6
_CODE: Final = re.compile(r"\bAGP-\w+-[0-9A-F]{6}\b")


class _Request:
    """One request. Most are never named in the log, and so have no id."""

    @cached_property
    def id(self) -> str:
        return new_id()


_CURRENT: Final[ContextVar[_Request | None]] = ContextVar("request", default=None)


def new_id() -> str:
    """12 hexadecimal digits in capitals, by chance."""
    return secrets.token_hex(_ID_BYTES).upper()


def begin_request() -> None:
    """What is logged from here by this task, and by what it starts, belongs to a new request."""
    _CURRENT.set(_Request())


def request_id() -> str:
    """That of the request which is being answered; "" where none is."""
    request = _CURRENT.get()
    return "" if request is None else request.id


def support_code(kind: str | int) -> str:
    """Names one occurrence, for the reader of a page and in the log: AGP-500-7CB078."""
    return f"AGP-{kind}-{(request_id() or new_id())[:_SHOWN]}"


class PlainFormatter(logging.Formatter):
    """For people: time, level, logger, the request's id if there is one, and the message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(request)s%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        id_ = request_id()
        record.request = f"[{id_}] " if id_ else ""
        return super().format(record)


class JsonFormatter(logging.Formatter):
    """For programs: one object a line, in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
        }
        if id_ := request_id():
            line["request"] = id_
        if code := _CODE.search(message):
            line["code"] = code[0]
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(getattr(record, FIELDS, {}) | line, ensure_ascii=False)


def write_logs(*, as_json: bool) -> None:
    """Write all lines to standard error from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if as_json else PlainFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
