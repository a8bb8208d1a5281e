"""The certificate form, read back by another library than the ones that made it."""

import io
import json
from typing import Any

import pypdf
import pytest
from pypdf.generic import IndirectObject

from portal.domain.certificates.file_types import FileKind
from portal.domain.certificates.sandbox.detection import detect_type
from portal.domain.certificates.sandbox.form import OwnFonts, UnknownAddress, form_pdf

pytestmark = pytest.mark.heavy

KNOWN = {
    "portal": "Mein Portal",
    "publisher": "Die Kasse",
    "ik": "260326822",
    "institution": "Gemeinschaftspraxis für Physiotherapie Müßig, Großmann & Söhne",
    "street": "Königstraße 12",
    "postal_code": "01067",
    "city": "Dresden",
    "name": "Jörg Großmann",
    "function": "Praxisleitung",
    "email": "joerg@praxis.example",
    "phone": "0351 123456",
    "occasion": "new",
}
GIVEN = {"ik", "institution", "street", "postal_code", "city", "name", "function", "email", "phone"}
OCCASIONS = {"occasion_new", "occasion_ik", "occasion_reset"}


def made_bytes(**changes: object) -> bytes:
    return form_pdf(json.dumps(KNOWN | changes).encode())


def made(**changes: object) -> Any:
    return pypdf.PdfReader(io.BytesIO(made_bytes(**changes)))


@pytest.fixture(scope="module")
def form() -> Any:
    return made()


def widgets(form: Any, page: int) -> list[Any]:
    return [one.get_object() for one in form.pages[page]["/Annots"]]


def tags(form: Any) -> list[Any]:
    """The structure tree in reading order."""

    def below(node: Any) -> list[Any]:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            return [found for one in node for found in below(one)]
        if not isinstance(node, dict):
            return []
        return [node, *below(node["/K"])] if "/K" in node else [node]

    return below(form.trailer["/Root"]["/StructTreeRoot"]["/K"])


def test_it_has_two_pages(form: Any) -> None:
    assert len(form.pages) == 2
    assert len(made(institution="Name " * 60, name="Lang " * 20).pages) == 2


def test_what_is_known_is_filled_in(form: Any) -> None:
    values = {name: field.get("/V", "") for name, field in (form.get_fields() or {}).items()}
    assert {name: values[name] for name in GIVEN} == {name: KNOWN[name] for name in GIVEN}
    assert all(not values[name] for name in values.keys() - GIVEN - OCCASIONS)


@pytest.mark.parametrize("occasion", ["new", "ik", "reset"])
def test_the_occasion_is_ticked(occasion: str) -> None:
    fields = made(occasion=occasion).get_fields() or {}
    ticked = [name for name in OCCASIONS if fields[name].value != "/Off"]
    assert ticked == [f"occasion_{occasion}"]


def test_both_pages_are_signed_dated_and_stamped(form: Any) -> None:
    for page in (0, 1):
        kinds = {str(one["/T"]): str(one["/FT"]) for one in widgets(form, page)}
        number = page + 1
        assert kinds[f"signature_{number}"] == "/Sig"
        assert kinds[f"place_date_{number}"] == "/Tx"
        assert kinds[f"signatory_{number}"] == "/Tx"
        assert kinds[f"stamp_{number}"] == "/Tx"


def test_the_second_page_takes_twelve_more_numbers(form: Any) -> None:
    names = {str(one["/T"]) for one in widgets(form, 1)}
    wanted = ("ik", "institution", "city")
    assert names >= {f"{name}_{row}" for name in wanted for row in range(1, 13)}


def test_every_field_tells_what_it_is_for(form: Any) -> None:
    told = [str(one["/TU"]) for page in (0, 1) for one in widgets(form, page)]
    named = [str(one["/T"]) for page in (0, 1) for one in widgets(form, page)]
    assert all(told)
    assert not set(told) & set(named)
    # Only who signs is asked on both pages in the same words.
    assert len(told) - len(set(told)) == 2


def test_a_screen_reader_finds_language_title_and_structure(form: Any) -> None:
    root = form.trailer["/Root"]
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert form.metadata is not None
    assert form.metadata.title == "Arbeitgeberbescheinigung"
    metadata = root["/Metadata"].get_data()
    assert b"pdfuaid:part" in metadata
    kinds = [str(one["/S"]) for one in tags(form) if "/S" in one]
    assert kinds.count("/H1") == 2
    assert kinds.count("/TR") == 13
    assert {"/P", "/H2", "/L", "/LI", "/Table", "/TH", "/TD"} <= set(kinds)


def test_fields_are_read_in_the_order_in_which_they_stand(form: Any) -> None:
    forms = [one for one in tags(form) if one.get("/S") == "/Form"]
    in_tree = [one["/K"] for one in forms]
    fields = [str(named(one)) for one in in_tree]
    by_page = [str(one["/T"]) for page in (0, 1) for one in widgets(form, page)]
    assert fields == by_page
    assert fields[:3] == ["ik", "institution", "postal_code"]
    assert all(page["/Tabs"] == "/S" for page in form.pages)


def named(kids: Any) -> Any:
    """The name of the field to which a tag refers."""
    kids = kids.get_object() if isinstance(kids, IndirectObject) else kids
    first = kids[0].get_object() if isinstance(kids, list) else kids
    return first["/Obj"].get_object()["/T"]


def test_all_its_fonts_are_embedded(form: Any) -> None:
    typed = form.trailer["/Root"]["/AcroForm"]["/DR"]["/Font"].values()
    printed = form.pages[0]["/Resources"]["/Font"].values()
    for one in [*typed, *printed]:
        font = one.get_object()
        if "/DescendantFonts" in font:
            font = font["/DescendantFonts"][0].get_object()
        # The one for ticks every reader has.
        embedded = "/FontFile2" in font.get("/FontDescriptor", {})
        assert embedded or font["/BaseFont"] == "/ZapfDingbats"


def test_markup_in_a_name_is_text() -> None:
    form = made(name='<img src="file:///etc/passwd">', city="<script>alert(1)</script>")
    fields = form.get_fields() or {}
    assert fields["name"].value == '<img src="file:///etc/passwd">'
    assert fields["city"].value == "<script>alert(1)</script>"
    assert 'Zur Bescheinigung für <img src="file:///etc/passwd">' in form.pages[1].extract_text()
    assert [len(page.images) for page in form.pages] == [0, 0]


def test_letters_that_its_fonts_do_not_have_do_not_stop_it() -> None:
    fields = made(name="Łukasz Đorđević 山田").get_fields() or {}
    assert fields["name"].value == "Łukasz Đorđević 山田"


def test_the_filled_form_is_taken_when_it_comes_back() -> None:
    written = pypdf.PdfWriter(clone_from=made())
    filled = {"place_date_1": "Dresden, 24.11.2025", "ik_3": "109905003"}
    for page in written.pages:
        written.update_page_form_field_values(page, filled)
    file = io.BytesIO()
    written.write(file)
    assert detect_type(file.getvalue()) is FileKind.PDF


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "file:///etc/passwd", "form:../form.py", "data:,x"]
)
def test_nothing_but_its_own_fonts_is_fetched(url: str) -> None:
    with pytest.raises(UnknownAddress):
        OwnFonts().fetch(url)
