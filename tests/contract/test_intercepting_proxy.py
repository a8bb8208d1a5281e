"""Promise 4: a machine that ends TLS reads, but forges, swaps, replays and destroys nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from authenticator.config import Config
from authenticator.failures import Failure, Refused
from authenticator.model import Binding
from authenticator.services.composition import Services, build_services
from authenticator.storage.secret_store import KeyringStore
from crypto import jws
from crypto.encoding import b64url, dump_object, parse_object, unb64url
from crypto.envelope import KEYS_PATH, PATH, RESPONSE_TYP, Response, request_hash, sign_response
from crypto.keys import PrivateKey
from crypto.keyset import sign_key_set
from crypto.statements import Decision
from portal.platform.asgi import new_cookie
from tests.contract.app import CHEAP, LOGIN, PIN, activate
from tests.support.intercepting_proxy import InterceptingProxy, intercepting_proxy
from tests.support.keyrings import MemoryBackend
from tests.support.portal_server import RunningPortal, free_port, running_portal

FORGER = PrivateKey.generate()


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InterceptingProxy]:
    """The middle box in front of a portal whose public address it has taken over."""
    port = free_port()
    with (
        running_portal(
            tmp_path, public_url=f"https://127.0.0.1:{port}", trusted_proxies=("127.0.0.1",)
        ) as portal,
        intercepting_proxy(tmp_path, port, f"http://127.0.0.1:{portal.settings.port}") as running,
    ):
        portal.create_account(LOGIN, "Maren Montag", "Praxis Montag", cleared=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
        running.portal = portal  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def portal(box: InterceptingProxy) -> RunningPortal:
    found: RunningPortal = box.portal  # type: ignore[attr-defined]
    return found


@pytest.fixture
def keyring() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def start(box: InterceptingProxy, tmp_path: Path, keyring: MemoryBackend) -> Callable[[], Services]:
    """Starts the app anew."""
    config = Config(box.url, tmp_path / "profile")
    return lambda: build_services(config, secrets=KeyringStore(lambda: keyring), cost=CHEAP)


@pytest.fixture
def bound(start: Callable[[], Services], portal: RunningPortal) -> tuple[Services, Binding]:
    services = start()
    activate(services, portal.issue_code(LOGIN))
    return services, services.bindings()[0]


def begin_in_browser(box: InterceptingProxy) -> None:
    cookie = f"__Host-visit={new_cookie()}"
    headers = {"origin": box.url, "sec-fetch-site": "same-origin", "cookie": cookie}
    with box.client() as http:
        answer = http.post("/login", data={"login": LOGIN}, headers=headers)
    assert answer.status_code == 303


def failure_of(call: Callable[[], object]) -> Failure:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.problem.failure


def test_it_reads_neither_pin_nor_code_nor_anything_that_tests_a_pin(
    box: InterceptingProxy, portal: RunningPortal, start: Callable[[], Services]
) -> None:
    code = portal.issue_code(LOGIN)
    services = start()
    activate(services, code)
    services.logins.begin(services.bindings()[0], PIN)
    readable = b"".join(box.seen) + b"".join(_payloads(box.seen))
    assert b"applogin" in readable, "it does read the envelopes"
    assert PIN.reveal().encode() not in readable
    assert code.encode() not in readable


@pytest.mark.parametrize("kid", [FORGER.public.key_id, ""], ids=["its own key", "the portal's"])
def test_a_forged_challenge_is_not_shown(
    box: InterceptingProxy, bound: tuple[Services, Binding], kid: str
) -> None:
    services, binding = bound

    def forge(path: str, request: bytes, answer: bytes) -> bytes:
        value = _payload(answer) if path == PATH else {}
        if value.get("m") != "poll" or not value["b"]["challenge"]:
            return answer
        real = parse_object(unb64url(value["b"]["challenge"]))
        value["b"]["challenge"] = b64url(dump_object({**real, "ip": "192.0.2.1"}))
        forged = jws.sign(
            {"typ": RESPONSE_TYP, "kid": kid or _header(answer)["kid"]}, value, FORGER
        )
        return forged.encode()

    begin_in_browser(box)
    box.tamper = forge
    assert failure_of(lambda: services.logins.watch(binding, "")) is Failure.FOREIGN_ANSWER


@pytest.mark.parametrize(
    "made",
    [FORGER.public.key_id, "", "left as it was"],
    ids=["own key", "portal's key", "unsigned"],
)
def test_a_demanded_version_can_neither_be_made_nor_changed_nor_left_out(
    box: InterceptingProxy, bound: tuple[Services, Binding], made: str
) -> None:
    """Whoever changes the answer has no answer, so that nothing goes on without the demand."""
    services, binding = bound

    def forge(path: str, request: bytes, answer: bytes) -> bytes:
        value = _payload(answer) if path == PATH else {}
        if value.get("m") != "poll":
            return answer
        value["b"]["lowest_version"] = "99.0"
        if made == "left as it was":
            head, _, signature = answer.split(b".")
            return b".".join((head, b64url(dump_object(value)).encode(), signature))
        header = {"typ": RESPONSE_TYP, "kid": made or _header(answer)["kid"]}
        return jws.sign(header, value, FORGER).encode()

    box.tamper = forge
    assert failure_of(lambda: services.logins.watch(binding, "")) is Failure.FOREIGN_ANSWER
    box.tamper = lambda _path, _request, answer: answer
    assert services.logins.watch(binding, "").account.cleared


def test_an_answer_from_before_a_version_was_demanded_does_not_count_again(
    box: InterceptingProxy, portal: RunningPortal, bound: tuple[Services, Binding]
) -> None:
    services, binding = bound
    kept: list[bytes] = []

    def keep(path: str, _request: bytes, answer: bytes) -> bytes:
        if path == PATH:
            kept.append(answer)
        return answer

    box.tamper = keep
    services.logins.watch(binding, "")
    demanding(portal, "99.0")
    box.tamper = lambda path, _request, answer: kept[-1] if path == PATH else answer
    assert failure_of(lambda: services.logins.watch(binding, "")) is Failure.FOREIGN_ANSWER
    box.tamper = lambda _path, _request, answer: answer
    begin_in_browser(box)
    assert failure_of(lambda: services.logins.watch(binding, "")) is Failure.UPGRADE_REQUIRED
    demanding(portal, "")
    assert services.logins.watch(binding, "").request is not None


def demanding(portal: RunningPortal, version: str) -> None:
    """The portal is restarted with another `lowest_app_version`."""
    portal.stop()
    portal.settings = replace(portal.settings, lowest_app_version=version)
    portal.start()


def test_a_swapped_key_set_is_refused_and_the_key_kept(
    box: InterceptingProxy, bound: tuple[Services, Binding], start: Callable[[], Services]
) -> None:
    swapped = sign_key_set(
        FORGER, aud=box.url, seq=99, signing=[FORGER.public], sealing=[FORGER.public]
    ).encode()
    box.tamper = lambda path, _request, answer: swapped if path == KEYS_PATH else answer
    services = start()
    (binding,) = services.bindings()
    assert failure_of(lambda: services.logins.status(binding)) is Failure.PORTAL_KEYS_UNTRUSTED
    box.tamper = lambda _path, _request, answer: answer
    assert start().logins.status(binding).tries_left == 5


@pytest.mark.parametrize("status", [403, 410])
@pytest.mark.parametrize("name", ["revoked", "unknown-device", "locked"])
def test_a_refusal_that_it_makes_up_changes_nothing(
    box: InterceptingProxy,
    bound: tuple[Services, Binding],
    keyring: MemoryBackend,
    name: str,
    status: int,
) -> None:
    services, binding = bound
    before = dict(keyring.texts)
    problem = {"type": f"urn:pa:problem:{name}", "title": name, "status": status}

    def refuse(path: str, request: bytes, answer: bytes) -> bytes | tuple[int, bytes]:
        if path != PATH:
            return answer
        response = Response("problem", request_hash(request), 1, "", "", problem)
        return status, sign_response(response, FORGER)

    box.tamper = refuse
    assert failure_of(lambda: services.logins.begin(binding, PIN)).is_retryable
    box.tamper = lambda _path, _request, answer: (status, b"<html>gesperrt</html>")
    assert failure_of(lambda: services.logins.status(binding)) is Failure.FOREIGN_ANSWER
    assert keyring.texts == before
    box.tamper = lambda _path, _request, answer: answer
    assert services.logins.begin(binding, PIN).url


@pytest.mark.parametrize("name", ["revoked", "unknown-device"])
def test_a_refusal_in_the_name_of_the_portals_key_changes_nothing(
    box: InterceptingProxy,
    portal: RunningPortal,
    bound: tuple[Services, Binding],
    keyring: MemoryBackend,
    name: str,
) -> None:
    services, binding = bound
    before = dict(keyring.texts)
    header = {"typ": RESPONSE_TYP, "kid": portal.keys.signing.public.key_id}
    problem = {"type": f"urn:pa:problem:{name}", "title": name, "status": 403}

    def refuse(path: str, request: bytes, answer: bytes) -> bytes | tuple[int, bytes]:
        # With the real key set, so that nothing but the signature tells.
        if path != PATH:
            return answer
        response = Response("problem", request_hash(request), 1, "", "", problem)
        return 403, jws.sign(header, response._asdict(), FORGER).encode()

    box.tamper = refuse
    assert failure_of(lambda: services.devices.leave(binding)) is Failure.FOREIGN_ANSWER
    assert keyring.texts == before
    assert services.bindings() == (binding,)


def test_a_refusal_of_another_device_does_not_fit_this_one(
    box: InterceptingProxy, bound: tuple[Services, Binding]
) -> None:
    """The portal signed it itself: for a key that it does not know."""
    services, binding = bound
    stranger = PrivateKey.generate()
    header = {"typ": "pa-req+jws", "kid": stranger.public.key_id}
    foreign = jws.sign(header, {}, stranger).encode()
    stolen = _send(box, foreign)
    assert _payload(stolen)["b"]["type"].endswith("unknown-device")
    box.tamper = lambda path, _request, answer: (404, stolen) if path == PATH else answer
    assert failure_of(lambda: services.logins.status(binding)) is Failure.FOREIGN_ANSWER


def test_a_replayed_approval_lets_nobody_in_a_second_time(
    box: InterceptingProxy, portal: RunningPortal, bound: tuple[Services, Binding]
) -> None:
    services, binding = bound
    begin_in_browser(box)
    request = services.logins.watch(binding, "").request
    assert request is not None
    assert services.logins.answer(binding, request, Decision.APPROVE, PIN)
    approval = box.requests_to(PATH)[-1]
    for _ in range(3):
        _send(box, approval)
    assert [row[0] for row in portal.query("select count(*) from tickets")] == [1]
    portal.clock.advance(24 * 3600 + 1)
    assert _payload(_send(box, approval))["b"]["type"].endswith("nonce-stale")


def test_a_statement_does_not_fit_into_another_envelope(
    box: InterceptingProxy, bound: tuple[Services, Binding], keyring: MemoryBackend
) -> None:
    """Who has the keyring item as well still cannot use a proof again that it has seen."""
    services, binding = bound
    services.logins.begin(binding, PIN)
    seen = _payload(box.requests_to(PATH)[-1])
    assert seen["m"] == "applogin"
    device = services.devices._devices.of(binding)
    with pytest.raises(Refused) as refused:
        device.session.ask("applogin", lambda _slot: seen["b"])
    assert refused.value.problem.failure is Failure.INTERNAL


def _send(box: InterceptingProxy, data: bytes) -> bytes:
    headers = {"content-type": "application/jose"}
    with box.client() as http:
        return http.post(PATH, content=data, headers=headers).content


def _payload(data: bytes) -> Any:
    return parse_object(unb64url(data.split(b".")[1].decode()))


def _header(data: bytes) -> Any:
    return parse_object(unb64url(data.split(b".")[0].decode()))


def _payloads(bodies: list[bytes]) -> Iterator[bytes]:
    for body in bodies:
        parts = body.split(b".")
        if len(parts) == 3:
            yield unb64url(parts[1].decode())
