"""A fresh root of Debian as a computer that an administrator looks after."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from roots import ROOTS, Root

HERE = "/tmp"
APT = ("apt-get", "-q", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0")


class Computer:
    """One root, whose /tmp is this machine's, and whose downloads are kept."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self._downloads = ROOTS / f"{root.release}-downloads"
        self._downloads.mkdir(exist_ok=True)

    def command(self, words: Sequence[str | Path]) -> list[str | Path]:
        kept = (self._downloads, "/var/cache/apt/archives")
        return self.root.enter(words, folder="/", shared=((Path(HERE), HERE), kept))

    def run(self, *words: str | Path) -> str:
        words = ("env", "DEBIAN_FRONTEND=noninteractive", *words)
        done = subprocess.run(self.command(words), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def traces(self) -> list[str]:
        """Files of the package, or about it."""
        found = [path for path in self.root.folder.rglob("*aok*") if "apt" not in path.parts]
        return sorted(str(path.relative_to(self.root.folder)) for path in found)
