"""Small real files of every kind that the portal takes."""

import io
import zipfile

import pikepdf
import pillow_heif
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

OFFICE_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}


def pdf(pages: int = 1) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    return saved(made)


def saved(made: pikepdf.Pdf, **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, **options)  # type: ignore[arg-type]
    made.close()
    return file.getvalue()


def pdf_with(key: str, value: object) -> bytes:
    """A PDF whose catalogue has one entry more."""
    made = pikepdf.new()
    made.add_blank_page()
    made.Root[key] = value
    return saved(made)


def image(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    Image.new(mode, size, 0).save(file, kind)
    return file.getvalue()


def office(ending: str, parts: dict[str, bytes] | None = None, content: str = "") -> bytes:
    """A document of which nothing but the skeleton is there; `parts` are added to it."""
    main, kind = OFFICE_MAIN[ending]
    kind = content or f"application/vnd.openxmlformats-officedocument.{kind}"
    types = f'<Types><Override PartName="/{main}" ContentType="{kind}"/></Types>'
    skeleton = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relation("officeDocument", main),
        main: b"<document/>",
    }
    return archive(skeleton | (parts or {}))


def relation(kind: str, target: str, mode: str = "Internal") -> bytes:
    """A part that relates another one, or something outside, to what it belongs to."""
    type_ = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    one = f'<Relationship Id="r1" Type="{type_}" Target="{target}" TargetMode="{mode}"/>'
    return f"<Relationships>{one}</Relationships>".encode()


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.getvalue()


GOOD = {
    "a.pdf": pdf(),
    "a.docx": office("docx"),
    "a.xlsx": office("xlsx"),
    "a.pptx": office("pptx"),
    "a.heic": image("HEIF"),
    "a.txt": "Bestätigung für Jörg Groß\r\n".encode(),
    "b.txt": "Bestätigung für Jörg Groß\r\n".encode("cp1252"),
    "a.text": b"plain\n",
    "a.jpg": image("JPEG"),
    "a.jpeg": image("JPEG"),
    "a.gif": image("GIF", mode="P"),
    "a.tif": image("TIFF"),
    "a.tiff": image("TIFF"),
    "a.png": image("PNG"),
}
