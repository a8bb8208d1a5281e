"""What the bare machines are made from, and what counts as passed there."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import bare
import roots
from command import Trouble
from processes import Word
from roots import Root

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="roots of Debian")

TARGETS = """\
Debian|http://mirror.example/debian|bookworm|main
Debian|http://mirror.example/debian|bookworm-updates|main
Debian|http://mirror.example/debian-security|bookworm-security|main
Somebody|https://packages.example/apt|bookworm|main
Debian|http://mirror.example/debian|sid|main
"""


class Shell(Root):
    """In place of a root: what is run there is a line for this machine's shell."""

    def enter(self, words: Sequence[Word], *, user: int = 0) -> list[Word]:
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


def test_a_root_is_kept_only_while_nothing_changes_that_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = bare._state("trixie")
    assert bare._state("trixie") == before != bare._state("bookworm")
    pins = tmp_path / "dev.txt"
    pins.write_text("a==2")
    monkeypatch.setattr(bare, "PINS", pins)
    assert bare._state("trixie") != before
