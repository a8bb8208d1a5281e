"""What the diagnosis makes of what it finds, without a network."""

import threading
from datetime import UTC, datetime

import pytest

from authenticator.desktop.remote_session import RemoteSession, read_session, remote_session
from authenticator.diagnosis.machine_checks import (
    SLOW,
    check_keyring,
    check_links,
    check_round_trip,
    check_session,
)
from authenticator.diagnosis.portal_check import (
    CLOCK_TOLERANCE,
    Answer,
    compare_clocks,
    compare_versions,
)
from authenticator.diagnosis.results import Check, Finding, Result, State, root_cause
from authenticator.diagnosis.support_code import support_code
from authenticator.failures import Failure, Refused
from authenticator.flows.common import Begun, Cancelled, Succeeded
from authenticator.flows.diagnostics import DiagnosticsRun, Found, Phase, advance
from authenticator.model import Binding, DeviceStatus
from authenticator.storage.secret_store import KeyringStore
from authenticator.time_limit import run_with_timeout
from crypto.version import LEVEL
from tests.support.keyrings import BrokenBackend, MemoryBackend

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FINE = Result(Check.ROUTE, Finding.DIRECT)
BINDING = Binding("0" * 32, "https://portal.example", "a@b.example", activated=True)


def answer(body: bytes = b"", *, status: int = 200, off: float = 0) -> Answer:
    return Answer(status, "application/json", body, NOW, NOW.timestamp() + off)


@pytest.mark.parametrize(
    ("off", "finding"),
    [
        (0, Finding.CLOCK_RIGHT),
        (CLOCK_TOLERANCE, Finding.CLOCK_RIGHT),
        (CLOCK_TOLERANCE + 1, Finding.CLOCK_WRONG),
        (-CLOCK_TOLERANCE - 1, Finding.CLOCK_WRONG),
    ],
)
def test_a_clock_may_be_a_little_wrong(off: float, finding: Finding) -> None:
    assert compare_clocks(answer(off=off)).finding is finding


def test_a_clock_that_is_ahead_is_told_from_one_that_is_behind() -> None:
    ahead, behind = compare_clocks(answer(off=7200)), compare_clocks(answer(off=-7200))
    assert ahead.facts == {"minutes": "120", "ahead": "yes"}
    assert behind.facts == {"minutes": "120", "ahead": ""}


@pytest.mark.parametrize(
    ("body", "status", "finding"),
    [
        (b'{"level":%d,"lowest_app":1}' % LEVEL, 200, Finding.PORTAL_CURRENT),
        (b'{"level":99,"lowest_app":1,"new":[]}', 200, Finding.PORTAL_CURRENT),
        (b'{"level":99,"lowest_app":99}', 200, Finding.APP_OLD),
        (b'{"level":0,"lowest_app":0}', 200, Finding.PORTAL_OLD),
        (b'{"level":"1"}', 200, Finding.PORTAL_OLD),
        (b"<html>", 200, Finding.PORTAL_OLD),
        (b"", 404, Finding.PORTAL_OLD),
    ],
)
def test_versions_are_compared(body: bytes, status: int, finding: Finding) -> None:
    assert compare_versions(answer(body, status=status)).finding is finding


def test_a_slow_keyring_is_told() -> None:
    backend = MemoryBackend()
    moments = iter([0.0, SLOW + 1])
    result = check_keyring(KeyringStore(lambda: backend), monotonic=lambda: next(moments))
    assert result.finding is Finding.KEYRING_SLOW
    assert backend.texts == {}


def test_a_keyring_that_never_answers_holds_nobody_up() -> None:
    release = threading.Event()
    store = KeyringStore(lambda: BrokenBackend(release), time_limit=0.05)
    assert check_keyring(store).finding is Finding.KEYRING_LOCKED
    release.set()


@pytest.mark.parametrize(
    ("station", "client", "finding", "kind"),
    [
        ("Console", "", Finding.SESSION_HERE, ""),
        ("", "", Finding.SESSION_HERE, ""),
        ("RDP-Tcp#12", "ANMELDUNG-2", Finding.SESSION_OF_CLIENT, "Remote Desktop"),
        ("ICA-CGP#4", "ANMELDUNG-2", Finding.SESSION_OF_CLIENT, "Citrix"),
        ("ICA-TCP#1", "", Finding.SESSION_REMOTE, "Citrix"),
    ],
)
def test_a_session_on_a_server_is_told_with_the_computer_of_the_person(
    station: str, client: str, finding: Finding, kind: str
) -> None:
    result = check_session(read_session(station, client))
    assert result.finding is finding
    assert (result.facts.get("kind", ""), result.facts.get("client", "")) == (kind, client)


