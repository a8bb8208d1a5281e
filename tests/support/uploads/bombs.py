"""Small files that cost whoever opens them much time or memory."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

from tests.support.uploads import samples


def document_of_elements(parts: int, each: int) -> bytes:
    """Relations in many parts, none of which is remarkable alone."""
    relations = b"<r>" + b"<a/>" * each + b"</r>"
    return samples.office("docx", {f"word/_rels/{n}.rels": relations for n in range(parts)})


def document_of_long_relations(parts: int, each: int) -> bytes:
    """Hardly an element, but very many bytes of XML."""
    relations = b"<r>" + b" " * each + b"</r>"
    return samples.office("docx", {f"word/_rels/{n}.rels": relations for n in range(parts)})


def document_of_fields(count: int) -> bytes:
    field = b"<instrText>PAGE</instrText>"
    return samples.office("docx", {"word/document.xml": b"<d>" + field * count + b"</d>"})


def packed_as(compression: int) -> bytes:
    """A document that is packed as Office packs none."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
    return file.getvalue()


def pdf_of_nodes(count: int) -> bytes:
    """One array of so many entries."""
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.X = made.make_stream(b"", Y=pikepdf.Array([0] * count))
    return samples.saved(made)


def pdf_with_image(width: int, height: int) -> bytes:
    """A picture of zeros, which are packed to next to nothing."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    image = made.make_stream(
        zlib.compress(bytes(1000)),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=1,
        ColorSpace=pikepdf.Name.DeviceGray,
        Filter=pikepdf.Name.FlateDecode,
    )
    page.obj.Resources = _using(image)
    return samples.saved(made)


def pdf_that_takes_long() -> bytes:
    """Nine forms, each of which draws the one before it ten times: a billion rectangles."""
    made = pikepdf.new()
    drawn = _form(made, b"0 0 500 500 re f", pikepdf.Dictionary())
    for _ in range(9):
        drawn = _form(made, b"/X Do " * 10, _using(drawn))
    page = made.add_blank_page(page_size=(595, 842))
    page.obj.Resources = _using(drawn)
    page.obj.Contents = made.make_stream(b"/X Do")
    return samples.saved(made)


def _using(drawn: pikepdf.Object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=drawn))


def _form(made: pikepdf.Pdf, content: bytes, resources: pikepdf.Dictionary) -> pikepdf.Stream:
    return made.make_stream(
        content,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 600, 900],
        Resources=resources,
    )


def gif_of_frames(count: int) -> bytes:
    frames = [Image.new("L", (8, 8), number % 2 * 255) for number in range(count)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def tiff_of_frames(count: int, width: int, height: int) -> bytes:
    """Colour frames that say how large they are; there is nothing in them."""
    made = b"II*\0" + struct.pack("<I", 8)
    for number in range(count):
        there = _tiff_tags(width, height)
        following = len(made) + len(there) + 4
        made += there + struct.pack("<I", 0 if number + 1 == count else following)
    return made


def _tiff_tags(width: int, height: int) -> bytes:
    """Size, bits, RGB, place and bands (TIFF 6.0, section 8)."""
    tags = {256: width, 257: height, 258: 8, 262: 2, 273: 8, 277: 3}
    entries = (struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    return struct.pack("<H", len(tags)) + b"".join(entries)


def picture_of_bytes(data: bytes) -> bytes:
    """A PNG that has these bytes among its pixels as they are, and others around them."""
    around = bytes(range(256)) * 16
    pixels = around + data + around
    image = Image.frombytes("P", (len(pixels), 1), pixels)
    image.putpalette(bytes(768))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0)
    assert data in file.getvalue()
    return file.getvalue()


def jpeg_that_says(width: int, height: int, *, progressive: bool = False) -> bytes:
    """A small JPEG whose header says how large it is (ITU-T T.81, B.2.2)."""
    made = samples.image("JPEG") if not progressive else _progressive()
    frame = made.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    return made[: frame + 5] + struct.pack(">HH", height, width) + made[frame + 9 :]


def _progressive() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30)).save(file, "JPEG", progressive=True, subsampling=0)
    return file.getvalue()
