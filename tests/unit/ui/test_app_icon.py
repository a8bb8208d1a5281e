"""The icon can be made out at every size, on every ground, and as a file of every system."""

import struct

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from authenticator.branding import load_branding
from icon_files import icns, ico, png
from tests.unit.ui.test_theme import contrast
from ui.app_icon import SIZES, app_icon, icon_picture

COLOURS = load_branding().colours.light
PANELS = ("#FFFFFF", "#F0F0F0", "#2B2B2B", "#000000")


def picture(side: int, *, badge: bool = False, on: str = "") -> QImage:
    drawn = icon_picture(COLOURS, side, badge=badge).toImage()
    if not on:
        return drawn
    panel = QImage(side, side, QImage.Format.Format_RGB32)
    panel.fill(QColor(on))
    painter = QPainter(panel)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return panel


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("side", SIZES)
def test_shield_and_tick_show_on_light_and_dark_panels(
    qapp: QApplication, side: int, panel: str
) -> None:
    image = picture(side, on=panel)
    row = [image.pixelColor(x, side // 2).name() for x in range(side)]
    shield = COLOURS["primary"].lower()
    assert contrast(shield, panel) >= 3 or any(
        contrast(each, panel) >= 3 for each in row[: side // 4]
    )
    tick = row[side // 3 : -side // 3]
    assert max(contrast(each, shield) for each in tick) >= 4.5


def test_the_icon_shows_that_something_waits(qapp: QApplication) -> None:
    plain, badged = (picture(32, badge=badge) for badge in (False, True))
    assert plain.pixel(27, 27) != badged.pixel(27, 27)
    assert plain.pixel(16, 4) == badged.pixel(16, 4)
    # A gap between shield and dot is seen by those who see no colours.
    assert plain.pixelColor(16, 24).alpha() == 255
    assert badged.pixelColor(16, 24).alpha() < 255


def test_no_size_is_cut_at_the_edges_of_its_picture(qapp: QApplication) -> None:
    for side in SIZES:
        image = picture(side)
        corners = [image.pixelColor(x, y) for x in (0, side - 1) for y in (0, side - 1)]
        assert [corner.alpha() for corner in corners] == [0] * 4
        assert image.pixelColor(side // 2, side // 3) == QColor(COLOURS["primary"])


def test_the_icon_of_a_window_has_every_size_but_the_installers(qapp: QApplication) -> None:
    sizes = {size.width() for size in app_icon(COLOURS).availableSizes()}
    assert sizes == set(SIZES) - {512}


def test_the_files_hold_each_picture_where_their_heads_say(qapp: QApplication) -> None:
    pictures = {side: f"picture {side}".encode() for side in SIZES}
    small = {side: data for side, data in pictures.items() if side <= 256}
    file = ico(small)
    assert struct.unpack_from("<HHH", file) == (0, 1, len(small))
    for number, (side, data) in enumerate(small.items()):
        entry = struct.unpack_from("<BBBBHHII", file, 6 + 16 * number)
        assert entry[0] == side % 256
        assert file[entry[7] : entry[7] + entry[6]] == data
    parts = icns(pictures)
    assert parts[:4] == b"icns"
    assert struct.unpack_from(">I", parts, 4) == (len(parts),)
    assert parts[8:12] == b"icp4"
    assert parts[16:].startswith(b"picture 16")


def test_what_is_written_is_read_as_a_picture_again(qapp: QApplication) -> None:
    read = QImage.fromData(ico({32: png(32)}))
    assert read.size().width() == 32
    assert read.pixelColor(16, 8) == QColor(COLOURS["primary"])
