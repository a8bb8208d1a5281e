"""How the app logs in at a proxy, against proxies that follow a script."""

import socket
import ssl
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pytest
import spnego

from authenticator.failures import Refused
from authenticator.model import Secret
from authenticator.network import gss, proxy_schemes
from authenticator.network.http_connect import TunnelRefused
from authenticator.network.proxy_logins import ITEM, ProxyLogins
from authenticator.network.proxy_schemes import Scheme, _protocol, possible_schemes, takes_password
from authenticator.network.routes import Proxy, ProxyLogin
from authenticator.network.tunnel import open_through
from authenticator.storage.secret_store import KeyringStore
from tests.support.keyrings import MemoryBackend

PORTAL = "https://portal.example"
LOGIN = ProxyLogin(Secret("KLINIK\\montag"), Secret("turm7"))
READABLE = "Basic S0xJTklLXG1vbnRhZzp0dXJtNw=="
CONNECTED = "200 Connection established"
WANTED = "407 Proxy Authentication Required"

without_wine = pytest.mark.only_on(
    "no wine", reason="NTLM of the system's own, which in wine needs Samba"
)

Answer = Callable[[str], tuple[str, list[str]]]
"""From what the app offers to the status line and lines of the head."""


@dataclass
class ScriptedProxy:
    port: int
    offered: list[str] = field(default_factory=list)
    """Values of `Proxy-Authorization`, empty where it was missing."""
    connections: int = 0

    def open(self, login: ProxyLogin | None) -> Scheme | None:
        """Ask it for a tunnel; the scheme by which it let it through."""
        tunnel = open_through(
            Proxy("127.0.0.1", self.port), PORTAL, ssl.create_default_context(), login
        )
        tunnel.connection.close()
        return tunnel.scheme

    def refuse(self, login: ProxyLogin | None) -> TunnelRefused:
        """Ask it for a tunnel, in vain."""
        with pytest.raises(TunnelRefused) as refused:
            self.open(login)
        return refused.value

    @property
    def schemes(self) -> list[str]:
        return [value.partition(" ")[0] for value in self.offered]


@contextmanager
def scripted_proxy(answer: Answer) -> Iterator[ScriptedProxy]:
    """One connection after the other; it hangs up where a head says so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = ScriptedProxy(listening.getsockname()[1])
        over = threading.Event()

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, connection.makefile("rb") as reader:
                        if over.is_set():
                            return
                        proxy.connections += 1
                        _converse(reader, connection, answer, proxy.offered)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield proxy
        finally:
            over.set()
            socket.create_connection(listening.getsockname()).close()
            thread.join()


def _converse(
    reader: BinaryIO, connection: socket.socket, answer: Answer, offered: list[str]
) -> None:
    while head := _read_head(reader):
        value = head.get("proxy-authorization", "")
        offered.append(value)
        status, lines = answer(value)
        page = "" if status == CONNECTED else "denied"
        lines = [*lines, f"Content-Length: {len(page)}"]
        text = "".join(f"{line}\r\n" for line in [f"HTTP/1.1 {status}", *lines, ""])
        connection.sendall(f"{text}{page}".encode())
        if any(line.endswith(": close") for line in lines):
            return


def _read_head(stream: BinaryIO) -> dict[str, str]:
    head: dict[str, str] = {}
    for line in iter(stream.readline, b"\r\n"):
        if not line:
            return {}
        name, _, value = line.decode().partition(":")
        head[name.lower()] = value.strip()
    return head


class NtlmProxy:
    """Knows one account, and looks at its password."""

    def __init__(self, *, also: str = "") -> None:
        self._also = [f"Proxy-Authenticate: {also}"] if also else []
        self._context = spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)

    def answer(self, offered: str) -> tuple[str, list[str]]:
        if not offered.startswith("NTLM "):
            return WANTED, ["Proxy-Authenticate: NTLM", *self._also]
        try:
            challenge = self._context.step(b64decode(offered.removeprefix("NTLM ")))
        except spnego.exceptions.SpnegoError:
            return WANTED, ["Proxy-Authenticate: NTLM", *self._also]
        if self._context.complete:
            return CONNECTED, []
        return WANTED, [f"Proxy-Authenticate: NTLM {b64encode(challenge or b'').decode()}"]


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an `NtlmProxy` knows."""
    file = tmp_path / "accounts"
    file.write_text("KLINIK:montag:turm7\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(file))


@without_wine
@pytest.mark.usefixtures("accounts")
def test_a_password_is_proved_by_ntlm_on_one_connection() -> None:
    with scripted_proxy(NtlmProxy(also="Basic realm=x").answer) as proxy:
        assert proxy.open(LOGIN) is Scheme.NTLM
    assert proxy.schemes == ["", "NTLM", "NTLM"]
    assert proxy.connections == 1


@without_wine
@pytest.mark.usefixtures("accounts")
def test_a_wrong_password_is_tried_once_and_never_sent_readably_after_ntlm() -> None:
    wrong = ProxyLogin(LOGIN.user, Secret("falsch"))
    with scripted_proxy(NtlmProxy(also="Basic realm=x").answer) as proxy:
        assert proxy.refuse(wrong).status == 407
    assert proxy.schemes == ["", "NTLM", "NTLM"]


@without_wine
def test_a_scheme_that_is_refused_at_once_leads_to_the_next() -> None:
    def answer(offered: str) -> tuple[str, list[str]]:
        if offered == READABLE:
            return CONNECTED, []
        return WANTED, ["Proxy-Authenticate: NTLM", "Proxy-Authenticate: Basic realm=x"]

    with scripted_proxy(answer) as proxy:
        assert proxy.open(LOGIN) is Scheme.BASIC
    assert proxy.schemes == ["", "NTLM", "Basic"]


@pytest.mark.parametrize("closing", ["Connection: close", "Proxy-Connection: close"])
def test_a_proxy_that_hangs_up_after_its_refusal_is_called_again(closing: str) -> None:
    def answer(offered: str) -> tuple[str, list[str]]:
        if offered == READABLE:
            return CONNECTED, []
        return WANTED, ["Proxy-Authenticate: Basic realm=x", closing]

    with scripted_proxy(answer) as proxy:
        assert proxy.open(LOGIN) is Scheme.BASIC
    assert proxy.connections == 2


@without_wine
@pytest.mark.parametrize("challenge", ["TlRMTVNTUAAC", b64encode(b"x" * 3000).decode(), "AAAA"])
def test_a_challenge_that_makes_no_sense_is_a_refusal(challenge: str) -> None:
    with scripted_proxy(lambda _: (WANTED, [f"Proxy-Authenticate: NTLM {challenge}"])) as proxy:
        proxy.refuse(LOGIN)
    assert proxy.schemes == ["", "NTLM"]


def test_a_proxy_that_challenges_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_schemes, "_tokens", lambda *_: lambda _challenge: b"token")
    with scripted_proxy(lambda _: (WANTED, ["Proxy-Authenticate: NTLM AAAA"])) as proxy:
        proxy.refuse(LOGIN)
    assert len(proxy.offered) == 9


