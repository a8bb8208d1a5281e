"""Qt's wheels for Linux bring 30 MB of ICU data for what the app never asks of it."""

import struct
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from processes import succeed

_HEADER_SIZE = 32
_SIZE_OF_DATA_INFO = 20
_SIZE_OF_UCHAR = 2


def empty(library: Path) -> None:
    """Put in place of libicudata.so.N the same with an empty table of contents.

    Qt draws dates, numbers, capitals and domain names from tables of its own; only sorting by
    language (QCollator) and old encodings are lost, and tests/architecture sees to it that ui/
    uses neither. ICU knows this form well: it builds itself with such a library ("stubdata").
    """
    version = library.name.rpartition(".")[2]
    with TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "contents").write_bytes(_table_of_contents())
        # By its bare name, which becomes the symbol's: a folder's would be another each time.
        words = ["-r", "-z", "noexecstack", "-b", "binary", "contents", "-o", "contents.o"]
        succeed(["ld", *words], cwd=scratch)
        symbol = f"icudt{version}_dat=_binary_contents_start"
        options = [
            "-s",
            "-shared",
            "-soname",
            library.name,
            "-z",
            "noexecstack",
            "--defsym",
            symbol,
        ]
        succeed(["ld", *options, "contents.o", "-o", library.resolve()], cwd=scratch)


def _table_of_contents() -> bytes:
    """ICU's UDataInfo in front of no entries: struct by struct as in its udata.h, ucmndata.h."""
    big_endian, ascii_family = int(sys.byteorder == "big"), 0
    properties = (_SIZE_OF_DATA_INFO, 0, big_endian, ascii_family, _SIZE_OF_UCHAR, 0)
    info = struct.pack("=HHBBBB4s4s4s", *properties, b"ToCP", bytes((1, 0, 0, 0)), bytes(4))
    header = struct.pack("=HBB", _HEADER_SIZE, 0xDA, 0x27) + info
    entries = struct.pack("=II", 0, 0)
    return header.ljust(_HEADER_SIZE, b"\0") + entries
