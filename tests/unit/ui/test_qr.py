"""QR codes: drawn, read again, and read from pictures that mean no good."""

import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication

from authenticator.flows.incoming_links import FillIn, scanned_activations
from authenticator.model import Secret
from crypto.app_link import ActivationLink
from ui.qr import screens
from ui.qr.picture import QrPicture, qr_modules
from ui.qr.reading import load_picture, read_qr
from ui.qr.screens import grab_screens, screenshot_by_desktop

LONG = ActivationLink(f"https://{'portal' * 20}.example", "m" * 254, "10542963").text
LINK = ActivationLink("https://portal.example", "max@abc.de", "10542963").text


def drawn(text: str, scale: float = 1.0) -> QImage:
    picture = QrPicture("qr", "QR code")
    picture.show_text(text)
    picture.resize(picture.sizeHint() * scale)
    return picture.grab().toImage()


@pytest.mark.parametrize("text", [LINK, LONG])
@pytest.mark.parametrize("scale", [1.0, 1.37, 2.0])
def test_what_is_drawn_can_be_read(qapp: QApplication, text: str, scale: float) -> None:
    assert read_qr(drawn(text, scale)) == (text,)


def test_a_quiet_zone_stays_white(qapp: QApplication) -> None:
    image = drawn(LINK)
    module = image.width() // (len(qr_modules(LINK)) + 8)
    edge = [image.pixelColor(x, 3 * module).name() for x in range(image.width())]
    assert set(edge) == {"#ffffff"}


def test_a_forgotten_code_is_gone(qapp: QApplication) -> None:
    picture = QrPicture("qr", "QR code")
    picture.show_text(LINK)
    picture.show_text("")
    assert picture._modules == []
    assert not picture.isVisible()


def screen_with(*texts: str) -> QImage:
    image = QImage(1920, 1080, QImage.Format.Format_RGB32)
    image.fill(QColor("#f4f6f5"))
    painter = QPainter(image)
    for number, text in enumerate(texts):
        code = drawn(text)
        painter.drawImage(200 + 700 * number, 300, code)
    painter.end()
    return image


def test_all_codes_of_a_screen_are_read(qapp: QApplication) -> None:
    found = read_qr(screen_with(LINK, "https://portal.example"))
    assert sorted(found) == sorted([LINK, "https://portal.example"])


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_transparent_picture_is_read_on_any_ground(qapp: QApplication, colour: str) -> None:
    modules = qr_modules(LINK)
    image = QImage(6 * len(modules) + 48, 6 * len(modules) + 48, QImage.Format.Format_ARGB32)
    image.fill(QColor("transparent"))
    painter = QPainter(image)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(6 * x + 24, 6 * y + 24, 6, 6, QColor(colour))
    painter.end()
    assert read_qr(image) == (LINK,)


def test_a_screen_without_a_code_says_nothing(qapp: QApplication) -> None:
    assert read_qr(screen_with()) == ()


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp"])
def test_pictures_are_read_whatever_their_name_says(
    qapp: QApplication, tmp_path: Path, kind: str
) -> None:
    assert drawn(LINK, 2).save(str(tmp_path / f"picture.{kind}"))
    path = (tmp_path / f"picture.{kind}").rename(tmp_path / "picture.dat")
    image = load_picture(str(path))
    assert image is not None
    assert read_qr(image) == (LINK,)


def png(width: int, height: int, bits: int = 1) -> bytes:
    """A picture of one colour: a few bytes that claim a great deal of memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    kind = 0 if bits == 1 else 6
    line = b"\0" + bytes(width // 8 if bits == 1 else width * bits // 2)
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return head + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        png(12_001, 1),
        png(60_000, 8),
    ],
    ids=["empty", "text", "svg", "gif", "broken", "wide", "wider"],
)
def test_what_is_no_usual_picture_is_left_alone(
    qapp: QApplication, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    assert load_picture(str(path)) is None


@pytest.mark.qt_log_ignore("exceeds the current allocation limit", extend=True)
def test_a_small_file_cannot_fill_the_memory(qapp: QApplication, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    # 8000 by 6000 in four bytes each: 183 MiB out of less than 300 kB.
    bomb.write_bytes(png(8000, 6000, 8))
    assert bomb.stat().st_size < 300_000
    assert load_picture(str(bomb)) is None


def test_a_huge_file_is_not_read(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png(64, 64) + bytes(20_000_000))
    assert load_picture(str(path)) is None


def test_a_missing_file_is_no_picture(qapp: QApplication, tmp_path: Path) -> None:
    assert load_picture(str(tmp_path / "missing.png")) is None


def test_every_screen_is_grabbed(qapp: QApplication) -> None:
    assert len(grab_screens()) == len(QGuiApplication.screens())


@pytest.mark.only_on("linux", reason="only Linux has a desktop portal")
def test_the_desktops_screenshot_is_read_and_deleted(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Bildschirmfoto von heute.png"
    assert screen_with(LINK).save(str(path))
    monkeypatch.setattr(screens, "take_screenshot", path.as_uri)
    (image,) = screenshot_by_desktop()
    assert read_qr(image) == (LINK,)
    assert not path.exists()


@pytest.mark.parametrize("address", ["", "https://evil.example/x.png", "file:///missing.png"])
def test_without_a_screenshot_there_is_no_picture(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(screens, "take_screenshot", lambda: address)
    assert screenshot_by_desktop() == []


FOREIGN = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Praxis\nTEL;TYPE=work:62730144\nEND:VCARD",
    "WIFI:S:Praxis;T:WPA;P:20542963;;",
    "https://portal.example/?code=20542963",
    "BCD\n002\n1\nSCT\nCOBADEFF\nPraxis\nDE89370400440532013000\nEUR12.34\n\n\n20542963",
    "otpauth://totp/AOK:max@abc.de?secret=JBSWY3DPEHPK3PXP&digits=8",
    "tel:+498962730144",
    "Aktivierungscode 2054 2963",
)
WANTED = FillIn("max@abc.de", Secret("10542963"))
OTHER = ActivationLink("https://portal.example", "max@abc.de", "20542963").text


@pytest.mark.parametrize("foreign", FOREIGN)
@pytest.mark.parametrize("ours", [LINK, "1054 2963"])
@pytest.mark.parametrize("first", [True, False])
def test_a_foreign_code_beside_ours_changes_nothing(
    qapp: QApplication, foreign: str, ours: str, first: bool
) -> None:
    texts = (foreign, ours) if first else (ours, foreign)
    found = scanned_activations(read_qr(screen_with(*texts)), "https://portal.example")
    assert {each.code for each in found} == {WANTED.code}
    assert scanned_activations(read_qr(screen_with(foreign)), "https://portal.example") == set()


def test_codes_of_ours_that_differ_are_all_found(qapp: QApplication) -> None:
    found = scanned_activations(read_qr(screen_with(LINK, OTHER)), "https://portal.example")
    assert found == {WANTED, FillIn("max@abc.de", Secret("20542963"))}
