"""`./run release`, from the first key to an installer that an administrator verifies."""

import hashlib
import json
import shutil
import stat
import sys
from pathlib import Path

import pytest

from release_files import main

MSI = "aok-2faktor-1.10.0-windows-x86_64.msi"
DEB = "aok-2faktor-1.9.0-linux-x86_64.deb"


@pytest.fixture
def safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where keys, drafts and documents lie; a passphrase, and two versions in `files`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "passphrase").write_text("correct horse\n")
    (tmp_path / "files").mkdir()
    for name in (MSI, DEB):
        (tmp_path / "files" / name).write_bytes(name.encode() * 1000)
    return tmp_path


def run(words: str) -> int:
    return main(words.split())


def key(name: str) -> None:
    assert run(f"key {name} --passphrase-file passphrase") == 0


def signed(draft: str, document: str, *names: str) -> None:
    for name in names:
        words = f"sign {draft} {document} --key {name}.key --passphrase-file passphrase"
        assert run(words) == 0


def published(percent: int = 100) -> None:
    """Three root keys, of which two sign, one key for lists, and both documents."""
    for name in ("a", "b", "c", "d"):
        key(name)
    roles = "--root a.pub b.pub c.pub --root-threshold 2 --releases d.pub --releases-threshold 1"
    assert run(f"root {roles} --number 1 root.json") == 0
    signed("root.json", "root.jws", "a", "c")
    assert run(f"list files --number 1 --percent {percent} list.json") == 0
    signed("list.json", "releases.jws", "d")


def test_an_installer_that_was_published_is_verified_by_the_root(
    safe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published(percent=25)
    assert run(f"verify --root root.jws releases.jws files/{MSI} files/{DEB}") == 0
    told = capsys.readouterr().out
    assert f"1.10.0: 25 %: {MSI}" in told
    assert f"1.9.0: 100 %: {DEB}" in told
    assert f"{MSI} is the file of the list" in told


def test_templates_of_the_policy_are_in_the_list_and_are_no_version_of_the_app(
    safe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for version in ("1.10.0", "1.11.0"):
        (safe / "files" / f"aok-2faktor-policy-templates-{version}.zip").write_bytes(b"zip")
    published(percent=25)
    files = "files/aok-2faktor-policy-templates-1.10.0.zip"
    assert run(f"verify --root root.jws releases.jws {files}") == 0
    told = capsys.readouterr().out
    assert f"1.10.0: 25 %: {MSI}, aok-2faktor-policy-templates-1.10.0.zip" in told
    assert "windows: 1.10.0" in told
    assert "macos: nothing" in told
    assert json.loads((safe / "list.json").read_text())["releases"][1]["files"][1] == {
        "name": "aok-2faktor-policy-templates-1.10.0.zip",
        "system": "all",
        "size": 3,
        "sha256": hashlib.sha256(b"zip").hexdigest(),
    }


def test_templates_alone_make_no_list(safe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (safe / "only").mkdir()
    (safe / "only" / "aok-2faktor-policy-templates-1.10.0.zip").write_bytes(b"zip")
    assert run("list only --number 1 list.json") == 1
    assert "no installer" in capsys.readouterr().err


def test_an_installer_that_was_changed_or_is_not_in_the_list_is_refused(
    safe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published()
    (safe / "files" / MSI).write_bytes(b"evil" * 9250)
    assert run(f"verify --root root.jws releases.jws files/{MSI}") == 1
    shutil.copy(safe / "files" / DEB, safe / "other.deb")
    assert run("verify --root root.jws releases.jws other.deb") == 1
    assert "other.deb is not in the list" in capsys.readouterr().err


def test_a_list_by_a_key_of_somebody_else_is_refused(safe: Path) -> None:
    published()
    (safe / "releases.jws").unlink()
    signed("list.json", "releases.jws", "a")
    assert run("verify --root root.jws releases.jws") == 1


def test_keys_are_rotated_by_a_second_root_in_front_of_the_list(safe: Path) -> None:
    published()
    key("e")
    roles = "--root a.pub b.pub --root-threshold 2 --releases e.pub --releases-threshold 1"
    assert run(f"root {roles} --number 2 root2.json") == 0
    signed("root2.json", "root2.jws", "a", "b")
    (safe / "releases.jws").unlink()
    signed("list.json", "list2.jws", "e")
    (safe / "all.jws").write_text(
        (safe / "root2.jws").read_text() + (safe / "list2.jws").read_text()
    )
    assert run("verify --root root.jws all.jws") == 0
    assert run("verify --root root.jws list2.jws") == 1


def test_nobody_signs_into_a_document_that_says_something_else(
    safe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published()
    changed = json.loads((safe / "list.json").read_text()) | {"version": 2}
    (safe / "list.json").write_text(json.dumps(changed))
    before = (safe / "releases.jws").read_bytes()
    words = "sign list.json releases.jws --key d.key --passphrase-file passphrase"
    assert run(words) == 1
    assert "says something else" in capsys.readouterr().err
    assert (safe / "releases.jws").read_bytes() == before


def test_a_private_key_is_encrypted_and_its_owners_alone(safe: Path) -> None:
    key("a")
    private = safe / "a.key"
    assert b"ENCRYPTED" in private.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
    (safe / "passphrase").write_text("another")
    (safe / "d.json").write_text('{"releases": []}')
    assert run("sign d.json d.jws --key a.key --passphrase-file passphrase") == 1
    assert run("key a --passphrase-file passphrase") == 1, "an existing key is never replaced"


def test_a_folder_without_installers_makes_no_list(safe: Path) -> None:
    (safe / "none").mkdir()
    assert run("list none --number 1 list.json") == 1
