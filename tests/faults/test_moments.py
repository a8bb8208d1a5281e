"""The moment of a fault that did not come is looked for again where the deed has writes."""

import errno
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tests.faults.portal_mail import _misbehaves
from tests.faults.portal_served import ServedPortal
from tests.faults.portal_storage import Failing
from tests.faults.portal_trap import Trap
from tests.faults.visitors import fewer


def test_the_next_moment_is_among_what_the_deed_has_written() -> None:
    assert fewer(31, 12) == 11
    assert fewer(5, 12) == 4
    assert fewer(1, 0) == 1


def test_what_is_written_after_a_fault_is_not_the_deeds(tmp_path: Path) -> None:
    trap = Trap(tmp_path / "trap")
    write = trap.watched(lambda: None, int)
    served = cast(ServedPortal, SimpleNamespace(trap=trap))
    failing = Failing(served, cast(Any, nullcontext()), 1)
    failing.request()
    trap.fail(31, errno.ENOSPC)
    for _ in range(4):
        write()
    failing.end()
    for _ in range(40):
        write()
    failing.end()
    assert failing.writes == 4


def test_a_mail_that_was_given_up_before_the_moment_is_tried_again() -> None:
    server = SimpleNamespace(failures=0, moment="DATA")
    tries = []

    def advance(seconds: int) -> None:
        tries.append(seconds)
        server.failures = len(tries) // 2

    post: Any = SimpleNamespace(
        server=server,
        portal=SimpleNamespace(clock=SimpleNamespace(advance=advance)),
        write=lambda: "fault-1-",
        was_tried=lambda _: True,
        arrives=lambda: None,
        wrong_with=lambda *_, **__: [],
    )
    assert _misbehaves(post, lambda _: None, lambda _: None, limits=nullcontext) == []
    assert len(tries) == 2
