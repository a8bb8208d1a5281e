"""Pictures for clerks: the right grey, ground, shape and colour, whatever the file has."""

import io
import struct
import zlib
from typing import Any, Final

import pytest
from PIL import Image, ImageCms, ImageDraw

from portal.domain.certificates.file_types import FileKind
from portal.domain.certificates.sandbox.pictures import NoPicture, page_count, page_picture

pytestmark = pytest.mark.heavy

WHITE: Final = (255, 255, 255)
BLACK: Final = (0, 0, 0)
TEXT: Final = (10, 10, 30, 20)
"""Where there is "text" on the pictures below; beside it there is ground."""


def seen(data: bytes, kind: FileKind, page: int = 0) -> Image.Image:
    made = Image.open(io.BytesIO(page_picture(data, kind, page)), formats=["PNG"])
    assert made.mode == "RGB"
    return made


def saved(image: Image.Image, format_: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def text_and_ground(image: Image.Image) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = image.getpixel((20, 15)), image.getpixel((35, 30))
    assert isinstance(found[0], tuple)
    assert isinstance(found[1], tuple)
    return found[0], found[1]


def drawn(mode: str, ground: Any, text: Any) -> Image.Image:
    image = Image.new(mode, (40, 40), ground)
    ImageDraw.Draw(image).rectangle(TEXT, fill=text)
    return image


def near(colour: tuple[int, ...], wanted: tuple[int, ...], most: int = 12) -> bool:
    return all(abs(one - other) <= most for one, other in zip(colour, wanted, strict=True))


def deep(mode: str, ground: float, text: float) -> Image.Image:
    image = Image.new(mode, (40, 40), ground)
    left, top, right, bottom = TEXT
    for at in ((x, y) for x in range(left, right) for y in range(top, bottom)):
        image.putpixel(at, text)
    return image


@pytest.mark.parametrize(
    ("image", "format_", "text", "ground"),
    [
        (deep("I;16", 65535, 0), "PNG", 0, 255),
        (deep("I;16", 65535, 0), "TIFF", 0, 255),
        (deep("I;16", 40000, 10000), "PNG", 39, 156),
        (deep("I;16", 4095, 0), "TIFF", 0, 255),
        (deep("I;16", 255, 0), "TIFF", 0, 255),
        (deep("I", 60000, 0), "TIFF", 0, 233),
        (deep("I", 2_000_000, 0), "TIFF", 0, 255),
        (deep("F", 1.0, 0.0), "TIFF", 0, 255),
        (deep("F", 255.0, 0.0), "TIFF", 0, 255),
        (deep("F", 0.0, -1.0), "TIFF", 0, 255),
    ],
)
def test_more_than_256_steps_of_grey_become_256(
    image: Image.Image, format_: str, text: int, ground: int
) -> None:
    kind = FileKind.PNG if format_ == "PNG" else FileKind.TIFF
    found = text_and_ground(seen(saved(image, format_), kind))
    assert near(found[0], (text,) * 3, 2)
    assert near(found[1], (ground,) * 3, 2)


def test_sixteen_bits_whose_zero_is_white() -> None:
    data = saved(deep("I;16", 0, 65535), "TIFF", tiffinfo={262: 0})
    assert text_and_ground(seen(data, FileKind.TIFF)) == (BLACK, WHITE)


@pytest.mark.parametrize(
    ("image", "options"),
    [
        (drawn("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)), {}),
        (drawn("LA", (0, 0), (0, 255)), {}),
        (drawn("L", 255, 0), {"transparency": 255}),
        (drawn("RGB", (1, 2, 3), BLACK), {"transparency": (1, 2, 3)}),
        (drawn("P", 1, 0), {"transparency": 1}),
        (drawn("P", 1, 0), {"transparency": bytes((255, 0))}),
        (drawn("1", 1, 0), {"transparency": 1}),
        (drawn("1", 1, 0), {}),
    ],
    ids=["RGBA", "LA", "L", "RGB", "P", "P-bytes", "1", "opaque"],
)
def test_what_is_transparent_is_white(image: Image.Image, options: dict[str, Any]) -> None:
    if image.mode == "P":
        image.putpalette((*BLACK, 9, 9, 9))
    data = saved(image, "PNG", **options)
    assert text_and_ground(seen(data, FileKind.PNG)) == (BLACK, WHITE)


@pytest.mark.parametrize(
    "image",
    [drawn("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)), drawn("LA", (0, 0), (250, 255))],
)
def test_white_writing_without_a_ground_stands_on_a_dark_one(image: Image.Image) -> None:
    text, ground = text_and_ground(seen(saved(image, "PNG"), FileKind.PNG))
    assert min(text) > 240
    assert max(ground) < 100


def test_black_that_is_transparent_in_one_bit_leaves_the_white() -> None:
    data = saved(drawn("1", 1, 0), "PNG", transparency=0)
    text, ground = text_and_ground(seen(data, FileKind.PNG))
    assert max(text) < 100
    assert min(ground) > 240


def test_half_transparent_red_is_pink() -> None:
    data = saved(drawn("RGBA", (255, 0, 0, 128), (0, 0, 0, 255)), "PNG")
    text, ground = text_and_ground(seen(data, FileKind.PNG))
    assert text == BLACK
    assert near(ground, (255, 127, 127), 2)


@pytest.mark.parametrize(
    ("format_", "options", "size"),
    [
        ("TIFF", {"dpi": (204, 98), "compression": "group4"}, (864, 1145)),
        ("TIFF", {"dpi": (204, 196), "compression": "group3"}, (864, 572)),
        ("TIFF", {"dpi": (98, 204)}, (1799, 550)),
        ("PNG", {"dpi": (204, 98)}, (864, 1145)),
        ("TIFF", {"dpi": (300, 300)}, (864, 550)),
        ("TIFF", {"dpi": (300, 1)}, (864, 550)),
        ("TIFF", {}, (864, 550)),
    ],
)
def test_a_fax_has_the_shape_of_its_paper(
    format_: str, options: dict[str, Any], size: tuple[int, int]
) -> None:
    kind = FileKind.PNG if format_ == "PNG" else FileKind.TIFF
    found = seen(saved(Image.new("1", (864, 550), 1), format_, **options), kind).size
    assert found == pytest.approx(size, abs=2)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((1080, 12_000), (454, 5044)),
        ((12_000, 300), (8000, 200)),
        ((3000, 3000), (1513, 1513)),
        ((60_000, 3), (8000, 1)),
        ((30, 20), (30, 20)),
    ],
)
def test_strips_stay_legible_and_pictures_moderate(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert seen(saved(Image.new("L", size, 255), "PNG"), FileKind.PNG).size == shown


def test_thin_strokes_of_a_scan_in_black_and_white_stay() -> None:
    scan = Image.new("1", (4000, 4000), 1)
    for at in range(0, 4000, 40):
        ImageDraw.Draw(scan).line((0, at, 4000, at), fill=0, width=1)
    made = seen(saved(scan, "TIFF", compression="group4"), FileKind.TIFF).convert("L")
    column = made.crop((700, 0, 701, made.height)).histogram()
    assert 90 <= sum(column[:220]) <= 220


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("format_", "kind"),
    [("JPEG", FileKind.JPEG), ("PNG", FileKind.PNG), ("TIFF", FileKind.TIFF)],
)
def test_a_photograph_stands_upright(orientation: int, format_: str, kind: FileKind) -> None:
    """Red above, blue below, green at the left of the red."""
    upright = Image.new("RGB", (60, 90), (0, 0, 255))
    upright.paste((255, 0, 0), (0, 0, 60, 45))
    upright.paste((0, 255, 0), (0, 0, 20, 45))
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    taken = upright.transpose(back[orientation]) if orientation in back else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = seen(saved(taken, format_, exif=exif), kind)
    assert found.size == (60, 90)
    for at, wanted in (((8, 15), (0, 255, 0)), ((45, 15), (255, 0, 0)), ((30, 75), (0, 0, 255))):
        colour = found.getpixel(at)
        assert isinstance(colour, tuple)
        assert near(colour, wanted, 40)


def test_the_colours_of_a_printed_picture() -> None:
    data = saved(drawn("CMYK", (0, 0, 0, 0), (0, 0, 0, 255)), "JPEG", quality=95)
    text, ground = text_and_ground(seen(data, FileKind.JPEG))
    assert near(text, BLACK)
    assert near(ground, WHITE)


def test_a_colour_profile_is_applied_and_a_broken_one_is_not() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (b"broken", lab, srgb):
        data = saved(drawn("RGB", (200, 100, 50), BLACK), "PNG", icc_profile=profile)
        assert near(text_and_ground(seen(data, FileKind.PNG))[1], (200, 100, 50), 2)
    swapped = saved(drawn("RGB", (200, 100, 50), BLACK), "PNG", icc_profile=_swapping(srgb))
    assert near(text_and_ground(seen(swapped, FileKind.PNG))[1], (50, 100, 200), 12)


def _swapping(profile: bytes) -> bytes:
    """The profile with red and blue exchanged."""
    return profile.replace(b"rXYZ", b"tmpZ").replace(b"bXYZ", b"rXYZ").replace(b"tmpZ", b"bXYZ")


def test_every_page_of_a_scan_is_its_own() -> None:
    pages = [Image.new("L", (30, 30), grey) for grey in (0, 100, 200)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert page_count(data, FileKind.TIFF) == 3
    assert [seen(data, FileKind.TIFF, page).getpixel((1, 1)) for page in range(3)] == [
        (grey,) * 3 for grey in (0, 100, 200)
    ]
    with pytest.raises(NoPicture):
        page_picture(data, FileKind.TIFF, 3)


def test_a_photograph_of_a_telephone_is_made_smaller_while_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """12,000 by 9,000 pixels; nothing that large is ever there."""
    data = saved(Image.new("RGB", (12_000, 9000), (10, 120, 200)), "JPEG")
    sizes: list[tuple[int, int]] = []
    load = Image.Image.load

    def noted(image: Image.Image) -> Any:
        sizes.append(image.size)
        return load(image)

    monkeypatch.setattr(Image.Image, "load", noted)
    found = seen(data, FileKind.JPEG)
    assert near(found.getpixel((5, 5)), (10, 120, 200))  # type: ignore[arg-type]
    assert max(max(size) for size in sizes) <= 4000


def png(depth: int, colour: int, row: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Of one row and as many pixels as it has, which Pillow does not write itself."""
    width = len(row) * 8 // depth // {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    header = struct.pack(">IIBBBBB", width, 1, depth, colour, 0, 0, 0)
    whole = [
        (b"IHDR", header),
        *chunks,
        (b"IDAT", zlib.compress(b"\0" + row)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in whole
    )


def test_sixteen_bits_with_transparency() -> None:
    half = struct.pack(">HH", 0, 65535) + struct.pack(">HH", 0, 0)
    assert [seen(png(16, 4, half), FileKind.PNG).getpixel((at, 0)) for at in (0, 1)] == [
        BLACK,
        WHITE,
    ]
    grey = png(16, 0, struct.pack(">HH", 0, 65535), (b"tRNS", struct.pack(">H", 65535)))
    assert [seen(grey, FileKind.PNG).getpixel((at, 0)) for at in (0, 1)] == [BLACK, WHITE]
