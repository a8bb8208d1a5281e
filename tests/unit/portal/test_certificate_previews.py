"""What clerks see: pictures that another process has made, and downloads that nothing runs."""

import asyncio
import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from portal.domain.certificates.attachments import Attachment, Storage
from portal.domain.certificates.examination import Missing, NoPreview, Previews
from portal.domain.certificates.file_types import BlockKind, FileKind
from portal.domain.certificates.sandbox_client import Busy, FairQueue, Sandbox, SandboxFailure, Task
from portal.domain.certificates.sandbox_start import Report, SandboxStart, sandbox_start
from portal.web.clerk.case_page import download
from tests.support.uploads import bombs, documents, samples

pytestmark = pytest.mark.heavy


VIEWER = "1"


def queue() -> FairQueue:
    return FairQueue(2, each=2, waiting_each=30)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(queue(), sandbox_start())
    yield made
    made.close()


@pytest.fixture
def previews(tmp_path: Path, sandbox: Sandbox) -> Previews:
    return Previews(Storage(tmp_path / "uploads"), sandbox)


def kept(previews: Previews, kind: FileKind, data: bytes, name: str = "a") -> Attachment:
    stored, file = previews.storage.new_file()
    with file:
        file.write(data)
    return Attachment("id", "registration", name, kind, len(data), stored, 0)


def picture(previews: Previews, attachment: Attachment, page: int = 0) -> Image.Image:
    made = asyncio.run(previews.page_picture(attachment, page, VIEWER))
    return Image.open(io.BytesIO(made), formats=["PNG"])


def test_a_pdf_has_a_picture_of_each_page(previews: Previews) -> None:
    attachment = kept(previews, FileKind.PDF, samples.pdf(3))
    assert asyncio.run(previews.page_count(attachment, VIEWER)) == 3
    assert picture(previews, attachment, 2).size == (1272, 1801)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (FileKind.HEIC, "HEIF"),
        (FileKind.JPEG, "JPEG"),
        (FileKind.GIF, "GIF"),
        (FileKind.TIFF, "TIFF"),
        (FileKind.PNG, "PNG"),
    ],
)
def test_a_picture_has_a_smaller_one(previews: Previews, kind: FileKind, name: str) -> None:
    attachment = kept(previews, kind, samples.image(name, (3600, 2400)))
    assert asyncio.run(previews.page_count(attachment, VIEWER)) == 1
    assert picture(previews, attachment).size == (1853, 1235)


def test_what_was_typed_into_the_fields_is_seen(previews: Previews) -> None:
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T="a",
        V="WWWWWWWW",
        DA="/Helv 40 Tf 0 g",
        Rect=[50, 400, 550, 500],
        F=4,
    )
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    page.obj.Annots = pikepdf.Array([made.make_indirect(field)])
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=page.obj.Annots,
        NeedAppearances=True,
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
    )
    seen = picture(previews, kept(previews, FileKind.PDF, samples.saved(made)))
    assert any(seen.convert("L").histogram()[:50])


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        (FileKind.WORD, documents.word(), "Wir bestätigen:\tŁukasz Şahin arbeitet bei uns."),
        (FileKind.EXCEL, documents.excel(), "Beschäftigte"),
        (FileKind.POWERPOINT, documents.powerpoint(), "Wir stellen uns vor"),
    ],
)
def test_an_office_document_has_its_texts_and_pictures(
    previews: Previews, kind: FileKind, data: bytes, words: str
) -> None:
    attachment = kept(previews, kind, data)
    blocks = asyncio.run(previews.document(attachment, VIEWER))
    assert words in [block.text for block in blocks]
    (number,) = (block.number for block in blocks if block.kind is BlockKind.PICTURE)
    seen = picture(previews, attachment, number - 1)
    assert (seen.size, seen.getpixel((5, 5))) == ((240, 80), documents.RED)


