"""A policy counts only where no user can have written it, and neither can its certificates."""

import os
import plistlib
import stat
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from authenticator.config import Config
from authenticator.failures import Failure, Refused, SettingFault
from authenticator.policy import sources
from authenticator.policy.loading import load_config
from authenticator.policy.ownership import UserCanChange, require_administrators
from authenticator.policy.sources import (
    ManagedPreferences,
    PolicyFile,
    Unreadable,
    system_sources,
)
from tests.support.certificates import new_certificate

pytestmark = pytest.mark.only_on("posix", reason="POSIX owners and modes")

Change = Callable[[Path], object]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that stands for a whole machine; who runs the test is its administrator."""
    folder = tmp_path / "machine"
    for each in (folder, folder / "etc", folder / "etc" / "app", folder / "home"):
        each.mkdir(mode=0o755)
    (folder / "etc" / "app" / "policy.toml").write_text("roaming = true")
    (folder / "etc" / "app" / "policy.toml").chmod(0o644)
    (folder / "home").chmod(0o777)
    return folder


def source(machine: Path, *, administrator: int | None = None) -> PolicyFile:
    uid = os.getuid() if administrator is None else administrator
    check = partial(require_administrators, administrator=uid, beginning=machine)
    return PolicyFile(machine / "etc" / "app" / "policy.toml", check)


def load(machine: Path, **kwargs: int) -> Config:
    given = (source(machine, **kwargs),)
    return load_config(None, machine, default_portal="https://portal.example", sources=given)


def refusal(machine: Path, **kwargs: int) -> str:
    with pytest.raises(Refused) as refused:
        load(machine, **kwargs)
    assert refused.value.problem.failure is Failure.POLICY_CHANGEABLE
    return refused.value.problem.details


def test_a_policy_that_only_administrators_can_write_counts(machine: Path) -> None:
    assert load(machine).roaming


def test_a_policy_of_another_owner_is_refused_with_what_to_do(machine: Path) -> None:
    details = refusal(machine, administrator=os.getuid() + 1)
    assert f"belongs to the user {os.getuid()}: give it to root (chown root " in details


@pytest.mark.parametrize("path", ["etc/app/policy.toml", "etc/app", "etc", "."])
@pytest.mark.parametrize("bit", [stat.S_IWGRP, stat.S_IWOTH], ids=["group", "others"])
def test_what_others_can_write_or_replace_is_refused(machine: Path, path: str, bit: int) -> None:
    found = machine / path
    found.chmod(found.stat().st_mode | bit)
    assert refusal(machine).startswith(f"{found}: others than root can write it: ")


def test_a_folder_in_which_users_can_only_not_delete_is_refused_as_well(machine: Path) -> None:
    (machine / "etc").chmod(0o1777)
    assert refusal(machine).startswith(f"{machine / 'etc'}: others than root can write it")


def to_home(machine: Path) -> None:
    kept = machine / "home" / "policy.toml"
    (machine / "etc" / "app" / "policy.toml").rename(kept)
    (machine / "etc" / "app" / "policy.toml").symlink_to(kept)


def by_way_of_home(machine: Path) -> None:
    kept = machine / "etc" / "kept.toml"
    (machine / "etc" / "app" / "policy.toml").rename(kept)
    (machine / "home" / "link").symlink_to(kept)
    (machine / "etc" / "app" / "policy.toml").symlink_to("../../home/link")


def folder_to_home(machine: Path) -> None:
    (machine / "etc" / "app").rename(machine / "home" / "app")
    (machine / "etc" / "app").symlink_to(machine / "home" / "app")


@pytest.mark.parametrize("link", [to_home, by_way_of_home, folder_to_home])
def test_a_link_that_leads_through_a_users_folder_is_refused(machine: Path, link: Change) -> None:
    link(machine)
    assert "/home: others than root can write it" in refusal(machine)


def test_a_link_among_administrators_counts(machine: Path) -> None:
    (machine / "etc" / "app").rename(machine / "etc" / "kept")
    (machine / "etc" / "app").symlink_to("kept")
    assert load(machine).roaming


def test_a_circle_of_links_is_no_policy_and_no_hang(machine: Path) -> None:
    file = machine / "etc" / "app" / "policy.toml"
    file.unlink()
    file.symlink_to(file)
    with pytest.raises(Refused):
        load(machine)


def with_extra_ca(machine: Path, file: Path) -> None:
    (machine / "etc" / "app" / "policy.toml").write_text(f'extra_ca = "{file}"')


def test_certificates_that_only_administrators_can_write_count(machine: Path) -> None:
    file = machine / "etc" / "ca.pem"
    file.write_bytes(new_certificate("Clinic").public_bytes(Encoding.PEM))
    file.chmod(0o644)
    with_extra_ca(machine, file)
    assert load(machine).extra_ca == file


@pytest.mark.parametrize("exists", [True, False])
def test_certificates_that_a_user_can_write_or_make_are_refused(
    machine: Path, *, exists: bool
) -> None:
    file = machine / "home" / "ca.pem"
    if exists:
        file.write_text("-")
    with_extra_ca(machine, file)
    assert refusal(machine).startswith(f"{machine / 'home'}: others than root can write it")


def test_managed_preferences_that_a_user_can_write_are_refused(machine: Path) -> None:
    file = machine / "etc" / "app.plist"
    file.write_bytes(plistlib.dumps({"roaming": True}))
    check = partial(require_administrators, administrator=os.getuid(), beginning=machine)
    given = (ManagedPreferences(file, check),)
    for mode, counts in ((0o644, True), (0o646, False)):
        file.chmod(mode)
        if counts:
            found = load_config(None, machine, default_portal="https://a.example", sources=given)
            assert found.roaming
            continue
        with pytest.raises(Refused) as refused:
            load_config(None, machine, default_portal="https://a.example", sources=given)
        assert refused.value.problem.failure is Failure.POLICY_CHANGEABLE


def test_no_policy_is_none_wherever_it_would_be(machine: Path) -> None:
    (machine / "etc" / "app" / "policy.toml").unlink()
    (machine / "etc" / "app").chmod(0o777)
    assert not load(machine).roaming


def test_a_policy_that_cannot_be_read_is_never_ignored(machine: Path) -> None:
    file = machine / "etc" / "app" / "policy.toml"
    file.unlink()
    file.mkdir(mode=0o755)
    with pytest.raises(Refused) as refused:
        load(machine)
    problem = refused.value.problem
    assert problem.failure is Failure.POLICY_INVALID
    assert problem.details == f"{file}: it is a folder: put a file there"
    assert problem.setting == SettingFault(str(file), remedy=Unreadable.FOLDER.value)


def test_the_environment_does_not_say_where_the_policy_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before = system_sources()
    for name in ("PROGRAMDATA", "ALLUSERSPROFILE", "HOME", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS"):
        monkeypatch.setenv(name, "/home/user")
    assert system_sources() == before


@pytest.mark.parametrize(("group", "counts"), [(80, True), (0, True), (20, False)])
def test_on_macos_the_group_of_administrators_may_write(
    machine: Path, group: int, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.getuid():
        pytest.skip("only root may give a folder to any group")
    (machine / "etc").chmod(0o775)
    os.chown(machine / "etc", -1, group)
    monkeypatch.setattr(sys, "platform", "darwin")
    if counts:
        require_administrators(source(machine).path, beginning=machine)
    else:
        with pytest.raises(UserCanChange):
            require_administrators(source(machine).path, beginning=machine)
    assert sources.system_sources()
