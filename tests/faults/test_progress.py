"""How far a run has come is one line on a terminal, and a line now and then elsewhere."""

import io

from tests.faults.progress import Progress


class Terminal(io.StringIO):
    """One that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_a_file_gets_a_line_every_30_seconds() -> None:
    out, times = io.StringIO(), iter([0.0, 29.0, 30.0, 30.0, 59.0, 60.0, 60.0])
    progress = Progress(out, lambda: next(times))
    for line in ("at 29", "at 30", "at 59", "at 60"):
        progress.show(line)
    assert out.getvalue() == "at 30\nat 60\n"


def test_a_terminal_gets_one_line_that_fits_and_what_is_told_stays_above_it() -> None:
    out = Terminal()
    progress = Progress(out)
    progress.show("one " * 100)
    progress.tell("an account is lost")
    progress.show("two")
    shown, told, last = out.getvalue().split("\r")[1:]
    assert len(shown) < 200
    assert "\n" not in shown
    assert told == "\x1b[Kan account is lost\n"
    assert last == "two\x1b[K"
