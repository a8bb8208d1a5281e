"""Step 2 as a browser sees it: the form, the upload, the list, and going on."""

import contextlib
import errno
import logging
import re
import socket
import threading
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from portal.domain.certificates import attachments
from portal.domain.certificates.attachments import NotStored, Storage, cleaned
from portal.domain.certificates.file_types import ENDINGS, ForeignFormat, Reason
from portal.domain.certificates.refusals import Refusal
from portal.domain.certificates.sandbox_client import Run
from portal.platform.language import use_language
from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import WIDE_RATES, RunningPortal, free_port, running_portal
from tests.support.texts import portal_text
from tests.support.uploads import samples
from tests.support.uploads.registrations import PATH, registered, upload, working_on
from tests.support.uploads.scanner_daemon import scanner_daemon

pytestmark = pytest.mark.heavy

STATUS = "/registration"
MISSING = f"{PATH}?missing=1#upload"
PDF = samples.pdf()
TEXT = b"Bescheinigung"


@pytest.fixture
def registration(portal: RunningPortal) -> str:
    return registered(portal)


@pytest.fixture
def at_step_2(portal: RunningPortal, registration: str) -> Browser:
    return working_on(portal, registration)


def listed(browser: Browser) -> list[str]:
    page = browser.open(PATH, "same-origin").text
    return re.findall(r"<strong>(.*?)</strong>", page.split('id="uploads"')[1].split("</ul>")[0])


def attachment_ids(portal: RunningPortal, registration: str) -> list[str]:
    rows = portal.query("SELECT id FROM attachments WHERE registration_id = :r", r=registration)
    return [id_ for (id_,) in rows]


def files_of(portal: RunningPortal, registration: str) -> list[Path]:
    sql = "SELECT stored_as FROM attachments WHERE registration_id = :r"
    folder = portal.settings.data / "uploads"
    return [folder / name for (name,) in portal.query(sql, r=registration)]


def handed_in(portal: RunningPortal, registration: str) -> bool:
    sql = "SELECT certificate_at FROM registrations WHERE id = :r"
    return portal.query(sql, r=registration)[0][0] is not None


# --- who may be here


def test_nobody_is_here_without_a_confirmed_registration(
    portal: RunningPortal, browser: Browser
) -> None:
    registration = registered(portal, confirmed_at=None)
    unconfirmed = working_on(portal, registration)
    for one in (browser, unconfirmed):
        assert one.open(PATH).headers["location"] == STATUS
        assert one.open(f"{PATH}/form.pdf").headers["location"] == STATUS
        assert upload(one, ("a.pdf", PDF)).headers["location"] == STATUS
        for action in ("remove", "next"):
            assert one.post(f"{PATH}/{action}", attachment="x").headers["location"] == STATUS
    assert attachment_ids(portal, registration) == []


