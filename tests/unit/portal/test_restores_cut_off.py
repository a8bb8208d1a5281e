"""`portal restore` that is killed or fails: what was there comes back, and is what counts."""

import contextlib
import errno
import json
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest

from portal.__main__ import main
from portal.backups import copies
from portal.backups.copies import NAME, Manifest, digest
from portal.backups.replacement import UNFINISHED
from portal.domain.certificates.attachments import FOLDER as UPLOADS
from tests.support.portal_commands import Run, runs_on

pytestmark = pytest.mark.heavy

URL = "http://127.0.0.1:8645"
NAMES = ("--name", "N", "--provider", "P")
OLD, NEW = "0a" * 16, "0b" * 16


class Killed(BaseException):
    """The process ends here."""


@contextlib.contextmanager
def killed_at(target: str, call: int, *, done: bool) -> Iterator[None]:
    """End at a call of `target`, after it was `done` or instead; nothing is undone any more."""
    module, name = target.rsplit(".", 1)
    original, calls = getattr(pkgutil.resolve_name(module), name), 0

    def dying(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call and not done:
            raise Killed
        result = original(*args, **named)
        if calls == call:
            raise Killed
        return result

    undo = "portal.backups.replacement.Replacement.undo"
    with mock.patch(undo, return_value=None), mock.patch(target, dying), pytest.raises(Killed):
        yield


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A portal whose backup lies in `copy`, and which has an account and an upload since."""
    data = tmp_path / "data"
    assert main(["init", "--public-url", URL, "--data", str(data)]) == 0
    (data / UPLOADS).mkdir()
    (data / UPLOADS / OLD).write_bytes(b"a certificate")
    keys = str(tmp_path / "keys")
    assert main(["backup", str(tmp_path / "copy"), "--keys", keys, "--data", str(data)]) == 0
    assert main(["account", "create", "max@abc.de", *NAMES, "--data", str(data)]) == 0
    (data / UPLOADS / NEW).write_bytes(b"another one")
    return data


@pytest.fixture
def copy(data: Path) -> Path:
    return data.parent / "copy"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return runs_on(data, capsys)


def accounts(data: Path) -> int:
    with closing(sqlite3.connect(data / "portal.sqlite")) as database:
        (number,) = database.execute("SELECT count(*) FROM accounts").fetchone()
    return int(number)


def uploads(data: Path) -> set[str]:
    return {path.name for path in (data / UPLOADS).iterdir() if path.is_file()}


def change_database(copy: Path, *statements: str) -> None:
    """As whoever can write to the whole backup, its list included."""
    path = copy / "database.sqlite"
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    manifest = Manifest.load(copy)
    manifest.files[path.name] = digest(path)
    manifest.save(copy)


MOMENTS = [
    ("portal.backups.replacement._copy", 1, False),
    ("portal.backups.replacement._copy", 1, True),
    ("portal.backups.replacement._move", 1, True),
    ("portal.backups.replacement._move", 3, True),
    ("portal.backups.replacement._set_aside", 1, False),
    ("portal.backups.replacement._set_aside", 1, True),
    ("portal.backups.replacement._copy", 2, True),
    ("portal.cli.backups.settle", 1, False),
    ("portal.cli.backups._settled", 1, True),
    ("portal.domain.audit.verification.Anchor.set_aside", 1, True),
]


@pytest.mark.parametrize(("target", "call", "done"), MOMENTS)
def test_a_second_restore_knows_what_the_first_one_would_have_lost(
    run: Run, copy: Path, data: Path, target: str, call: int, done: bool
) -> None:
    with killed_at(target, call, done=done):
        run("restore", str(copy))
    found = json.loads(run("restore", str(copy), "--json"))
    assert found["events"] == {"account-created": 1}
    assert found["rows"]["accounts"] == [1, 0]
    assert accounts(data) == 0
    assert uploads(data) == {OLD}
    kept = data / f"portal.sqlite.before-{found['kept']}"
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT count(*) FROM accounts").fetchone() == (1,)
    (before,) = data.glob(f"{UPLOADS}.before-*")
    assert {path.name for path in before.iterdir()} == {OLD, NEW}
    assert not (data / UNFINISHED).exists()


@pytest.mark.parametrize("call", range(1, 5))
def test_to_undo_can_be_cut_off_too(run: Run, copy: Path, data: Path, call: int) -> None:
    with killed_at("portal.cli.backups._settled", 1, done=True):
        run("restore", str(copy))
    move = mock.patch("portal.backups.replacement._move", side_effect=_dying(call))
    with contextlib.suppress(Killed), move:
        main(["restore", str(copy), "--data", str(data)])
    found = json.loads(run("restore", str(copy), "--json"))
    assert found["rows"]["accounts"] == [1, 0]
    assert uploads(data) == {OLD}


def _dying(call: int) -> Callable[[Path, Path], None]:
    calls = iter(range(1, 100))

    def move(source: Path, target: Path) -> None:
        if source.exists():
            source.replace(target)
        if next(calls) == call:
            raise Killed

    return move


@pytest.mark.parametrize(
    "words",
    [
        ("account", "reset", "max@abc.de"),
        ("audit", "verify"),
        ("backup", "elsewhere"),
        ("code", "issue", "max@abc.de"),
        ("eavis", "export"),
        ("housekeeping",),
        ("keys", "rotate"),
        ("regions", "list"),
    ],
    ids=lambda words: words[0],
)
def test_nothing_goes_on_beside_a_restore_that_was_cut_off(
    run: Run, copy: Path, words: tuple[str, ...]
) -> None:
    with killed_at("portal.cli.backups.settle", 1, done=False):
        run("restore", str(copy))
    assert "A restore is under way, or was cut off" in run(*words, code=1)
    assert "run it again, without --check" in run("restore", str(copy), "--check", code=1)


def test_a_backup_that_turns_out_wrong_changes_nothing(run: Run, copy: Path, data: Path) -> None:
    run("account", "create", "erika@abc.de", *NAMES)
    run("backup", str(copy.parent / "second"))
    change_database(
        copy.parent / "second",
        "DROP TRIGGER audit_no_update",
        "UPDATE audit SET facts = '{}' WHERE seq = 2",
    )
    assert "not in order: use another backup" in run("restore", str(copy.parent / "second"), code=1)
    assert accounts(data) == 2
    assert uploads(data) == {OLD, NEW}
    assert not list(data.glob("*.before-*"))
    run("account", "show", "max@abc.de")


def test_a_backup_under_another_data_key_is_refused(
    run: Run, copy: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.cli.backups.fits", lambda *_: False)
    assert "from before 'keys rewrap'" in run("restore", str(copy), code=1)
    assert accounts(data) == 1


def test_what_keeps_the_present_database_from_being_read_is_no_reason_to_give_it_up(
    run: Run, copy: Path, data: Path
) -> None:
    with closing(sqlite3.connect(data / "portal.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        said = run("restore", str(copy), code=1)
    assert "locked by another program" in said
    assert accounts(data) == 1


def test_only_what_the_backup_lists_is_put_back(run: Run, copy: Path, data: Path) -> None:
    (copy / UPLOADS / NEW).symlink_to(data / "keys.json")
    run("restore", str(copy))
    assert uploads(data) == {OLD}


@pytest.mark.parametrize("changed", [{"audit_head": "x"}, {"files": {}}, {"made_at": "now"}])
def test_a_list_that_was_changed_is_told_as_damaged(
    run: Run, copy: Path, changed: dict[str, object]
) -> None:
    value = json.loads((copy / NAME).read_text())
    (copy / NAME).write_text(json.dumps(value | changed))
    assert "is damaged, or of a newer version" in run("restore", str(copy), code=1)


@pytest.mark.parametrize("name", ["datakeys.json", "uploads/../datakeys.json"])
def test_a_backup_brings_no_other_files(run: Run, copy: Path, data: Path, name: str) -> None:
    (copy / "datakeys.json").write_text("[]")
    value = json.loads((copy / NAME).read_text())
    value["files"][name] = vars(digest(copy / "datakeys.json"))
    (copy / NAME).write_text(json.dumps(value))
    assert "names a file outside of the backup" in run("restore", str(copy), code=1)
    assert not (data / "datakeys.json").exists()


@pytest.mark.parametrize("fails", [False, True], ids=["in order", "wrong"])
def test_a_folder_that_is_a_link_keeps_its_files_inside(
    run: Run, copy: Path, data: Path, tmp_path: Path, fails: bool
) -> None:
    shared = tmp_path / "shared"
    (data / UPLOADS).rename(shared)
    (data / UPLOADS).symlink_to(shared)
    if fails:
        change_database(copy, "DELETE FROM alembic_version")
    run("restore", str(copy), code=int(fails))
    assert (data / UPLOADS).is_symlink()
    assert uploads(data) == ({OLD, NEW} if fails else {OLD})
    inside = [path for path in shared.iterdir() if path.is_dir()]
    assert len(inside) == int(not fails)
    run("backup", str(tmp_path / "next"))
    copied = {path.name for path in (tmp_path / "next" / UPLOADS).iterdir()}
    assert copied == uploads(data)


def test_of_two_backups_into_one_folder_one_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other one begins between the look into the folder and the first file.
    monkeypatch.setattr(copies, "any", lambda _found: False, raising=False)
    with copies.new_folder(tmp_path / "same"):
        assert "give a new folder" in run("backup", str(tmp_path / "same"), code=1)
        assert (tmp_path / "same").exists()


@pytest.mark.parametrize("target", ["copy_database", "copy_file", "Manifest.save"])
def test_a_backup_on_a_full_disk_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    words = ("backup", str(tmp_path / "new"), "--keys", str(tmp_path / "new-keys"))
    with mock.patch(f"portal.cli.backups.{target}", side_effect=full):
        said = run(*words, code=1)
    assert f"The disk of {tmp_path / 'new'} is full: give a folder with more room." in said
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new-keys").exists()
    run(*words)


def test_a_restore_on_a_full_disk_leaves_nothing(run: Run, copy: Path, data: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    before = {path.name for path in data.iterdir()} | {"portal.lock", "portal.sqlite-server.lock"}
    with mock.patch("portal.backups.replacement.copy_file", side_effect=full):
        said = run("restore", str(copy), code=1)
    assert f"The disk of {data} is full: free some space. Everything is as it was." in said
    assert {path.name for path in data.iterdir()} == before
    assert accounts(data) == 1
