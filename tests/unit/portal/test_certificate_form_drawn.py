"""The certificate form as Poppler and PDFium draw it: every letter, in its field."""

import io
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any, Final

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageFilter, ImageStat

from portal.domain.certificates.sandbox import form
from portal.domain.registration.contact_data import unprintable
from tests.unit.portal.test_certificate_form import OCCASIONS, made_bytes

pytestmark = pytest.mark.heavy

NAMES: Final = (
    "Jörg Großmann",
    "İbrahim Şahin Çağla Ilgın",  # noqa: RUF001  Turkish has both
    "Łukasz Źdźbło-Żółć",
    "Đặng Thị Hạnh Nguyễn",
    "Dvořák Ďuriš Ľubomír Ő Ű",
    "Šarūnas Žemaitė Ģirts Ķeņģis Õie",
    "Þórdís Ævarsdóttir Ðagur",
    "Ștefan Țîrlea Ĝojo Ħal Ŵyn",
    "Γεώργιος Παπαδόπουλος Ἀθηνᾶ",
    "Юлія Їжакевич Ђорђе Љиљана",
    "Ӯлмас Қодиров Әйгерім",
    "Գագիկ Հովհաննիսյան",
    "გიორგი ბერიძე",
    "דוד כהן",
    "محمد العلي",
    "پژمان گلچین‌فر",
    "ٹیپو ڈار",
    "x̌ n̈ M̂",
)
FIELDS: Final = ("name", "function", "street", "email", "phone")
FONTS: Final = Path(form.__file__).parent / "fonts"
DPI: Final = 200
LONG: Final = {
    "name": "W" * 100 + " " + "W" * 100,
    "function": "Stellvertretende Geschäftsführerin und Leitung der Versorgung " * 2,
    "institution": "Gemeinschaftspraxis für Physiotherapie und Rehabilitation " * 6,
    "street": "Straße der Freundschaft und Zusammenarbeit 123 a, Hinterhaus, 4. Obergeschoss",
    "city": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "email": f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com",
}


def poppler(data: bytes, folder: Path) -> tuple[Image.Image, str, str]:
    """The first page, its text, and what Poppler complains of."""
    file = folder / "form.pdf"
    file.write_bytes(data)
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-f", "1", "-l", "1", "-png", file],
        capture_output=True,
        check=True,
    )
    read = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    complaints = (drawn.stderr + read.stderr).decode()
    return Image.open(io.BytesIO(drawn.stdout)).convert("L"), read.stdout.decode(), complaints


