"""The play of the administrators' guide: Ansible takes it, and it installs the package."""

import re
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import package
from roots import may_make_roots
from tests.packages.debian_root import APT, Computer
from tests.support.documents import ADMINISTRATORS, fenced

(PLAY,) = fenced(ADMINISTRATORS.read_text("utf-8"), "yaml")
MODULE = re.compile(r"^ {6}(ansible\.builtin\.\w+):", re.MULTILINE)
OPTION = re.compile(r"^ {8}(\w+):", re.MULTILINE)


@pytest.fixture
def play(tmp_path: Path) -> Path:
    file = tmp_path / "play.yml"
    file.write_text(PLAY, "utf-8")
    return file


def output(*words: str | Path) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ansible_understands_the_play(play: Path) -> None:
    output("ansible-playbook", "--syntax-check", "--inventory", "desktops,", play)


def test_each_module_has_the_options_that_it_is_given() -> None:
    _, *parts = MODULE.split(PLAY)
    given = list(zip(parts[::2], parts[1::2], strict=True))
    assert len(given) == PLAY.count("- name:") - 1
    for module, text in given:
        told = output("ansible-doc", "--snippet", module)
        assert set(OPTION.findall(text)) <= set(re.findall(r"^ +(\w+):", told, re.MULTILINE))


@pytest.fixture
def source(deb: Path) -> Iterator[str]:
    """The address of the folder of packages, as a web server of the house gives it."""
    assert deb.is_file()
    handler = partial(SimpleHTTPRequestHandler, directory=package.TARGET)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.heavy
@pytest.mark.slow
@pytest.mark.skipif(not may_make_roots(), reason="only root can make roots, only on Debian")
def test_the_play_installs_package_and_policy_and_changes_nothing_again(
    computer: Computer, play: Path, source: str
) -> None:
    computer.run(*APT, "install", "ansible-core")
    reached = ("--inventory", "desktops,", "--connection", "local", "--become-method", "su")
    words = ("ansible-playbook", *reached, "--extra-vars", f"source={source}", play)
    assert "failed=0" in computer.run(*words)
    assert "https://gp.meine.aok.de" in computer.run("aok-2faktor", "--show-policy")
    assert "changed=0" in computer.run(*words)
