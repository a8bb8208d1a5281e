"""What was handed in: pictures made by us, originals only to be kept, every look written down."""

import dataclasses
import json
from collections.abc import Iterator
from unittest import mock

import pytest

from portal.clerk.papers import OriginalsOnly, Paper
from portal.rate_limits import Rate
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, running_portal
from tests.support.registrations import add_attachment, clerk_at, ordered_registration

PNG = b"\x89PNG\r\n\x1a\n made by us"
HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("desk")) as portal:
        yield portal


@pytest.fixture(scope="module")
def clerk(portal: RunningPortal) -> Browser:
    return clerk_at(portal)


@pytest.fixture
def pictures() -> Iterator[None]:
    """Every file has two pages."""

    async def pages(_self: object, _paper: Paper) -> int:
        return 2

    async def picture(_self: object, _paper: Paper, page: int) -> bytes | None:
        return PNG if 1 <= page <= 2 else None

    with mock.patch.multiple(OriginalsOnly, pages=pages, picture=picture):
        yield


def views(portal: RunningPortal, file: str) -> list[dict[str, object]]:
    rows = portal.query("SELECT facts FROM audit WHERE event = 'certificate-viewed' ORDER BY seq")
    found = [json.loads(row[0]) for row in rows]
    return [facts for facts in found if facts["file"] == file]


def test_an_original_is_only_ever_loaded_down(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, HTML, 'a".html', "txt")
    answer = clerk.open(f"/desk/{id_}/files/{file}")
    assert answer.content == HTML
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [("a.pdf.exe", "pdf", "a.pdf.exe.pdf"), ("Scan.PDF", "pdf", "Scan.PDF"), ("x", "png", "x.png")],
)
def test_the_name_of_a_download_ends_as_its_content_does(
    portal: RunningPortal, clerk: Browser, name: str, kind: str, ending: str
) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, b"x", name, kind)
    disposition = clerk.open(f"/desk/{id_}/files/{file}").headers["content-disposition"]
    assert disposition == f'attachment; filename="{ending}"'


def test_pictures_are_png_whatever_was_handed_in(
    portal: RunningPortal, clerk: Browser, pictures: None
) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, HTML, "a.html", "txt")
    page = clerk.open(f"/desk/{id_}").text
    assert page.count("<img src=") == 2 + 1, "two pages, and the portal's sign"
    answer = clerk.open(f"/desk/{id_}/files/{file}/2.png", "same-origin")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    for number in ("0", "3", "-1", "x", "9" * 30):
        assert clerk.open(f"/desk/{id_}/files/{file}/{number}.png").status_code == 404


def test_what_has_no_picture_says_so(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    add_attachment(portal, id_, b"PK", "Anlage.docx", "docx")
    text = clerk.open(f"/desk/{id_}").text
    assert "keine Vorschau" in text
    assert "Original herunterladen" in text


def test_every_look_at_a_certificate_is_written_down(
    portal: RunningPortal, clerk: Browser, pictures: None
) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, b"%PDF-1.7", "Maren Montag.pdf", "pdf")
    for page in (1, 2, 1):
        clerk.open(f"/desk/{id_}/files/{file}/{page}.png")
    (looked,) = views(portal, file)
    assert looked["picture"] is True
    clerk.open(f"/desk/{id_}/files/{file}")
    clerk.open(f"/desk/{id_}/files/{file}")
    assert [facts["picture"] for facts in views(portal, file)] == [True, False, False]
    clerk_at(portal).open(f"/desk/{id_}/files/{file}/2.png")
    assert len({facts["clerk"] for facts in views(portal, file)}) == 2
    told = {name for facts in views(portal, file) for name in facts}
    assert told == {"registration", "clerk", "file", "picture"}


def test_a_file_that_is_gone_is_not_found(portal: RunningPortal, clerk: Browser) -> None:
    id_ = ordered_registration(portal)
    file = add_attachment(portal, id_, b"x", "a.pdf", "pdf")
    for path in (portal.settings.data / "uploads").iterdir():
        path.unlink()
    assert clerk.open(f"/desk/{id_}/files/{file}").status_code == 404
    assert views(portal, file) == []


def test_pictures_are_made_so_often_only(
    tmp_path_factory: pytest.TempPathFactory, pictures: None
) -> None:
    rates = dataclasses.replace(WIDE_RATES, pictures_by_session=Rate(2, 60))
    with running_portal(tmp_path_factory.mktemp("rates"), rates=rates) as portal:
        id_ = ordered_registration(portal)
        path = f"/desk/{id_}/files/{add_attachment(portal, id_, b'x', 'a.pdf', 'pdf')}/1.png"
        clerk, other = clerk_at(portal), clerk_at(portal)
        assert [clerk.open(path).status_code for _ in range(3)] == [200, 200, 429]
        assert other.open(path).status_code == 200
