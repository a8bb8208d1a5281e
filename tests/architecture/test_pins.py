"""packaging/requirements: what is installed is what was tested, down to the last byte."""

import re

import pytest

from tests.architecture.sources import ROOT

EXTRAS = ["app", "dev", "fuzz", "peer", "portal", "sbom", "windows"]


def pin_file(extra: str) -> str:
    return (ROOT / "packaging" / "requirements" / f"{extra}.txt").read_text()


def pins(extra: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", pin_file(extra), re.MULTILINE))


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_pin_has_a_hash(extra: str) -> None:
    entries = re.split(r"^(?=[a-z])", pin_file(extra), flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("extra", EXTRAS)
def test_no_pin_file_names_an_address(extra: str) -> None:
    assert "://" not in pin_file(extra)


@pytest.mark.parametrize("extra", EXTRAS)
def test_pycryptodome_is_never_pinned(extra: str) -> None:
    # Its package Crypto is our crypto on disks that ignore case.
    assert "pycryptodome" not in pins(extra)


@pytest.mark.parametrize("extra", ["app", "portal", "windows"])
def test_what_is_shipped_is_what_is_tested(extra: str) -> None:
    assert pins(extra).items() <= pins("dev").items()


def test_the_app_is_not_shipped_with_the_portals_libraries() -> None:
    assert not {"sqlalchemy", "starlette", "uvicorn"} & pins("app").keys()


def test_the_app_for_windows_has_what_all_others_have() -> None:
    elsewhere = r"^(\S+)==\S+ ; (?:python_full_version < '3.12'|sys_platform == 'linux')"
    not_there = set(re.findall(elsewhere, pin_file("app"), re.MULTILINE))
    assert pins("app").keys() - not_there <= pins("windows").keys()
