"""Which request a line of the log belongs to, and the form of lines."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from portal.__main__ import main
from portal.api.routes import Entrance
from portal.platform.asgi import Message, Scope
from portal.platform.logs import (
    JsonFormatter,
    PlainFormatter,
    begin_request,
    request_id,
    support_code,
)
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

LOG = logging.getLogger("portal.test")


@pytest.fixture(params=[PlainFormatter, JsonFormatter])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All lines, in one of their forms."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_the_code_of_an_error_page_leads_to_all_lines_of_its_request(
    portal: RunningPortal,
    browser: Browser,
    another_browser: Browser,
    written: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        LOG.warning("something on the way")
        raise RuntimeError("a fault")

    monkeypatch.setattr("portal.web.login.start.read_user_name", fail)
    browser.open("/error-before")
    # Whoever has failed closes its connection: each browser fails once.
    pages = (one.post("/login", login="a@b.de").text for one in (browser, another_browser))
    codes = [re.search(r"AGP-500-([0-9A-F]{6})", page) for page in pages]
    first, second = (code[1] for code in codes if code is not None)
    assert first != second
    found = [line for line in written.getvalue().splitlines() if first in line]
    assert [line for line in found if "something on the way" in line]
    assert [line for line in found if f"AGP-500-{first}: POST /login failed" in line]
    assert [line for line in found if "Exception in ASGI application" in line]
    assert not [line for line in found if second in line or "error-before" in line]


def test_lines_without_a_request_have_no_id(portal: RunningPortal, written: io.StringIO) -> None:
    portal.on_loop(lambda: LOG.info("once a minute"))
    (line,) = [line for line in written.getvalue().splitlines() if "once a minute" in line]
    assert "[" not in line
    assert '"request"' not in line


def test_what_runs_as_long_as_the_portal_does_belongs_to_no_request() -> None:
    ids: dict[str, str] = {}

    async def note(scope: Scope, _receive: object, _send: object) -> None:
        ids[scope["type"]] = request_id()

    async def receive() -> Message:
        return {}

    async def send(_message: Message) -> None: ...

    async def run(kind: str) -> None:
        await Entrance(note, note)({"type": kind, "path": "/", "method": "GET"}, receive, send)

    for kind in ("lifespan", "http"):
        asyncio.run(run(kind))
    assert ids["lifespan"] == ""
    assert re.fullmatch("[0-9A-F]{12}", ids["http"])


def as_json(message: str, *arguments: object, **options: Any) -> dict[str, Any]:
    record = LOG.makeRecord(LOG.name, logging.ERROR, "", 0, message, arguments, None)
    vars(record).update(options)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_of_json_names_code_and_fields() -> None:
    found = as_json("AGP-503-12AB34: %s", "the disk\nis full", fields={"status": 503, "level": 1})
    assert re.fullmatch(r"[0-9]{4}-[0-9-]+T[0-9:]+\.[0-9]{3}\+00:00", found.pop("time"))
    assert found == {
        "level": "error",
        "logger": "portal.test",
        "message": "AGP-503-12AB34: the disk\nis full",
        "code": "AGP-503-12AB34",
        "status": 503,
    }


def test_a_traceback_stays_in_its_line() -> None:
    try:
        raise RuntimeError("a fault")
    except RuntimeError as error:
        found = as_json("failed", exc_info=(RuntimeError, error, error.__traceback__))
    assert found["traceback"].endswith("RuntimeError: a fault")


def test_two_requests_have_two_codes_and_one_request_has_one() -> None:
    begin_request()
    first = support_code(500)
    assert support_code("JOB").removeprefix("AGP-JOB-") == first.removeprefix("AGP-500-")
    begin_request()
    assert support_code(500) != first


def test_a_portal_that_does_not_start_says_a_code(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith(" (AGP-1001)\n")
    (tmp_path / "portal.toml").write_text('public_url = "https://a.de"\n')
    assert main(["serve", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith(" (AGP-1002)\n")
    assert main(["status", "--data", str(tmp_path)]) == 1
    assert "AGP-" not in capsys.readouterr().err