def test_another_site_cannot_upload_anything(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    answer = at_step_2.http.post(PATH, files={"files": ("a.pdf", PDF)}, headers=headers)
    assert answer.status_code == 403
    assert attachment_ids(portal, registration) == []


# --- the form


def test_the_form_comes_as_a_download(at_step_2: Browser) -> None:
    answer = at_step_2.open(f"{PATH}/form.pdf", "same-origin")
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-1.7")
    assert upload(at_step_2, ("form.pdf", answer.content)).status_code == 303


# --- uploading


def test_what_was_uploaded_is_listed_with_its_size(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    answer = upload(at_step_2, ("Größe <b>.pdf", PDF), ("scan.png", samples.GOOD["a.png"]))
    assert answer.headers["location"] == PATH
    assert listed(at_step_2) == ["Größe _b_.pdf", "scan.png"]
    assert "PDF, 1\N{NO-BREAK SPACE}KB" in at_step_2.open(PATH).text
    first, _ = files_of(portal, registration)
    assert first.read_bytes() == PDF


def test_good_files_stay_when_others_are_refused(at_step_2: Browser) -> None:
    program = b"MZ\x90\0" + bytes(100)
    webp = samples.image("WEBP")
    answer = upload(at_step_2, ("gut.pdf", PDF), ("foto.jpg", webp), ("programm.pdf", program))
    assert answer.status_code == 422
    summary = answer.text.split('role="alert"')[1].split("</ul>")[0]
    assert "„foto.jpg“ ist ein Bild im Format WebP" in summary
    assert "„programm.pdf“ hat kein Format, das wir annehmen" in summary
    assert "gut.pdf" not in summary
    assert re.search(r"AGP-422-[0-9A-F]{6}", answer.text)
    assert listed(at_step_2) == ["gut.pdf"]


def test_the_content_decides_about_the_ending_and_the_page_says_so(at_step_2: Browser) -> None:
    heic, jpeg = samples.GOOD["a.heic"], samples.GOOD["a.jpg"]
    upload(at_step_2, ("1.jpg", heic), ("2.jfif", jpeg), ("3", PDF), ("4.exe", PDF), ("5.PDF", PDF))
    assert listed(at_step_2) == ["1.heic", "2.jpg", "3.pdf", "4.exe.pdf", "5.PDF"]
    page = at_step_2.open(PATH, "same-origin").text
    assert re.findall(r"Hochgeladen als „(.*?)“. Der Inhalt ist (\w+)", page) == [
        ("1.jpg", "HEIC"),
        ("2.jfif", "JPG"),
        ("3", "PDF"),
        ("4.exe", "PDF"),
    ]


NAMES = {
    "../../etc/cron.d/a.pdf": "a.pdf",
    "C:\\Users\\Max\\a.pdf": "a.pdf",
    "..pdf": "pdf",
    "...": "Datei",
    "": "Datei",
    "a\u202efdp.exe": "afdp.exe",
    "a\u202e\u200b.pdf": "a.pdf",
    "a\x00.pdf": "a.pdf",
    "<script>alert(1)<a>.pdf": "_script_alert(1)_a_.pdf",
    "ä" * 300 + ".pdf": "ä" * 96 + ".pdf",
    "a" * 300: "a" * 100,
    "A\u0308.PDF": "Ä.PDF",
    "nul\n\r.pdf": "nul .pdf",
    "NUL.pdf": "_NUL.pdf",
    "com1": "_com1",
    "Con. Müller.pdf": "_Con. Müller.pdf",
    "Konto.pdf": "Konto.pdf",
    "lpt10.pdf": "lpt10.pdf",
    "Bescheinigung..pdf": "Bescheinigung..pdf",
    "fu\u0308r Mu\u0308ller.pdf": "für Müller.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_shown_without_what_could_mislead(name: str) -> None:
    assert cleaned(name) == NAMES[name]


def test_a_name_is_no_path(portal: RunningPortal, at_step_2: Browser, registration: str) -> None:
    upload(at_step_2, ('../../"a\r\n".txt', b"x"), ("a.txt\u202egnp", b"x"))
    assert listed(at_step_2) == ["_a _.txt", "a.txtgnp.txt"]
    folder = (portal.settings.data / "uploads").resolve()
    assert [path.resolve().parent for path in files_of(portal, registration)] == [folder] * 2


def test_all_files_together_have_ten_megabytes(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    text = b"x" * 6_000_000
    assert upload(at_step_2, ("a.txt", text)).status_code == 303
    answer = upload(at_step_2, ("b.txt", text), ("c.txt", b"c"))
    assert "„b.txt“ passt nicht mehr" in answer.text
    assert listed(at_step_2) == ["a.txt", "c.txt"]
    assert sum(path.stat().st_size for path in files_of(portal, registration)) == 6_000_001


def test_one_file_of_eleven_megabytes_is_answered_with_a_sentence(at_step_2: Browser) -> None:
    answer = upload(at_step_2, ("scan.txt", b"x" * 11_000_000))
    assert answer.status_code == 422
    assert "„scan.txt“ passt nicht mehr: Alle Dateien zusammen dürfen höchstens" in answer.text
    assert listed(at_step_2) == []


def test_of_twelve_files_ten_stay(portal: RunningPortal, registration: str) -> None:
    for number in range(8):
        insert_row(portal, registration, f"{number}.txt", 10)
    browser = working_on(portal, registration)
    answer = upload(browser, *((f"{number}.txt", b"x") for number in range(8, 12)))
    sentence = "„10.txt“, „11.txt“ wären zu viel: Höchstens 10 Dateien sind möglich"
    assert answer.text.count("Was in der Liste steht, ist gespeichert") == 1
    assert sentence in answer.text
    assert len(attachment_ids(portal, registration)) == 10


def insert_row(portal: RunningPortal, registration: str, name: str, size: int) -> None:
    """An attachment of which there is no file."""
    portal.execute(
        "INSERT INTO attachments (id, registration_id, name, kind, size, stored_as, added_at) "
        "VALUES (:i, :r, :n, 'txt', :s, :f, 0)",
        i=f"{registration}{name}",
        r=registration,
        n=name,
        s=size,
        f=(name + registration).encode().hex()[:32],
    )


def test_a_full_disk_is_told_as_such_however_large_the_file_is(
    portal: RunningPortal, registration: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(storage: Storage, name: str, _now: int) -> None:
        raise NotStored

    monkeypatch.setattr(Storage, "write", full)
    browser = working_on(portal, registration)
    answer = upload(browser, ("scan.txt", b"x" * 5_000_000))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert "„scan.txt“ können wir im Augenblick nicht speichern" in answer.text
    assert listed(browser) == []


def test_an_upload_without_room_for_its_last_step_is_not_kept(
    portal: RunningPortal, registration: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(attachments, "_sync", full)
    browser = working_on(portal, registration)
    before = set((portal.settings.data / "uploads").glob("*"))
    assert "können wir im Augenblick nicht speichern" in upload(browser, ("a.txt", b"x")).text
    assert set((portal.settings.data / "uploads").glob("*")) == before


@pytest.mark.parametrize("rest", [b"", b"x" * 100_000 + b"\r\n--b--\r\n"])
def test_an_upload_in_progress_is_answered_before_the_portal_stops(
    tmp_path: Path, rest: bytes
) -> None:
    """One that waits, and one that is still sending."""
    with running_portal(tmp_path) as portal:
        browser = working_on(portal, registered(portal))
        body = b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\nx'
        head = (
            f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncookie: visit={browser.cookie('visit')}\r\n"
            f"origin: {portal.url}\r\ncontent-type: multipart/form-data; boundary=b\r\n"
            f"accept-language: de\r\ncontent-length: {len(body) + len(rest) + 1}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", portal.settings.port), 10) as connection:
            connection.sendall(head.encode() + body)
            until(lambda: portal.app.uploads.slots.taken)
            stopping = threading.Thread(target=portal.stop)
            stopping.start()
            connection.sendall(rest)
            answer = b"".join(iter(lambda: connection.recv(65_536), b""))
            stopping.join()
        assert b"503" in answer.splitlines()[0]
        assert b"\nretry-after: 60" in answer
        assert "Das Portal wird gerade neu gestartet" in answer.decode()
        assert not list((tmp_path / "uploads").glob("*"))


def test_where_too_many_upload_at_once_the_page_says_so(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    slots = portal.app.uploads.slots
    with slots.slot(registration, "elsewhere"), slots.slot(registration, "elsewhere"):
        answer = upload(at_step_2, ("a.txt", b"x"))
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    assert "Im Augenblick laden zu viele Personen gleichzeitig hoch" in answer.text
    assert listed(at_step_2) == []


@pytest.mark.parametrize(("unlimited", "status"), [((), 429), (("127.0.0.0/8",), 303)])
def test_a_network_that_is_exempt_from_limits_has_no_limit_of_places(
    tmp_path: Path, unlimited: tuple[str, ...], status: int
) -> None:
    with (
        running_portal(tmp_path, unlimited_networks=unlimited) as portal,
        contextlib.ExitStack() as others,
    ):
        for number in range(8):
            others.enter_context(portal.app.uploads.slots.slot(str(number), "127.0.0.1"))
        browser = working_on(portal, registered(portal))
        assert upload(browser, ("a.txt", b"x")).status_code == status


def test_turns_are_taken_by_registration_and_by_network_address(
    portal: RunningPortal, at_step_2: Browser, registration: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, seen = portal.app.sandboxes.uploads, []
    turn = sandbox.turn

    def noted(*keys: str) -> AbstractAsyncContextManager[Run]:
        seen.append(keys)
        return turn(*keys)

    monkeypatch.setattr(sandbox, "turn", noted)
    upload(at_step_2, ("a.txt", TEXT), ("b.txt", TEXT))
    assert at_step_2.open(f"{PATH}/form.pdf", "same-origin").status_code == 200
    assert seen == [(registration, "127.0.0.1")] * 3


def test_one_that_is_complete_is_told_that_it_was_not_checked(tmp_path: Path) -> None:
    with running_portal(tmp_path) as portal:
        browser = working_on(portal, registered(portal))
        portal.on_loop(portal.app.stop_waiting)
        answer = upload(browser, ("a.txt", b"x"))
        assert answer.status_code == 503
        assert "„a.txt“ können wir im Augenblick nicht prüfen" in answer.text


def test_an_upload_without_a_file_is_remarked_and_changes_nothing(at_step_2: Browser) -> None:
    answer = upload(at_step_2, ("", b""))
    assert answer.status_code == 422
    assert portal_text("You have not chosen a file yet. …") in answer.text
    assert listed(at_step_2) == []


def test_a_cut_off_upload_leaves_nothing_behind(portal: RunningPortal, registration: str) -> None:
    browser = working_on(portal, registration)
    before = set((portal.settings.data / "uploads").glob("*"))
    body = b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n' + PDF
    headers = {
        "sec-fetch-site": "same-origin",
        "origin": portal.url,
        "content-type": "multipart/form-data; boundary=b",
    }
    answer = browser.shown(browser.http.post(PATH, content=body, headers=headers))
    assert answer.status_code == 422
    assert portal_text("The upload was interrupted; …") in answer.text
    assert set((portal.settings.data / "uploads").glob("*")) == before


@pytest.mark.parametrize("announced", [10, 100_000_000])
def test_an_announced_length_is_not_believed(
    portal: RunningPortal, registration: str, announced: int
) -> None:
    """Shorter than what comes, the rest is no part of it; longer, it has been cut off."""
    browser = working_on(portal, registration)
    body = b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n' + PDF
    head = (
        f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncookie: visit={browser.cookie('visit')}\r\n"
        f"origin: {portal.url}\r\ncontent-type: multipart/form-data; boundary=b\r\n"
        f"content-length: {announced}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", portal.settings.port), 10) as connection:
        connection.sendall(head.encode() + body + b"\r\n--b--\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass
    assert attachment_ids(portal, registration) == []


def test_no_more_uploads_than_anybody_needs(tmp_path: Path) -> None:
    rates = {
        **WIDE_RATES,
        Limit.UPLOADS_BY_REGISTRATION: Rate(2, 600),
        Limit.CERTIFICATE_FORMS_BY_ADDRESS: Rate(1, 600),
    }
    with running_portal(tmp_path, rates=rates) as portal:
        browser = working_on(portal, registered(portal))
        answers = [upload(browser, ("a.txt", b"x")).status_code for _ in range(3)]
        assert answers == [303, 303, 429]
        assert [browser.open(f"{PATH}/form.pdf").status_code for _ in range(2)] == [200, 429]


# --- the virus scanner


def test_what_the_scanner_finds_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with scanner_daemon() as daemon, running_portal(tmp_path, clamd=daemon.address) as portal:
        browser = working_on(portal, registered(portal))
        answer = upload(browser, ("a.txt", samples.EICAR), ("b.txt", b"harmless"))
        assert "„a.txt“ wurde vom Virenscanner beanstandet" in answer.text
        assert listed(browser) == ["b.txt"]
        assert len(list((portal.settings.data / "uploads").iterdir())) == 1
    warnings = [one.name for one in caplog.records if one.levelno >= logging.WARNING]
    assert warnings.count("portal.alarm") == 1


def test_without_an_answer_of_the_scanner_nothing_is_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_portal(tmp_path, clamd=f"127.0.0.1:{free_port()}") as portal:
        browser = working_on(portal, registered(portal))
        answer = upload(browser, ("a.txt", b"harmless"))
        assert "„a.txt“ können wir im Augenblick nicht prüfen" in answer.text
        assert listed(browser) == []
    alarms = [one.getMessage() for one in caplog.records if one.name == "portal.alarm"]
    assert alarms == ["the virus scanner does not answer: uploads are refused"]


# --- removing


def test_a_file_can_be_deleted_again(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    upload(at_step_2, ("a.txt", TEXT))
    (path,), (id_,) = files_of(portal, registration), attachment_ids(portal, registration)
    assert "„a.txt“ wirklich löschen?" in at_step_2.open(PATH, "same-origin").text
    answer = at_step_2.post(f"{PATH}/remove", attachment=id_)
    assert answer.headers["location"] == f"{PATH}?removed=1"
    assert listed(at_step_2) == []
    assert portal_text("The file has been …") in at_step_2.open(answer.headers["location"]).text
    assert not path.exists()


def test_another_registrations_file_stays(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    theirs = registered(portal)
    upload(working_on(portal, theirs), ("theirs.txt", TEXT))
    (id_,) = attachment_ids(portal, theirs)
    assert at_step_2.post(f"{PATH}/remove", attachment=id_).headers["location"] == PATH
    assert attachment_ids(portal, theirs) == [id_]
    assert files_of(portal, theirs)[0].exists()
    assert listed(at_step_2) == []


def pictures(page: str) -> list[str]:
    return re.findall(r'<img src="(/registration/certificate/files/[^"]+)"', page)


def test_an_applicant_sees_the_pages_that_were_uploaded(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    upload(at_step_2, ("Seite 1.pdf", samples.pdf()), ("Notiz.txt", TEXT))
    first, second = pictures(at_step_2.open(PATH, "same-origin").text)
    answer = at_step_2.open(first, "same-origin")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\x89PNG\r\n")
    # Whether there is a second page is known once it is asked for.
    assert at_step_2.open(second, "same-origin").status_code == 404
    other = working_on(portal, registered(portal))
    assert other.open(first, "same-origin").status_code == 404
    assert Browser(portal.url).open(first, "same-origin").status_code == 404
    portal.execute("UPDATE registrations SET state = 'ordered' WHERE id = :r", r=registration)
    assert at_step_2.open(first, "same-origin").status_code == 404
    assert pictures(at_step_2.open(PATH, "same-origin").text) == []


def test_a_file_that_is_lost_is_said_to_be(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    upload(at_step_2, ("a.txt", TEXT))
    files_of(portal, registration)[0].unlink()
    assert portal_text("We have lost this …") in at_step_2.open(PATH).text
    assert at_step_2.post(f"{PATH}/next").headers["location"] == MISSING
    (id_,) = attachment_ids(portal, registration)
    at_step_2.post(f"{PATH}/remove", attachment=id_)
    assert listed(at_step_2) == []


def test_the_log_tells_what_happened_without_names(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    upload(at_step_2, ("Erika Mustermann.pdf", PDF))
    (id_,) = attachment_ids(portal, registration)
    at_step_2.post(f"{PATH}/remove", attachment=id_)
    entries = portal.query("SELECT event, facts FROM audit ORDER BY seq DESC LIMIT 2")
    assert [tuple(one) for one in entries] == [
        ("certificate-removed", '{"kind":"pdf"}'),
        ("certificate-uploaded", '{"kind":"pdf"}'),
    ]


# --- going on


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({}, "/registration/device"),
        ({"kind": "reset"}, STATUS),
    ],
)
def test_next_hands_the_certificate_in(
    portal: RunningPortal, changes: dict[str, object], where: str
) -> None:
    registration = registered(portal, **changes)
    browser = working_on(portal, registration)
    assert f'href="{where}">Später hochladen' in browser.open(PATH).text
    upload(browser, ("a.txt", TEXT))
    assert not handed_in(portal, registration)
    assert f'href="{where}">Später einreichen' in browser.open(PATH).text
    assert "1 Datei hochgeladen, noch nicht eingereicht" in browser.open(STATUS).text
    assert browser.post(f"{PATH}/next").headers["location"] == where
    assert handed_in(portal, registration)
    assert "noch nicht eingereicht" not in browser.open(STATUS).text


def test_next_without_a_file_says_what_is_missing(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    """At the field, without a support code, and on a page that "back" comes to without asking."""
    answer = at_step_2.post(f"{PATH}/next")
    assert answer.headers["location"] == MISSING
    page = at_step_2.open(MISSING).text
    said = page.split('<form class="drop"')[1].split("</form>")[0]
    assert portal_text("There is no file yet. …") in said
    assert "<title>Fehler: " in page
    assert "AGP-" not in page
    assert not handed_in(portal, registration)
    upload(at_step_2, ("a.txt", TEXT))
    assert portal_text("There is no file yet. …") not in at_step_2.open(MISSING).text


def test_whoever_deletes_the_last_file_has_handed_in_nothing(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    upload(at_step_2, ("a.txt", TEXT), ("b.txt", TEXT))
    at_step_2.post(f"{PATH}/next")
    first, second = attachment_ids(portal, registration)
    at_step_2.post(f"{PATH}/remove", attachment=first)
    assert handed_in(portal, registration)
    at_step_2.post(f"{PATH}/remove", attachment=second)
    assert not handed_in(portal, registration)


@pytest.mark.parametrize("state", ["ordered", "cleared", "refused"])
def test_nothing_changes_once_it_is_with_the_clerks(
    portal: RunningPortal, at_step_2: Browser, registration: str, state: str
) -> None:
    upload(at_step_2, ("a.txt", TEXT))
    (id_,) = attachment_ids(portal, registration)
    portal.execute("UPDATE registrations SET state = :s WHERE id = :r", s=state, r=registration)
    page = at_step_2.open(PATH).text
    assert "Ändern können Sie jetzt nichts mehr" in page
    assert 'type="file"' not in page
    assert "/remove" not in page
    assert upload(at_step_2, ("b.txt", TEXT)).headers["location"] == PATH
    at_step_2.post(f"{PATH}/remove", attachment=id_)
    assert at_step_2.post(f"{PATH}/next").headers["location"] == STATUS
    assert listed(at_step_2) == ["a.txt"]
    assert not handed_in(portal, registration)


def test_what_a_clerk_asks_is_shown(portal: RunningPortal) -> None:
    browser = working_on(portal, registered(portal, reason="Bitte <b>Seite 2</b> unterschreiben."))
    assert "Bitte &lt;b&gt;Seite 2&lt;/b&gt; unterschreiben." in browser.open(PATH).text


def test_a_question_is_answered_by_a_new_file_only(portal: RunningPortal) -> None:
    registration = registered(portal, kind="reset", reason="Bitte Seite 2 unterschreiben.")
    browser = working_on(portal, registration)
    upload(browser, ("alt.txt", TEXT))
    sql = "UPDATE registrations SET ordered_at = :now WHERE id = :r"
    portal.execute(sql, now=portal.clock.now(), r=registration)
    assert browser.post(f"{PATH}/next").headers["location"] == MISSING
    assert portal_text("No new file has …") in browser.open(MISSING).text
    assert not handed_in(portal, registration)
    portal.clock.advance(60)
    upload(browser, ("neu.txt", TEXT))
    assert browser.post(f"{PATH}/next").headers["location"] == STATUS
    assert handed_in(portal, registration)


def test_without_the_new_file_nothing_is_handed_in_any_more(
    portal: RunningPortal, at_step_2: Browser, registration: str
) -> None:
    upload(at_step_2, ("alt.txt", TEXT))
    sql = "UPDATE registrations SET ordered_at = :now WHERE id = :r"
    portal.execute(sql, now=portal.clock.now(), r=registration)
    portal.clock.advance(60)
    upload(at_step_2, ("neu.txt", TEXT))
    at_step_2.post(f"{PATH}/next")
    assert handed_in(portal, registration)
    sql = "SELECT id FROM attachments WHERE name = 'neu.txt' AND registration_id = :r"
    at_step_2.post(f"{PATH}/remove", attachment=portal.query(sql, r=registration)[0][0])
    assert not handed_in(portal, registration)


# --- words


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_names_the_file_and_says_what_to_do(reason: Reason) -> None:
    use_language("de")
    sentence = Refusal("Bescheinigung {x}.pdf", reason).sentence
    assert sentence.startswith("„Bescheinigung {x}.pdf“ ")
    assert sentence.count(".") >= 2
    assert ("pptx" in sentence) == (reason is Reason.KIND)
    assert set(ENDINGS) >= {"pdf", "text", "jpeg", "tif", "heic"}


@pytest.mark.parametrize("foreign", ForeignFormat)
def test_every_other_format_is_named_and_says_what_to_do(foreign: ForeignFormat) -> None:
    use_language("de")
    sentence = Refusal("Bescheinigung", Reason.KIND, foreign).sentence
    assert sentence.startswith("„Bescheinigung“ ist ein")
    assert "bitte" in sentence
    assert "{" not in sentence


def test_the_page_says_whose_registration_gets_the_certificate(
    portal: RunningPortal, registration: str, at_step_2: Browser
) -> None:
    """Another site may have led the browser to its own one (login CSRF)."""
    sql = "SELECT first_name, last_name, login FROM registrations WHERE id = :r"
    first, last, login = portal.query(sql, r=registration)[0]
    assert f"Für {first} {last} ({login})" in at_step_2.open(PATH, "same-origin").text
