"""The app in networks as they are: it is activated and logs in, whatever lies in between."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from authenticator.failures import Failure, Problem, Refused
from authenticator.model import Secret
from authenticator.network.proxy_logins import ITEM, Question
from authenticator.network.routes import ProxyLogin
from authenticator.network.rules import NetworkRules
from authenticator.network.system_settings import SystemSettings
from authenticator.services.composition import Services
from authenticator.storage.secret_store import SERVICE
from crypto.statements import Decision
from portal.platform.asgi import new_cookie
from tests.contract.app import LOGIN, PIN, activate
from tests.contract.way import PASSWORD, PROXY_LOGIN, USER, Way
from tests.support.proxy import RunningProxy, running_proxy
from tests.support.web_server import pac_script, self_signed, unused_address, web_server

WRONG_LOGIN = ProxyLogin(Secret(USER), Secret("falsch"))


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[RunningProxy]:
    """It wants a user name and a password."""
    with running_proxy(tmp_path, user=USER, password=PASSWORD) as running:
        yield running


@pytest.fixture
def behind_proxy(way: Way, proxy: RunningProxy) -> NetworkRules:
    return NetworkRules(proxy=proxy.url, extra_ca=way.box.authority)


class Person:
    """Answers what a proxy asks, one answer after the other, and then no more."""

    def __init__(self, *answers: ProxyLogin) -> None:
        self.questions: list[Question] = []
        self._answers = list(answers)

    def ask(self, question: Question) -> ProxyLogin | None:
        self.questions.append(question)
        return self._answers.pop(0) if self._answers else None


def log_in(way: Way, services: Services) -> str | None:
    """Begin in a browser, approve in the app: where the browser is then sent."""
    cookie = f"__Host-visit={new_cookie()}"
    headers = {"origin": way.box.url, "sec-fetch-site": "same-origin", "cookie": cookie}
    with way.box.client() as http:
        assert http.post("/login", data={"login": LOGIN}, headers=headers).status_code == 303
    binding = services.bindings()[0]
    request = services.logins.watch(binding, "").request
    assert request is not None
    return services.logins.answer(binding, request, Decision.APPROVE, PIN)


def activate_and_log_in(way: Way, services: Services) -> None:
    activate(services, way.portal.issue_code(LOGIN))
    url = log_in(way, services)
    assert url is not None
    assert url.startswith(f"{way.box.url}/login/finish#t=")


def problem_of(call: Callable[[], object]) -> Problem:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.problem


def test_through_a_proxy_that_wants_a_password(
    way: Way, proxy: RunningProxy, behind_proxy: NetworkRules
) -> None:
    services, person = way.start(behind_proxy), Person(PROXY_LOGIN)
    services.network.logins.ask = person.ask
    activate_and_log_in(way, services)
    assert person.questions == [Question(proxy.url.removeprefix("http://"), wrong=False)]
    assert set(proxy.connections) == {way.box.url.removeprefix("https://")}


def test_what_a_proxy_took_is_kept_in_the_keyring(way: Way, behind_proxy: NetworkRules) -> None:
    first = way.start(behind_proxy)
    first.network.logins.ask = Person(PROXY_LOGIN).ask
    activate(first, way.portal.issue_code(LOGIN))
    second, nobody = way.start(behind_proxy), Person()
    second.network.logins.ask = nobody.ask
    assert log_in(way, second) is not None
    assert nobody.questions == []


def test_a_wrong_password_is_asked_for_again_and_never_kept(
    way: Way, behind_proxy: NetworkRules
) -> None:
    services, person = way.start(behind_proxy), Person(WRONG_LOGIN, PROXY_LOGIN)
    kept: list[list[str]] = []

    def kept_logins() -> list[str]:
        items = way.keyring.texts.items()
        return [text for (_, name), text in items if name == ITEM]

    def ask(question: Question) -> ProxyLogin | None:
        kept.append(kept_logins())
        return person.ask(question)

    services.network.logins.ask = ask
    activate_and_log_in(way, services)
    assert [question.wrong for question in person.questions] == [False, True]
    assert kept == [[], []]
    assert len(kept_logins()) == 1
    assert PASSWORD in kept_logins()[0]


def test_a_kept_password_that_was_changed_at_the_proxy_is_asked_for(
    way: Way, behind_proxy: NetworkRules
) -> None:
    first = way.start(behind_proxy)
    first.network.logins.ask = Person(PROXY_LOGIN).ask
    activate(first, way.portal.issue_code(LOGIN))
    item = (SERVICE, ITEM)
    way.keyring.texts[item] = way.keyring.texts[item].replace(PASSWORD, "veraltet")
    second, person = way.start(behind_proxy), Person(PROXY_LOGIN)
    second.network.logins.ask = person.ask
    assert log_in(way, second) is not None
    assert [question.wrong for question in person.questions] == [True]


def test_who_declines_is_told_and_not_asked_again_until_they_want_to(
    way: Way, proxy: RunningProxy, behind_proxy: NetworkRules
) -> None:
    services, person = way.start(behind_proxy), Person()
    services.network.logins.ask = person.ask
    code = way.portal.issue_code(LOGIN)
    for _ in range(2):
        problem = problem_of(lambda: activate(services, code))
        assert problem.failure is Failure.PROXY_LOGIN_NEEDED
        assert problem.details == proxy.url.removeprefix("http://")
    assert len(person.questions) == 1
    services.network.logins.ask_again()
    problem_of(lambda: activate(services, code))
    assert len(person.questions) == 2


def test_several_waiting_requests_ask_only_once(way: Way, behind_proxy: NetworkRules) -> None:
    first = way.start(behind_proxy)
    first.network.logins.ask = Person(PROXY_LOGIN).ask
    activate(first, way.portal.issue_code(LOGIN))
    del way.keyring.texts[SERVICE, ITEM]
    services, person = way.start(behind_proxy), Person(PROXY_LOGIN)
    services.network.logins.ask = person.ask
    binding = services.bindings()[0]
    watchers = [
        threading.Thread(target=services.logins.watch, args=(binding, "")) for _ in range(4)
    ]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    assert len(person.questions) == 1


def test_a_proxy_that_takes_tickets_only_is_told_without_a_question(
    way: Way,
) -> None:
    with web_server(b"", status=407, headers={"Proxy-Authenticate": "Negotiate"}) as proxy:
        services, person = way.start(NetworkRules(proxy=proxy)), Person(PROXY_LOGIN)
        services.network.logins.ask = person.ask
        problem = problem_of(lambda: activate(services, "10542963"))
    assert problem.failure is Failure.PROXY_LOGIN_UNSUPPORTED
    assert person.questions == []


def test_a_proxy_that_forbids_the_portal_is_told(way: Way) -> None:
    with web_server(b"", status=403) as proxy:
        services = way.start(NetworkRules(proxy=proxy))
        problem = problem_of(lambda: activate(services, "10542963"))
    assert problem.failure is Failure.PROXY_FORBIDS


def test_a_kind_of_proxy_that_cannot_be_used_is_told_and_not_gone_around(way: Way) -> None:
    with web_server(pac_script("SOCKS 127.0.0.1:1080")) as pac:
        rules = NetworkRules(pac=f"{pac}/proxy.pac", extra_ca=way.box.authority)
        problem = problem_of(lambda: activate(way.start(rules), "10542963"))
    assert problem == Problem(Failure.PROXY_KIND_UNSUPPORTED, details="SOCKS")


@pytest.mark.parametrize("named_by", ["policy", "desktop"])
def test_through_the_proxy_that_a_script_names(way: Way, tmp_path: Path, named_by: str) -> None:
    dead = unused_address().removeprefix("http://")
    with running_proxy(tmp_path) as proxy:
        answer = f"PROXY {dead}; PROXY {proxy.url.removeprefix('http://')}"
        with web_server(pac_script(answer)) as pac:
            address, ca = f"{pac}/proxy.pac", way.box.authority
            if named_by == "policy":
                services = way.start(NetworkRules(pac=address, extra_ca=ca))
            else:
                services = way.start(settings=SystemSettings(pac=address))
            activate_and_log_in(way, services)
        assert set(proxy.connections) == {way.box.url.removeprefix("https://")}


def test_a_script_that_leads_to_a_dead_proxy_has_the_proxy_named(way: Way) -> None:
    dead = unused_address().removeprefix("http://")
    with web_server(pac_script(f"PROXY {dead}")) as pac:
        services = way.start(settings=SystemSettings(pac=f"{pac}/proxy.pac"))
        problem = problem_of(lambda: activate(services, "10542963"))
    assert problem == Problem(Failure.PROXY_UNREACHABLE, details=dead)


def test_where_a_script_is_not_to_be_had_the_direct_way_is_taken(way: Way) -> None:
    pac = f"{unused_address()}/proxy.pac"
    activate_and_log_in(way, way.start(settings=SystemSettings(pac=pac)))


def test_through_tls_inspection_whose_authority_the_policy_names(way: Way) -> None:
    activate_and_log_in(way, way.start(NetworkRules(extra_ca=way.box.authority)))


def test_through_tls_inspection_whose_authority_the_machine_trusts(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(way.box.authority))
    activate_and_log_in(way, way.start(NetworkRules()))


@pytest.mark.parametrize("through_proxy", [False, True])
def test_an_authority_that_nobody_trusts_is_named(
    way: Way, tmp_path: Path, through_proxy: bool
) -> None:
    with running_proxy(tmp_path) as proxy:
        rules = NetworkRules(proxy=proxy.url) if through_proxy else NetworkRules()
        problem = problem_of(lambda: activate(way.start(rules), "10542963"))
    assert problem == Problem(Failure.TLS_UNTRUSTED, details="The clinic's authority")
    assert way.box.log == []


def test_a_file_for_another_authority_helps_nobody(way: Way, tmp_path: Path) -> None:
    other = self_signed(tmp_path)
    problem = problem_of(lambda: activate(way.start(NetworkRules(extra_ca=other)), "10542963"))
    assert problem.failure is Failure.TLS_UNTRUSTED


@pytest.mark.parametrize("through_proxy", [False, True])
def test_no_list_of_authorities_of_a_librarys_own_counts(
    way: Way, tmp_path: Path, through_proxy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(way.box.authority))
    with running_proxy(tmp_path) as proxy:
        rules = NetworkRules(proxy=proxy.url) if through_proxy else NetworkRules()
        problem = problem_of(lambda: activate(way.start(rules), "10542963"))
    assert problem.failure is Failure.TLS_UNTRUSTED


def test_no_variable_leads_around_the_policy_or_names_an_authority(
    way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(way.box.authority))
    with running_proxy(tmp_path) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        services = way.start(NetworkRules(proxy="direct"))
        problem = problem_of(lambda: activate(services, "10542963"))
        assert problem.failure is Failure.TLS_UNTRUSTED
        assert proxy.connections == []


def test_an_authority_file_that_cannot_be_read_stops_the_app(way: Way, tmp_path: Path) -> None:
    rules = NetworkRules(extra_ca=tmp_path / "missing.pem")
    problem = problem_of(lambda: activate(way.start(rules), "10542963"))
    assert problem.failure is Failure.POLICY_INVALID


@pytest.mark.parametrize("right", [True, False])
def test_no_password_of_a_proxy_shows_up_in_a_log_an_error_or_an_address(
    way: Way,
    proxy: RunningProxy,
    right: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    password = PASSWORD if right else "falsch-geheim"
    host = proxy.url.removeprefix("http://")
    monkeypatch.setenv("https_proxy", f"http://{USER}:{password}@{host}")
    services = way.start()
    told = []
    try:
        activate_and_log_in(way, services)
    except Refused as refusal:
        told = list(_chain(refusal))
    assert bool(told) is not right
    written = [record.getMessage() for record in caplog.records]
    shown = [repr(services.network.route(way.box.url)), *map(repr, told), *map(str, told)]
    secrets = (password, "Basic bW9udGFn")
    assert [text for text in [*written, *shown] for secret in secrets if secret in text] == []


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
