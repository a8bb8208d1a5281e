"""Forms with files are written to disk while they come in."""

import asyncio
import errno
import io
import resource
import stat
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from portal.domain.certificates.attachments import Storage
from portal.domain.certificates.file_types import Reason
from portal.domain.certificates.multipart_upload import (
    Delivery,
    TooMuch,
    Unreadable,
    UploadTimeouts,
    receive_files,
)
from portal.domain.certificates.upload_slots import TooSlow, UploadSlots
from portal.platform.asgi import Disconnected
from portal.platform.storage_failures import Outage, StorageFailure

TYPE = "multipart/form-data; boundary=limit"
MB = 1_000_000
TIMEOUTS = UploadTimeouts()


def part(name: str, data: bytes, field: str = "files") -> bytes:
    head = f'--limit\r\ncontent-disposition: form-data; name="{field}"; filename="{name}"\r\n'
    return head.encode() + b"content-type: application/pdf\r\n\r\n" + data + b"\r\n"


def form(*files: tuple[str, bytes]) -> bytes:
    return b"".join(part(name, data) for name, data in files) + b"--limit--\r\n"


def pieces(data: bytes, size: int = 65_536) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


async def sending(parts: Iterable[bytes], end: str = "whole") -> AsyncIterator[bytes]:
    """A browser that sends these pieces, and then has sent all, is gone, or says nothing."""
    for one in parts:
        yield one
    match end:
        case "whole":
            yield b""
        case "gone":
            raise Disconnected
        case _:
            await asyncio.Event().wait()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "uploads")


def received(
    storage: Storage,
    sent: AsyncIterator[bytes],
    *,
    most_bytes: int = 10 * MB,
    most_files: int = 10,
    kind: str = TYPE,
    timeouts: UploadTimeouts = TIMEOUTS,
) -> Delivery:
    async def work() -> Delivery:
        with UploadSlots().slot("registration", "address") as pace:
            return await receive_files(
                sent,
                kind,
                storage,
                pace,
                most_bytes=most_bytes,
                most_files=most_files,
                timeouts=timeouts,
            )

    return asyncio.run(work())


def there(storage: Storage) -> list[str]:
    return [one.name for one in storage.folder.iterdir()] if storage.folder.exists() else []


def reasons(delivery: Delivery) -> list[tuple[str, Reason]]:
    return [(one.name, one.reason) for one in delivery.refused]


@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_files_come_whole_however_they_are_cut(storage: Storage, size: int) -> None:
    files = [("a.pdf", b"\r\n--limi\r\n" * 20), ("Größe.txt", b"x")]
    delivery = received(storage, sending(pieces(form(*files), size)))
    kept = [(one.name, storage.path(one.stored_as).read_bytes()) for one in delivery.files]
    assert kept == files
    assert [one.size for one in delivery.files] == [len(data) for _, data in files]


def test_they_lie_under_random_names_for_the_portal_alone(storage: Storage) -> None:
    delivery = received(storage, sending([form(("../../etc/passwd", b"a"), ("a.pdf", b"b"))]))
    assert [one.name for one in delivery.files] == ["passwd", "a.pdf"]
    assert sorted(there(storage)) == sorted(one.stored_as for one in delivery.files)
    for path in storage.folder.iterdir():
        assert path.name.isalnum()
        assert len(path.name) == 32
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(storage.folder.stat().st_mode) == 0o700


def test_other_fields_and_an_empty_choice_are_no_files(storage: Storage) -> None:
    data = part("", b"") + part("a.pdf", b"x", field="other") + form()
    assert received(storage, sending([data])) == Delivery()
    assert there(storage) == []


def test_more_than_ten_megabytes_are_not_kept(storage: Storage) -> None:
    files = [("a.pdf", b"a" * 100), ("big.pdf", b"b" * 11 * MB), ("c.pdf", b"c" * 100)]
    delivery = received(storage, sending(pieces(form(*files))))
    assert [one.name for one in delivery.files] == ["a.pdf", "c.pdf"]
    assert reasons(delivery) == [("big.pdf", Reason.TOO_BIG)]
    assert len(there(storage)) == 2


def test_no_more_is_ever_written_than_is_allowed(storage: Storage) -> None:
    """Whatever is sent after the limit goes nowhere: the disk sees it at no moment."""
    largest = 0

    def watched() -> Iterable[bytes]:
        nonlocal largest
        for one in pieces(form(("big.pdf", b"b" * 11 * MB))):
            sizes = [path.stat().st_size for path in storage.folder.glob("*")]
            largest = max(largest, sum(sizes))
            yield one

    received(storage, sending(watched()), most_bytes=1 * MB)
    assert 0 < largest <= 1 * MB


def test_a_file_is_never_in_memory_whole(storage: Storage) -> None:
    """Each piece is on the disk before the next one is taken."""
    behind = []
    sent = 0

    def watched() -> Iterable[bytes]:
        nonlocal sent
        for one in pieces(form(("big.pdf", b"b" * 9 * MB))):
            written = sum(path.stat().st_size for path in storage.folder.glob("*"))
            behind.append(sent - written)
            sent += len(one)
            yield one

    received(storage, sending(watched()))
    assert len(behind) > 100
    assert max(behind) <= 1000


def test_the_eleventh_file_is_refused_and_the_others_stay(storage: Storage) -> None:
    files = [(f"{number}.pdf", b"x") for number in range(12)]
    delivery = received(storage, sending([form(*files)]))
    assert len(delivery.files) == len(there(storage)) == 10
    assert reasons(delivery) == [("10.pdf", Reason.TOO_MANY), ("11.pdf", Reason.TOO_MANY)]


