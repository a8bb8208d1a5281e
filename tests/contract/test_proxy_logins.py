"""Proxies of large houses, real ones: NTLM, Kerberos and Basic, and SOCKS."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from authenticator.diagnosis.results import Check, Finding, Result
from authenticator.failures import Failure
from authenticator.model import Secret
from authenticator.network.portal_client import PortalClient
from authenticator.network.routes import ProxyLogin
from authenticator.network.rules import NetworkRules
from authenticator.services.composition import Services
from tests.contract.test_networks import WRONG_LOGIN, Person, activate_and_log_in, problem_of
from tests.contract.way import PASSWORD, PROXY_LOGIN, USER, Way
from tests.support.kerberos import REALM, Realm, kerberos_realm
from tests.support.patience import until
from tests.support.proxy import running_socks_proxy
from tests.support.squid import Entry, Login, RunningSquid, running_squid


@pytest.fixture
def realm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Realm]:
    """The app's computer belongs to it; nobody has logged in yet."""
    folder = tmp_path / "realm"
    folder.mkdir()
    with kerberos_realm(folder, "HTTP/localhost") as running:
        for name, value in running.variables.items():
            monkeypatch.setenv(name, value)
        yield running


def start(way: Way, proxy: RunningSquid, person: Person) -> Services:
    services = way.start(NetworkRules(proxy=proxy.url, extra_ca=way.box.authority))
    services.network.logins.ask = person.ask
    return services


def ask_portal(way: Way, services: Services) -> None:
    """Fetch the portal's keys over a connection that ends with it, so that the proxy logs it."""
    client = PortalClient(way.box.url, network=services.network)
    client.key_set()
    client._local.session.close()


def tunnel(way: Way, user: str) -> Entry:
    return Entry(200, way.box.url.removeprefix("https://"), user)


def way_through(services: Services) -> Result:
    """What the diagnosis tells of the proxy."""
    results = services.diagnostics().examine(threading.Event())
    return next(each for each in results if each.check is Check.PROXY)


def test_a_windows_account_is_proved_by_ntlm_and_its_password_is_sent_readably_to_nobody(
    way: Way,
) -> None:
    name = "klinik\\montag"
    account = ProxyLogin(Secret(name), Secret(PASSWORD))
    with running_squid(Login.NTLM_OR_BASIC, user=name, password=PASSWORD) as proxy:
        person = Person(account)
        services = start(way, proxy, person)
        activate_and_log_in(way, services)
        assert [question.wrong for question in person.questions] == [False]
        nobody = Person()
        again = start(way, proxy, nobody)
        ask_portal(way, again)
        # The helper reads one letter of each name, which are UTF-16.
        until(lambda: tunnel(way, "k\\m") in proxy.entries(), what="the tunnel")
        assert nobody.questions == []
        passed = way_through(again)
    assert passed.finding is Finding.PROXY_PASSES_LOGIN
    assert passed.facts["kind"] == "NTLM"
    with running_squid(Login.BASIC, user=name, password=PASSWORD, port=proxy.port) as readable:
        nobody = Person()
        problem = problem_of(lambda: ask_portal(way, start(way, readable, nobody)))
    assert problem.failure is Failure.PROXY_LOGIN_NEEDED
    assert [question.wrong for question in nobody.questions] == [True]


def test_who_has_a_ticket_is_asked_nothing(way: Way, realm: Realm) -> None:
    realm.log_in("montag")
    with running_squid(Login.KERBEROS_OR_BASIC, realm=realm) as proxy:
        person = Person(PROXY_LOGIN)
        services = start(way, proxy, person)
        ask_portal(way, services)
        until(lambda: tunnel(way, f"montag@{REALM}") in proxy.entries(), what="the tunnel")
        passed = way_through(services)
    assert person.questions == []
    assert passed.finding is Finding.PROXY_PASSES_ACCOUNT
    assert passed.facts["kind"] == "Negotiate"


def test_who_has_no_ticket_is_asked_for_a_password_where_one_helps(way: Way, realm: Realm) -> None:
    with running_squid(Login.KERBEROS_OR_BASIC, realm=realm, user=USER, password=PASSWORD) as proxy:
        person = Person(PROXY_LOGIN)
        ask_portal(way, start(way, proxy, person))
        until(lambda: tunnel(way, USER) in proxy.entries(), what="the tunnel")
    assert len(person.questions) == 1


def test_who_has_no_ticket_is_told_so_where_nothing_else_helps(way: Way, realm: Realm) -> None:
    with running_squid(Login.KERBEROS, realm=realm) as proxy:
        person = Person(PROXY_LOGIN)
        services = start(way, proxy, person)
        problem = problem_of(lambda: ask_portal(way, services))
        assert problem.failure is Failure.PROXY_LOGIN_UNSUPPORTED
        assert way_through(services).finding is Finding.PROXY_TICKET_MISSING
    assert person.questions == []


@pytest.mark.parametrize("answers", [(PROXY_LOGIN,), (WRONG_LOGIN, PROXY_LOGIN)])
def test_through_a_socks_proxy_that_wants_a_password(
    way: Way, answers: tuple[ProxyLogin, ...]
) -> None:
    with running_socks_proxy(user=USER, password=PASSWORD) as address:
        person = Person(*answers)
        services = way.start(NetworkRules(proxy=address, extra_ca=way.box.authority))
        services.network.logins.ask = person.ask
        activate_and_log_in(way, services)
    assert [question.wrong for question in person.questions] == [False, True][: len(answers)]


def test_through_a_proxy_behind_tls(way: Way) -> None:
    with running_squid(Login.NONE, tls=way.box.certificate) as proxy:
        services = start(way, proxy, Person())
        activate_and_log_in(way, services)
        assert way_through(services).finding is Finding.PROXY_PASSES
