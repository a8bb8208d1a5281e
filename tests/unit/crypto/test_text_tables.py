"""The branding file, which an operator may replace."""

from pathlib import Path

import pytest

from authenticator.branding import BrandingProblem, load_branding
from portal.platform.branding import read_branding
from portal.platform.settings import SettingsProblem

SAMPLE = (Path(__file__).parents[3] / "packaging" / "branding.toml").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_it_is_read_as_any_editor_saves_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "branding.toml"
    path.write_bytes(SAMPLE.replace("\n", "\r\n").encode(encoding))
    assert load_branding(path).publisher == "AOK – Die Gesundheitskasse"
    assert read_branding(path).publisher == "AOK – Die Gesundheitskasse"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "product =",
            "produkt =",
            "line 5: the setting 'produkt' is unknown: did you mean product?",
        ),
        ('product = "AOK 2-Faktor App"\n', "", "brand.product has a wrong value: it is missing"),
        ('"AOK 2-Faktor App"', "7", "line 5: product is 7: give a text in quotation marks."),
        ('"AOK 2-Faktor App"', '""', "line 5: product is '': give a text in quotation marks."),
        ('"AOK 2-Faktor App"', "AOK", "line 5: product: not valid TOML: put texts into quotation"),
        ("[support]", "[help]", "[support] has a wrong value: the table is missing"),
        ("[colours.dark]", "[dark]", "[colours.dark] has a wrong value: the table is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place_by_app_and_portal(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    path = tmp_path / "branding.toml"
    path.write_text(SAMPLE.replace(before, after, 1), "utf-8")
    with pytest.raises(BrandingProblem) as app:
        load_branding(path)
    with pytest.raises(SettingsProblem) as portal:
        read_branding(path)
    assert str(app.value) == str(portal.value)
    assert str(app.value).startswith(f"{path}: {words}")


def test_a_missing_file_a_folder_and_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "branding.toml"
    for content, words in ((None, "cannot be read"), (b"PK\x00", "is no text file")):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(BrandingProblem, match=words):
            load_branding(path)
        with pytest.raises(Exception, match=r"is not there|is no text file"):
            read_branding(path)
