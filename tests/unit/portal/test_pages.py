"""Headers, cookies, forms from elsewhere, error pages, words."""

import re
from pathlib import Path

import pytest

from crypto.challenge import read_challenge
from portal.platform.asgi import new_cookie
from portal.web.middleware import POLICY
from portal.web.pages import without_comments
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text

PAGES = ["/", "/cookies", "/login", "/login/finish", "/login/app", "/nothing"]
PAGES += ["/help", "/download", "/accessibility", "/barrier", "/barrier/thanks", "/contact"]
PAGES += ["/terms", "/privacy", "/registration/new", "/registration", "/reset"]
POSTS = ["/login", "/login/cancel", "/login/finish", "/login/app", "/logout"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_strict_headers(browser: Browser, path: str) -> None:
    headers = browser.open(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_scripts_or_styles_inline_or_from_elsewhere(
    browser: Browser, path: str
) -> None:
    text = browser.open(path).text
    assert not re.search(r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_language_a_title_one_heading_and_the_contacts(
    browser: Browser, path: str
) -> None:
    text = browser.open(path).text
    assert '<html lang="de">' in text
    assert re.search(r"<title>\S.* – Mein AOK Gesundheitspartnerservice</title>", text)
    assert len(re.findall(r"<h1", re.sub(r"(?s)<section[^>]*hidden>.*?</section>", "", text))) == 1
    assert "Support-OSLE@itscare.de" in text
    assert "0800/7236598" in text


def test_every_link_of_the_pages_leads_somewhere(browser: Browser) -> None:
    links = {
        link for path in PAGES for link in re.findall(r"href=\"(/[^\"]*)", browser.open(path).text)
    }
    assert links
    for link in links:
        assert browser.open(link).status_code in (200, 303), link


def test_the_style_sheet_comes_without_comments_and_keeps_its_texts(browser: Browser) -> None:
    link = re.search(r"\"(/static/portal-[^\"]+css)", browser.open("/login").text)
    assert link is not None
    sheet = browser.open(link[1]).text
    assert "/*" not in sheet
    assert not re.search(r"\n\s", sheet)
    assert sheet.count("{") == sheet.count("}") > 100
    assert 'content: "("; }' in sheet
    sheet = 'a { b: "/* c */"; } /* "d\n */\n\n  e { }'
    assert without_comments(sheet) == 'a { b: "/* c */"; }\ne { }'


def test_style_and_scripts_may_be_kept_for_a_year(browser: Browser) -> None:
    links = re.findall(r"\"(/static/[^\"]+)", browser.open("/login/app").text)
    assert len(links) >= 3
    for link in links:
        answer = browser.open(link)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].split(";")[0] in (
            "text/css",
            "text/javascript",
            "image/svg+xml",
        )


@pytest.mark.parametrize("path", ["/static/", "/static/x.css", "/static/../app.py"])
def test_nothing_else_lies_in_the_static_folder(browser: Browser, path: str) -> None:
    assert browser.open(path).status_code == 404


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.example"},
    ],
)
def test_forms_from_elsewhere_are_refused(
    browser: Browser, path: str, headers: dict[str, str]
) -> None:
    browser.open("/login/app")
    answer = browser.http.post(path, headers=headers, data={"login": "max@abc.de"})
    assert answer.status_code == 403
    assert browser.cookie("pre") is None


def test_an_older_browser_without_fetch_metadata_may_log_in_by_its_origin(
    browser: Browser, login: str
) -> None:
    answer = browser.http.post("/login", headers={"origin": browser.url}, data={"login": login})
    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/nothing", "/static/x", "/login/nothing"])
def test_a_wrong_address_has_a_page_with_a_code(browser: Browser, path: str) -> None:
    answer = browser.open(path)
    assert answer.status_code == 404
    assert portal_text("This page does not exist") in answer.text
    assert re.search(r"AGP-404-[0-9A-F]{6}", answer.text)


@pytest.mark.parametrize("path", ["/nothing%00", "/login?next=%00", "/static/%00", "/help?a=b%00c"])
def test_an_address_with_a_nul_has_the_page_of_a_wrong_one(browser: Browser, path: str) -> None:
    answer = browser.open(path)
    assert answer.status_code == 404
    assert re.search(r"AGP-404-[0-9A-F]{6}", answer.text)


