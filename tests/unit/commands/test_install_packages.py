"""Packages that bring services are installed without them; nothing stays of how that is done."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from system_packages import INSTALLER

pytestmark = pytest.mark.only_on("posix", reason="for Debian")

APT = """#!/bin/sh
for word; do package=$word; done
"$ROOT/usr/sbin/policy-rc.d" squid start || echo "refused $?" >> "$ROOT/told"
touch "$ROOT/etc/init.d/$package"
ln -sf "/lib/systemd/system/$package.service" "$ROOT/etc/systemd/system/multi-user.target.wants/"
echo "$*" >> "$ROOT/told"
eval "${THEN:-}"
exit "${CODE:-0}"
"""
UPDATE = '#!/bin/sh\necho "update-rc.d $*" >> "$ROOT/told"\n'


class Computer:
    """A folder that looks as a Debian does to the script, with programs that write down."""

    def __init__(self, folder: Path) -> None:
        self.root, programs = folder / "root", folder / "programs"
        self.wants = self.root / "etc" / "systemd" / "system" / "multi-user.target.wants"
        self.scripts = self.root / "etc" / "init.d"
        self.policy = self.root / "usr" / "sbin" / "policy-rc.d"
        for each in (self.wants, self.scripts, self.policy.parent, programs):
            each.mkdir(parents=True)
        for name, text in {"apt-get": APT, "update-rc.d": UPDATE}.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        self._variables = {**os.environ, "PATH": path, "ROOT": str(self.root)}

    def install(self, *names: str, **variables: str) -> int:
        words: list[str | Path] = [INSTALLER, self.root, *names]
        return subprocess.run(words, env=self._variables | variables, check=False).returncode

    @property
    def told(self) -> list[str]:
        return (self.root / "told").read_text().splitlines()


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def test_a_new_service_is_started_neither_now_nor_with_the_computer(computer: Computer) -> None:
    (computer.wants / "ssh.service").symlink_to("/lib/systemd/system/ssh.service")
    (computer.scripts / "ssh").touch()
    assert computer.install("libfirst1", "squid") == 0
    assert computer.told == [
        "refused 101",
        "-o DPkg::Lock::Timeout=600 install -y --no-install-recommends libfirst1 squid",
        "update-rc.d squid disable",
    ]
    assert [each.name for each in computer.wants.iterdir()] == ["ssh.service"]
    assert not computer.policy.exists()


def test_a_service_that_was_there_stays_as_it_was(computer: Computer) -> None:
    (computer.wants / "squid.service").symlink_to("/lib/systemd/system/squid.service")
    (computer.scripts / "squid").touch()
    assert computer.install("squid") == 0
    assert (computer.wants / "squid.service").is_symlink()
    assert computer.told[-1].endswith("squid")


def test_a_policy_of_the_computers_own_is_asked_and_stays(computer: Computer) -> None:
    computer.policy.write_text("#!/bin/sh\nexit 104\n")
    computer.policy.chmod(0o755)
    assert computer.install("squid") == 0
    assert computer.told[0] == "refused 104"
    assert computer.policy.read_text() == "#!/bin/sh\nexit 104\n"


def test_what_apt_answers_is_the_answer(computer: Computer) -> None:
    assert computer.install("squid", CODE="100") == 100
    assert not computer.policy.exists()
    assert not list(computer.wants.iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_nothing_stays_where_it_is_ended(computer: Computer, number: signal.Signals) -> None:
    assert computer.install("squid", THEN=f"kill -{number.value} $PPID") == 143
    assert not computer.policy.exists()


def test_where_it_is_killed_its_policy_lets_everything_pass_and_goes(computer: Computer) -> None:
    computer.install("squid", THEN="kill -9 $PPID")
    assert subprocess.run((computer.policy, "squid", "start"), check=False).returncode == 0
    assert not computer.policy.exists()
