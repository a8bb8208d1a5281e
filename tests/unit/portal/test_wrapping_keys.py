"""The key outside the database: file, environment or token; and changing from one to another."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass

from crypto.statements import Kind
from portal.__main__ import main
from portal.domain.devices import rewrap as rewraps
from portal.domain.devices.pin_tries import pin_context
from portal.domain.devices.rewrap import rewrap_database
from portal.platform.database.server_lock import server_lock
from portal.platform.keys import data_keys
from portal.platform.keys.data_keys import load_stored
from portal.platform.keys.key_file import KeyFileProblem
from portal.platform.keys.key_ring import KeyRing, create_keys, load_keys
from portal.platform.keys.wrapping import (
    PIN_VARIABLE,
    CannotUnwrap,
    TokenKey,
    Vault,
    open_wrapping_key,
)
from portal.platform.settings import SettingsProblem, load_settings
from tests.support.device import PIN as USERS_PIN
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.token import LABEL, PIN, Token, software_token
from tests.unit.portal.conftest import activated

pytestmark = pytest.mark.heavy

URL = "http://127.0.0.1:8642"
VARIABLE = "TEST_KEK"
IN_ENVIRONMENT = f"env:{VARIABLE}"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    with software_token(tmp_path_factory.mktemp("token")) as token:
        yield token


@pytest.fixture(autouse=True)
def kek(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "ab" * 32)


@contextmanager
def at(token: Token) -> Iterator[pkcs11.Session]:
    """What somebody at the token sees. A process can be logged in only once."""
    found = pkcs11.lib(str(token.module)).get_token(token_label=LABEL)
    with found.open(user_pin=PIN, rw=True) as session:
        yield session


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*words: str) -> tuple[int, str]:
        code = main([*words, "--data", str(tmp_path / "data")])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


Run = Callable[..., tuple[int, str]]


def opened(uri: str, *, create: bool = True) -> TokenKey:
    return TokenKey(uri, os.environ, create=create)


# --- on the token


def test_what_a_token_has_wrapped_it_unwraps(token: Token) -> None:
    key = opened(token.uri("k1"))
    wrapped = key.wrap(b"d" * 32)
    assert b"d" * 8 not in wrapped
    assert opened(token.uri("k1"), create=False).unwrap(wrapped) == b"d" * 32


def test_the_key_never_leaves_the_token(token: Token) -> None:
    opened(token.uri("k2")).wrap(b"d" * 32)
    with at(token) as session:
        key = session.get_key(label="k2", object_class=ObjectClass.SECRET_KEY)
        assert key[Attribute.EXTRACTABLE] is False
        assert key[Attribute.NEVER_EXTRACTABLE] is True
        assert key[Attribute.SENSITIVE] is True
        with pytest.raises(pkcs11.exceptions.AttributeSensitive):
            _ = key[Attribute.VALUE]


def test_a_data_key_leaves_nothing_on_the_token(token: Token) -> None:
    key = opened(token.uri("k3"))
    key.unwrap(key.wrap(b"d" * 32))
    with at(token) as session:
        left = list(session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY}))
        assert [one for one in left if one[Attribute.EXTRACTABLE]] == []


def test_a_key_that_can_be_taken_out_is_refused(token: Token) -> None:
    template = {Attribute.EXTRACTABLE: True, Attribute.SENSITIVE: False, Attribute.WRAP: True}
    with at(token) as session:
        session.generate_key(KeyType.AES, 256, label="open", store=True, template=template)
    with pytest.raises(KeyFileProblem, match="can be taken out"):
        opened(token.uri("open")).wrap(b"d" * 32)
    with at(token) as session:
        session.get_key(label="open", object_class=ObjectClass.SECRET_KEY).destroy()


def test_an_altered_or_foreign_data_key_does_not_open(token: Token) -> None:
    wrapped = opened(token.uri("k4")).wrap(b"d" * 32)
    altered = bytes([wrapped[0] ^ 1]) + wrapped[1:]
    with pytest.raises(KeyFileProblem, match="does not open"):
        opened(token.uri("k4")).unwrap(altered)
    opened(token.uri("k5")).wrap(b"d" * 32)
    with pytest.raises(KeyFileProblem, match="does not open"):
        opened(token.uri("k5")).unwrap(wrapped)


def test_a_missing_key_is_made_only_when_a_data_key_is(token: Token) -> None:
    with pytest.raises(KeyFileProblem, match="has no key 'k6'"):
        opened(token.uri("k6"), create=False).unwrap(b"w" * 40)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({PIN_VARIABLE: "0000"}, "The PIN is not that of the token"),
        ({PIN_VARIABLE: ""}, "PIN is missing"),
    ],
)
def test_a_wrong_or_missing_pin_is_said(
    token: Token, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], said: str
) -> None:
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(KeyFileProblem, match=said):
        opened(token.uri("k1")).wrap(b"d" * 32)


def test_the_pin_may_be_in_a_file(
    token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PIN_VARIABLE)
    file = tmp_path / "pin"
    file.write_text(f"{PIN}\n")
    uri = f"{token.uri('k7')}&pin-source=file:{file}"
    assert opened(uri).unwrap(opened(uri).wrap(b"d" * 32)) == b"d" * 32
    with pytest.raises(KeyFileProblem, match="cannot be read"):
        opened(f"{token.uri('k7')}&pin-source=file:{tmp_path / 'nothing'}")


def test_a_token_or_library_that_is_not_there_is_said(token: Token) -> None:
    for uri in (
        token.uri("k1", label="another"),
        "pkcs11:token=portal;object=k1?module-path=/nowhere.so",
    ):
        with pytest.raises(KeyFileProblem, match="cannot be used"):
            opened(uri).wrap(b"d" * 32)


@pytest.mark.parametrize(
    "uri",
    [
        "pkcs11:",
        "pkcs11:token=a;object=b",
        "pkcs11:token=a?module-path=/x",
        "pkcs11:token=a;object=b;pin-value=1234?module-path=/x",
        "pkcs11:token=a;object=b?module-path=/x&pin-value=1234",
        "pkcs11:token=a;token=c;object=b?module-path=/x",
    ],
)
def test_a_uri_that_names_no_key_is_refused(uri: str) -> None:
    with pytest.raises(KeyFileProblem, match="names no key on a token"):
        opened(uri)


def test_a_uri_may_have_encoded_characters(token: Token) -> None:
    key = opened(token.uri("k%20%C3%A4"))
    assert key.unwrap(key.wrap(b"d" * 32)) == b"d" * 32


# --- in the environment


def test_a_key_in_the_environment() -> None:
    wrapped = open_wrapping_key(IN_ENVIRONMENT, {VARIABLE: "ab" * 32}).wrap(b"d" * 32)
    assert open_wrapping_key(IN_ENVIRONMENT, {VARIABLE: "ab" * 32}).unwrap(wrapped) == b"d" * 32
    with pytest.raises(KeyFileProblem, match="another key"):
        open_wrapping_key(IN_ENVIRONMENT, {VARIABLE: "cd" * 32}).unwrap(wrapped)


@pytest.mark.parametrize("environ", [{}, {VARIABLE: "xy"}, {VARIABLE: "ab"}])
def test_a_key_that_is_none_is_said_without_repeating_it(environ: dict[str, str]) -> None:
    with pytest.raises(KeyFileProblem, match="openssl rand -hex 32") as refused:
        open_wrapping_key(IN_ENVIRONMENT, environ)
    assert "xy" not in str(refused.value)


# --- the whole portal


def portal_under(folder: Path, wrapping_key: str) -> KeyRing:
    """Files as `init` makes them."""
    folder.mkdir()
    create_keys(folder, URL)
    data_keys.save_stored(folder, (data_keys.make_stored(wrapping_key, os.environ),))
    return load_keys(folder, URL, 0, wrapping_key)


@pytest.mark.parametrize("kind", ["env", "token"])
def test_the_files_alone_do_not_open_the_database(
    tmp_path: Path, token: Token, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    key = IN_ENVIRONMENT if kind == "env" else token.uri("k8")
    wrapped = portal_under(tmp_path / "data", key).vault.wrap(b"pin key", "here")
    assert load_keys(tmp_path / "data", URL, 0, key).vault.unwrap(wrapped, "here") == b"pin key"
    monkeypatch.delenv(VARIABLE)
    monkeypatch.delenv(PIN_VARIABLE)
    with pytest.raises(KeyFileProblem):
        _ = load_keys(tmp_path / "data", URL, 0, key).vault
    secret = create_keys(tmp_path, URL).file.secrets.wrapping
    with pytest.raises(CannotUnwrap):
        Vault(secret).unwrap(wrapped, "here")


def test_a_setting_that_does_not_fit_the_files_is_refused(tmp_path: Path) -> None:
    portal_under(tmp_path / "data", IN_ENVIRONMENT)
    with pytest.raises(KeyFileProblem, match="still wrapped by 'env:TEST_KEK'"):
        _ = load_keys(tmp_path / "data", URL, 0).vault


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '[{"by": "file"}]', '[{"by": 1, "wrapped": "x"}]']
)
def test_a_damaged_file_of_data_keys_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / data_keys.NAME).write_text(text)
    with pytest.raises(KeyFileProblem, match="backup"):
        load_stored(tmp_path)


def test_a_setting_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem, match="wrapping_key is 'hsm'"):
        load_settings(tmp_path, {}, public_url=URL, wrapping_key="hsm")


def test_init_takes_a_token(run: Run, token: Token, tmp_path: Path) -> None:
    uri = token.uri("k9")
    assert run("init", "--public-url", URL, "--wrapping-key", uri)[0] == 0
    assert load_settings(tmp_path / "data", {}).wrapping_key == uri
    (stored,) = load_stored(tmp_path / "data")
    assert (stored.by, len(stored.wrapped)) == (uri, 40)


def test_a_token_that_fails_leaves_no_half_made_portal(
    run: Run, token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = token.uri("k10")
    monkeypatch.setenv(PIN_VARIABLE, "0000")
    code, said = run("init", "--public-url", URL, "--wrapping-key", uri)
    assert (code, "The PIN is not that of the token" in said) == (1, True)
    monkeypatch.setenv(PIN_VARIABLE, PIN)
    assert run("init", "--public-url", URL)[0] == 0
    assert load_stored(tmp_path / "data")[0].by == uri


# --- changing it


class Moved:
    """A portal with a device, whose wrapping key is then changed."""

    def __init__(self, portal: RunningPortal) -> None:
        self._portal = portal
        self.data = portal.settings.data
        portal.create_account("max@abc.de", cleared=True)
        self.device = activated(portal, "max@abc.de")
        # Its answer is kept, and must be given again under the new key.
        self.approval = self.device.proven("applogin", Kind.APPLOGIN, USERS_PIN)
        self.ticket = self.device.send(self.approval)["ticket"]
        portal.stop()

    def rewrap(self, wrapping_key: str) -> int:
        keys = load_keys(self.data, self._portal.url, 0, wrapping_key)
        now = self._portal.clock.now()
        return rewrap_database(keys, self._portal.settings.database_url, os.environ, now)

    def check(self, wrapping_key: str) -> None:
        """Serve with it, and log in."""
        self._portal.keys = load_keys(self.data, self._portal.url, 0, wrapping_key)
        self._portal.start()
        try:
            assert self.device.send(self.approval)["ticket"] == self.ticket
            self.device.freshen()
            assert self.device.applogin(USERS_PIN)["ticket"]
        finally:
            self._portal.stop()


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Moved]:
    with running_portal(tmp_path) as portal:
        yield Moved(portal)


def test_from_the_file_to_a_token_and_back(moved: Moved, token: Token) -> None:
    uri = token.uri("k11")
    # The device's PIN key, and the kept answers of activation, confirmation and login.
    assert moved.rewrap(uri) == 4
    moved.check(uri)
    moved.rewrap("file")
    moved.check("file")


def test_from_one_key_to_another_of_the_same_kind(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANOTHER", "cd" * 32)
    moved.rewrap(IN_ENVIRONMENT)
    moved.rewrap("env:ANOTHER")
    monkeypatch.delenv(VARIABLE)
    moved.check("env:ANOTHER")


def test_the_old_key_opens_nothing_any_more(moved: Moved) -> None:
    moved.rewrap(IN_ENVIRONMENT)
    old = load_keys(moved.data, moved.device.aud, 0).file.secrets.wrapping
    with sqlite3.connect(moved.data / "portal.sqlite") as connection:
        dev, wrapped = connection.execute("SELECT id, pin_wrapped FROM devices").fetchone()
    with pytest.raises(CannotUnwrap):
        Vault(old).unwrap(wrapped, pin_context(dev, 1))
    assert [one.by for one in load_stored(moved.data)] == [IN_ENVIRONMENT]


@pytest.mark.parametrize("moment", ["_rewrap_pins", "_rewrap_answers", "record_event"])
def test_a_crash_in_the_middle_leaves_a_portal_that_starts(
    moved: Moved, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def failing(*_arguments: object, **_facts: object) -> int:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(rewraps, moment, failing)
        with pytest.raises(RuntimeError):
            moved.rewrap(IN_ENVIRONMENT)
    moved.check(IN_ENVIRONMENT)
    moved.rewrap(IN_ENVIRONMENT)
    assert len(load_stored(moved.data)) == 1
    moved.check(IN_ENVIRONMENT)


def test_a_crash_after_the_database_leaves_a_portal_that_starts(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, saved = data_keys.save_stored, list[object]()

    def once(folder: Path, stored: tuple[data_keys.StoredKey, ...]) -> None:
        if saved:
            raise RuntimeError("the power is gone")
        saved.append(stored)
        save(folder, stored)

    with monkeypatch.context() as patch:
        patch.setattr(rewraps, "save_stored", once)
        with pytest.raises(RuntimeError):
            moved.rewrap(IN_ENVIRONMENT)
    moved.check(IN_ENVIRONMENT)


def test_nothing_is_changed_when_the_new_key_cannot_be_used(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(KeyFileProblem):
        moved.rewrap(IN_ENVIRONMENT)
    assert not (moved.data / data_keys.NAME).exists()
    moved.check("file")


def test_the_command_waits_for_no_running_portal_and_is_written_down(
    run: Run, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    run("init", "--public-url", URL)
    code, said = run("keys", "rewrap")
    assert (code, "name another wrapping_key" in said) == (1, True)
    with (data / "portal.toml").open("a") as settings:
        settings.write(f'wrapping_key = "{IN_ENVIRONMENT}"\n')
    with server_lock(data, f"sqlite:///{data / 'portal.sqlite'}"):
        code, said = run("keys", "rewrap")
        assert (code, "Another portal is running" in said) == (1, True)
    assert "0 rows" in run("keys", "rewrap")[1]
    entries = json.loads(run("audit", "list", "--json")[1])["entries"]
    assert [entry["event"] for entry in entries] == ["keys-rotated"]