def pdfium(data: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(data) as pdf:
        pdf.init_forms()
        drawn: Image.Image = pdf[0].render(scale=DPI / 72, may_draw_forms=True).to_pil()
        return drawn.convert("L")


def fields(pdf: pikepdf.Pdf) -> dict[str, Any]:
    return {str(one.T): one for one in pdf.Root.AcroForm.Fields.as_list()}


def appearance(data: bytes, name: str) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return bytes(fields(pdf)[name].AP.N.Resources.XObject.Text.read_bytes())


def area(data: bytes, name: str, image: Image.Image) -> Image.Image:
    """What stands inside a field."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, top, right, bottom = map(float, fields(pdf)[name].Rect.as_list())
        height = float(pdf.pages[0].MediaBox[3])
    box = (left + 1, height - top + 1, right - 1, height - bottom - 1)
    x0, y0, x1, y1 = (round(edge * DPI / 72) for edge in box)
    return image.crop((x0, y0, x1, y1))


def ink(image: Image.Image) -> int:
    return sum(image.histogram()[:128])


def likeness(one: Image.Image, other: Image.Image) -> float:
    """1 for the same strokes in the same places, whatever the smoothing of their edges."""
    first, second = (image.point(lambda grey: max(0, 220 - grey)) for image in (one, other))
    apart = ImageChops.difference(
        *(each.filter(ImageFilter.BoxBlur(3)) for each in (first, second))
    )
    return 1 - ImageStat.Stat(apart).sum[0] / (sum(ImageStat.Stat(first).sum) or 1)


def visible(text: str) -> str:
    """Without marks of direction, which Poppler adds, and signs that are not seen."""
    plain = "".join(one for one in text if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFC", plain)


@pytest.mark.parametrize(
    "names", [NAMES[at : at + len(FIELDS)] for at in range(0, len(NAMES), len(FIELDS))]
)
def test_every_letter_is_drawn_alike_by_two_viewers_and_read_back(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    wanted = dict(zip(FIELDS, names, strict=False))
    data = made_bytes(**wanted)
    image, text, complaints = poppler(data, tmp_path)
    assert not complaints
    other = pdfium(data)
    for field, name in wanted.items():
        assert visible(name) in visible(text)
        assert ink(area(data, field, image)) > 60
        assert likeness(area(data, field, image), area(data, field, other)) > 0.7
        assert b"<0000>" not in appearance(data, field), f"a letter of {name} is missing"


def test_arabic_letters_are_joined_from_right_to_left_on_both_pages(tmp_path: Path) -> None:
    """Each has up to four forms; viewers that draw fields themselves know one."""
    data = made_bytes(name="محمد", function="\u200c".join("محمد"), street="دمحم")
    _, text, _ = poppler(data, tmp_path)
    assert visible(text).count("محمد") >= 2
    drawn = pdfium(data)
    joined, single, turned = (area(data, name, drawn) for name in ("name", "function", "street"))
    assert likeness(joined, single) < 0.6
    assert likeness(joined, turned) < 0.65


@pytest.mark.parametrize("occasion", ["new", "ik", "reset"])
def test_the_occasion_is_ticked_in_every_viewer(occasion: str, tmp_path: Path) -> None:
    data = made_bytes(occasion=occasion)
    image, _, complaints = poppler(data, tmp_path)
    assert not complaints
    for drawn in (image, pdfium(data)):
        inked = {name: ink(area(data, name, drawn)) for name in OCCASIONS}
        assert inked.pop(f"occasion_{occasion}") > 10
        assert not any(inked.values())


def test_viewers_that_draw_fields_again_find_a_font_with_every_letter(tmp_path: Path) -> None:
    """As Acrobat does where a form asks for it: by `DA`, with the font from `DR`."""
    data = made_bytes(name="İbrahim Şahin", function="Łukasz Θωμάς", street="Đặng Іван 12")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.AcroForm.NeedAppearances = True
        for field in fields(pdf).values():
            if field.get("/FT") == "/Tx":
                del field.AP
        saved = io.BytesIO()
        pdf.save(saved)
    image, text, complaints = poppler(saved.getvalue(), tmp_path)
    assert not complaints
    assert all(name in text for name in ("İbrahim Şahin", "Łukasz Θωμάς", "Đặng Іван 12"))
    assert ink(area(data, "occasion_new", image)) > 4


def test_all_of_the_font_is_there_for_what_is_typed() -> None:
    with pikepdf.open(io.BytesIO(made_bytes())) as pdf:
        names = {str(one.DA).split()[0] for one in fields(pdf).values() if one.FT == "/Tx"}
        (name,) = names
        font = pdf.Root.AcroForm.DR.Font[name]
        file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
        letters = TTFont(io.BytesIO(file)).getBestCmap()
        assert all(ord(one) in letters for one in "ÄßŁŞğĐặΘЖمא")
        assert f"{ord('Ş'):04x}".encode() in font.ToUnicode.read_bytes().lower()


def test_what_a_viewer_could_not_draw_again_cannot_be_changed_there() -> None:
    with pikepdf.open(io.BytesIO(made_bytes(name="İbrahim", function="Ärztin"))) as pdf:
        flags = {name: int(one.get("/Ff", 0)) & 1 for name, one in fields(pdf).items()}
    assert flags["name"]
    assert not any(flags[name] for name in ("function", "street", "place_date_1", "ik_1"))


@pytest.fixture(scope="module")
def long() -> bytes:
    return made_bytes(**LONG)


def test_long_texts_stay_inside_their_fields(long: bytes, tmp_path: Path) -> None:
    data = long
    image, text, _ = poppler(data, tmp_path)
    margin = round(17 / 25.4 * DPI)
    for drawn in (image, pdfium(data)):
        assert ink(drawn.crop((drawn.width - margin, 0, drawn.width, drawn.height))) == 0
        assert ink(drawn.crop((0, 0, margin, drawn.height))) == 0
    packed = re.sub(r"\s", "", text)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 2
        for name, typed in LONG.items():
            field = fields(pdf)[name]
            page = field.AP.N.Resources.XObject.Text.BBox
            assert [float(one) for one in page] == pytest.approx(
                [float(one) for one in field.AP.N.BBox], abs=0.1
            )
            assert str(field.V) == typed
            # Fields beside each other share their lines in the text of the page.
            assert typed.split()[-1][-4:] in packed


def test_a_long_text_has_smaller_letters_but_legible_ones(long: bytes) -> None:
    with pikepdf.open(io.BytesIO(long)) as pdf:
        sizes = {name: float(str(fields(pdf)[name].DA).split()[1]) for name in LONG}
    assert sizes["street"] > 8
    assert all(size > 4 for size in sizes.values()), sizes


def test_what_registration_takes_is_what_the_fonts_have() -> None:
    for file in (FONTS / "NotoSans-Regular.ttf", FONTS / "NotoSans-Bold.ttf"):
        letters = TTFont(file).getBestCmap()
        every = (chr(code) for code in range(0x20, 0x11000))
        taken = {one for one in every if unicodedata.category(one) != "Cn" and not unprintable(one)}
        assert {one for one in taken if one.isprintable()} <= set(map(chr, letters))
        assert len(taken) > 2500
    assert unprintable("Łukasz 山田 山") == "山田"
