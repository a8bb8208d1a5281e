"""The portal's keys change while devices are bound."""

from collections.abc import Callable
from pathlib import Path

import pytest

from authenticator.failures import Failure, Refused
from authenticator.services.composition import Services
from authenticator.storage.keyring_item import KeyringItem
from crypto.keys import PrivateKey
from crypto.statements import Decision
from portal.platform.keys.key_file import (
    KEY_SET_NAME,
    KEYS_NAME,
    ROOT_NAME,
    KeyFileProblem,
    load_root,
)
from portal.platform.keys.key_ring import GRACE_SECONDS, create_keys, load_keys, rotate_keys
from tests.contract.app import LOGIN, PIN, App, activate
from tests.contract.killing import killed_at
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

WRITE = "portal.platform.keys.key_file.write_private"


def rotate(portal: RunningPortal, *, at_once: bool = False) -> None:
    """As the command does, while the portal runs."""
    data = portal.settings.data
    root = load_root(data / ROOT_NAME)
    rotate_keys(data, portal.url, root, portal.clock.now(), at_once=at_once)
    portal.look_for_new_keys()


def log_in(services: Services) -> None:
    (binding,) = services.bindings()
    assert services.logins.begin(binding, PIN).url


def failure_of(action: Callable[[], object]) -> Failure:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.problem.failure


def test_a_running_app_and_a_running_portal_go_on_with_new_keys(
    app: App, portal: RunningPortal
) -> None:
    services, _ = app.activate()
    before = portal.keys.signing.public.key_id
    for _ in range(3):
        rotate(portal)
        log_in(services)
    assert portal.keys.signing.public.key_id != before
    assert portal.keys.seq == 4
    log_in(app.start())


def test_the_app_remembers_the_newest_key_set_and_takes_no_older_one(
    app: App, portal: RunningPortal
) -> None:
    services, binding = app.activate()
    data = portal.settings.data
    old = {name: (data / name).read_bytes() for name in (KEYS_NAME, KEY_SET_NAME)}
    rotate(portal)
    log_in(services)
    services.logins.status(binding)
    (text,) = app.keyring.texts.values()
    assert KeyringItem.unpack(text).seq == 2
    portal.stop()
    for name, content in old.items():
        (data / name).write_bytes(content)
    portal.keys = load_keys(data, portal.url, portal.clock.now())
    portal.start()
    assert failure_of(lambda: log_in(app.start())) is Failure.PORTAL_KEYS_UNTRUSTED


def test_keys_of_another_root_are_refused_and_the_device_key_stays(
    app: App, portal: RunningPortal, tmp_path: Path
) -> None:
    app.activate()
    texts = dict(app.keyring.texts)
    other = tmp_path / "other"
    other.mkdir()
    mine, portal.keys = portal.keys, create_keys(other, portal.url)
    portal.stop()
    portal.start()
    assert failure_of(lambda: log_in(app.start())) is Failure.PORTAL_KEYS_UNTRUSTED
    assert app.keyring.texts == texts
    portal.keys = mine
    portal.stop()
    portal.start()
    log_in(app.start())


@pytest.mark.parametrize("at_once", [False, True])
def test_a_login_request_from_before_the_rotation_is_shown_and_answered_after_it(
    app: App, portal: RunningPortal, at_once: bool
) -> None:
    services, binding = app.activate()
    Browser(portal.url).begin(LOGIN)
    rotate(portal, at_once=at_once)
    assert services.logins.watch(binding, "").request is not None
    request = app.start().logins.watch(binding, "").request
    assert request is not None
    assert services.logins.answer(binding, request, Decision.APPROVE, PIN)


@pytest.mark.parametrize("seconds", [0, 100, GRACE_SECONDS])
def test_a_program_that_slept_through_a_rotation_goes_on(
    app: App, portal: RunningPortal, seconds: int
) -> None:
    services, _ = app.activate()
    rotate(portal)
    portal.clock.advance(seconds)
    portal.look_for_new_keys()
    log_in(services)


def test_an_activation_goes_on_over_a_rotation(app: App, portal: RunningPortal) -> None:
    code = portal.issue_code(LOGIN)
    services = app.start()
    rotate(portal)
    assert activate(services, code).login == LOGIN


def test_a_rotation_needs_the_root_that_made_the_portal(portal: RunningPortal) -> None:
    data = portal.settings.data
    before = (data / KEYS_NAME).read_bytes()
    with pytest.raises(KeyFileProblem, match="another root"):
        rotate_keys(data, portal.url, PrivateKey.generate(), 1, at_once=False)
    assert (data / KEYS_NAME).read_bytes() == before


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_rotation_that_is_cut_leaves_the_old_keys_or_the_new_and_can_be_made_again(
    app: App, portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, call: int, done: bool
) -> None:
    services, _ = app.activate()
    monkeypatch.setattr("portal.platform.keys.key_ring.write_private", _late_bound)
    with killed_at(WRITE, call, done=done):
        rotate(portal)
    seq = load_keys(portal.settings.data, portal.url, portal.clock.now()).seq
    assert seq == (2 if (call, done) >= (2, True) else 1)
    portal.stop()
    portal.keys = load_keys(portal.settings.data, portal.url, portal.clock.now())
    portal.start()
    log_in(services)
    rotate(portal)
    log_in(services)


def _late_bound(path: Path, text: str) -> None:
    from portal.platform.keys import key_file

    key_file.write_private(path, text)


def test_a_running_portal_does_not_take_files_that_do_not_fit_together(
    app: App, portal: RunningPortal
) -> None:
    services, _ = app.activate()
    key_set = portal.settings.data / KEY_SET_NAME
    text, before = key_set.read_text(), portal.keys.signing
    key_set.write_text("damaged")
    portal.look_for_new_keys()
    assert portal.keys.signing is before
    key_set.write_text(text)
    portal.look_for_new_keys()
    log_in(services)
