"""The portal's mail server misbehaves: each e-mail arrives, once where SMTP lets that be known."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count, product
from pathlib import Path
from typing import Any, Final
from unittest import mock

from sqlalchemy import Connection

from portal.domain.email.outbox import Email, EmailKind, enqueue
from tests.faults.failing_mail import (
    MOMENTS,
    WAYS,
    FailingMailServer,
    Line,
    closes,
    failing_mail_server,
    is_silent,
)
from tests.faults.series import Fault, Series
from tests.support.patience import until
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.web_server import self_signed

_NUMBERS: Final = count(1)
_LETTERS: Final = 3
_LIMIT: Final = 0.6
"""Seconds that the mail server may take, here; its limits are minutes else."""
_STEP_SECONDS: Final = 120
"""Longer than the first pauses; on a slow machine too they are no five days together."""
_REFUSED: Final = {(moment, "says 554") for moment in ("RCPT", "DATA", "end")}
"""Refused for good: told to the operator instead of tried again."""
_OPEN: Final = """
    select recipient from outbox where sent_at is null and given_up_at is null
"""
_OF_FAULT: Final = f"{_OPEN} and recipient like :pattern"
_UNTRIED: Final = f"{_OF_FAULT} and tries = 0"
_STATE: Final = """
    select recipient, sent_at is not null, given_up_at is not null from outbox
    where recipient like :pattern order by recipient
"""


class _Alarms(logging.Handler):
    """How many lines the operator got."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += "was given up" in record.getMessage()


@dataclass
class _Post:
    """A portal with e-mails to send, and the server that should take them."""

    portal: RunningPortal
    server: FailingMailServer
    alarms: _Alarms

    def write(self) -> str:
        """Some e-mails; the beginning of their recipients."""
        name = f"fault-{next(_NUMBERS)}-"

        def work(connection: Connection) -> None:
            now = self.portal.clock.now()
            for number in range(_LETTERS):
                enqueue(connection, Email(EmailKind.TAKEN, f"{name}{number}@abc.example"), now)

        self.portal.run(self.portal.app.context.database.write(work))
        return name

    def was_tried(self, name: str) -> bool:
        return len(self.portal.query(_UNTRIED, pattern=f"{name}%")) < _LETTERS

    def is_over(self, name: str) -> bool:
        return not self.portal.query(_OF_FAULT, pattern=f"{name}%")

    def arrives(self) -> None:
        """Once the server is well again, however long the pauses are by now."""

        def all_done() -> bool:
            self.portal.clock.advance(_STEP_SECONDS)
            return not self.portal.query(_OPEN)

        until(all_done, what="the last e-mail")

    def wrong_with(self, name: str, *, refused: bool, twice: bool = False) -> list[str]:
        """`refused`: must be given up and told; `twice`: may have come a second time."""
        wrong = []
        for to, sent, given_up in self.portal.query(_STATE, pattern=f"{name}%"):
            ids = self.server.received.get(to, [])
            if (sent, given_up) != (not refused, refused):
                wrong.append(f"sent: {sent}, given up: {given_up}")
            if len(ids) != (not refused) and not (twice and len(ids) > 1):
                wrong.append(f"came {len(ids)} times")
            if len(set(ids)) > 1:
                wrong.append("came under two names")
        if self.alarms.count != refused * _LETTERS:
            wrong.append(f"{self.alarms.count} alarms")
        return wrong


def _short_limits() -> AbstractContextManager[Any]:
    """For a server that fails; one that is well may be slow on a busy machine."""
    limits: dict[str, Any] = dict.fromkeys(("_ANSWER_SECONDS", "_TAKEN_SECONDS"), _LIMIT)
    limits |= dict.fromkeys(("_CONNECT_SECONDS", "_HANDOVER_SECONDS"), 2 * _LIMIT)
    patched: AbstractContextManager[Any] = mock.patch.multiple("portal.platform.smtp", **limits)
    return patched


@contextmanager
def _post(folder: Path, *, tls: bool = False) -> Iterator[_Post]:
    folder.mkdir(exist_ok=True)
    certificate = self_signed(folder) if tls else None
    with (
        mock.patch.dict(os.environ, {"SSL_CERT_FILE": str(certificate)} if tls else {}),
        failing_mail_server(certificate) as server,
        running_portal(
            folder,
            mail_host="127.0.0.1",
            mail_port=server.port,
            mail_from="portal@example.de",
            mail_security="starttls" if tls else "none",
        ) as portal,
    ):
        yield _Post(portal, server, _Alarms())


