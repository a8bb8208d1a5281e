"""Packages for tests in fresh roots of Debian: their services do not start there."""

import shutil
from pathlib import Path

import pytest

from roots import may_make_roots
from system_packages import INSTALLER
from tests.packages.debian_root import Computer

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.slow,
    pytest.mark.skipif(not may_make_roots(), reason="only root can make roots, only on Debian"),
]
SERVICES = {"squid", "krb5kdc", "kadmind", "postgres"}


def test_no_service_of_the_tests_packages_starts(computer: Computer, tmp_path: Path) -> None:
    script = shutil.copy(INSTALLER, tmp_path)
    install = f"{script} / squid krb5-kdc krb5-admin-server postgresql >&2"
    running = computer.run("sh", "-c", f"{install} && cat /proc/[0-9]*/comm")
    assert "sh" in running.split()
    assert SERVICES.isdisjoint(running.split())
    root = computer.root.folder
    installed = ("dpkg-query", "--show", "--showformat=${db:Status-Status}\n")
    assert computer.run(*installed, "squid", "krb5-kdc").split() == ["installed"] * 2
    assert not (root / "usr" / "sbin" / "policy-rc.d").exists()
    wanted = [path.name for path in (root / "etc" / "systemd" / "system").rglob("*.wants/*")]
    started = [path.name for path in (root / "etc").glob("rc[2-5].d/S*")]
    told = SERVICES | {"krb5"}
    assert [name for name in (*wanted, *started) if any(each in name for each in told)] == []
