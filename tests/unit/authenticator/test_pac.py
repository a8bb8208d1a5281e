"""Proxy auto-configuration scripts: what they answer, and what they cannot do."""

from pathlib import Path

import pytest

from authenticator.network.pac import LARGEST, PacBroken, ask_script, read_answer
from authenticator.network.pac_file import PacNotLoaded, fetch_script
from authenticator.network.routes import Proxy
from authenticator.network.trust import trust
from tests.support.web_server import unused_address, web_server

pytestmark = pytest.mark.heavy

URL = "https://gp.portal.example/pa/v1/keys?secret=1"


def answer(expression: str, url: str = URL) -> str:
    script = f"function FindProxyForURL(url, host) {{ return String({expression}); }}"
    return ask_script(script, url)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("url", "https://gp.portal.example/"),
        ("host", "gp.portal.example"),
        ("isPlainHostName(host)", "false"),
        ("isPlainHostName('intranet')", "true"),
        ("dnsDomainIs(host, '.example')", "true"),
        ("dnsDomainIs(host, '.other')", "false"),
        ("localHostOrDomainIs('gp', 'gp.portal.example')", "true"),
        ("localHostOrDomainIs('gp.else.example', 'gp.portal.example')", "false"),
        ("dnsDomainLevels(host)", "2"),
        ("shExpMatch(host, '*.portal.example')", "true"),
        ("shExpMatch(host, 'gp?portal*')", "true"),
        ("shExpMatch('gpXportal', 'gp.portal')", "false"),
        ("isInNet('192.168.7.9', '192.168.0.0', '255.255.0.0')", "true"),
        ("isInNet('10.0.0.1', '192.168.0.0', '255.255.0.0')", "false"),
        ("isInNet('200.1.2.3', '200.0.0.0', '255.0.0.0')", "true"),
        ("isInNet('name.invalid', '10.0.0.0', '255.0.0.0')", "false"),
        ("isResolvable('localhost')", "true"),
        ("isResolvable('name.invalid')", "false"),
        ("dnsResolve('localhost')", "127.0.0.1"),
        ("dnsResolve('127.0.0.1; rm')", ""),
        ("/^[0-9.]+$/.test(myIpAddress())", "true"),
        ("weekdayRange('SUN', 'SAT')", "true"),
        ("weekdayRange('MON', 'SUN', 'GMT')", "true"),
        ("timeRange(0, 24)", "true"),
        ("timeRange(0, 0, 0, 23, 59, 59)", "true"),
        ("dateRange(1, 31)", "true"),
        ("dateRange('JAN', 'DEC')", "true"),
        ("dateRange(1990, 1991)", "false"),
        ("dateRange(1, 'JAN', 1990, 31, 'DEC', 2990)", "true"),
    ],
)
def test_a_script_may_ask_what_the_format_offers(expression: str, expected: str) -> None:
    assert answer(expression) == expected


@pytest.mark.parametrize(
    "name",
    ["require", "process", "fetch", "XMLHttpRequest", "console", "std", "os", "scriptArgs", "load"],
)
def test_a_script_reaches_nothing_outside(name: str) -> None:
    assert answer(f"typeof {name}") == "undefined"


@pytest.mark.parametrize(
    "script",
    [
        "function FindProxyForURL(url, host) { while (true) {} }",
        "function FindProxyForURL() { return 'x'.repeat(1 << 29); }",
        "function FindProxyForURL() { var a = []; while (true) a.push(new Array(1000)); }",
        "function FindProxyForURL() { return FindProxyForURL(); }",
        "function FindProxyForURL() { throw new Error('x'); }",
        "function FindProxyForURL() { return 7; }",
        "function FindProxyForURL() { }",
        "var FindProxyForURL = 'DIRECT';",
        "this is no script",
        "<html>Bitte melden Sie sich an</html>",
        "",
    ],
)
def test_a_script_that_hangs_swells_or_says_nothing_is_broken(script: str) -> None:
    with pytest.raises(PacBroken):
        ask_script(script, URL)


def test_a_script_cannot_have_names_resolved_without_end() -> None:
    with pytest.raises(PacBroken):
        answer("(() => { for (let n = 0; ; n++) dnsResolve('127.0.0.' + n); })()")


def test_a_script_that_catches_everything_still_has_its_names_resolved() -> None:
    caught = "(() => { try { return dnsResolve('localhost'); } catch (e) { return 'caught'; } })()"
    assert answer(caught) == "127.0.0.1"


def test_the_time_for_a_script_ends_whatever_it_waits_for() -> None:
    with pytest.raises(PacBroken):
        ask_script("while (true) {}", URL, time_limit=0.01)


@pytest.mark.parametrize(
    ("text", "steps", "unusable"),
    [
        ("DIRECT", (None,), ""),
        ("PROXY a:8080", (Proxy("a", 8080),), ""),
        (" proxy a:1 ; HTTP b:2; DIRECT;", (Proxy("a", 1), Proxy("b", 2), None), ""),
        ("HTTPS a:443", (Proxy("a", 443, tls=True),), ""),
        ("SOCKS5 a:1080; PROXY b:2", (Proxy("b", 2),), "SOCKS5"),
        ("SOCKS a:1080", (), "SOCKS"),
        ("PROXY [::1]:8080", (Proxy("::1", 8080),), ""),
        ("PROXY", (), ""),
        ("PROXY a:x", (), ""),
        ("", (), ""),
    ],
)
def test_an_answer_names_ways_in_order(
    text: str, steps: tuple[Proxy | None, ...], unusable: str
) -> None:
    assert read_answer(text) == (steps, unusable)


def test_a_script_is_fetched_from_the_web_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "proxy.pac"
    path.write_text("script")
    assert fetch_script(path.as_uri(), trust()) == "script"
    with web_server(b"\xef\xbb\xbfscript") as address:
        assert fetch_script(address, trust()) == "script"


@pytest.mark.parametrize(
    "server",
    [
        {"body": b"x", "status": 404},
        {"body": b"x", "status": 302, "headers": {"Location": "file:///etc/passwd"}},
        {"body": b"x" * (LARGEST + 1)},
    ],
)
def test_what_is_no_script_to_be_had_is_not_taken(server: dict[str, object]) -> None:
    with web_server(**server) as address, pytest.raises(PacNotLoaded):  # type: ignore[arg-type]
        fetch_script(address, trust())


@pytest.mark.parametrize("address", ["ftp://a/proxy.pac", "data:,x", "file:///no/where", "proxy"])
def test_an_address_without_a_script_is_told(address: str) -> None:
    with pytest.raises(PacNotLoaded):
        fetch_script(address, trust())


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(PacNotLoaded):
        fetch_script(unused_address(), trust())
