"""`/download`: what the operator put into a folder, and nothing beside it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.releases import MAX_BYTES
from portal.platform.settings import SettingsProblem, load_settings
from portal.web.public.downloads import DownloadCatalog, System
from tests.support.portal_browser import FIREFOX, Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/605.1"
MSI = "aok-2faktor-1.10.0-windows-x86_64.msi"
TAR = "aok-2faktor-1.9.0-linux.tar.xz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two versions for Windows, one for Linux, none for macOS."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in (MSI, "aok-2faktor-1.9.0-windows.zip", TAR):
        (folder / name).write_bytes(name.encode() * 100_000)
    return folder


@pytest.fixture
def offering(tmp_path: Path, folder: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path, downloads=folder) as portal:
        yield portal


def test_the_visitors_system_comes_first(offering: RunningPortal) -> None:
    for agent, first in ((FIREFOX, "linux"), (WINDOWS, "windows")):
        page = Browser(offering.url, agent).open("/download").text
        places = [page.index(f'id="{name}"') for name in ("linux", "windows", "macos")]
        assert min(places) == page.index(f'id="{first}"')
        assert page.count(portal_text("This is your system")) == 1


def test_the_newest_version_is_offered_with_size_and_digest(
    offering: RunningPortal, folder: Path
) -> None:
    page = Browser(offering.url).open("/download").text
    assert f'href="/download/{MSI}"' in page
    assert "1.9.0-windows" not in page
    assert "Version 1.10.0, 3,7\N{NO-BREAK SPACE}MB, Intel/AMD 64 Bit" in page
    assert hashlib.sha256((folder / MSI).read_bytes()).hexdigest() in page


def test_one_button_stands_out_and_others_say_whom_they_are_for(
    offering: RunningPortal, folder: Path
) -> None:
    for name in ("aok-2faktor-1.10.0-setup.exe", "aok-2faktor-1.10.0-windows-x86_64.zip"):
        (folder / name).write_bytes(b"x")
    page = Browser(offering.url, WINDOWS).open("/download").text
    assert page.count('class="button"') == 1
    assert page.index('class="button" href="/download/aok-2faktor-1.10.0-setup.exe"') < page.index(
        f'class="button secondary" href="/download/{MSI}"'
    )
    assert portal_text("MSI package for your IT department.") in page


def test_other_systems_are_beneath_and_all_are_open_where_the_system_has_none(
    offering: RunningPortal,
) -> None:
    words = "Andere Systeme: "
    assert f"{words}macOS, Linux" in Browser(offering.url, WINDOWS).open("/download").text
    assert words not in Browser(offering.url, IPHONE).open("/download").text


@pytest.mark.parametrize(
    ("name", "system", "processor"),
    [
        ("aok-2faktor-0.1.0-setup.exe", System.WINDOWS, ""),
        ("aok-2faktor-0.1.0.msi", System.WINDOWS, ""),
        ("aok-2faktor_0.1.0-1_amd64.deb", System.LINUX, "x86_64"),
        ("aok-2faktor-0.1.0-1.x86_64.rpm", System.LINUX, "x86_64"),
        ("AOK-2-Faktor-App-0.1.0.dmg", System.MACOS, ""),
        ("AOK-2-Faktor-App-0.1.0.pkg", System.MACOS, ""),
        ("aok-2faktor-0.1.0-macos-arm64.zip", System.MACOS, "arm64"),
    ],
)
def test_packages_are_offered_by_the_names_that_they_are_built_with(
    tmp_path: Path, name: str, system: System, processor: str
) -> None:
    (tmp_path / name).write_bytes(b"x")
    (file,) = DownloadCatalog(tmp_path).files()
    assert (file.system, file.version, file.processor) == (system, "0.1.0", processor)


@pytest.mark.parametrize("name", ["aok-2faktor-0.1.0.zip", "SHA256SUMS", "notes-1.0.txt", "a.msi"])
def test_what_is_no_installer_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert not list(DownloadCatalog(tmp_path).files())


def test_administrators_get_the_newest_templates_of_the_policy(
    offering: RunningPortal, folder: Path
) -> None:
    browser, heading = Browser(offering.url, WINDOWS), 'id="administrators"'
    before = browser.open("/download").text
    assert heading not in before
    for version in ("1.9.0", "1.11.0", "1.10.0"):
        file = folder / f"aok-2faktor-policy-templates-{version}.zip"
        file.write_bytes(version.encode())
    page = browser.open("/download").text
    assert page.index(heading) > page.index('id="macos"')
    section = page.partition(heading)[2]
    assert re.findall('href="(/download/[^"]+)"', section) == [
        "/download/aok-2faktor-policy-templates-1.11.0.zip"
    ]
    assert hashlib.sha256(b"1.11.0").hexdigest() in section
    assert "Version 1.11.0, 1\N{NO-BREAK SPACE}KB" in section
    assert "<code>Get-FileHash aok-2faktor-policy-templates-1.11.0.zip</code>" in section
    assert f'href="/download/{MSI}"' in page, "they are no newer version of the app"
    for version in ("1.10.0", "1.11.0"):
        path = f"/download/aok-2faktor-policy-templates-{version}.zip"
        assert browser.open(path).content == version.encode()


def test_a_system_without_a_file_says_what_to_do(offering: RunningPortal, tmp_path: Path) -> None:
    words = "Für dieses System liegt hier noch keine Datei bereit"
    assert Browser(offering.url).open("/download").text.count(words) == 1
    (tmp_path / "none").mkdir()
    with running_portal(tmp_path / "none") as portal:
        assert Browser(portal.url).open("/download").text.count(words) == 3


def test_a_notice_of_the_operator_stands_in_place_of_what_is_missing(
    tmp_path: Path, folder: Path
) -> None:
    notice = "Ihre IT-Abteilung verteilt die App. <b>"
    with running_portal(tmp_path, downloads=folder, download_notice=notice) as portal:
        page = Browser(portal.url).open("/download").text
    assert page.count("Ihre IT-Abteilung verteilt die App. &lt;b&gt;") == 1
    assert "Für dieses System liegt hier noch keine Datei bereit" not in page
    assert f'href="/download/{MSI}"' in page
    assert 'id="macos"' not in page


def test_a_system_without_the_demanded_version_is_named(folder: Path) -> None:
    catalog = DownloadCatalog(folder)
    assert catalog.outdated("1.10") == {System.LINUX: "1.9.0"}
    assert catalog.outdated("1.9.0") == catalog.outdated("") == {}
    assert DownloadCatalog(None).outdated("1.10") == {}


def test_a_demand_that_no_installer_meets_is_an_alarm_at_the_start(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_portal(tmp_path, downloads=folder, lowest_app_version="1.10"):
        pass
    told = [record.getMessage() for record in caplog.records if record.name == "portal.alarm"]
    assert told == [
        "version 1.10 of the app is demanded, but for Linux there is only 1.9.0 in `downloads`"
    ]


def test_the_signed_list_of_releases_is_given_out_as_it_is(
    offering: RunningPortal, folder: Path
) -> None:
    path = "/download/releases.jws"
    assert Browser(offering.url).open(path).status_code == 404
    (folder / "releases.jws").write_bytes(b"a.b.c\n")
    answer = Browser(offering.url).open(path)
    assert (answer.content, answer.headers["content-type"]) == (b"a.b.c\n", "application/jose")
    (folder / "releases.jws").write_bytes(b"x" * (MAX_BYTES + 1))
    assert Browser(offering.url).open(path).status_code == 404
    (folder / "releases.jws").unlink()
    (folder / "elsewhere").write_bytes(b"a.b.c")
    (folder / "releases.jws").symlink_to(folder / "elsewhere")
    assert Browser(offering.url).open(path).status_code == 404


def test_a_telephone_is_told_that_the_app_is_for_computers(offering: RunningPortal) -> None:
    assert "Sie sind mit iOS hier" in Browser(offering.url, IPHONE).open("/download").text


def test_a_new_file_is_offered_at_once(offering: RunningPortal, folder: Path) -> None:
    (folder / "aok-2faktor-2.0-macos-arm64.dmg").write_bytes(b"new")
    browser = Browser(offering.url)
    assert hashlib.sha256(b"new").hexdigest() in browser.open("/download").text
    assert browser.open("/download/aok-2faktor-2.0-macos-arm64.dmg").content == b"new"


def test_a_changed_file_has_another_digest(offering: RunningPortal, folder: Path) -> None:
    browser = Browser(offering.url)
    browser.open("/download")
    (folder / MSI).write_bytes(b"changed")
    assert hashlib.sha256(b"changed").hexdigest() in browser.open("/download").text


def test_files_are_saved_and_never_shown(offering: RunningPortal) -> None:
    headers = Browser(offering.url).open(f"/download/{MSI}").headers
    assert headers["content-disposition"] == f'attachment; filename="{MSI}"'
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_a_broken_download_can_be_resumed(offering: RunningPortal, folder: Path) -> None:
    browser = Browser(offering.url)
    http = browser.http
    whole = http.get(f"/download/{TAR}")
    headers = {"range": "bytes=1000-", "if-range": whole.headers["etag"]}
    rest = http.get(f"/download/{TAR}", headers=headers)
    assert rest.status_code == 206
    assert whole.content[:1000] + rest.content == (folder / TAR).read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "secret.txt",
        "..%2Fsecret.txt",
        "..%2f..%2fportal%2fkeys.json",
        "%2e%2e/secret.txt",
        "..%5Csecret.txt",
        "%2Fetc%2Fpasswd",
        "aok-2faktor-1.0-linux.zip%00",
        "",
    ],
)
def test_nothing_else_can_be_fetched(
    offering: RunningPortal, folder: Path, tmp_path: Path, name: str
) -> None:
    for place in (folder, tmp_path):
        (place / "secret.txt").write_text("secret")
    answer = Browser(offering.url).open(f"/download/{name}")
    assert answer.status_code in (307, 404)
    assert "secret" not in answer.text


@pytest.mark.parametrize("name", ["../secret.txt", f"../downloads/{MSI}", f"./{MSI}", f"{MSI}\0"])
def test_a_file_is_found_by_its_plain_name_only(folder: Path, name: str) -> None:
    assert DownloadCatalog(folder).find(MSI) is not None
    assert DownloadCatalog(folder).find(name) is None


def test_links_out_of_the_folder_are_not_followed(
    offering: RunningPortal, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("secret")
    (folder / "aok-2faktor-3.0-linux.zip").symlink_to(tmp_path / "secret")
    (folder / "aok-2faktor-3.0-macos.dmg").mkdir()
    browser = Browser(offering.url)
    assert "3.0" not in browser.open("/download").text
    assert browser.open("/download/aok-2faktor-3.0-linux.zip").status_code == 404
    assert browser.open("/download/aok-2faktor-3.0-macos.dmg").status_code == 404


@pytest.mark.parametrize("value", ["relative", "/there/is/none"])
def test_the_setting_must_name_a_folder(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsProblem, match="downloads is"):
        load_settings(tmp_path, {}, public_url="https://portal.example.de", downloads=value)
