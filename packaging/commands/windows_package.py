"""What administrators of Windows install: a setup program (NSIS) and an MSI, signed on demand."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import environment
import msi_package
from command import Trouble
from environment import PYTHON, ROOT
from processes import Word, say, succeed
from system_packages import WINDOWS_PACKAGES, require
from windows_bundle import ICON, windows_bundle

_SETUP = ROOT / "packaging" / "windows" / "setup.nsi"
_NAMES = Path(__file__).with_name("windows_names.py")
_STAMPS = "AOK_SIGN_TIMESTAMP_URL"
_PASSWORD = "AOK_SIGN_PASSWORD_FILE"  # noqa: S105 (the name of a variable)


def windows(words: Sequence[str], target: Path, epoch: int) -> None:
    """Make both in `target`.

    Args:
        words: nothing, or `--sign FILE` (PKCS #12; the password stands in a file that
            AOK_SIGN_PASSWORD_FILE names; a time stamp comes from AOK_SIGN_TIMESTAMP_URL).
        epoch: the time of what is made, in seconds since 1970.
    """
    require(WINDOWS_PACKAGES)
    key = _key(words)
    folder, names = windows_bundle(epoch), read_names()
    if key:
        sign(folder / names["program"], key, names)
    for file in make_installers(folder, target, names, epoch):
        if key:
            sign(file, key, names)
        say(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


def read_names() -> dict[str, str]:
    """As `windows_names` has them."""
    variables = environment.variables()
    done = subprocess.run([PYTHON, _NAMES], env=variables, capture_output=True, check=True)
    names: dict[str, str] = json.loads(done.stdout)
    return names


def file_names(version: str) -> tuple[str, str]:
    """Of setup program and MSI."""
    return f"aok-2faktor-{version}-setup.exe", f"aok-2faktor-{version}.msi"


def make_installers(
    folder: Path, target: Path, names: Mapping[str, str], epoch: int
) -> tuple[Path, Path]:
    """Setup program and MSI of a program's folder."""
    setup, msi = (target / name for name in file_names(names["version"]))
    for file in folder.rglob("*"):
        os.utime(file, (epoch, epoch))
    _make_setup(folder, setup, names, epoch)
    msi_package.build(folder, ICON, names, epoch, msi)
    return setup, msi


def sign(file: Path, key: Path, names: Mapping[str, str]) -> None:
    """Sign by Authenticode, in place.

    Raises:
        Trouble: key or password do not fit, or no time stamp is to be had.
    """
    signed = file.with_suffix(".signed")
    words: list[Word] = ["osslsigncode", "sign", "-pkcs12", key, "-h", "sha256"]
    words += ["-n", names["product"], "-i", names["homepage"]]
    if password := os.environ.get(_PASSWORD):
        words += ["-readpass", password]
    if stamps := os.environ.get(_STAMPS):
        words += ["-ts", stamps]
    succeed([*words, "-in", file, "-out", signed])
    signed.replace(file)


def _make_setup(folder: Path, setup: Path, names: Mapping[str, str], epoch: int) -> None:
    values = {"ICON": ICON, "NUMBERS": f"{names['version']}.0", "OUT": setup, "PAYLOAD": folder}
    values |= {name.upper(): text for name, text in names.items()}
    defined = [f"-D{name}={value}" for name, value in values.items()]
    variables = {"SOURCE_DATE_EPOCH": str(epoch)}
    succeed(["makensis", "-V2", "-INPUTCHARSET", "UTF8", *defined, _SETUP], env=variables)


def _key(words: Sequence[str]) -> Path | None:
    if not words:
        return None
    if len(words) != 2 or words[0] != "--sign" or not Path(words[1]).is_file():
        raise Trouble("say --sign and the file (PKCS #12) with key and certificate, or nothing")
    return Path(words[1])