@pytest.mark.parametrize(
    ("client", "shown"),
    [
        ("Empfang 2", "Empfang 2"),
        ("PC_Süd.praxis-3", "PC_Süd.praxis-3"),
        # What turns the line around, breaks it or speaks to its reader is no name.
        ("\u202eEMP\u200bFANG\n<b>2</b>\x00", "EMPFANGb2b"),
        ("W" * 20, "W" * 20),
        ("W" * 400, "W" * 19 + "…"),
        ("\u202e\n \t", ""),
        # Invented by StoreFront or by the client in a browser: it tells nobody where they sit.
        ("WR_aFq31xYz", ""),
        ("HTML-3021-1522", ""),
    ],
)
def test_a_client_has_the_name_that_can_be_shown(client: str, shown: str) -> None:
    assert read_session("ICA-CGP#4", client) == RemoteSession("Citrix", shown)


@pytest.mark.only_on("posix", reason="Windows is asked itself")
def test_a_session_of_xrdp_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XRDP_SESSION", raising=False)
    assert remote_session() is None
    monkeypatch.setenv("XRDP_SESSION", "1")
    assert remote_session() == RemoteSession("Remote Desktop", "")


@pytest.mark.parametrize(
    ("leads", "finding"),
    [
        (lambda: True, Finding.LINKS_LEAD_HERE),
        (lambda: False, Finding.LINKS_LEAD_NOWHERE),
        (None, Finding.LINKS_UNKNOWN),
    ],
)
def test_where_links_lead_is_told(leads: object, finding: Finding) -> None:
    assert check_links(leads).finding is finding  # type: ignore[arg-type]


def test_a_failed_round_trip_tells_its_support_code() -> None:
    def refuse(_binding: Binding) -> DeviceStatus:
        raise Refused(Failure.DEVICE_REVOKED)

    result = check_round_trip((BINDING,), refuse)
    assert result == Result(Check.ROUND_TRIP, Finding.ROUND_TRIP_FAILED, {"code": "AZF-6001"})


def test_numbers_of_findings_are_told_once_each() -> None:
    numbers = [finding.number for finding in Finding]
    assert sorted(set(numbers)) == sorted(numbers)


def test_the_first_bad_result_is_the_culprit_and_a_doubtful_one_where_none_is_bad() -> None:
    doubtful = Result(Check.CLOCK, Finding.CLOCK_WRONG)
    bad = Result(Check.KEYRING, Finding.KEYRING_LOCKED)
    worse = Result(Check.ROUND_TRIP, Finding.ROUND_TRIP_FAILED)
    assert root_cause((FINE, doubtful, bad, worse)) is bad
    assert root_cause((FINE, doubtful)) is doubtful
    assert root_cause((FINE,)) is None


def test_a_support_code_names_the_culprit_and_tells_reports_apart() -> None:
    clock = Result(Check.CLOCK, Finding.CLOCK_WRONG, {"minutes": "7"})
    assert support_code([FINE]).startswith("N100-")
    assert support_code([FINE, clock]).startswith("N171-")
    other = Result(Check.CLOCK, Finding.CLOCK_WRONG, {"minutes": "8"})
    assert support_code([clock]) != support_code([other])
    assert support_code([clock]) == support_code([clock])
    assert len(support_code([clock])) == len("N171-7KQ2")


def test_a_run_lists_its_results_and_ends() -> None:
    state = advance(DiagnosticsRun(), Begun(), 1)
    assert (state.phase, state.current) == (Phase.RUNNING, Check.ROUTE)
    state = advance(state, Found(1, FINE), 2)
    assert (state.results, state.current) == ((FINE,), Check.NAME)
    assert advance(state, Succeeded(1), 2).phase is Phase.DONE
    assert advance(state, Begun(), 2) is state


def test_a_late_result_changes_nothing() -> None:
    cancelled = advance(advance(DiagnosticsRun(), Begun(), 1), Cancelled(), 2)
    assert cancelled.phase is Phase.CANCELLED
    for event in (Found(1, FINE), Succeeded(1), Cancelled()):
        assert advance(cancelled, event, 2) is cancelled
    again = advance(cancelled, Begun(), 2)
    assert advance(again, Found(1, FINE), 3) is again
    assert advance(again, Succeeded(1), 3) is again


def test_a_state_is_one_of_four() -> None:
    assert {finding.state for finding in Finding} == set(State)


def test_work_within_its_time_gives_its_result_or_its_error() -> None:
    def fail() -> None:
        raise ValueError("x")

    assert run_with_timeout(5, lambda: 7, name="work") == 7
    with pytest.raises(ValueError, match="x"):
        run_with_timeout(5, fail, ValueError, name="work")


def test_work_beyond_its_time_is_given_up() -> None:
    release = threading.Event()
    with pytest.raises(TimeoutError):
        run_with_timeout(0.01, release.wait, name="work")
    release.set()
