"""Packages that few need: installed into folders of their own, beside .venv, which has nothing but
what dev.txt pins."""

import hashlib
import os
import shutil

from environment import PINS, PYTHON, ROOT, variables
from processes import Word, say, succeed


def installed_beside(extra: str) -> dict[str, str]:
    """The environment in which the packages are found that the extra's file pins."""
    pins = PINS.with_stem(extra)
    packages = ROOT / "build" / extra / "packages"
    stamp = packages / "pins.sha256"
    wanted = hashlib.sha256(pins.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        say(f"installing the packages pinned in {pins.relative_to(ROOT)}.")
        shutil.rmtree(packages, ignore_errors=True)
        options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
        places: list[Word] = ["--disable-pip-version-check", "--target", packages, "-r", pins]
        succeed([PYTHON, "-m", "pip", "install", *options, *places])
        stamp.write_text(wanted)
    found = variables()
    return {**found, "PYTHONPATH": os.pathsep.join((found["PYTHONPATH"], str(packages)))}
