"""What administrators of Windows install: a setup program (NSIS) and an MSI, signed on demand."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import environment
import msi_package
from command import Trouble
from environment import PYTHON, ROOT
from processes import Word, say, succeed
from system_packages import WINDOWS_PACKAGES, require
from windows_bundle import ICON, STAMP, windows_bundle

_SETUP = ROOT / "packaging" / "windows" / "setup.nsi"
_NAMES = Path(__file__).with_name("windows_names.py")
KINDS = {"setup": "aok-2faktor-{version}-setup.exe", "msi": "aok-2faktor-{version}.msi"}
"""With their files' names."""
_MAKERS = (_SETUP, msi_package.SOURCE, Path(msi_package.__file__), Path(__file__))
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
        files = make_signed(folder, target, names, epoch, key)
    else:
        files = tuple(kept(kind, folder, target, names, epoch) for kind in KINDS)
    for file in files:
        say(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


def kept(kind: str, folder: Path, target: Path, names: Mapping[str, str], epoch: int) -> Path:
    """One of KINDS, of the folder that `windows_bundle` built; made unless nothing has changed."""
    file = target / KINDS[kind].format(**names)
    stamp, inputs = _stamp(file), _digest(names, epoch)
    if not (file.exists() and stamp.is_file() and stamp.read_text() == inputs):
        say(f"making {file.name}")
        stamp.unlink(missing_ok=True)
        with TemporaryDirectory(dir=target) as scratch:
            # Whoever is stopped in between leaves no half an installer.
            _make(kind, folder, Path(scratch), names, epoch).replace(file)
        stamp.write_text(inputs)
    return file


def make_signed(
    folder: Path, target: Path, names: Mapping[str, str], epoch: int, key: Path
) -> tuple[Path, ...]:
    """All KINDS, signed, with the program in them; the folder, which is kept, stays as it is."""
    with TemporaryDirectory() as scratch:
        signed = Path(shutil.copytree(folder, Path(scratch, folder.name)))
        sign(signed / names["program"], key, names)
        files = make_installers(signed, target, names, epoch)
    for file in files:
        _stamp(file).unlink(missing_ok=True)
        sign(file, key, names)
    return files


def _stamp(file: Path) -> Path:
    return file.with_name(f"{file.name}.built-from")


def _digest(names: Mapping[str, str], epoch: int) -> str:
    words = f"{STAMP.read_text()} {epoch} {json.dumps(names, sort_keys=True)}"
    content = b"\0".join(file.read_bytes() for file in _MAKERS)
    return hashlib.sha256(words.encode() + content).hexdigest()


def read_names() -> dict[str, str]:
    """As `windows_names` has them."""
    variables = environment.variables()
    done = subprocess.run([PYTHON, _NAMES], env=variables, capture_output=True, check=True)
    names: dict[str, str] = json.loads(done.stdout)
    return names


def file_names(version: str) -> tuple[str, ...]:
    """Of setup program and MSI."""
    return tuple(name.format(version=version) for name in KINDS.values())


def make_installers(
    folder: Path, target: Path, names: Mapping[str, str], epoch: int
) -> tuple[Path, ...]:
    """All KINDS of a program's folder."""
    return tuple(_make(kind, folder, target, names, epoch) for kind in KINDS)


def _make(kind: str, folder: Path, target: Path, names: Mapping[str, str], epoch: int) -> Path:
    file = target / KINDS[kind].format(**names)
    for each in folder.rglob("*"):
        os.utime(each, (epoch, epoch))
    if kind == "msi":
        msi_package.build(folder, ICON, names, epoch, file)
    else:
        _make_setup(folder, file, names, epoch)
    return file


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
