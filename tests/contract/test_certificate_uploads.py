"""Step 2 on both databases, with several browsers at once."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.portal_server import RunningPortal
from tests.support.uploads import samples
from tests.support.uploads.registrations import PATH, registered, upload, working_on

AT_ONCE = 2
"""More of the same registration are turned away while these two are at it."""


def test_two_uploads_at_the_same_moment_never_pass_the_limit_together(
    portal: RunningPortal,
) -> None:
    registration = registered(portal)
    browsers = [working_on(portal, registration) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent = [
            threads.submit(upload, browser, (f"{number}.txt", b"x" * 6_000_000))
            for number, browser in enumerate(browsers)
        ]
        answers = sorted(one.result().status_code for one in sent)
    sizes = portal.query("SELECT size FROM attachments")
    assert answers == [303, 422]
    assert [tuple(one) for one in sizes] == [(6_000_000,)]
    assert len(list((portal.settings.data / "uploads").iterdir())) == 1


def test_from_the_upload_to_the_clerk_and_back(portal: RunningPortal) -> None:
    registration = registered(portal, kind="reset")
    browser = working_on(portal, registration)
    answer = upload(browser, ("a.pdf", samples.pdf()), ("b.png", samples.GOOD["a.png"]))
    assert answer.status_code == 303
    (id_,) = portal.query("SELECT id FROM attachments WHERE name = 'b.png'")[0]
    assert browser.post(f"{PATH}/remove", attachment=id_).status_code == 303
    assert browser.post(f"{PATH}/next").headers["location"] == "/registration"
    row = portal.query("SELECT state, certificate_at FROM registrations")[0]
    assert tuple(row) == ("ordered", portal.clock.now())
    assert upload(browser, ("c.txt", b"late")).headers["location"] == PATH
    assert [name for (name,) in portal.query("SELECT name FROM attachments")] == ["a.pdf"]