def test_nothing_of_the_person_is_sent_to_a_proxy_that_does_not_ask() -> None:
    with scripted_proxy(lambda _: (CONNECTED, [])) as proxy:
        assert proxy.open(LOGIN) is None
    assert proxy.offered == [""]


def test_without_a_login_no_password_goes_anywhere() -> None:
    offers = ["Proxy-Authenticate: NTLM", "Proxy-Authenticate: Basic realm=x"]
    with scripted_proxy(lambda _: (WANTED, offers)) as proxy:
        assert proxy.refuse(None).schemes == {"ntlm", "basic"}
    assert proxy.offered == [""]


@pytest.mark.parametrize(
    ("scheme", "readable"), [(Scheme.NTLM, False), (Scheme.NEGOTIATE, False), (Scheme.BASIC, True)]
)
def test_a_password_that_has_gone_better_before_never_goes_readably(
    scheme: Scheme, readable: bool
) -> None:
    store = KeyringStore(lambda: keyring)
    keyring = MemoryBackend()

    def answer(offered: str) -> tuple[str, list[str]]:
        return (CONNECTED if offered == READABLE else WANTED), ["Proxy-Authenticate: Basic"]

    with scripted_proxy(answer) as proxy:
        named = Proxy("127.0.0.1", proxy.port)
        first = ProxyLogins(store, lambda _: LOGIN)
        first.after_refusal(named, None)
        first.proved(named, scheme)
        for kept in (first.known(named), ProxyLogins(store).recalled(named)):
            assert kept is not None
            with suppress(TunnelRefused):
                proxy.open(kept)
    assert (READABLE in proxy.offered) is readable


def test_the_oldest_proxies_are_forgotten_before_the_keyring_is_full() -> None:
    keyring = MemoryBackend()
    store = KeyringStore(lambda: keyring)
    logins = ProxyLogins(store, lambda _: LOGIN)
    proxies = [Proxy(f"proxy{number}.example", 8080) for number in range(6)]
    for proxy in proxies:
        logins.after_refusal(proxy, None)
        logins.proved(proxy, Scheme.BASIC)
    fresh = ProxyLogins(store)
    assert [fresh.recalled(proxy) is not None for proxy in proxies] == [False] * 2 + [True] * 4


def test_a_damaged_item_is_as_good_as_none_and_is_replaced() -> None:
    keyring = MemoryBackend()
    store = KeyringStore(lambda: keyring)
    proxy = Proxy("proxy.example", 8080)
    store.write(ITEM, "{")
    with pytest.raises(Refused):
        ProxyLogins(store).after_refusal(proxy, None)
    logins = ProxyLogins(store, lambda _: LOGIN)
    logins.after_refusal(proxy, None)
    logins.proved(proxy, Scheme.BASIC)
    assert ProxyLogins(store).recalled(proxy) == LOGIN


@pytest.mark.parametrize(
    ("offered", "helps"),
    [(set(), True), ({"basic"}, True), ({"ntlm"}, True), ({"negotiate"}, False), ({"x"}, False)],
)
def test_a_password_is_asked_for_only_where_it_helps(
    offered: set[str], helps: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy_schemes, "_BY_PASSWORD", (Scheme.NTLM, Scheme.BASIC))
    assert takes_password(frozenset(offered)) is helps


@pytest.mark.parametrize(
    ("discovered", "tried"),
    [
        (False, [(Scheme.NEGOTIATE, "negotiate"), (Scheme.NTLM, "ntlm")]),
        (True, [(Scheme.NEGOTIATE, "kerberos")]),
    ],
)
def test_whoever_has_answered_in_the_network_gets_no_windows_account_proved_by_ntlm(
    discovered: bool, tried: list[tuple[Scheme, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy_schemes, "_BY_SYSTEM", (Scheme.NEGOTIATE, Scheme.NTLM))
    proxy = Proxy("proxy.example", 8080, discovered=discovered)
    offered = frozenset(("negotiate", "ntlm", "basic"))
    schemes = [scheme for scheme, _ in possible_schemes(offered, proxy, None)]
    assert [(each, _protocol(each, proxy, None)) for each in schemes] == tried


def test_without_the_systems_kerberos_there_is_no_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    gss._load.cache_clear()
    monkeypatch.setattr(gss, "_LIBRARY", "libno-such-kerberos.so")
    with pytest.raises(gss.NoTicket):
        gss.GssContext("HTTP", "proxy.example")
