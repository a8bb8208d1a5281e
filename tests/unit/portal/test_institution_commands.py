"""`portal institutions` and `portal regions`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.__main__ import main
from portal.domain.institutions.csv_import import Fault, read_institutions
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
        ([HEADER, '"' + CLINIC], "no proper CSV"),
    ],
)
def test_what_is_no_such_file_is_refused(
    refuse: Callable[..., str], file: Callable[..., Path], lines: list[str], words: str
) -> None:
    assert words in refuse("institutions", "import", file(*lines))


def test_another_encoding_is_refused(refuse: Callable[..., str], file: Callable[..., Path]) -> None:
    path = file(HEADER, CLINIC.replace("See", "Köln"), encoding="latin-1")
    assert "not UTF-8" in refuse("institutions", "import", path)


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
    institutions = list(read_institutions(DEMO / "institutions.csv"))
    assert len(institutions) == 25
    with sync_transaction(f"sqlite:///{data / 'portal.sqlite'}", reading=True) as connection:
        for institution in institutions:
            assert not isinstance(institution, Fault)
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
            "INSERT INTO accounts (login, name, provider, cleared, created_at, role, region)"
            " VALUES ('clerk@abc.de', 'C', 'AOK', 1, 0, 'clerk', 'no')"
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
        ("[[", "not valid TOML"),
    ],
)
def test_a_wrong_region_is_named(
    refuse: Callable[..., str], tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "regions.toml"
    path.write_text(text)
    assert words in refuse("regions", "import", path)
