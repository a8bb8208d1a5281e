"""What the bare machines are made from, and what counts as passed there."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import bare
import roots
from command import Trouble
from processes import Word
from roots import Root

pytestmark = pytest.mark.only_on("linux", reason="roots of Debian")

TARGETS = """\
Debian|http://mirror.example/debian|bookworm|main
Debian|http://mirror.example/debian|bookworm-updates|main
Debian|http://mirror.example/debian-security|bookworm-security|main
Somebody|https://packages.example/apt|bookworm|main
Debian|http://mirror.example/debian|sid|main
"""


class Shell(Root):
    """In place of a root: what is run there is a line for this machine's shell."""

    def enter(self, words: Sequence[Word], **_: object) -> list[Word]:
        return ["sh", "-c", self.release]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(roots, "_output", lambda words: TARGETS if "indextargets" in words else "")
    monkeypatch.setattr(roots, "_system", {"VERSION_CODENAME": "bookworm", "ID": "debian"}.get)
    return monkeypatch


def test_another_release_comes_from_the_machines_own_sources(machine: pytest.MonkeyPatch) -> None:
    assert roots._sources("trixie").splitlines() == [
        "deb http://mirror.example/debian trixie main",
        "deb http://mirror.example/debian trixie-updates main",
        "deb http://mirror.example/debian-security trixie-security main",
    ]


def test_a_machine_without_debians_sources_says_so(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(roots, "_output", lambda words: "")
    with pytest.raises(Trouble, match="no sources of Debian"):
        roots._sources("trixie")


def test_only_what_the_root_has_too_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    files = "global.cert='/etc/ssl/certs/ca-certificates.crt'\nglobal.find-links='/opt/wheels'\n"
    index = "global.extra-index-url='file:///opt/simple https://index.example/simple'\n"
    monkeypatch.setattr(roots, "_output", lambda words: f"{files}{index}:env:.timeout='9'\n")
    monkeypatch.setattr("os.environ", {"https_proxy": "http://proxy.example:8", "SECRET": "x"})
    words = [str(word) for word in roots._variables()]
    handed_on = dict(zip(words[2::3], words[3::3], strict=True))
    assert words[0] == "--clearenv"
    assert handed_on == {
        "PATH": roots._PATH,
        "LANG": "C.UTF-8",
        "PIP_CERT": "/etc/ssl/certs/ca-certificates.crt",
        "PIP_EXTRA_INDEX_URL": "https://index.example/simple",
        "https_proxy": "http://proxy.example:8",
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("echo 'run: please install: sudo apt-get install a b' >&2; exit 1", ["a", "b"]),
        ("echo 'run: please install: sudo apt-get install a b' >&2", None),
        ("echo 'run: please install: sudo apt-get install a' >&2; echo b >&2; exit 1", None),
        ("echo 'run: please install: sudo apt-get install a' >&2; echo b; exit 1", None),
        ("echo 'Traceback' >&2; exit 1", None),
    ],
)
def test_whoever_has_no_rights_is_told_in_one_line_and_fails(
    line: str, told: list[str] | None
) -> None:
    assert bare._told(Shell(line, Path()), ("./run", "demo")) == told


def test_who_may_not_make_roots_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare, "may_make_roots", lambda: False)
    with pytest.raises(Trouble, match="only root"):
        bare.bare(())


def test_where_no_roots_can_be_made_the_run_of_all_suites_says_so_and_does_not_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bare, "may_make_roots", lambda: False)
    assert bare.bare_in_brief() == 0
    assert "bare tests left out: only root can make roots" in capsys.readouterr().err


class Trial:
    """Both halves of what is done in a root are written down instead; one may find faults."""

    def __init__(self, folder: Path, machine: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.faults: dict[str, list[str]] = {}
        for name in ("_first_time", "_from_then_on"):
            machine.setattr(bare, name, self._half(name))
        machine.setattr(bare, "ROOTS", folder)
        machine.setattr(bare, "require", lambda *groups: None)
        machine.setattr(bare, "may_make_roots", lambda: True)
        for kind in ("fresh_root", "kept_root"):
            machine.setattr(bare, kind, self._root(kind))
        machine.setattr(Root, "check_out", lambda root: None)
        machine.setattr(bare, "alone", contextlib.nullcontext)

    def after(self, work: Callable[[], int]) -> tuple[int, list[str]]:
        """The exit code, and what was done."""
        self.done.clear()
        return work(), list(self.done)

    def _half(self, name: str) -> Callable[[Root], list[str]]:
        def half(root: Root) -> list[str]:
            self.done.append(name)
            return self.faults.get(name, [])

        return half

    def _root(self, kind: str) -> Callable[[str], Root]:
        def make(release: str) -> Root:
            self.done.append(f"{kind} {release}")
            return Root(release, Path())

        return make


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    return Trial(tmp_path, monkeypatch)


FIRST = ["fresh_root bookworm", "_first_time"]
AGAIN = ["kept_root bookworm", "_from_then_on"]


def test_all_suites_end_with_one_half_and_the_suite_itself_has_both(trial: Trial) -> None:
    assert trial.after(bare.bare_in_brief) == (0, FIRST)
    assert trial.after(bare.bare_in_brief) == (0, AGAIN)
    both = [line.replace("bookworm", "trixie") for line in (*FIRST, AGAIN[1])]
    assert trial.after(lambda: bare.bare(())) == (0, [*AGAIN, *both])


@pytest.mark.parametrize("half", ["_first_time", "_from_then_on"])
def test_a_root_in_which_something_failed_is_made_anew(trial: Trial, half: str) -> None:
    trial.faults = {half: ["missing"]}
    assert trial.after(lambda: bare.bare(("bookworm",)))[0] == 1
    assert trial.after(bare.bare_in_brief)[1] == FIRST


def test_a_root_is_kept_only_while_nothing_changes_that_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = bare._state("trixie")
    assert bare._state("trixie") == before != bare._state("bookworm")
    pins = tmp_path / "dev.txt"
    pins.write_text("a==2")
    monkeypatch.setattr(bare, "PINS", pins)
    assert bare._state("trixie") != before
