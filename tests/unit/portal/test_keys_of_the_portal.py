"""Rotation of the portal's keys: what signs, what opens, and for how long."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.keyset import read_key_set
from crypto.statements import Kind
from portal.__main__ import main
from portal.platform.keys.key_file import ROOT_NAME, KeyFileProblem, load_root
from portal.platform.keys.key_ring import GRACE_SECONDS, create_keys, load_keys, rotate_keys
from tests.support.device import PIN
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, name_of, new_login

URL = "https://portal.example"
NOW = 1_763_964_000


@pytest.fixture
def data(tmp_path: Path) -> Path:
    create_keys(tmp_path, URL)
    return tmp_path


def rotated(data: Path, *, at_once: bool = False) -> None:
    rotate_keys(data, URL, load_root(data / ROOT_NAME), NOW, at_once=at_once)


def test_the_new_keys_come_first_and_the_old_ones_stay_for_those_who_need_them(
    data: Path,
) -> None:
    before = load_keys(data, URL, NOW)
    rotated(data)
    after = load_keys(data, URL, NOW)
    assert (before.seq, after.seq, after.root_pin) == (1, 2, before.root_pin)
    assert [key.public for key in after.file.signing] == [after.signing.public]
    assert after.signing.public != before.signing.public
    assert after.sealing[1].public == before.sealing[0].public
    offered = read_key_set(after.key_set, aud=URL, root=None, lowest_seq=2)
    assert list(offered.signing.values()) == [after.signing.public, before.signing.public]
    assert offered.seal_to[1] == after.sealing[0].public
    assert after.file.secrets == before.file.secrets


def test_the_key_before_the_last_is_gone(data: Path) -> None:
    first = load_keys(data, URL, NOW)
    rotated(data)
    rotated(data)
    last = load_keys(data, URL, NOW)
    offered = read_key_set(last.key_set, aud=URL, root=None, lowest_seq=3)
    assert first.signing.public not in offered.signing.values()
    assert first.sealing[0].public not in [key.public for key in last.sealing]


def test_an_old_key_opens_for_a_day(data: Path) -> None:
    rotated(data)
    assert len(load_keys(data, URL, NOW + GRACE_SECONDS - 1).sealing) == 2
    assert len(load_keys(data, URL, NOW + GRACE_SECONDS).sealing) == 1


def test_at_once_leaves_nothing_of_the_old_keys(data: Path) -> None:
    before = load_keys(data, URL, NOW)
    rotated(data, at_once=True)
    after = load_keys(data, URL, NOW)
    offered = read_key_set(after.key_set, aud=URL, root=None, lowest_seq=2)
    assert list(offered.signing.values()) == [after.signing.public]
    assert len(after.sealing) == 1
    assert before.signing.to_bytes().hex() not in (data / "keys.json").read_text()


def test_a_running_portal_opens_what_was_sealed_to_the_old_key_until_the_day_is_over(
    own_portal: RunningPortal,
) -> None:
    own_portal.create_account(login := new_login(), cleared=True)
    device = activated(own_portal, login)
    old = device.key_set
    folder, clock = own_portal.settings.data, own_portal.clock
    root = load_root(folder / ROOT_NAME)
    rotate_keys(folder, own_portal.url, root, clock.now(), at_once=False)
    own_portal.on_loop(own_portal.app.key_watch.look)
    for seconds in (0, GRACE_SECONDS):
        clock.advance(seconds)
        own_portal.on_loop(own_portal.app.key_watch.look)
        device.freshen()
        device._key_set = replace(device.key_set, sealing=old.sealing)
        data = device.proven("applogin", Kind.APPLOGIN, PIN)
        if seconds:
            assert name_of(lambda: device.send(data)) == "bad-request"  # noqa: B023
        else:
            assert device.send(data)["ticket"]


def test_keys_of_another_portal_are_not_taken_by_a_running_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    mine, other = (create_keys(tmp_path / name, URL) for name in ("one", "two"))
    with pytest.raises(KeyFileProblem, match="another portal"):
        mine.replace_by(other)


def test_the_commands_rotate_and_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "portal"
    assert main(["init", "--data", str(data), "--public-url", URL]) == 0
    capsys.readouterr()

    def run(*words: str) -> dict[str, object]:
        assert main([*words, "--data", str(data), "--json"]) == 0
        told: dict[str, object] = json.loads(capsys.readouterr().out)
        return told

    kept = data.parent / "kept-elsewhere.key"
    (data / ROOT_NAME).rename(kept)
    before = run("keys", "show")
    after = run("keys", "rotate", "--root", str(kept))
    assert (before["seq"], after["seq"]) == (1, 2)
    assert after == run("keys", "show")
    assert main(["keys", "show", "--data", str(data)]) == 0
    assert str(after["signing"]) in capsys.readouterr().out


@pytest.mark.parametrize(("content", "words"), [(None, "--root"), ("nonsense", "no root key")])
def test_without_the_roots_key_a_sentence_says_what_to_bring(
    data: Path, capsys: pytest.CaptureFixture[str], content: str | None, words: str
) -> None:
    (data / "portal.toml").write_text(f'public_url = "{URL}"\n')
    (data / ROOT_NAME).unlink()
    if content is not None:
        (data / ROOT_NAME).write_text(content)
    assert main(["keys", "rotate", "--data", str(data)]) == 1
    assert words in capsys.readouterr().err