def test_empty_files_are_refused(storage: Storage) -> None:
    delivery = received(storage, sending([form(("a.pdf", b""), ("b.pdf", b"x"))]))
    assert [one.name for one in delivery.files] == ["b.pdf"]
    assert reasons(delivery) == [("a.pdf", Reason.EMPTY)]
    assert len(there(storage)) == 1


# --- a disk that is full


class FullDisk(Storage):
    """Takes so many bytes of a file, never more than ten at once, and then no more."""

    room = 0

    def new_file(self) -> tuple[str, BinaryIO]:
        name, file = super().new_file()
        file.close()
        return name, Filling(self.path(name), self.room)


class Filling(io.FileIO):
    def __init__(self, path: Path, room: int) -> None:
        super().__init__(path, "wb")
        self._room = room

    def write(self, data: Any) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = super().write(data[: min(self._room, 10)])
        self._room -= written
        return written


def test_what_the_disk_takes_piecemeal_is_whole(tmp_path: Path) -> None:
    storage = FullDisk(tmp_path / "uploads")
    storage.room = 1000
    delivery = received(storage, sending([form(("a.pdf", b"0123456789x" * 50))]))
    assert storage.path(delivery.files[0].stored_as).read_bytes() == b"0123456789x" * 50


def test_what_the_disk_does_not_take_is_read_to_its_end_and_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    storage = FullDisk(tmp_path / "uploads")
    storage.room = 1000
    files = [("a.pdf", b"a" * 100), ("b.pdf", b"b" * 5 * MB), ("c.pdf", b"c" * 100)]
    delivery = received(storage, sending(pieces(form(*files))))
    assert [one.name for one in delivery.files] == ["a.pdf", "c.pdf"]
    assert reasons(delivery) == [("b.pdf", Reason.NOT_STORED)]
    assert sorted(there(storage)) == sorted(one.stored_as for one in delivery.files)
    assert alarms_in(caplog) == [StorageFailure.FULL.value]


def test_a_full_disk_is_one_line_in_the_log_however_many_upload_and_one_when_it_is_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    storage = FullDisk(tmp_path / "uploads", Outage(quiet_seconds=0))
    for _ in range(3):
        received(storage, sending([form(("a.pdf", b"a" * 100), ("b.pdf", b"b" * 100))]))
    assert alarms_in(caplog) == [StorageFailure.FULL.value]
    storage.room = 1000
    (file,) = received(storage, sending([form(("a.pdf", b"a"))])).files
    storage.make_durable(file.stored_as, 0)
    assert "is over; 6 times" in caplog.messages[-1]


def alarms_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Without their codes."""
    alarms = [one.getMessage() for one in caplog.records if one.name == "portal.alarm"]
    return [alarm.partition(": ")[2] for alarm in alarms]


def test_so_it_is_where_not_even_the_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("no folder")
    storage = Storage(tmp_path / "uploads")
    delivery = received(storage, sending([form(("a.pdf", b"a"))]))
    assert reasons(delivery) == [("a.pdf", Reason.NOT_STORED)]


WHOLE = form(("a.pdf", b"x" * 1000), ("b.pdf", b"y" * 1000))
BROKEN = {
    "cut off in the second file": (WHOLE[:-600], "gone"),
    "cut off, but said to be whole": (WHOLE[:-600], "whole"),
    "without the last boundary": (WHOLE[: -len("--limit--\r\n")], "whole"),
    "with another boundary": (WHOLE.replace(b"--limit", b"--lost"), "whole"),
    "no form at all": (b"\0\xff" * 100, "whole"),
    "nothing": (b"", "whole"),
    "with endless headers": (b"--limit\r\n" + b"a: b\r\n" * 5000, "whole"),
    "with an endless header": (b"--limit\r\na: " + b"b" * 10_000, "whole"),
    "with endless parts": (part("a.pdf", b"x") * 101 + WHOLE, "whole"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_of_a_broken_form_nothing_is_left(storage: Storage, how: str) -> None:
    data, end = BROKEN[how]
    with pytest.raises(Disconnected if end == "gone" else Unreadable):
        received(storage, sending(pieces(data, 500), end))
    assert there(storage) == []


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data", TYPE + "x" * 300])
def test_another_content_type_is_no_form(storage: Storage, kind: str) -> None:
    with pytest.raises(Unreadable):
        received(storage, sending([WHOLE]), kind=kind)
    assert there(storage) == []


@pytest.mark.parametrize("timeouts", [UploadTimeouts(piece=0.05), UploadTimeouts(whole=0.05)])
def test_whoever_sends_too_slowly_is_not_waited_for(
    storage: Storage, timeouts: UploadTimeouts
) -> None:
    with pytest.raises(TooSlow):
        received(storage, sending([WHOLE[:-600]], "silent"), timeouts=timeouts)
    assert there(storage) == []


def test_an_endless_form_is_not_read_to_its_end(storage: Storage) -> None:
    read = 0

    def endless() -> Iterable[bytes]:
        nonlocal read
        yield part("a.pdf", b"x")[:-2]
        while True:
            read += 1
            yield b"z" * 65_536

    with pytest.raises(TooMuch):
        received(storage, sending(endless()))
    assert read < 1000
    assert there(storage) == []


def test_tries_that_fail_leave_no_file_open(storage: Storage) -> None:
    """As many tries as would use up all file handles, each of them failing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        for _ in range(250):
            with pytest.raises(Disconnected):
                received(storage, sending([WHOLE[:-600]], "gone"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
