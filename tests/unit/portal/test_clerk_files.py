"""What was handed in: pictures made by us, originals only to be kept, every look written down."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.clerk_cases import add_attachment, clerk_at, ordered_registration
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal
from tests.support.texts import portal_text
from tests.support.uploads import documents, samples

pytestmark = pytest.mark.heavy

HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("desk")) as portal:
        yield portal


@pytest.fixture(scope="module")
def clerk(portal: RunningPortal) -> Browser:
    return clerk_at(portal)


def looks(portal: RunningPortal, file: str) -> list[dict[str, object]]:
    """What the audit log has of a file, oldest first."""
    rows = portal.query("SELECT facts FROM audit WHERE event = 'certificate-viewed' ORDER BY seq")
    found = [json.loads(row[0]) for row in rows]
    return [facts for facts in found if facts["file"] == file]


def test_an_original_is_only_ever_loaded_down(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, "a.txt", HTML)
    answer = clerk.open(f"/desk/{id_}/files/{file}")
    assert answer.content == HTML
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "nosniff" in answer.headers["x-content-type-options"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_pictures_never_wait_for_uploads(
    portal: RunningPortal, clerk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clerk sees pages while the sandbox for uploads gives no turn to anybody."""
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, "a.pdf", samples.pdf())
    monkeypatch.setattr(portal.app.sandboxes.uploads, "turn", None)
    assert clerk.open(f"/desk/{id_}/files/{file}/1.png", "same-origin").status_code == 200


def test_pages_are_shown_as_pictures_of_our_own(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, "a.pdf", samples.pdf(2))
    page = clerk.open(f"/desk/{id_}").text
    path = f"/desk/{id_}/files/{file}"
    assert [number for number in range(4) if f'<img src="{path}/{number}.png"' in page] == [1, 2]
    answer = clerk.open(f"{path}/2.png", "same-origin")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG\r\n")
    assert answer.headers["cache-control"] == "no-store"
    for number in ("0", "3", "-1", "x", "9" * 30):
        assert clerk.open(f"{path}/{number}.png").status_code == 404, number


def test_a_text_is_shown_as_text(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, "a.txt", HTML)
    page = clerk.open(f"/desk/{id_}").text
    assert "&lt;html&gt;&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert len(looks(portal, file)) == 1


def test_what_has_no_picture_says_so(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    add_attachment(portal, id_, "Anlage.docx", samples.office("docx"))
    text = clerk.open(f"/desk/{id_}").text
    assert portal_text("There is no preview …") in text
    assert portal_text("Download the original") in text


def test_an_office_document_is_shown_as_text_and_counts_as_seen(
    portal: RunningPortal, clerk: Browser
) -> None:
    id_ = ordered_registration(portal)
    written = docx.Document()
    written.add_paragraph("<script>alert(1)</script>")
    written.add_picture(io.BytesIO(documents.picture()))
    file = io.BytesIO()
    written.save(file)
    name = add_attachment(portal, id_, "Bescheinigung.docx", file.getvalue())
    page = clerk.open(f"/desk/{id_}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert portal_text("There is no preview …") not in page
    (picture,) = re.findall(rf'<img src="(/desk/{id_}/files/{name}/\d+\.png)"', page)
    assert clerk.open(picture).headers["content-type"] == "image/png"
    assert [facts["original"] for facts in looks(portal, name)] == [False]


def test_a_preview_says_that_it_is_loading(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    add_attachment(portal, id_, "a.png", samples.image("PNG"))
    assert portal_text("Loading the preview …") in clerk.open(f"/desk/{id_}").text


def test_every_look_at_a_certificate_is_written_down(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, "Maren Montag.png", samples.image("PNG"))
    path = f"/desk/{id_}/files/{file}"
    for _ in range(2):
        assert clerk.open(f"{path}/1.png").status_code == 200
    assert [facts["original"] for facts in looks(portal, file)] == [False]
    for _ in range(2):
        clerk.open(path)
    assert [facts["original"] for facts in looks(portal, file)] == [False, True, True]
    clerk_at(portal).open(f"{path}/1.png")
    assert len({facts["clerk"] for facts in looks(portal, file)}) == 2
    told = {name for facts in looks(portal, file) for name in facts}
    assert told == {"registration", "clerk", "file", "original"}


def test_a_file_that_is_gone_is_not_found(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, "a.png", samples.image("PNG"))
    for path in (portal.settings.data / "uploads").iterdir():
        path.unlink()
    original, picture = (clerk.open(f"/desk/{id_}/files/{file}{where}") for where in ("", "/1.png"))
    assert original.headers["location"] == f"/desk/{id_}?gone=1"
    assert picture.status_code == 404
    assert portal_text("There is no preview …") in clerk.open(f"/desk/{id_}").text
    assert looks(portal, file) == []


def test_a_session_gets_so_many_pictures_only(tmp_path: Path) -> None:
    rates = {**WIDE_RATES, Limit.PICTURES_BY_SESSION: Rate(1, 60)}
    with running_portal(tmp_path, rates=rates) as portal:
        id_ = ordered_registration(portal)
        path = f"/desk/{id_}/files/nothing/1.png"
        clerk, other = clerk_at(portal), clerk_at(portal)
        assert [clerk.open(path).status_code for _ in range(2)] == [404, 429]
        assert other.open(path).status_code == 404