@contextmanager
def _alarms(post: _Post) -> Iterator[None]:
    log, post.alarms = logging.getLogger("portal.alarm"), _Alarms()
    log.addHandler(post.alarms)
    try:
        yield
    finally:
        log.removeHandler(post.alarms)


def _misbehaves(
    post: _Post,
    begin: Callable[[FailingMailServer], None],
    end: Callable[[FailingMailServer], None] = FailingMailServer.mend,
    *,
    limits: Callable[[], AbstractContextManager[Any]] = _short_limits,
    refused: bool = False,
    twice: bool = False,
) -> list[str]:
    with _alarms(post):
        with limits():
            begin(post.server)
            name = post.write()
            done = post.is_over if refused else post.was_tried
            until(lambda: done(name) and _came(post), what="the moment")
        end(post.server)
        post.arrives()
        return post.wrong_with(name, refused=refused, twice=twice)


def _came(post: _Post) -> bool:
    """On a busy machine the short limits are over before the moment: it comes at the next try."""
    if post.server.failures or not post.server.moment:
        return True
    post.portal.clock.advance(_STEP_SECONDS)
    return False


def _answers_after(seconds: float, line: Line) -> None:
    threading.Event().wait(seconds)
    line.send(b"250 OK\r\n")


def _after_taking(post: _Post) -> Iterator[Fault]:
    """Nobody can know that the server has it, so it comes again, under the same Message-ID."""
    late = partial(_answers_after, 2 * _LIMIT)
    ways: dict[str, Callable[[Line], None]] = {
        "closes": closes,
        "is silent": is_silent,
        "answers late": late,
    }
    for name, way in ways.items():
        begin = partial(FailingMailServer.fail, moment="end", way=way, takes_first=True)
        yield Fault(f"has taken the mail and {name}", partial(_misbehaves, post, begin, twice=True))
    slowly = partial(_answers_after, _LIMIT)
    begin = partial(FailingMailServer.fail, moment="end", way=slowly, takes_first=True)
    yield Fault("takes the mail slowly", partial(_misbehaves, post, begin, limits=nullcontext))


def _stops_while_slow(post: _Post, way: Callable[[Line], None], *, takes_first: bool) -> list[str]:
    """SIGTERM while an e-mail is on its way; the next start goes on."""
    with _alarms(post):
        with nullcontext() if takes_first else _short_limits():
            post.server.fail("end", way, takes_first=takes_first)
            name = post.write()
            until(lambda: post.server.failures, what="a mail")
            post.portal.stop()
        post.server.mend()
        post.portal.start()
        post.arrives()
        return post.wrong_with(name, refused=False)


def _at_the_end(post: _Post) -> Iterator[Fault]:
    slowly = partial(_answers_after, _LIMIT)
    for name, way, taken in (("is slow", slowly, True), ("is silent", is_silent, False)):
        inject = partial(_stops_while_slow, post, way, takes_first=taken)
        yield Fault(f"{name} when the portal ends", inject)


def _without_tls(post: _Post) -> Iterator[Fault]:
    for moment, way in product(("STARTTLS",), WAYS):
        begin = partial(FailingMailServer.fail, moment=moment, way=WAYS[way])
        yield Fault(f"{way} at STARTTLS", partial(_misbehaves, post, begin))
    begin = partial(
        FailingMailServer.fail, moment="EHLO", way=lambda line: line.send(b"250 OK\r\n")
    )
    yield Fault("has no STARTTLS", partial(_misbehaves, post, begin))
    trusted = mock.patch.dict(os.environ, {"SSL_CERT_FILE": str(_another_certificate(post))})
    yield Fault(
        "has a certificate that is not trusted",
        partial(_misbehaves, post, lambda _: trusted.start(), lambda _: trusted.stop()),
    )


def _another_certificate(post: _Post) -> Path:
    folder = post.portal.settings.data / "another"
    folder.mkdir()
    return self_signed(folder)


def _faults(folder: Path) -> Iterator[Fault]:
    with _post(folder / "plain") as post:
        for moment, way in product(MOMENTS, WAYS):
            begin = partial(FailingMailServer.fail, moment=moment, way=WAYS[way])
            inject = partial(_misbehaves, post, begin)
            if (moment, way) in _REFUSED:
                inject = partial(_misbehaves, post, begin, limits=nullcontext, refused=True)
            yield Fault(f"{way} at {moment}", inject)
        gone = FailingMailServer.leave, FailingMailServer.come_back
        yield Fault("is not there", partial(_misbehaves, post, *gone))
        yield from _after_taking(post)
        yield from _at_the_end(post)
    with _post(folder / "tls", tls=True) as post:
        yield from _without_tls(post)


SERIES: Final = Series("portal mail", _faults, about=65, sampled=13)