def test_one_picture_that_fails_leaves_the_others_of_a_document(previews: Previews) -> None:
    """No picture is in the first part of its archive."""
    attachment = kept(previews, FileKind.WORD, documents.word())
    blocks = asyncio.run(previews.document(attachment, VIEWER))
    (number,) = (block.number for block in blocks if block.kind is BlockKind.PICTURE)
    with pytest.raises(NoPreview):
        picture(previews, attachment, 0)
    assert picture(previews, attachment, number - 1).size == (240, 80)


@pytest.mark.parametrize("kind", [FileKind.WORD, FileKind.POWERPOINT])
def test_a_document_that_cannot_be_read_has_no_preview(previews: Previews, kind: FileKind) -> None:
    with pytest.raises(NoPreview):
        asyncio.run(previews.document(kept(previews, kind, samples.office(kind.value)), VIEWER))


def test_text_is_given_as_text(previews: Previews) -> None:
    for data in (samples.GOOD["a.txt"], samples.GOOD["b.txt"]):
        attachment = kept(previews, FileKind.TEXT, data)
        assert asyncio.run(previews.text(attachment)) == "Bestätigung für Jörg Groß\r\n"
    with pytest.raises(NoPreview):
        asyncio.run(previews.text(kept(previews, FileKind.PDF, samples.pdf())))


@pytest.mark.parametrize("page", [-1, 1, 10**9])
def test_there_is_no_picture_of_a_page_that_is_not_there(previews: Previews, page: int) -> None:
    with pytest.raises(NoPreview):
        picture(previews, kept(previews, FileKind.PDF, samples.pdf()), page)


def test_a_file_on_which_the_reader_breaks_has_no_picture(previews: Previews) -> None:
    for kind in (FileKind.PDF, FileKind.HEIC, FileKind.TIFF):
        with pytest.raises(NoPreview):
            picture(previews, kept(previews, kind, b"%PDF-1.7 broken"))


def test_a_file_that_is_gone_is_said_to_be_missing(previews: Previews) -> None:
    attachment = kept(previews, FileKind.PDF, samples.pdf())
    previews.storage.delete(attachment.stored_as)
    with pytest.raises(Missing):
        picture(previews, attachment)
    with pytest.raises(Missing):
        previews.original(attachment)


PAGES = 5


@pytest.fixture
def failing(previews: Previews) -> Iterator[tuple[Previews, Attachment]]:
    """A file of which the pages are known, and processes that make no picture of any."""
    attachment = kept(previews, FileKind.PDF, samples.pdf(PAGES))
    start = SandboxStart((sys.executable, "-c", "raise SystemExit(1)"), Report())
    sandbox = Sandbox(queue(), start)
    yield Previews(previews.storage, sandbox, {attachment.stored_as: PAGES}), attachment
    sandbox.close()


