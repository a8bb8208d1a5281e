"""Ten faults, planted for real: the diagnosis names each by its name, and nothing else."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
import secretstorage

from authenticator.diagnosis.results import Check, Finding, Result, State, root_cause
from authenticator.network.rules import NetworkRules
from authenticator.network.system_settings import SystemSettings
from authenticator.services.composition import Services
from authenticator.storage.secret_store import open_secret_store
from crypto.version import VERSION_PATH
from keyring_session import keyring_session
from tests.contract.app import LOGIN, activate
from tests.contract.way import PASSWORD, USER, Way
from tests.support.portal_server import free_port
from tests.support.proxy import running_proxy
from tests.support.web_server import pac_script, unused_address, web_server

# keyring leaves its connection to the bus open when an unlock prompt is not answered.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*/tmp/.*dbus:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("keyrings_are_closed"),
]

PAC_TYPE = "application/x-ns-proxy-autoconfig"
PAGE = b"<html><body>Willkommen im WLAN. Bitte melden Sie sich an.</body></html>"


def examine(services: Services) -> tuple[Result, ...]:
    return tuple(services.diagnostics().examine(threading.Event()))


def finding_of(results: tuple[Result, ...], check: Check) -> Finding:
    return next(result.finding for result in results if result.check is check)


@contextmanager
def no_dns(way: Way) -> Iterator[Services]:
    yield way.start(address="https://portal.invalid")


@contextmanager
def refused_port(way: Way) -> Iterator[Services]:
    yield way.start(address=f"https://127.0.0.1:{free_port()}")


@contextmanager
def wrong_authority(way: Way) -> Iterator[Services]:
    yield way.start(NetworkRules())


@contextmanager
def proxy_with_password(way: Way) -> Iterator[Services]:
    with running_proxy(way.folder, user=USER, password=PASSWORD) as proxy:
        yield way.start(NetworkRules(proxy=proxy.url, extra_ca=way.box.authority))


@contextmanager
def script_to_a_dead_proxy(way: Way) -> Iterator[Services]:
    dead = unused_address().removeprefix("http://")
    with web_server(pac_script(f"PROXY {dead}"), media_type=PAC_TYPE) as pac:
        yield way.start(settings=SystemSettings(pac=f"{pac}/proxy.pac"))


@contextmanager
def skewed_clock(way: Way) -> Iterator[Services]:
    way.box.skew = -7200
    yield way.start()


@contextmanager
def locked_keyring(way: Way) -> Iterator[Services]:
    with keyring_session() as session, pytest.MonkeyPatch.context() as patch:
        for name, value in session.items():
            patch.setenv(name, value)
        with secretstorage.dbus_init() as bus:
            secretstorage.get_default_collection(bus).lock()
        yield way.start(store=open_secret_store(roaming=False, time_limit=1.0))


@contextmanager
def missing_keyring(way: Way) -> Iterator[Services]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        yield way.start(store=open_secret_store(roaming=False))


@contextmanager
def old_portal(way: Way) -> Iterator[Services]:
    def without_version(path: str, _request: bytes, answer: bytes) -> bytes | tuple[int, bytes]:
        return (404, b"Not Found") if path == VERSION_PATH else answer

    way.box.tamper = without_version
    yield way.start()


@contextmanager
def captive_portal(way: Way) -> Iterator[Services]:
    with web_server(PAGE) as wall:
        yield way.start(address=wall)


Plant = Callable[[Way], AbstractContextManager[Services]]
FAULTS: list[tuple[Plant, Check, Finding]] = [
    (no_dns, Check.NAME, Finding.NAME_UNKNOWN),
    (refused_port, Check.REACH, Finding.PORTAL_REFUSES),
    (wrong_authority, Check.TLS, Finding.TLS_UNTRUSTED),
    (proxy_with_password, Check.PROXY, Finding.PROXY_LOGIN_NEEDED),
    (script_to_a_dead_proxy, Check.REACH, Finding.PAC_PROXY_DEAD),
    (skewed_clock, Check.CLOCK, Finding.CLOCK_WRONG),
    (locked_keyring, Check.KEYRING, Finding.KEYRING_LOCKED),
    (missing_keyring, Check.KEYRING, Finding.KEYRING_MISSING),
    (old_portal, Check.VERSION, Finding.PORTAL_OLD),
    (captive_portal, Check.ANSWER, Finding.CAPTIVE_PORTAL),
]


@pytest.mark.parametrize(
    ("plant", "check", "finding"), FAULTS, ids=[plant.__name__ for plant, _, _ in FAULTS]
)
def test_the_culprit_is_named(way: Way, plant: Plant, check: Check, finding: Finding) -> None:
    with plant(way) as services:
        results = examine(services)
    named = root_cause(results)
    assert named is not None
    assert (named.check, named.finding) == (check, finding)
    assert [each.check for each in results] == list(Check)
    blamed = [each for each in results if each.state in (State.BAD, State.WARN)]
    assert blamed == [named]


def test_where_all_is_well_nobody_is_blamed(way: Way) -> None:
    services = way.start()
    activate(services, way.portal.issue_code(LOGIN))
    results = examine(services)
    assert root_cause(results) is None
    assert finding_of(results, Check.TLS) is Finding.TLS_TRUSTED_EXTRA
    assert finding_of(results, Check.VERSION) is Finding.PORTAL_CURRENT
    assert finding_of(results, Check.ROUND_TRIP) is Finding.ROUND_TRIP


def test_who_issued_a_certificate_that_is_not_trusted_is_told(way: Way) -> None:
    with wrong_authority(way) as services:
        named = root_cause(examine(services))
    assert named is not None
    assert named.facts["issuer"] == "The clinic's authority"


def test_a_dead_proxy_is_told_with_the_script_that_named_it(way: Way) -> None:
    with script_to_a_dead_proxy(way) as services:
        named = root_cause(examine(services))
    assert named is not None
    assert named.facts["pac"].endswith("/proxy.pac")
    assert named.facts["at"].startswith("127.0.0.1:")


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        ({"body": PAGE, "status": 302, "headers": {"Location": "http://x"}}, "CAPTIVE_PORTAL"),
        ({"body": PAGE, "status": 511}, "CAPTIVE_PORTAL"),
        ({"body": PAGE, "status": 403}, "FOREIGN_ANSWER"),
        ({"body": PAGE, "status": 503}, "PORTAL_DOWN"),
        ({"body": b"x", "media_type": "application/jose"}, "FOREIGN_ANSWER"),
    ],
)
def test_what_answers_in_the_portals_place_is_told(
    way: Way, answer: dict[str, object], finding: str
) -> None:
    with web_server(**answer) as address:  # type: ignore[arg-type]
        results = examine(way.start(address=address))
    assert finding_of(results, Check.ANSWER) is Finding[finding]


@pytest.mark.parametrize(
    ("headers", "finding"),
    [
        ({"Proxy-Authenticate": "Digest"}, Finding.PROXY_LOGIN_UNSUPPORTED),
        ({"Proxy-Authenticate": "Negotiate"}, Finding.PROXY_TICKET_MISSING),
        ({"Proxy-Authenticate": 'Basic realm="x"'}, Finding.PROXY_LOGIN_NEEDED),
    ],
)
def test_a_login_that_the_app_cannot_make_is_told(
    way: Way, headers: dict[str, str], finding: Finding
) -> None:
    with web_server(b"", status=407, headers=headers) as proxy:
        results = examine(way.start(NetworkRules(proxy=proxy)))
    assert finding_of(results, Check.PROXY) is finding


def test_an_authority_file_that_cannot_be_read_is_told(way: Way) -> None:
    results = examine(way.start(NetworkRules(extra_ca=way.folder / "missing.pem")))
    named = root_cause(results)
    assert named is not None
    assert named.finding is Finding.EXTRA_CA_UNREADABLE
    assert named.facts["file"].endswith("missing.pem")


def test_a_cancelled_examination_makes_no_further_check(way: Way) -> None:
    cancelled = threading.Event()
    found = []
    for result in way.start().diagnostics().examine(cancelled):
        found.append(result)
        cancelled.set()
    assert [result.check for result in found] == [Check.ROUTE]


def test_nothing_that_is_told_names_the_user_or_a_password(way: Way) -> None:
    with ExitStack() as stack:
        services = stack.enter_context(proxy_with_password(way))
        told = repr(examine(services))
    assert LOGIN not in told
    assert PASSWORD not in told
