"""`portal institutions` and `portal regions`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.__main__ import main
from portal.domain.institutions.csv_import import sorted_rows
from portal.domain.institutions.directory import is_ik
from portal.domain.institutions.regions import responsible_region
from portal.platform.database.engines import sync_transaction
from tests.support.portal_server import migrate_cached

DEMO = Path(__file__).parents[3] / "packaging" / "demo"
HEADER = "ik;name;street;postal_code;city"
CLINIC = "260326822;Klinik am See;Uferweg 1;88131;Lindau"
SURGERY = "20 0991 009;Praxis Ahorn;Lindenweg 4;01067;Dresden"

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A portal's folder with an empty database."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "portal.toml").write_text('public_url = "https://portal.example.de"\n')
    migrate_cached(f"sqlite:///{data / 'portal.sqlite'}")
    return data


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; its JSON, and its exit code as `code`."""

    def run(*words: object) -> dict[str, Any]:
        code = main([*map(str, words), "--data", str(data), "--json"])
        return {**json.loads(capsys.readouterr().out), "code": code}

    return run


@pytest.fixture
def refuse(data: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that is refused; its sentence."""

    def refuse(*words: object) -> str:
        assert main([*map(str, words), "--data", str(data)]) == 1
        return capsys.readouterr().err

    return refuse


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file to be imported."""

    def file(*lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
        path = tmp_path / "file.csv"
        path.write_bytes(end.join([*lines, ""]).encode(encoding))
        return path

    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_come_with_semicolons_or_commas_with_or_without_a_byte_order_mark(
    run: Run, file: Callable[..., Path], encoding: str, separator: str, end: str
) -> None:
    lines = [line.replace(";", separator) for line in (HEADER, CLINIC, SURGERY)]
    result = run("institutions", "import", file(*lines, encoding=encoding, end=end))
    assert result == {"ok": True, "imported": 2, "institutions": 2, "wrong": [], "code": 0}
    assert run("institutions", "show", "200991009") == {
        "ik": "200991009",
        "name": "Praxis Ahorn",
        "street": "Lindenweg 4",
        "postal_code": "01067",
        "city": "Dresden",
        "region": None,
        "code": 0,
    }


def test_quoted_fields_may_hold_the_separator(run: Run, file: Callable[..., Path]) -> None:
    path = file(HEADER, '260326822;"Klinik; am ""See""";Uferweg 1;88131;Lindau')
    assert run("institutions", "import", path)["imported"] == 1
    assert run("institutions", "show", "260326822")["name"] == 'Klinik; am "See"'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("260326823;Klinik;Uferweg 1;88131;Lindau", "IK number is wrong"),
        ("26032682;Klinik;Uferweg 1;88131;Lindau", "IK number is wrong"),
        (CLINIC, "earlier line"),
        ("200991009;Praxis;Weg 4;1067;Dresden", "leading 0"),
        ("200991009;;Weg 4;01067;Dresden", "name or city"),
        ("200991009;Praxis;Weg 4;01067;", "name or city"),
        ("200991009;Praxis;Weg 4;01067", "4 fields instead of 5"),
        (f"200991009;{'x' * 201};Weg 4;01067;Dresden", "more than 200"),
        ('200991009;"Praxis\tAhorn";Weg 4;01067;Dresden', "line break"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_imported(
    run: Run, file: Callable[..., Path], line: str, words: str
) -> None:
    result = run("institutions", "import", file(HEADER, CLINIC, "", line))
    assert (result["ok"], result["imported"], result["code"]) == (False, 0, 1)
    assert [fault["line"] for fault in result["wrong"]] == [4]
    assert words in result["wrong"][0]["what"]
    assert result["institutions"] == 0


def test_wrong_lines_can_be_skipped(run: Run, file: Callable[..., Path]) -> None:
    result = run("institutions", "import", file(HEADER, "x;y", CLINIC), "--skip-bad")
    assert (result["ok"], result["imported"], len(result["wrong"])) == (True, 1, 1)


def test_people_are_shown_the_first_wrong_lines(
    data: Path, file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(HEADER, *["x;y"] * 25)
    assert main(["institutions", "import", str(path), "--data", str(data)]) == 1
    printed = capsys.readouterr().out
    assert "line 2: 2 fields instead of 5" in printed
    assert "… and 5 more lines" in printed
    assert "nothing was imported" in printed


def test_a_second_import_changes_and_adds(run: Run, file: Callable[..., Path]) -> None:
    run("institutions", "import", file(HEADER, CLINIC, SURGERY))
    result = run("institutions", "import", file(HEADER, CLINIC.replace("Klinik", "Spital")))
    assert result["institutions"] == 2
    assert run("institutions", "show", "260326822")["name"] == "Spital am See"


def test_replacing_removes_what_is_not_in_the_file(run: Run, file: Callable[..., Path]) -> None:
    run("institutions", "import", file(HEADER, SURGERY))
    assert run("institutions", "import", file(HEADER, CLINIC), "--replace")["institutions"] == 1


def test_many_rows_are_written_in_batches(
    run: Run, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.domain.institutions.csv_import._AT_ONCE", 7)
    assert run("institutions", "import", DEMO / "institutions.csv")["institutions"] == 25


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["name;ik", CLINIC], "must be ik;name;street;postal_code;city"),
        ([""], "must be ik;name;street;postal_code;city"),
        (["IK;Name;PLZ;Ort", CLINIC], "missing: street."),
        ([HEADER + ";Ort", CLINIC], "one of them is there twice."),
    ],
)
def test_what_is_no_such_file_is_refused(
    refuse: Callable[..., str], file: Callable[..., Path], lines: list[str], words: str
) -> None:
    assert words in refuse("institutions", "import", file(*lines))


GERMAN = "IK-Nummer;Einrichtung;Straße;PLZ;Ort"
KOELN = "260326822;Klinik Köln;Uferweg 1;50667;Köln"
TAKEN = {
    "ik": "260326822",
    "name": "Klinik Köln",
    "street": "Uferweg 1",
    "postal_code": "50667",
    "city": "Köln",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("header", [HEADER, HEADER.upper(), GERMAN, GERMAN.upper() + ";;"])
def test_lists_are_read_as_spreadsheets_write_them(
    run: Run, file: Callable[..., Path], encoding: str, separator: str, header: str
) -> None:
    lines = [line.replace(";", separator) for line in (header, KOELN + ";;", ";;;;", "", "  ")]
    assert run("institutions", "import", file(*lines, encoding=encoding, end="\r\n")) == {
        "ok": True,
        "imported": 1,
        "institutions": 1,
        "wrong": [],
        "code": 0,
    }
    shown = run("institutions", "show", "260326822")
    assert {name: shown[name] for name in TAKEN} == TAKEN


@pytest.mark.parametrize(
    "lines",
    [
        ["sep=;", HEADER, KOELN],
        ["SEP=;;;;", "", HEADER, KOELN],
        ["sep=\t", HEADER.replace(";", "\t"), KOELN.replace(";", "\t")],
        ["", ";;;;", HEADER, KOELN],
        [
            "Ort;PLZ;Straße;Name;Institutionskennzeichen",
            "Köln;50667;Uferweg 1;Klinik Köln;260326822",
        ],
        ["IK-Nr.;Name;Straße / Hausnummer;Postleitzahl;Stadt", KOELN],
        [HEADER, '="260326822";"Klinik Köln";Uferweg 1;="50667";Köln'],
        [HEADER, "'260326822;Klinik Köln;Uferweg 1;D-50667;Köln"],
        [HEADER, "260326822,0;Klinik Köln;Uferweg 1;DE 50667;Köln"],
        [HEADER, "\u00a0260326822\u00a0; Klinik Köln ;Uferweg 1;50667;Köln"],
    ],
    ids=range(10),
)
def test_a_list_whose_meaning_is_clear_is_taken(
    run: Run, file: Callable[..., Path], lines: list[str]
) -> None:
    assert run("institutions", "import", file(*lines))["imported"] == 1
    shown = run("institutions", "show", "260326822")
    assert {name: shown[name] for name in TAKEN} == TAKEN


def test_columns_that_are_not_taken_are_named(
    data: Path, file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(f"Telefon;{HEADER};Fax", f"089 1;{KOELN};")
    assert main(["institutions", "import", str(path), "--data", str(data)]) == 0
    assert "columns that are not taken: Telefon, Fax" in capsys.readouterr().out


BAD_LINES = (
    ('200991009;"Praxis "Ahorn"";Weg 4;01067;Dresden', "a quotation mark is wrong"),
    ('200991009;"Praxis;Weg 4;01067;Dresden', "a quotation mark is wrong"),
    ("200991009;Praxis;Weg 4;1067;Dresden", "has not 5 digits (spreadsheets drop a leading 0)"),
    ("2,0E+08;Praxis;Weg 4;01067;Dresden", "(2,0E+08 is what a spreadsheet made of it"),
    ("2.00991E+08;Praxis;Weg 4;01067;Dresden", "(2.00991E+08 is what a spreadsheet made of it"),
    ("#####;Praxis;Weg 4;01067;Dresden", "(##### is what a spreadsheet made of it"),
    ("20099100;Praxis;Weg 4;01067;Dresden", "(8 digits instead of 9)"),
    ("200991008;Praxis;Weg 4;01067;Dresden", "(its last digit, a check digit, does not fit)"),
    ("IK;Praxis;Weg 4;01067;Dresden", "(9 digits, the last one a check digit)"),
    (KOELN, "the IK number is in an earlier line, too (line 2)"),
    ("200991009;Praxis;Weg 4;01067;Dresden;Sachsen", "6 fields instead of 5"),
)


def test_each_bad_line_is_named_and_only_the_good_ones_are_kept_if_that_is_asked_for(
    data: Path, run: Run, file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(HEADER, KOELN, *(line for line, _ in BAD_LINES), SURGERY)
    result = run("institutions", "import", path)
    assert (result["ok"], result["imported"], result["institutions"]) == (False, 0, 0)
    assert [fault["line"] for fault in result["wrong"]] == list(range(3, 3 + len(BAD_LINES)))
    for fault, (_, words) in zip(result["wrong"], BAD_LINES, strict=True):
        assert words in fault["what"]
    assert main(["institutions", "import", str(path), "--skip-bad", "--data", str(data)]) == 0
    printed = capsys.readouterr().out
    assert f"2 institutions imported, {len(BAD_LINES)} lines skipped" in printed
    assert "line 3: a quotation mark is wrong" in printed


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\x14\x00\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"]
)
def test_a_workbook_is_refused_with_what_to_do(
    refuse: Callable[..., str], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    assert "is no text file: save it as text (UTF-8)" in refuse("institutions", "import", path)
    assert "“CSV UTF-8”" in refuse("institutions", "import", path)
    assert "is a folder" in refuse("institutions", "import", tmp_path)


def test_a_file_that_is_not_there_is_named(refuse: Callable[..., str], tmp_path: Path) -> None:
    assert "nothing.csv" in refuse("institutions", "import", tmp_path / "nothing.csv")


def test_showing_says_what_is_wrong(refuse: Callable[..., str]) -> None:
    assert "is no IK number" in refuse("institutions", "show", "260326823")
    assert "has no IK number 260326822" in refuse("institutions", "show", "260326822")


def test_the_sample_gives_each_made_up_institution_one_of_the_eleven_regions(
    run: Run, data: Path
) -> None:
    regions = run("regions", "import", DEMO / "regions.toml")["regions"]
    assert len(regions) == 11
    rows = sorted_rows(DEMO / "institutions.csv")
    assert (len(rows.good), rows.wrong, rows.unused) == (25, [], ())
    with sync_transaction(f"sqlite:///{data / 'portal.sqlite'}", reading=True) as connection:
        for institution in rows.good:
            assert is_ik(institution.ik)
            assert responsible_region(connection, institution.ik, institution.postal_code)


def test_regions_are_replaced_and_kept_while_they_are_needed(
    run: Run, refuse: Callable[..., str], data: Path, tmp_path: Path
) -> None:
    run("regions", "import", DEMO / "regions.toml")
    path = tmp_path / "regions.toml"
    path.write_text('[[region]]\ncode = "by"\nname = "Bayern"\nrest = true\nik = ["26"]\n')
    with sync_transaction(f"sqlite:///{data / 'portal.sqlite'}") as connection:
        connection.exec_driver_sql(
            "INSERT INTO accounts"
            " (login, name, provider, cleared, created_at, role, region, language)"
            " VALUES ('clerk@abc.de', 'C', 'AOK', 1, 0, 'clerk', 'no', 'de')"
        )
    assert "Region no (AOK Nordost) still has" in refuse("regions", "import", path)
    assert len(run("regions", "list")["regions"]) == 11
    with sync_transaction(f"sqlite:///{data / 'portal.sqlite'}") as connection:
        connection.exec_driver_sql("DELETE FROM accounts")
    assert run("regions", "import", path)["regions"] == [
        {"code": "by", "name": "Bayern", "email": ""}
    ]
    with sync_transaction(f"sqlite:///{data / 'portal.sqlite'}", reading=True) as connection:
        assert responsible_region(connection, "260326822", "10115") is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("region = 1", "no [[region]]"),
        ("[[region]]\ncode = 1\nname = 'x'", "its code must be"),
        ("[[region]]\ncode = 'a'\nname = ''", "its name is empty"),
        ("[[region]]\ncode = 'a'\nname = 'x'\nemail = 'no address'", "no e-mail address"),
        ("[[region]]\ncode = 'a'\nname = 'x'\nik = '10'", "list of first digits"),
        ("[[region]]\ncode = 'a'\nname = 'x'\npostal_codes = ['']", "list of first digits"),
        ("[[region]]\ncode = 'a'\nname = 'x'\nrest = 'yes'", "rest must be true"),
        ("[[region]]\ncode = 'a'\nname = 'x'\ncolour = 'red'", "it needs code and name"),
        ("[[region]]\ncode = 'a'\nname = 'x'\n" * 2, "code a is given twice"),
        (
            "\n".join(f"[[region]]\ncode = '{code}'\nname = 'x'\nrest = true" for code in "ab"),
            "postal_code prefix (rest) is given twice",
        ),
        ("[[", "regions.toml, line 1: not valid TOML"),
        ("[[region]]\ncode = 'a'\nname = x", "line 3: name: not valid TOML: put texts into"),
        ("[[region]]\ncode = 'a'\ncode = 'b'", "line 3: code: not valid TOML: it is set twice"),
        ("[[region]]\ncode = 'a'\nname = 'x'\nEmail = 'a@b.de'", "Email is unknown, did you mean"),
        ("[[region]]\ncode = 'a'\nnmae = 'x'", "nmae is unknown, did you mean name?"),
        ("", "no [[region]]"),
    ],
)
def test_a_wrong_region_is_named(
    refuse: Callable[..., str], tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "regions.toml"
    path.write_text(text)
    assert words in refuse("regions", "import", path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_regions_are_read_as_any_editor_saves_them(run: Run, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "regions.toml"
    path.write_bytes('[[region]]\r\ncode = "x"\r\nname = "AOK Köln"\r\n'.encode(encoding))
    assert [region["name"] for region in run("regions", "import", path)["regions"]] == ["AOK Köln"]


def test_regions_that_are_not_there_are_said(refuse: Callable[..., str], tmp_path: Path) -> None:
    assert "none.toml is not there" in refuse("regions", "import", tmp_path / "none.toml")
    assert "is a folder" in refuse("regions", "import", tmp_path)