def test_a_wrong_method_has_a_page(browser: Browser) -> None:
    answer = browser.post("/home")
    assert answer.status_code == 405
    assert "AGP-405-" in answer.text


def test_an_unforeseen_failure_has_a_page_a_code_and_a_log_entry_with_it(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("portal.web.login.start.read_user_name", fail)
    answer = browser.post("/login", login="max@abc.de")
    assert answer.status_code == 500
    code = re.search(r"AGP-500-[0-9A-F]{6}", answer.text)
    assert code is not None
    assert code[0] in caplog.text
    assert answer.headers["content-security-policy"] == POLICY
    assert "max@abc.de" not in caplog.text


def test_too_many_starts_from_one_address_have_a_page(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.platform.rate_limits.RateLimit.take", lambda *_: 60)
    answer = browser.post("/login", login="max@abc.de")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert portal_text("Too many attempts at the moment") in answer.text


def test_a_form_of_kilobytes_is_refused(browser: Browser) -> None:
    assert browser.post("/login", login="x" * 5000).status_code == 413


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Please enter your user name. It is the e-mail address that you are registered with."),
        ("max", "The @ is missing. An e-mail address looks like this: max.mustermann@abc.de"),
        ("max@abc.de, eva@abc.de", "Please enter one e-mail address only. It has a single @."),
    ],
)
def test_a_user_name_that_cannot_be_one_is_explained_at_its_field(
    browser: Browser, typed: str, words: str
) -> None:
    answer = browser.post("/login", login=typed)
    assert answer.status_code == 200
    assert portal_text(words) in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{typed}"' in answer.text


def test_what_is_typed_is_shown_as_text(browser: Browser) -> None:
    answer = browser.post("/login", login='"><script>alert(1)</script>')
    page = answer.text + browser.open("/login/wait").text
    assert "<script>alert" not in page


def test_cookies_are_for_this_host_alone_and_out_of_reach_of_scripts(
    browser: Browser, login: str
) -> None:
    answer = browser.post("/login", login=login)
    assert re.fullmatch(
        r"pre=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", answer.headers["set-cookie"]
    )


def test_behind_https_cookies_are_secure_and_bear_the_host_prefix(tmp_path: Path) -> None:
    url = "https://portal.example"
    with running_portal(tmp_path, public_url=url) as portal:
        accepted = f"__Host-visit={new_cookie()}"
        headers = {"sec-fetch-site": "same-origin", "origin": url, "cookie": accepted}
        answer = portal.http.post("/login", data={"login": "max@abc.de"}, headers=headers)
        assert re.fullmatch(
            r"__Host-pre=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure",
            answer.headers["set-cookie"],
        )
        assert "max-age=63072000" in answer.headers["strict-transport-security"]


def test_the_key_set_is_served_as_the_root_signed_it(
    portal: RunningPortal, browser: Browser
) -> None:
    answer = browser.open("/pa/v1/keys")
    assert (answer.text, answer.headers["content-type"]) == (
        portal.keys.key_set,
        "application/jose",
    )


def test_addresses_of_clients_come_from_trusted_proxies_only(
    tmp_path: Path, portal: RunningPortal, device: Device, login: str
) -> None:
    def seen(url: str, asked: Device, name: str) -> str:
        browser = Browser(url)
        browser.http.headers["x-forwarded-for"] = "203.0.113.7"
        browser.begin(name)
        return read_challenge(asked.poll()["challenge"]).ip

    assert seen(portal.url, device, login) == "127.0.0.1"
    with running_portal(tmp_path, trusted_proxies=("127.0.0.1/32",)) as behind:
        from tests.unit.portal.conftest import activated

        behind.create_account(login, cleared=True)
        assert seen(behind.url, activated(behind, login), login) == "203.0.113.7"


def test_the_operators_notice_comes_first_on_the_start_page(tmp_path: Path) -> None:
    with running_portal(tmp_path, start_notice="Wartung <b>\nam Sonntag") as portal:
        page = Browser(portal.url).open("/").text
    assert "<p>Wartung &lt;b&gt;</p>\n  <p>am Sonntag</p>" in page
    assert page.index("Wartung") < page.index('href="/login"')
