"""Forms with files, written to disk while they come in (RFC 7578)."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, cast

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from portal.domain.certificates.attachments import NotStored, Storage, cleaned
from portal.domain.certificates.file_types import Reason
from portal.domain.certificates.refusals import Refusal
from portal.domain.certificates.upload_slots import Pace, TooSlow

_FIELD: Final = b"files"
_MOST_PARTS: Final = 100
_MOST_THROWN_AWAY: Final = 50_000_000

# Its warnings quote what was sent.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


class Unreadable(Exception):
    """The form is none, broken or cut off; nothing of it is kept."""


class TooMuch(Exception):
    """More than anybody could have sent by mistake; nothing of it is kept."""


@dataclass(frozen=True)
class UploadTimeouts:
    """How many seconds to wait for the next piece, and for all of them."""

    piece: float = 30
    whole: float = 600


@dataclass(frozen=True)
class Received:
    """A file that has arrived whole; `name` is cleaned, `size` in bytes."""

    name: str
    stored_as: str
    size: int


@dataclass
class Delivery:
    """What came of one form."""

    files: list[Received] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


async def receive_files(
    pieces: AsyncIterator[bytes],
    content_type: str,
    storage: Storage,
    pace: Pace,
    *,
    most_bytes: int,
    most_files: int,
    timeouts: UploadTimeouts = UploadTimeouts(),
) -> Delivery:
    """The files of a form, each as it is sent written to `storage`.

    `pieces` are those of the form, as they come in; what they raise, nothing is kept either.
    What would make them more than `most_bytes` together is thrown away as it comes, whatever
    was announced; the files before it stay. So is a file that the full disk does not take.

    Raises:
        TooMuch, TooSlow, Unreadable: nothing is kept.
    """
    boundary = _boundary(content_type)
    with contextlib.closing(_Intake(storage, most_bytes, most_files)) as intake:
        try:
            parser = MultipartParser(boundary, cast(Any, intake.callbacks))
            async with asyncio.timeout(timeouts.whole):
                await _feed(parser, pieces, pace, timeouts.piece)
            parser.finalize()
        except FormParserError as error:
            raise Unreadable from error
        except TimeoutError as error:
            raise TooSlow from error
        return intake.finished()


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Unreadable
    return options[b"boundary"]


def _decoded(sent: bytes) -> str:
    """A name as browsers write it (HTML, 4.10.22.8)."""
    text = sent.decode("utf-8", "replace")
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


async def _feed(
    parser: MultipartParser, pieces: AsyncIterator[bytes], pace: Pace, seconds: float
) -> None:
    total = 0
    while True:
        async with asyncio.timeout(seconds):
            piece = await anext(pieces, None)
        if piece is None:
            return
        total += len(piece)
        if total > _MOST_THROWN_AWAY:
            raise TooMuch
        pace.count(len(piece))
        parser.write(piece)


class _Intake:
    """Takes what the parser finds."""

    def __init__(self, storage: Storage, most_bytes: int, most_files: int) -> None:
        self._storage = storage
        self._left = most_bytes
        self._most_files = most_files
        self._delivery = Delivery()
        self._parts = 0
        self._header, self._value = b"", b""
        self._disposition = b""
        self._name: str | None = None
        self._stored, self._size = "", 0
        self._file: BinaryIO | None = None
        self._complete = False

    @property
    def callbacks(self) -> dict[str, Any]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._add_to_header,
            "on_header_value": self._add_to_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def finished(self) -> Delivery:
        """All of it.

        Raises:
            Unreadable: the closing boundary has not come.
        """
        if not self._complete:
            raise Unreadable
        # From here on the files belong to whoever asked.
        delivery, self._delivery = self._delivery, Delivery()
        return delivery

    def close(self) -> None:
        """Forget everything that was not handed over."""
        self._drop()
        self._storage.delete(*(one.stored_as for one in self._delivery.files))

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise FormParserError
        self._disposition = b""

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        sent = options.get(b"filename", b"")
        self._name = None
        # Without a name it is another field, or a choice of files that was left empty.
        if options.get(b"name") != _FIELD or not sent:
            return
        self._name = cleaned(_decoded(sent))
        self._size = 0
        if len(self._delivery.files) >= self._most_files:
            self._refuse(Reason.TOO_MANY)
        else:
            with self._storing():
                self._stored, self._file = self._storage.new_file()

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            return
        self._size += end - start
        self._left -= end - start
        if self._left < 0:
            self._left += self._size
            self._drop()
            self._refuse(Reason.TOO_BIG)
        else:
            with self._storing():
                self._storage.write(self._file, memoryview(data)[start:end])

    def _end(self) -> None:
        if self._name is None or self._file is None:
            return
        if self._size == 0:
            self._drop()
            self._refuse(Reason.EMPTY)
            return
        self._file.close()
        self._file = None
        self._delivery.files.append(Received(self._name, self._stored, self._size))

    def _finish(self) -> None:
        self._complete = True

    @contextlib.contextmanager
    def _storing(self) -> Iterator[None]:
        """What the disk does not take is thrown away as it comes, so that there is an answer."""
        try:
            yield
        except NotStored:
            self._left += self._size
            self._drop()
            self._refuse(Reason.NOT_STORED)

    def _refuse(self, reason: Reason) -> None:
        self._delivery.refused.append(Refusal(self._name or "", reason))

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._storage.delete(self._stored)
