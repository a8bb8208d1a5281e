"""Packages for tests in fresh roots of Debian: no computer would start their services."""

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
SERVICES = ("squid", "krb5", "postgres")


def test_no_service_of_the_tests_packages_starts_with_the_computer(
    computer: Computer, tmp_path: Path
) -> None:
    script = shutil.copy(INSTALLER, tmp_path)
    computer.run(script, "/", "squid", "krb5-kdc", "krb5-admin-server", "postgresql")
    root = computer.root.folder
    installed = ("dpkg-query", "--show", "--showformat=${db:Status-Status}\n")
    assert computer.run(*installed, "squid", "krb5-kdc").split() == ["installed"] * 2
    assert not (root / "usr" / "sbin" / "policy-rc.d").exists()
    wanted = [path.name for path in (root / "etc" / "systemd" / "system").rglob("*.wants/*")]
    started = [path.name for path in (root / "etc").glob("rc[2-5].d/S*")]
    assert [name for name in (*wanted, *started) if any(each in name for each in SERVICES)] == []
