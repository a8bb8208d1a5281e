"""The MSI of the Windows app: wixl builds it, msibuild completes its tables.

wixl has no conditions of components, no actions that set a property, and not the table of rights.
"""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape, quoteattr

from environment import ROOT
from processes import Word, succeed

SOURCE = ROOT / "packaging" / "windows" / "setup.wxs"
UPGRADE_CODE = "{C4F2F4AC-7F8D-4F0C-9A3E-6A4E0B1D52D7}"
"""Of all versions, for ever."""
_SPACE = uuid.UUID("5ec53b23-9a6b-4a31-8a2f-3f4b6f0d6c55")
"""Of the identifiers that are worked out: a file keeps its own from version to version."""
_CONDITIONS = {
    "Autostart": 'AUTOSTART = "1"',
    "Desktop": 'DESKTOP <> "0"',
    "Links": 'LINKS <> "0"',
    "Portal": "PORTAL",
    "Tray": 'TRAY = "0"',
}
_CHOICES = ("AUTOSTART", "DESKTOP", "LINKS", "PORTAL", "TRAY")
_FOUND = "WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED"
_AFTER_SEARCH = 51
"""AppSearch, which reads the earlier choices, is 50."""
_SET_PROPERTY = 51
_RUN_OF_USER = 18 + 64 + 1024
"""A file of the product, run as the user, once the script is; its exit code does not count."""
_BEFORE_FILES_GO = 3490
_FORGET = 'FORGET = "1" AND REMOVE ~= "ALL" AND NOT UPGRADINGPRODUCTCODE'
# Administrators and the system may write there, users read; the owner is administrators.
_RIGHTS = "O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
_RIGHTS_TABLE = (
    "MsiLockPermissionsEx\tLockObject\tTable\tSDDLText\tCondition",
    "s72\ts72\ts32\ts0\tS255",
    "MsiLockPermissionsEx\tMsiLockPermissionsEx",
    f"PolicyFolder\tPOLICYDIR\tCreateFolder\t{_RIGHTS}\t",
)


def build(folder: Path, icon: Path, values: Mapping[str, str], epoch: int, target: Path) -> None:
    """Build the MSI.

    Args:
        folder: the program.
        values: what stands for the names in the source.
        epoch: the time of all that is in it, in seconds since 1970.
    """
    for file in folder.rglob("*"):
        os.utime(file, (epoch, epoch))
    code = uuid.uuid5(_SPACE, f"{values['version']} {epoch}")
    escaped = {name: escape(text, {'"': "&quot;"}) for name, text in values.items()}
    parts = {"files": "\n".join(_directory(folder, folder)), "product_code": str(code)}
    parts["upgrade_code"] = UPGRADE_CODE
    parts["references"] = "\n".join(
        f'<ComponentRef Id="{_name(file, folder)}"/>' for file in _files(folder)
    )
    with TemporaryDirectory() as scratch:
        # wixl finds files below its source only.
        Path(scratch, "payload").symlink_to(folder)
        shutil.copyfile(icon, Path(scratch, "app.ico"))
        source = Path(scratch, "setup.wxs")
        source.write_text(Template(SOURCE.read_text("utf-8")).substitute(escaped | parts), "utf-8")
        succeed(["wixl", "--arch", "x64", "--output", target, source])
        _complete(target, Path(scratch), values, folder)
        _summarize(target, Path(scratch), values, code, epoch)


def _summarize(
    target: Path, scratch: Path, values: Mapping[str, str], code: uuid.UUID, epoch: int
) -> None:
    """What Windows shows of the file; its times and its identifier are new for a new build only."""
    package = f"{{{uuid.uuid5(_SPACE, f'package {code}')}}}".upper()
    titles = [values["product"], values["publisher"], "x64;1031", package]
    succeed(["msibuild", target, "-s", *titles])
    moment = datetime.fromtimestamp(epoch, UTC).strftime("%Y/%m/%d %H:%M:%S")
    lines = ("PropertyId\tValue", "i2\tl255", "_SummaryInformation\tPropertyId")
    times = scratch / "_SummaryInformation.idt"
    rows = (*lines, f"12\t{moment}", f"13\t{moment}")
    times.write_bytes("".join(f"{row}\r\n" for row in rows).encode())
    succeed(["msibuild", target, "-i", times])


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _name(path: Path, folder: Path) -> str:
    """An identifier of Windows Installer's: a letter first, at most 72 signs."""
    return "x" + uuid.uuid5(_SPACE, path.relative_to(folder).as_posix()).hex


def _directory(path: Path, folder: Path) -> Iterator[str]:
    for each in sorted(path.iterdir()):
        name = _name(each, folder)
        if each.is_dir():
            yield f'<Directory Id="{name}" Name={quoteattr(each.name)}>'
            yield from _directory(each, folder)
            yield "</Directory>"
        else:
            guid = uuid.uuid5(_SPACE, f"component {name}")
            yield f'<Component Id="{name}" Guid="{guid}" Win64="yes">'
            source = quoteattr(f"payload/{each.relative_to(folder).as_posix()}")
            shown = quoteattr(each.name)
            yield f'<File Id="{name}" Name={shown} Source={source} KeyPath="yes"/>'
            yield "</Component>"


def _complete(target: Path, scratch: Path, values: Mapping[str, str], folder: Path) -> None:
    rights = scratch / "MsiLockPermissionsEx.idt"
    rights.write_bytes("".join(f"{line}\r\n" for line in _RIGHTS_TABLE).encode())
    queries: list[Word] = []
    program = _name(folder / values["program"], folder)
    for query in _queries(program, values["version"]):
        queries += ["-q", query]
    succeed(["msibuild", target, *queries, "-i", rights])


def _queries(program: str, version: str) -> Iterator[str]:
    for component, condition in _CONDITIONS.items():
        yield f"UPDATE `Component` SET `Condition`='{condition}' WHERE `Component`='{component}'"
    allowed = ";".join((*_CHOICES, "FORGET", _FOUND))
    yield f"UPDATE `Property` SET `Value`='{allowed}' WHERE `Property`='SecureCustomProperties'"
    # The registry's 64-bit half, where the choices are; and another build of the same version.
    yield "UPDATE `RegLocator` SET `Type`=18"
    yield "DELETE FROM `Upgrade` WHERE `ActionProperty`='WIX_UPGRADE_DETECTED'"
    yield (
        "INSERT INTO `Upgrade` (`UpgradeCode`, `VersionMax`, `Attributes`, `ActionProperty`) "
        f"VALUES ('{UPGRADE_CODE}', '{version}', 513, 'WIX_UPGRADE_DETECTED')"
    )
    for choice in _CHOICES:
        yield from _action(
            f"Keep_{choice}",
            (_SET_PROPERTY, choice, f"[EARLIER_{choice}]"),
            (f"NOT {choice} AND EARLIER_{choice}", _AFTER_SEARCH),
        )
    forget = (_RUN_OF_USER, program, "--forget-accounts")
    yield from _action("Forget", forget, (_FORGET, _BEFORE_FILES_GO))


def _action(name: str, what: tuple[int, str, str], when: tuple[str, int]) -> Iterator[str]:
    (kind, source, target), (condition, number) = what, when
    yield (
        "INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) "
        f"VALUES ('{name}', {kind}, '{source}', '{target}')"
    )
    yield (
        "INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) "
        f"VALUES ('{name}', '{condition}', {number})"
    )
