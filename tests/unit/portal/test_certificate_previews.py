"""What clerks see: pictures that another process has made, and downloads that nothing runs."""

import asyncio
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from portal.domain.certificates.attachments import Attachment, Storage
from portal.domain.certificates.file_types import FileKind
from portal.domain.certificates.previews import Missing, NoPreview, Previews
from portal.domain.certificates.sandbox_client import Busy, Sandbox, SandboxFailure, Task
from portal.web.clerk.case_page import download
from tests.support.uploads import samples

pytestmark = pytest.mark.heavy


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
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
    made = asyncio.run(previews.page_picture(attachment, page))
    return Image.open(io.BytesIO(made), formats=["PNG"])


def test_a_pdf_has_a_picture_of_each_page(previews: Previews) -> None:
    attachment = kept(previews, FileKind.PDF, samples.pdf(3))
    assert asyncio.run(previews.page_count(attachment)) == 3
    assert picture(previews, attachment, 2).size == (1272, 1800)


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
    attachment = kept(previews, kind, samples.image(name, (3600, 400)))
    assert asyncio.run(previews.page_count(attachment)) == 1
    assert picture(previews, attachment).size == (1800, 200)


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


@pytest.mark.parametrize("kind", [FileKind.WORD, FileKind.EXCEL, FileKind.POWERPOINT])
def test_office_documents_have_none(previews: Previews, kind: FileKind) -> None:
    attachment = kept(previews, kind, samples.office(kind.value))
    assert asyncio.run(previews.page_count(attachment)) == 0
    with pytest.raises(NoPreview):
        picture(previews, attachment)


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


# --- the other process


def test_it_is_ended_when_it_takes_too_long(tmp_path: Path) -> None:
    sandbox = Sandbox(seconds=0)
    with (tmp_path / "a").open("w+b") as file, pytest.raises(SandboxFailure):
        asyncio.run(sandbox.run(Task.DETECT, file))
    sandbox.close()


def test_it_ends_when_it_takes_too_much_memory(sandbox: Sandbox, tmp_path: Path) -> None:
    """A file with a hole of more than it may have; on the disk it takes no room."""
    path = tmp_path / "a"
    path.touch()
    os.truncate(path, 1_200_000_000)
    with path.open("rb") as file, pytest.raises(SandboxFailure):
        asyncio.run(sandbox.run(Task.DETECT, file))


def test_it_knows_nothing_of_the_portals_environment(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search path that would break every import shows that it is not handed on."""
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = tmp_path / "a"
    path.write_bytes(b"text")
    with path.open("rb") as file:
        assert asyncio.run(sandbox.run(Task.DETECT, file)) == b'{"kind": "txt"}'


def test_a_long_queue_is_not_made_longer(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"text")

    async def many() -> list[bytes | BaseException]:
        with path.open("rb") as file:
            runs = [sandbox.run(Task.DETECT, file) for _ in range(31)]
            tasks = [asyncio.ensure_future(one) for one in runs]
            done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return [one.exception() or one.result() for one in done]

    assert [type(one) for one in asyncio.run(many())] == [Busy]


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
