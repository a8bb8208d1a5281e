"""Who may change what a Windows security descriptor is about, read from its text form (SDDL).

The text is what `ConvertSecurityDescriptorToStringSecurityDescriptor` gives; the format is
described in MS-DTYP 2.5.1.
"""

import re
from functools import reduce
from operator import or_
from typing import Final

_ADMINISTRATORS: Final = frozenset(
    (
        "SY",
        "S-1-5-18",
        "BA",
        "S-1-5-32-544",
        "LA",
        "DA",
        "EA",
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    )
)
"""The system, the administrators of this machine and of its domain, and TrustedInstaller."""
_DOMAIN_ADMINISTRATORS: Final = re.compile(r"S-1-5-21-\d+-\d+-\d+-(500|512|519)")

_RIGHTS: Final = {
    # Generic and standard rights.
    "GA": 0x10000000,
    "GX": 0x20000000,
    "GW": 0x40000000,
    "GR": 0x80000000,
    "SD": 0x10000,
    "RC": 0x20000,
    "WD": 0x40000,
    "WO": 0x80000,
    # Single bits; their names are those of directory objects, their meaning here that of files.
    "CC": 0x1,
    "DC": 0x2,
    "LC": 0x4,
    "SW": 0x8,
    "RP": 0x10,
    "WP": 0x20,
    "DT": 0x40,
    "LO": 0x80,
    "CR": 0x100,
    # Files.
    "FA": 0x1F01FF,
    "FR": 0x120089,
    "FW": 0x120116,
    "FX": 0x1200A0,
    # Registry keys.
    "KA": 0xF003F,
    "KR": 0x20019,
    "KW": 0x20006,
    "KX": 0x20019,
}

REPLACE: Final = 0x10000000 | 0x10000 | 0x40000 | 0x80000 | 0x40
"""Everything, delete, change permissions or owner, delete what is in a folder."""
WRITE: Final = REPLACE | 0x40000000 | 0x2 | 0x4
"""The same, and write or append; in a folder or key: make what stands in it."""

_ENTRY: Final = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def changers(descriptor: str, rights: int) -> tuple[str, ...]:
    """Those beside administrators who have one of `rights`, as SDDL names them.

    Args:
        descriptor: SDDL with owner and DACL.
        rights: `WRITE` or `REPLACE`. The owner has every right.
    """
    owner = re.match(r"O:(.+?)(?=[GDS]:|$)", descriptor)
    found = [owner[1] if owner else "nobody known"]
    _, marked, dacl = descriptor.partition("D:")
    if not marked or dacl.startswith("NO_ACCESS_CONTROL"):
        return ("everyone",)
    for entry in _ENTRY.findall(dacl.partition("S:(")[0]):
        kind, flags, granted, _, _, trustee, *_ = entry.split(";")
        allows = kind in ("A", "OA", "XA", "ZA") and "IO" not in _pairs(flags)
        if allows and _mask(granted) & rights:
            found.append(trustee)
    return tuple(dict.fromkeys(name for name in found if not _is_administrator(name)))


def _is_administrator(name: str) -> bool:
    return name in _ADMINISTRATORS or bool(_DOMAIN_ADMINISTRATORS.fullmatch(name))


def _mask(text: str) -> int:
    if text.startswith("0x"):
        return int(text, 16)
    # A right that is not known may be one to write.
    return reduce(or_, (_RIGHTS.get(right, WRITE) for right in _pairs(text)), 0)


def _pairs(text: str) -> list[str]:
    return [text[start : start + 2] for start in range(0, len(text), 2)]
