"""Deliveries of payment advices: what is taken, what is refused and why, and what waits."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.domain.advices.deliveries import (
    PATIENCE_SECONDS,
    QUARANTINE,
    REASON,
    REFUSED,
    Importer,
    Report,
)
from portal.domain.advices.metadata import SCHEMA
from portal.domain.advices.storage import DocumentStorage
from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import sync_transaction
from tests.support.advices import announced, as_csv, as_xml, pdf, put_delivery
from tests.support.portal_server import migrate_cached

NOW = 1_764_300_000


class Office:
    """A database, a storage and a folder in which deliveries are put."""

    def __init__(self, path: Path, database: Database, url: str) -> None:
        self.folder = path / "in"
        self.folder.mkdir()
        self.quarantine = self.folder / QUARANTINE
        self.storage = DocumentStorage(path / "advices")
        self.file_time = float(NOW)
        self._url = url
        self._importer = Importer(database, self.storage, lambda: NOW, lambda: self.file_time)

    def take(self, settled_seconds: int = 0) -> Report:
        self.file_time = max(path.lstat().st_mtime for path in [self.folder, *self._files()])
        return self.take_at(self.file_time, settled_seconds)

    def take_at(self, file_time: float, settled_seconds: int = 0) -> Report:
        self.file_time = file_time
        return asyncio.run(self._importer.take(self.folder, settled_seconds=settled_seconds))

    def rows(self, columns: str = "ik, reference") -> list[tuple[object, ...]]:
        with sync_transaction(self._url, reading=True) as connection:
            found = connection.exec_driver_sql(f"SELECT {columns} FROM advices ORDER BY id")
            return [tuple(row) for row in found]

    def left(self) -> list[str]:
        return sorted(path.name for path in self._files())

    def reason(self, name: str) -> str:
        return (self.quarantine / f"{name}{REASON}").read_text(encoding="utf-8")

    def _files(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.name != QUARANTINE]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    migrate_cached(url)
    database = open_database(url)
    yield Office(tmp_path, database, url)
    database.close()


@pytest.mark.parametrize("name", ["avise.xml", "avise.csv", "AVISE.XML"])
def test_a_delivery_is_stored_with_all_that_it_says(office: Office, name: str) -> None:
    said = put_delivery(office.folder, [announced(reference="2026-118842")], name)
    if name.endswith("XML"):
        (office.folder / name).write_text(as_xml(said), encoding="utf-8")
    report = office.take()
    assert report.advices == {"waiting": 1}
    document = pdf("2026-118842")
    assert office.rows("reference, sender, issued_on, period_from, period_to") == [
        ("2026-118842", "AOK Bayern", "2026-11-28", "2026-11-01", "2026-11-15")
    ]
    assert office.rows("amount_cents, invoices, size") == [(1_248_055, 42, len(document))]
    assert office.left() == []
    digest = hashlib.sha256(document).hexdigest()
    assert office.storage.path(digest).read_bytes() == document
    assert office.storage.path(digest).stat().st_mode & 0o777 == 0o600


def test_the_same_delivery_changes_nothing_the_second_time(office: Office) -> None:
    said = put_delivery(office.folder, [announced()])
    office.take()
    put_delivery(office.folder, said)
    assert office.take().advices == {"known": 1}
    put_delivery(office.folder, said)
    (office.folder / said[0]["file"]).unlink()
    assert office.take().advices == {"known": 1}
    assert len(office.rows()) == 1
    assert office.left() == []


def test_two_advices_with_one_document_share_its_file(office: Office) -> None:
    advices = [announced(file="eins.pdf"), announced(file="zwei.pdf")]
    said = [advice | {"size": str(len(pdf()))} for advice in advices]
    for advice in said:
        (office.folder / advice["file"]).write_bytes(pdf())
    (office.folder / "a.csv").write_text(as_csv(said))
    assert office.take().advices == {"waiting": 2}
    assert len({digest for (digest,) in office.rows("digest")}) == 1


WRONG = {
    "ik": ("260326823", "ik is no IK number"),
    "reference": ("../../etc/passwd", "reference must have"),
    "sender": ("x" * 81, "sender must have"),
    "issued": ("28.11.26", "issued must be a day"),
    "from": ("2026-11-16", "from is later than to"),
    "to": ("2026-02-30", "to must be a day"),
    "amount": ("12.480,55", "amount must be"),
    "currency": ("USD", "currency must be EUR"),
    "invoices": ("-1", "invoices must be a whole number"),
    "size": ("20000001", "size must be 1 to"),
    "sha256": ("ab" * 32, "the document's sha256 is another one"),
}


@pytest.mark.parametrize("name", ["avise.xml", "avise.csv"])
@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_field_is_refused_with_a_reason_and_stops_nothing(
    office: Office, field: str, name: str
) -> None:
    value, reason = WRONG[field]
    bad, good = announced(file="falsch.pdf", **{field: value}), announced(reference="gut")
    put_delivery(office.folder, [bad, good], name)
    report = office.take()
    assert report.advices == {REFUSED: 1, "waiting": 1}
    assert [reference for _, reference in office.rows()] == ["gut"]
    assert reason in office.reason("falsch.pdf")
    assert reason in office.reason(name)
    assert any(reason in line for line in report.reasons)
    assert office.left() == []


@pytest.mark.parametrize(
    "name",
    [
        *("../geheim.pdf", "{secret}", "a/b.pdf", "..\\x.pdf", ".pdf", ".verborgen.pdf"),
        *("avis.exe", "a\x07.pdf", ""),
    ],
)
def test_a_document_is_named_without_any_folder(office: Office, name: str) -> None:
    secret = office.folder.parent / "geheim.pdf"
    secret.write_bytes(pdf())
    said = announced(file=name.format(secret=secret), size=str(len(pdf())))
    (office.folder / "a.csv").write_text(as_csv([said]), encoding="utf-8")
    assert office.take().advices == {REFUSED: 1}
    assert office.rows() == []
    assert secret.read_bytes() == pdf()


def test_a_link_is_not_followed(office: Office) -> None:
    secret = office.folder.parent / "geheim.pdf"
    secret.write_bytes(pdf())
    (office.folder / "avis.pdf").symlink_to(secret)
    said = announced(file="avis.pdf", size=str(len(pdf())))
    (office.folder / "a.csv").write_text(as_csv([said]), encoding="utf-8")
    (office.folder / "b.csv").symlink_to(secret)
    # A link has the size of its target's name: a day later it is taken for what it is.
    report = office.take_at(office.folder.stat().st_mtime + PATIENCE_SECONDS + 1)
    assert report.advices == {REFUSED: 2}
    assert office.rows() == []
    assert secret.read_bytes() == pdf()


DOCTYPE = '<!DOCTYPE advices [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE advices [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
BROKEN = {
    "DOCTYPE": DOCTYPE + as_xml([announced(sender="&x;")]).replace("&amp;", "&"),
    "document type": LAUGHS + as_xml([announced(sender="&b;")]).replace("&amp;", "&"),
    "not well-formed": as_xml([announced(size="1")])[:-9],
    "not expected there": as_xml([announced(size="1")]).replace("sender>", "absender>"),
    "no attribute": as_xml([announced(size="1")]).replace("currency=", "x='1' currency="),
    "there twice": as_xml([announced(size="1")]).replace("<ik>", "<ik>1</ik><ik>"),
    "has a text": as_xml([announced(size="1")]).replace("<period", "text<period"),
    "names no advice": as_xml([]),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_broken_xml_goes_to_quarantine_as_a_whole(office: Office, reason: str) -> None:
    (office.folder / "avise.xml").write_text(BROKEN[reason], encoding="utf-8")
    put_delivery(office.folder, [announced()], "gut.xml")
    report = office.take()
    assert report.advices == {REFUSED: 1, "waiting": 1}
    assert reason in office.reason("avise.xml")
    assert (office.quarantine / "avise.xml").read_text(encoding="utf-8") == BROKEN[reason]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "the first line must be ik;reference"),
        (b"ik;reference\r\n1;2\r\n", "the first line must be ik;reference"),
        (as_csv([]).replace("\r\n", ";extra\r\n").encode(), "the first line must be"),
        (as_csv([]).encode(), "names no advice"),
        (b"\x00\x01\x02\xff\xfe", "the first line must be"),
    ],
)
def test_a_broken_table_goes_to_quarantine_as_a_whole(
    office: Office, text: bytes, reason: str
) -> None:
    (office.folder / "avise.csv").write_bytes(text)
    assert office.take().advices == {REFUSED: 1}
    assert reason in office.reason("avise.csv") or "is no text" in office.reason("avise.csv")


@pytest.mark.parametrize("line", ["zu;wenig", '"offen;1;2', "x" * 50])
def test_a_broken_line_leaves_the_others(office: Office, line: str) -> None:
    said = put_delivery(office.folder, [announced(reference="gut")], "a.csv")
    (office.folder / "a.csv").write_text(as_csv(said) + line + "\r\n", encoding="utf-8")
    assert office.take().advices == {"waiting": 1, REFUSED: 1}
    assert "line 3" in office.reason("a.csv")


def test_a_table_may_come_from_a_german_spreadsheet(office: Office) -> None:
    said = put_delivery(office.folder, [announced()], "a.csv")
    said[0] |= {"amount": "-12480,55", "issued": "28.11.2026", "sender": "AOK Rheinland"}
    (office.folder / "a.csv").write_text(as_csv(said), encoding="cp1252")
    assert office.take().advices == {"waiting": 1}
    assert office.rows("amount_cents, issued_on") == [(-1_248_055, "2026-11-28")]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"PK\x03\x04 no PDF", "the document is no PDF"),
        (b"%PDF-1.4 cut off", "the document is no PDF"),
        (b"<html>%PDF-1.4 %%EOF", "the document is no PDF"),
    ],
)
def test_what_is_no_pdf_goes_to_quarantine(office: Office, document: bytes, reason: str) -> None:
    said = announced(file="avis.pdf", size=str(len(document)))
    (office.folder / "avis.pdf").write_bytes(document)
    (office.folder / "a.xml").write_text(as_xml([said]), encoding="utf-8")
    assert office.take().advices == {REFUSED: 1}
    assert reason in office.reason("avis.pdf")


def test_another_document_of_a_known_advice_is_refused(office: Office) -> None:
    said = put_delivery(office.folder, [announced(file="avis.pdf")])
    office.take()
    other = pdf("anders")
    (office.folder / "avis.pdf").write_bytes(other)
    (office.folder / "b.xml").write_text(as_xml([said[0] | {"size": str(len(other))}]))
    assert office.take().advices == {REFUSED: 1}
    assert "is there with another document" in office.reason("avis.pdf")
    assert len(office.rows()) == 1


def test_a_delivery_waits_until_each_document_has_all_its_bytes(office: Office) -> None:
    said = put_delivery(office.folder, [announced(), announced()])
    path = office.folder / said[1]["file"]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert (office.take().incomplete, office.rows()) == (1, [])
    path.unlink()
    assert (office.take().incomplete, office.rows()) == (1, [])
    path.write_bytes(whole)
    assert office.take().advices == {"waiting": 2}


def test_what_has_not_come_after_a_day_is_refused(office: Office) -> None:
    said = put_delivery(office.folder, [announced(), announced(file="fehlt.pdf")])
    (office.folder / said[1]["file"]).unlink()
    report = office.take_at((office.folder / "avise.xml").stat().st_mtime + PATIENCE_SECONDS + 1)
    assert report.advices == {"waiting": 1, REFUSED: 1}
    assert "fehlt.pdf: the document cannot be opened" in office.reason("avise.xml")


def test_a_file_that_is_still_written_to_is_left_alone(office: Office) -> None:
    put_delivery(office.folder, [announced()])
    written = (office.folder / "avise.xml").stat().st_mtime
    assert office.take_at(written + 9, settled_seconds=10).incomplete == 1
    (office.folder / "avise.xml").rename(office.folder / "avise.xml.part")
    assert office.take_at(written + 60, settled_seconds=10) == Report()
    (office.folder / "avise.xml.part").rename(office.folder / "avise.xml")
    assert office.take_at(written + 60, settled_seconds=10).advices == {"waiting": 1}


def test_a_second_bad_file_of_one_name_does_not_replace_the_first(office: Office) -> None:
    for text in ("eins", "zwei"):
        (office.folder / "avise.xml").write_text(text)
        office.take()
    assert (office.quarantine / "avise.xml").read_text() == "eins"
    assert (office.quarantine / "avise-2.xml").read_text() == "zwei"
    assert "not well-formed" in office.reason("avise-2.xml")


def test_a_path_is_made_of_a_digest_and_of_nothing_else(office: Office) -> None:
    for name in ("../x", "a" * 63, "A" * 64, "", "a" * 64 + "/.."):
        with pytest.raises(ValueError, match="no digest"):
            office.storage.path(name)


def test_the_schema_takes_what_the_portal_takes(office: Office) -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    document = etree.fromstring(as_xml([announced(size="12", sha256="ab" * 32)]))
    schema.assertValid(document)
    for field, (value, _) in WRONG.items():
        if field not in ("ik", "from", "to", "size", "sha256"):
            wrong = etree.fromstring(as_xml([announced(**{"size": "12", field: value})]))
            assert not schema.validate(wrong), field
