"""What the tests in front of a whole desktop share: the session, and a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from keyring_session import keyring_session
from tests.support.main_job.browser import CHROMIUM
from tests.support.main_job.robot import PATIENCE

# As long as all others wait for what a slow machine takes its time for.
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session", autouse=True)
def session_of_its_own() -> Iterator[None]:
    """Files run beside each other: each process has a bus, a keyring and folders of its own."""
    with keyring_session() as session, pytest.MonkeyPatch.context() as variables:
        for name, value in session.items():
            variables.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """One for each file: whatever starts a browser by itself cannot do so beside it."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def running_chromium(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, for what a whole file shares in it."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def chromium(running_chromium: Browser) -> Iterator[Browser]:
    """The same with nothing open; what a test opens in it is closed behind it."""
    yield running_chromium
    for context in running_chromium.contexts:
        context.close()
