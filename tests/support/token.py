"""A PKCS#11 token in software, for tests.

    with software_token(folder) as token:
        token.uri("portal-kek")  for the setting wrapping_key; the PIN is in the environment

SoftHSM comes with `apt-get install softhsm2`, which `./run test` does by itself.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from portal.platform.keys.wrapping import PIN_VARIABLE

LABEL = "portal"
PIN = "731846"
_PLACES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"),
)


@dataclass(frozen=True)
class Token:
    """A token with a PIN and nothing on it."""

    module: Path
    folder: Path

    def uri(self, key: str, label: str = LABEL) -> str:
        return f"pkcs11:token={label};object={key}?module-path={self.module}"


def _module() -> Path:
    found = next((place for place in _PLACES if place.exists()), None)
    if found is None:
        raise RuntimeError("SoftHSM is not installed: apt-get install softhsm2")
    return found


@contextmanager
def software_token(folder: Path) -> Iterator[Token]:
    """Make a token in `folder`. A process keeps the first one that it has seen."""
    tokens = folder / "tokens"
    tokens.mkdir(parents=True)
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
    words = ["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", PIN]
    with mock.patch.dict(os.environ, {"SOFTHSM2_CONF": str(config), PIN_VARIABLE: PIN}):
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
        yield Token(_module(), tokens)