def test_a_picture_that_has_failed_is_not_tried_again(
    failing: tuple[Previews, Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of none of the file's pages: the clerk downloads it."""
    previews, attachment = failing
    with pytest.raises(NoPreview):
        picture(previews, attachment)
    monkeypatch.setattr(previews.sandbox, "turn", None)
    with pytest.raises(NoPreview):
        picture(previews, attachment, 1)
    assert asyncio.run(previews.page_count(attachment, VIEWER)) == 0


def test_nor_is_one_that_waited_while_another_page_failed(
    failing: tuple[Previews, Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    previews, attachment = failing
    tried: list[str] = []
    start = subprocess.Popen

    def noted(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        tried.append(command[-1])
        return start(command, **options)

    async def all_at_once() -> list[bytes | BaseException]:
        pages = (previews.page_picture(attachment, page, VIEWER) for page in range(PAGES))
        return await asyncio.gather(*pages, return_exceptions=True)

    monkeypatch.setattr(subprocess, "Popen", noted)
    assert {type(one) for one in asyncio.run(all_at_once())} == {NoPreview}
    assert sorted(tried) == ["0", "1"]


# --- the other process


async def run(sandbox: Sandbox, task: Task, path: Path, *arguments: str) -> bytes:
    with path.open("rb") as file:
        async with sandbox.turn("key") as started:
            return await started(task, file, *arguments)


def test_it_is_ended_when_it_takes_too_long(tmp_path: Path) -> None:
    sandbox, path = Sandbox(queue(), sandbox_start(), seconds=0), tmp_path / "a"
    path.touch()
    with pytest.raises(SandboxFailure):
        asyncio.run(run(sandbox, Task.DETECT, path))
    sandbox.close()


def started(program: str) -> Sandbox:
    """One whose process runs these lines, with more time than it needs."""
    start = SandboxStart((sys.executable, "-s", "-B", "-c", program), Report())
    return Sandbox(queue(), start, seconds=300)


LARGE_PROGRAM = """
import sys
from portal.domain.certificates.sandbox import __main__ as sandbox

sandbox._TASKS["detect"] = lambda data: str(len(bytearray(TAKEN))).encode()
sandbox.main(*sys.argv[1:])
"""


@pytest.mark.parametrize(("taken", "ends"), [(1_000_000_000, True), (300_000_000, False)])
def test_it_ends_when_it_takes_too_much_memory(tmp_path: Path, taken: int, ends: bool) -> None:
    """Memory that is never written to, so that it takes no time."""
    sandbox, path = started(LARGE_PROGRAM.replace("TAKEN", str(taken))), tmp_path / "a"
    path.touch()
    expected = pytest.raises(SandboxFailure) if ends else contextlib.nullcontext()
    with expected:
        assert asyncio.run(run(sandbox, Task.DETECT, path)) == str(taken).encode()
    sandbox.close()


BUSY_PROGRAM = """
import sys, time
from portal.domain.certificates.sandbox import __main__ as sandbox

def busy(data):
    while time.process_time() < 4:
        pass
    return b"done"

assert sandbox._CPU_SECONDS == 8
sandbox._CPU_SECONDS = CPU_SECONDS
sandbox._TASKS["detect"] = busy
sandbox.main(*sys.argv[1:])
"""


@pytest.mark.parametrize(("cpu_seconds", "ends"), [(2, True), (60, False)])
def test_it_ends_when_it_takes_too_much_processor(
    tmp_path: Path, cpu_seconds: int, ends: bool
) -> None:
    program = BUSY_PROGRAM.replace("CPU_SECONDS = CPU_SECONDS", f"CPU_SECONDS = {cpu_seconds}")
    sandbox, path = started(program), tmp_path / "a"
    path.touch()
    expected = pytest.raises(SandboxFailure) if ends else contextlib.nullcontext()
    with expected:
        assert asyncio.run(run(sandbox, Task.DETECT, path)) == b"done"
    sandbox.close()


def test_it_knows_nothing_of_the_portals_environment(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search path that would break every import shows that it is not handed on."""
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = tmp_path / "a"
    path.write_bytes(b"text")
    assert asyncio.run(run(sandbox, Task.DETECT, path)) == b'{"kind": "txt"}'


def test_a_sandbox_that_is_closed_ends_what_runs(tmp_path: Path) -> None:
    sandbox, path = Sandbox(queue(), sandbox_start()), tmp_path / "a"
    path.write_bytes(bombs.pdf_that_takes_long())

    async def work() -> None:
        running = asyncio.create_task(run(sandbox, Task.PICTURE, path, FileKind.PDF, "0"))
        while not sandbox.running:
            await asyncio.sleep(0.01)
        sandbox.close()
        async with asyncio.timeout(5):
            await running

    with pytest.raises(Busy):
        asyncio.run(work())


# --- downloads


def test_a_download_is_neither_shown_nor_run(previews: Previews) -> None:
    name = 'Bescheinigung "Größe"; x=1.html'
    attachment = kept(previews, FileKind.TEXT, b"<script>1</script>", name)

    async def serve(_request: Request) -> Response:
        return download(previews.original(attachment), attachment.name)

    with TestClient(Starlette(routes=[Route("/", serve)])) as client:
        answer = client.get("/")
    assert answer.content == b"<script>1</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''Bescheinigung%20%22Gr%C3%B6%C3%9Fe%22%3B%20x%3D1.html"
    )
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
