"""Files as programs and devices really write them: odd, and good all the same."""

import io
import struct
import zlib

import pikepdf
from PIL import Image, PngImagePlugin

from portal.domain.certificates.file_types import FileKind
from tests.support.uploads import samples
from tests.support.uploads.office_files import OFFICE
from tests.support.uploads.sent import Make, Sent

PDF, JPEG, PNG = samples.pdf(), samples.image("JPEG"), samples.image("PNG")
TEXT = "Bestätigung für Jörg Groß\r\n"


# --- pictures


def drawn(kind: str, mode: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def several(kind: str, *modes: str) -> bytes:
    first, *others = (Image.new(mode, (60, 40), at) for at, mode in enumerate(modes))
    file = io.BytesIO()
    first.save(file, kind, save_all=True, append_images=others)
    return file.getvalue()


def jpeg_with(segment: int, content: bytes) -> bytes:
    """A JPEG with one segment more, before all others (ITU-T T.81, B.1.1.4)."""
    length = (len(content) + 2).to_bytes(2, "big")
    return JPEG[:2] + bytes((0xFF, segment)) + length + content + JPEG[2:]


def jpeg_of_bytes(data: bytes) -> bytes:
    """A JPEG that has these bytes among its compressed ones, after its header."""
    made = drawn("JPEG", "L", (400, 400), quality=95)
    scan = made.index(b"\xff\xda")
    start = scan + 2 + int.from_bytes(made[scan + 2 : scan + 4], "big") + 20
    return made[:start] + data + made[start + len(data) :]


def photograph(pixels: int, **options: object) -> bytes:
    """A grey one in a format of four to three."""
    width = round((pixels * 4 / 3) ** 0.5)
    return drawn("JPEG", "RGB", (width, width * 3 // 4), quality=30, **options)


def png_with_history(length: int) -> bytes:
    """With a remark as some programs write it, which is short when it is packed."""
    remark = PngImagePlugin.PngInfo()
    remark.add_text("XML:com.adobe.xmp", "x" * length, zip=True)
    return drawn("PNG", "RGB", pnginfo=remark)


def wide_png(width: int, height: int, depth: int, colours: int) -> bytes:
    """A PNG of zeros without keeping its pixels in memory (PNG, third edition, 11.2.1)."""
    bands = {0: 1, 2: 3, 6: 4}[colours]
    row = b"\0" * (1 + (width * depth * bands + 7) // 8)
    packer = zlib.compressobj(1)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return PNG[:8] + b"".join(_chunk(*one) for one in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    summed = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + summed


PLIST = b'Photoshop 3.0\08BIM<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST">'
IMAGES = {
    "grey of 16 bits": Sent("a.png", lambda: drawn("PNG", "I;16"), FileKind.PNG),
    "grey TIFF of 16 bits": Sent("a.tif", lambda: drawn("TIFF", "I;16"), FileKind.TIFF),
    "grey TIFF of 32 bits": Sent("a.tif", lambda: drawn("TIFF", "I"), FileKind.TIFF),
    "transparent": Sent("a.png", lambda: drawn("PNG", "RGBA"), FileKind.PNG),
    "transparent grey": Sent("a.png", lambda: drawn("PNG", "LA"), FileKind.PNG),
    "transparent black and white": Sent(
        "a.png", lambda: drawn("PNG", "1", transparency=0), FileKind.PNG
    ),
    "transparent palette": Sent(
        "a.png", lambda: drawn("PNG", "P", transparency=b"\0\1"), FileKind.PNG
    ),
    "fax": Sent(
        "a.tif",
        lambda: drawn("TIFF", "1", (1728, 1145), compression="group3", dpi=(204, 98)),
        FileKind.TIFF,
    ),
    "scan": Sent(
        "a.tiff", lambda: drawn("TIFF", "1", (1654, 2339), compression="group4"), FileKind.TIFF
    ),
    "TIFF of JPEG": Sent("a.tif", lambda: drawn("TIFF", "RGB", compression="jpeg"), FileKind.TIFF),
    "TIFF of LZW": Sent(
        "a.tif", lambda: drawn("TIFF", "CMYK", compression="tiff_lzw"), FileKind.TIFF
    ),
    "TIFF of several pages": Sent("a.tif", lambda: several("TIFF", "RGB", "1", "L"), FileKind.TIFF),
    "BigTIFF": Sent("a.tif", lambda: drawn("TIFF", "RGB", big_tiff=True), FileKind.TIFF),
    "moving PNG": Sent("a.png", lambda: several("PNG", "RGB", "RGB"), FileKind.PNG),
    "moving GIF": Sent("a.gif", lambda: several("GIF", "L", "L"), FileKind.GIF),
    "HEIC of several": Sent("a.heic", lambda: several("HEIF", "RGB", "RGB"), FileKind.HEIC),
    "long history": Sent("a.png", lambda: png_with_history(3_000_000), FileKind.PNG),
    "CMYK": Sent("a.jpg", lambda: drawn("JPEG", "CMYK"), FileKind.JPEG),
    "progressive": Sent("a.jpg", lambda: drawn("JPEG", "RGB", progressive=True), FileKind.JPEG),
    "depth": Sent("a.jpg", lambda: several("MPO", "RGB", "RGB"), FileKind.JPEG),
    "depth, cut off": Sent("a.jpg", lambda: several("MPO", "RGB", "RGB")[:-300], FileKind.JPEG),
    "video behind it": Sent(
        "a.jpg", lambda: JPEG + b"\0\0\0\x18ftypmp42" + bytes(900), FileKind.JPEG
    ),
    "Samsung": Sent("a.jpg", lambda: JPEG + b"\0\0\x01\x0aSEFH" + bytes(90), FileKind.JPEG),
    "chance": Sent("a.jpg", lambda: jpeg_of_bytes(b"<sVg\xf1\x07\x93 "), FileKind.JPEG),
    "chance in text": Sent("a.jpg", lambda: jpeg_of_bytes(b"<sVg" + b"abcdefgh"), FileKind.JPEG),
    "Photoshop": Sent("a.jpg", lambda: jpeg_with(0xED, PLIST), FileKind.JPEG),
    "large": Sent("a.jpg", lambda: photograph(108_000_000), FileKind.JPEG),
    "larger": Sent("a.jpg", lambda: photograph(200_000_000), FileKind.JPEG),
    "large, progressive": Sent(
        "a.jpg", lambda: photograph(108_000_000, progressive=True), FileKind.JPEG
    ),
    "plan": Sent("a.png", lambda: wide_png(17_000, 17_000, 1, 0), FileKind.PNG),
    "jfif": Sent("foto.jfif", lambda: JPEG, FileKind.JPEG, "foto.jpg"),
    "jpe": Sent("foto.JPE", lambda: JPEG, FileKind.JPEG, "foto.jpg"),
    "HEIC named jpg": Sent("foto.jpg", lambda: samples.GOOD["a.heic"], FileKind.HEIC, "foto.heic"),
    "PNG named pdf": Sent("scan.pdf", lambda: PNG, FileKind.PNG, "scan.png"),
}

# --- PDF

PJL = b"\x1b%-12345X@PJL JOB\r\n@PJL SET RESOLUTION=600\r\n@PJL ENTER LANGUAGE=PDF\r\n"


def readable_by_all() -> bytes:
    """Encrypted, so that nobody changes it, and open for whoever wants to read it."""
    made = pikepdf.new()
    made.add_blank_page()
    return samples.saved(made, encryption=pikepdf.Encryption(owner="o", user=""))


def photograph_in_pdf() -> bytes:
    """As telephones "scan": a page of one JPEG."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    image = made.make_stream(
        photograph(108_000_000),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=12_000,
        Height=9_000,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=image))
    return samples.saved(made)


PDFS = {
    "blank line": Sent("a.pdf", lambda: b"\r\n" + PDF, FileKind.PDF),
    "byte order mark": Sent("a.pdf", lambda: b"\xef\xbb\xbf" + PDF, FileKind.PDF),
    "zeros": Sent("a.pdf", lambda: bytes(512) + PDF, FileKind.PDF),
    "printer": Sent("a.pdf", lambda: PJL + PDF + b"\x1b%-12345X@PJL EOJ\r\n", FileKind.PDF),
    "printer, one line": Sent("a.pdf", lambda: b"\x1b%-12345X" + PDF, FileKind.PDF),
    "header of a mail": Sent(
        "a.pdf", lambda: b"Content-Type: application/pdf\r\n\r\n" + PDF, FileKind.PDF
    ),
    "Ctrl-Z": Sent("a.pdf", lambda: PDF + b"\x1a", FileKind.PDF),
    "zeros behind it": Sent("a.pdf", lambda: PDF + bytes(5000), FileKind.PDF),
    "junk behind it": Sent("a.pdf", lambda: PDF + bytes(range(256)) * 20, FileKind.PDF),
    "no end": Sent("a.pdf", lambda: PDF[: PDF.rindex(b"%%EOF")], FileKind.PDF),
    "telephone": Sent("a.pdf", photograph_in_pdf, FileKind.PDF),
    "not to be changed": Sent("a.pdf", readable_by_all, FileKind.PDF),
    "no ending": Sent("Bescheinigung", lambda: PDF, FileKind.PDF, "Bescheinigung.pdf"),
    "a point": Sent("Dr. Kaya", lambda: PDF, FileKind.PDF, "Dr. Kaya.pdf"),
    "a date": Sent("Scan 12.03.2025", lambda: PDF, FileKind.PDF, "Scan 12.03.2025.pdf"),
    "a program's name": Sent("a.pdf.exe", lambda: PDF, FileKind.PDF, "a.pdf.exe.pdf"),
    "long": Sent("ä" * 99, lambda: PDF, FileKind.PDF, "ä" * 96 + ".pdf"),
    "capitals": Sent("A.PDF", lambda: PDF, FileKind.PDF),
    "two points": Sent("a..pdf", lambda: PDF, FileKind.PDF),
}

# --- text


def text(encoding: str, text: str = TEXT) -> Make:
    return lambda: text.encode(encoding)


TEXTS = {
    "UTF-16": Sent("a.txt", text("utf-16"), FileKind.TEXT),
    "UTF-16, big end first": Sent(
        "a.txt", lambda: b"\xfe\xff" + TEXT.encode("utf-16-be"), FileKind.TEXT
    ),
    "UTF-16 without a mark": Sent("a.txt", text("utf-16-le"), FileKind.TEXT),
    "UTF-16, big end first, without a mark": Sent("a.txt", text("utf-16-be"), FileKind.TEXT),
    "UTF-8 with a mark": Sent("a.txt", text("utf-8-sig"), FileKind.TEXT),
    "Windows": Sent("a.txt", text("cp1252"), FileKind.TEXT),
    "DOS": Sent("a.txt", text("cp850"), FileKind.TEXT),
    "Ctrl-Z": Sent("a.txt", lambda: TEXT.encode("cp850") + b"\x1a", FileKind.TEXT),
    "Ctrl-Z and zeros": Sent("a.txt", lambda: TEXT.encode() + b"\x1a" + bytes(90), FileKind.TEXT),
    "Ctrl-Z in UTF-16": Sent("a.txt", text("utf-16", TEXT + "\x1a"), FileKind.TEXT),
    "list": Sent("liste.csv", text("cp1252"), FileKind.TEXT, "liste.csv.txt"),
}
MENTIONS = (
    "Bitte als <html> oder <svg onload=x> lesen, <!DOCTYPE html>, javascript:alert(1).",
    "Zeile\r\n<script>alert(1)</script>",
    "Die Datei begann mit\n%PDF-1.7\nund liess sich nicht lesen.",
    "BMW und MMA: PK 8BPS, Rar!",
)

TAKEN = {
    f"{family}: {name}": sent
    for family, all_ in (("image", IMAGES), ("pdf", PDFS), ("text", TEXTS), ("office", OFFICE))
    for name, sent in all_.items()
}
